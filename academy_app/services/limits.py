"""How often something may be tried.

Tries are rows, so that a limit holds across workers and restarts. What is refused writes
nothing: an attacker cannot fill the table faster than the limits allow.

Signing in is counted by failures (a success gives its try back, or a classroom behind one
address would lock itself out) in two places:

* by network address: 6 a minute, 30 an hour;
* by account, whether it exists or not. A stranger's tries and those from a browser in which
  the owner has signed in before (it holds a signed device cookie) are counted apart, so nobody
  can lock an owner out of their own browsers by guessing. On a new device an owner under
  attack waits, or takes the link of a password reset.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import TypeAlias

from sqlalchemy import delete, func, insert, select
from sqlmodel import col

from academy_app.core.clock import now
from academy_app.core.db import Tx
from academy_app.core.errors import RateLimited
from academy_app.core.opaque import digest
from academy_app.models.membership import Attempt

MINUTE, HOUR, DAY = 60, 3600, 86_400


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` within `seconds`, for each of `windows`."""

    key: str
    windows: tuple[tuple[int, int], ...]

    @property
    def longest(self) -> int:
        return max(seconds for _, seconds in self.windows)


# A limit on what one member does: of whom, and whether they are new here.
OfMember: TypeAlias = Callable[[int, bool], Limit]


def sign_in(address: str, email: str, device: str | None) -> tuple[Limit, Limit]:
    """`device` is a device cookie already found to be genuine for this account."""
    if device is None:
        account = Limit(f"sign_in.account:{_short(email)}", ((20, HOUR),))
    else:
        account = Limit(f"sign_in.device:{_short(device)}", ((10, 10 * MINUTE),))
    return Limit(f"sign_in.address:{address}", ((6, MINUTE), (30, HOUR))), account


def letters(address: str, email: str) -> tuple[Limit, Limit]:
    """Letters that a visitor makes us send."""
    return (
        Limit(f"letter.address:{address}", ((6, MINUTE), (30, HOUR))),
        Limit(f"letter.account:{_short(email)}", ((3, 15 * MINUTE), (6, HOUR))),
    )


def link_check(address: str) -> Limit:
    """Questions whether a one-time link still works: a classroom may open its links at once."""
    return Limit(f"link.address:{address}", ((60, MINUTE), (300, HOUR)))


def password_check(member_id: int) -> Limit:
    """Proofs of the old password before a new one is set."""
    return Limit(f"password:{member_id}", ((5, 5 * MINUTE), (20, HOUR)))


def look_again(member_id: int) -> Limit:
    """Looks at links that a member asks for."""
    return Limit(f"look:{member_id}", ((20, MINUTE), (200, HOUR)))


def picture(member_id: int) -> Limit:
    return Limit(f"picture:{member_id}", ((10, 10 * MINUTE),))


def note(member_id: int) -> Limit:
    return Limit(f"note:{member_id}", ((30, MINUTE),))


def thread(member_id: int, is_new: bool) -> Limit:
    """Threads started."""
    windows = ((1, 2 * MINUTE), (3, DAY)) if is_new else ((1, 15), (20, DAY))
    return Limit(f"thread:{member_id}", windows)


def reply(member_id: int, is_new: bool) -> Limit:
    windows = ((1, 30), (10, DAY)) if is_new else ((1, 5), (300, DAY))
    return Limit(f"reply:{member_id}", windows)


def like(member_id: int) -> Limit:
    return Limit(f"like:{member_id}", ((20, MINUTE), (50, DAY)))


def mark(member_id: int) -> Limit:
    """What members leave on posts and threads, each of which is told to all who look."""
    return Limit(f"mark:{member_id}", ((60, MINUTE),))


def edit(member_id: int) -> Limit:
    """Changes of what was written, votes and marks."""
    return Limit(f"edit:{member_id}", ((20, MINUTE),))


def image(member_id: int) -> Limit:
    return Limit(f"image:{member_id}", ((20, 10 * MINUTE), (100, DAY)))


def draft(member_id: int) -> Limit:
    """Drafts are kept about once a second while one types."""
    return Limit(f"draft:{member_id}", ((90, MINUTE),))


def preview(member_id: int) -> Limit:
    return Limit(f"preview:{member_id}", ((30, MINUTE),))


def enrolment_request(member_id: int) -> Limit:
    return Limit(f"enrolment_request:{member_id}", ((5, 10 * MINUTE), (20, DAY)))


def mention(member_id: int) -> Limit:
    """Looking for members whom a post shall name."""
    return Limit(f"mention:{member_id}", ((60, MINUTE),))


async def take(tx: Tx, *limits: Limit) -> Sequence[int]:
    """Count one try against each limit, or raise RateLimited and count nothing.

    Returns what `give_back` takes.
    """
    for key in sorted(limit.key for limit in limits):
        await in_line(tx, key)
    at, keys = now(), [limit.key for limit in limits]
    longest = timedelta(seconds=max(limit.longest for limit in limits))
    rows = await tx.execute(
        select(col(Attempt.key), col(Attempt.at)).where(
            col(Attempt.key).in_(keys), col(Attempt.at) > at - longest
        )
    )
    tried: dict[str, list[datetime]] = {key: [] for key in keys}
    for key, moment in rows:
        tried[key].append(moment)
    wait = max(_wait(limit, sorted(tried[limit.key]), at) for limit in limits)
    if wait > 0:
        raise RateLimited(ceil(wait))
    made = await tx.execute(
        insert(Attempt).returning(col(Attempt.id)), [{"key": key, "at": at} for key in keys]
    )
    return [row.id for row in made]


async def give_back(tx: Tx, taken: Sequence[int]) -> None:
    """Uncount tries that turned out well."""
    await tx.execute(delete(Attempt).where(col(Attempt.id).in_(taken)))


async def forget_old(tx: Tx) -> None:
    """Drop the tries that no window reaches any more."""
    await tx.execute(delete(Attempt).where(col(Attempt.at) < now() - timedelta(days=1)))


async def in_line(tx: Tx, key: str) -> None:
    """Let transactions at one key wait for each other: what is sent all at once is counted too.

    SQLite has one writer at a time anyway.
    """
    if tx.get_bind().dialect.name == "postgresql":
        await tx.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


def _wait(limit: Limit, tried: list[datetime], at: datetime) -> float:
    """Seconds until the limit lets one more through; not above 0 when it does now."""
    waits = [0.0]
    for times, seconds in limit.windows:
        if len(tried) >= times:
            waits.append((tried[-times] - at).total_seconds() + seconds)
    return max(waits)


def _short(value: str) -> str:
    return digest(value)[:32]
