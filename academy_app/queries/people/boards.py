"""The leaderboard: who got the most likes in seven days, in thirty, ever; and the levels.

Counting takes as long as there are likes, so what was counted is kept for `REST` times as long as
it took: a small site counts at each look, a large one spends no more than a hundredth of its time
on it, however many look. Names and who is still here are asked anew each time.
"""

import asyncio
import time
from bisect import bisect_left
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.clock import now
from academy_app.core.db import Reading
from academy_app.core.levels import BEGIN_AT, HIGHEST
from academy_app.core.views.people import BoardRow, Leaderboard, LevelRow
from academy_app.models.discussion import Like
from academy_app.models.membership import Member
from academy_app.queries.people.cards import card

PERIODS: Final = ("7", "30", "all")
SHOWN: Final = 30
# Read ahead, as some may have left since the board was counted.
SPARE: Final = 30
REST: Final = 100

Counted = TypeVar("Counted")


async def leaderboard(rx: Reading, actor: Actor, period: str = "7") -> Leaderboard:
    """The first thirty, and the reader where they are not among them. Staff and who left stand
    on no board, nor do placeholders, behind whom is nobody yet. An unknown period is a week."""
    period = period if period in PERIODS else PERIODS[0]
    kept = _of_this_database(rx)
    standings = await kept.standings[period].get(lambda: _standings(rx, period))
    shares = await kept.shares.get(lambda: _shares(rx))
    people = await _people(rx, [*standings.first, actor.member_id])
    rows = [
        _row(standings, people[member_id], actor)
        for member_id in standings.first
        if member_id in people and _stands(people[member_id])
    ]
    me = card(people[actor.member_id])
    is_shown = any(row.is_me for row in rows[:SHOWN])
    is_below = not is_shown and actor.member_id in standings.points and not actor.is_staff
    return Leaderboard(
        period=period,
        rows=rows[:SHOWN],
        own=[_row(standings, people[actor.member_id], actor)] if is_below else [],
        levels=_levels(shares, me.level),
        me=me,
    )


@dataclass(frozen=True, slots=True)
class Standings:
    """Everyone's points in a period, the first in order, and all points from least to most."""

    points: Mapping[int, int]
    first: Sequence[int]
    ranked: Sequence[int]

    def rank(self, member_id: int) -> int:
        """One more than there are members with more points."""
        points = self.points[member_id]
        return 1 + len(self.ranked) - bisect_left(self.ranked, points + 1)


class Resting(Generic[Counted]):
    """What was counted last, until it has rested. While one counts, others get what was before."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._found: Counted | None = None
        self._until = 0.0

    async def get(self, count: Callable[[], Awaitable[Counted]]) -> Counted:
        if self._found is not None and self._lock.locked():
            return self._found
        async with self._lock:
            begun = time.monotonic()
            if self._found is None or begun >= self._until:
                self._found = await count()
                took = time.monotonic() - begun
                self._until = time.monotonic() + REST * took
            return self._found


@dataclass
class _Kept:
    """Of one database."""

    standings: Mapping[str, Resting[Standings]] = field(
        default_factory=lambda: {period: Resting() for period in PERIODS}
    )
    shares: Resting[Mapping[int, int]] = field(default_factory=Resting)


_kept: WeakKeyDictionary[object, _Kept] = WeakKeyDictionary()


def _of_this_database(rx: Reading) -> _Kept:
    return _kept.setdefault(rx.get_bind(), _Kept())


async def _standings(rx: Reading, period: str) -> Standings:
    statement = _ever() if period == "all" else _since(int(period))
    points = {row.id: row.points for row in await rx.execute(statement)}
    return Standings(points, list(points)[: SHOWN + SPARE], sorted(points.values()))


def _ever() -> Select[*tuple[Any, ...]]:
    return (
        select(col(Member.id), col(Member.points).label("points"))
        .where(col(Member.points) > 0, _standing())
        .order_by(col(Member.points).desc(), col(Member.id))
    )


def _since(days: int) -> Select[*tuple[Any, ...]]:
    points = func.count()
    return (
        select(col(Member.id), points.label("points"))
        .join(Like, col(Like.author_id) == col(Member.id))
        .where(
            col(Like.at) >= now() - timedelta(days=days),
            col(Like.author_id) != col(Like.member_id),
            _standing(),
        )
        .group_by(col(Member.id))
        .order_by(points.desc(), col(Member.id))
    )


async def _shares(rx: Reading) -> Mapping[int, int]:
    """How many members stand on each level."""
    level = case(
        *((col(Member.points) >= BEGIN_AT[at - 1], at) for at in range(HIGHEST, 1, -1)), else_=1
    ).label("level")
    members = func.count().label("members")
    rows = await rx.execute(select(level, members).where(_standing()).group_by(level))
    return {row.level: row.members for row in rows}


def _standing() -> ColumnElement[bool]:
    """Who stands on boards. The same as `_stands`."""
    return and_(
        col(Member.role) == Role.USER, col(Member.is_active), col(Member.email).is_not(None)
    )


def _stands(member: Member) -> bool:
    return member.role == Role.USER and member.is_active and member.email is not None


async def _people(rx: Reading, member_ids: Sequence[int]) -> dict[int | None, Member]:
    rows = await rx.scalars(select(Member).where(col(Member.id).in_(member_ids)))
    return {member.id: member for member in rows}


def _row(standings: Standings, member: Member, actor: Actor) -> BoardRow:
    assert member.id is not None, "the member has been read"
    return BoardRow(
        rank=standings.rank(member.id),
        points=standings.points[member.id],
        person=card(member),
        is_me=member.id == actor.member_id,
    )


def _levels(shares: Mapping[int, int], own: int) -> list[LevelRow]:
    everyone = sum(shares.values()) or 1
    return [
        LevelRow(
            level=level,
            begins_at=BEGIN_AT[level - 1],
            percent=round(100 * shares.get(level, 0) / everyone),
            is_mine=level == own,
        )
        for level in range(1, HIGHEST + 1)
    ]
