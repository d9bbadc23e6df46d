"""Sign-ins of browsers: opened, asked for on every request, revoked.

The cookie holds a random token, the row its hash. Whether a session lives is the row's to say;
it slides: each use moves its end on.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Mapped
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.channels import ACCESS
from academy_app.core.clock import now
from academy_app.core.db import Tx, reading, writing
from academy_app.core.errors import NotFound
from academy_app.core.events import SessionsRevoked
from academy_app.core.gathering import Gathered, Key
from academy_app.core.levels import level_of
from academy_app.core.opaque import digest, new_token
from academy_app.core.settings import settings
from academy_app.models.membership import Member, Session
from academy_app.policy.decisions import can_manage_sign_ins, require
from academy_app.services.acting import acting, groups_of
from academy_app.services.remembered import Known, actors

# How far a row may lag behind its last use: writing it each time would make readers writers.
TOUCHED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just made. `token` is the cookie's value and shown nowhere else again."""

    token: str
    actor: Actor


async def open_session(tx: Tx, member: Member, user_agent: str = "") -> Opened:
    """Sign `member` in, always with a fresh token: none can be planted beforehand."""
    assert member.id is not None, "the member has been written"
    token = new_token()
    session = Session(
        token_hash=digest(token),
        member_id=member.id,
        user_agent=user_agent[:200],
        created_at=now(),
        seen_at=now(),
        expires_at=now() + _lifetime(),
    )
    tx.add(session)
    await tx.flush()
    return Opened(token, await acting(tx, member, session.id))


async def actor_of(token: str) -> Actor | None:
    """Who holds this cookie; None when the session has ended or its member may not sign in.

    Opens its own doors: to be asked before a transaction, never within one.
    """
    hashed = digest(token)
    return await actors.actor(hashed, partial(_by_hash.get, hashed))


async def actor_of_session(session_id: int, credential: str) -> Actor | None:
    """Who is signed in by a session that a verified `credential` names. As `actor_of`."""
    return await actors.actor(digest(credential), partial(_by_id.get, session_id))


async def living(session_ids: Collection[int]) -> dict[int, Actor]:
    """Who acts in those of the sessions that live, as the database says now. As `actor_of`."""
    found = await _look_up(col(Session.id), session_ids) if session_ids else {}
    return {session_id: known.actor for session_id, known in found.items()}


async def ended(session_ids: Collection[int]) -> set[int]:
    """Those of the sessions that nobody is signed in by any more. Being asked is no use of a
    session: their ends stay where they are. As `actor_of`."""
    async with reading() as rx:
        living = await rx.scalars(
            select(col(Session.id))
            .join(Member, col(Member.id) == col(Session.member_id))
            .where(col(Session.id).in_(session_ids), *_lives())
        )
        return set(session_ids).difference(living)


async def revoke(tx: Tx, actor: Actor, session_id: int) -> None:
    """End one of the actor's own sessions; anybody else's is NotFound."""
    require(can_manage_sign_ins(actor))
    mine = col(Session.member_id) == actor.member_id
    if not await _end(tx, mine, col(Session.id) == session_id):
        raise NotFound


async def revoke_token(tx: Tx, token: str) -> None:
    """End the session of this cookie, if there is one."""
    await _end(tx, col(Session.token_hash) == digest(token))


async def revoke_all(tx: Tx, member_id: int, keep: int | None = None) -> None:
    """End every session of a member, except the one with the id `keep`."""
    others = [] if keep is None else [col(Session.id) != keep]
    await _end(tx, col(Session.member_id) == member_id, *others)


async def forget_old(tx: Tx) -> None:
    """Drop the rows of sessions that ended more than a month ago."""
    long_ago = now() - timedelta(days=30)
    ended = (col(Session.expires_at) < long_ago) | (col(Session.revoked_at) < long_ago)
    await tx.execute(delete(Session).where(ended))


async def _end(tx: Tx, *which: ColumnElement[bool]) -> bool:
    ended = await tx.scalars(
        update(Session)
        .where(col(Session.revoked_at).is_(None), *which)
        .values(revoked_at=now())
        .returning(col(Session.id))
    )
    ids = tuple(number for number in ended if number is not None)
    if ids:
        tx.emit(SessionsRevoked(ids))
        for session_id in ids:
            tx.record(ACCESS, "session", session_id)
    return bool(ids)


def _lives() -> list[ColumnElement[bool]]:
    """Of a session with its member."""
    return [
        col(Session.revoked_at).is_(None),
        col(Session.expires_at) > now(),
        col(Member.is_active).is_(True),
    ]


async def _look_up(which: Mapped[Any], keys: Collection[Key]) -> dict[Key, Known]:
    """The living sessions among `keys`, all in one statement: hundreds of reports a second
    come from as many members."""
    async with reading() as rx:
        rows = await rx.execute(
            select(
                which,
                col(Session.id),
                col(Session.member_id),
                col(Session.seen_at),
                col(Session.expires_at),
                col(Member.role),
                col(Member.points),
            )
            .join(Member, col(Member.id) == col(Session.member_id))
            .where(which.in_(keys), *_lives())
        )
        found = rows.all()
        groups = await groups_of(rx, [row.member_id for row in found])
    stale = [row.id for row in found if now() - row.seen_at >= TOUCHED_EVERY]
    if stale:
        await _touch(stale)
    return {
        row[0]: Known(
            Actor(
                row.member_id,
                Role(row.role),
                row.id,
                groups.get(row.member_id, frozenset()),
                level_of(row.points),
            ),
            row.expires_at,
        )
        for row in found
    }


async def _touch(session_ids: Sequence[int]) -> None:
    async with writing() as tx:
        await tx.execute(
            update(Session)
            .where(col(Session.id).in_(session_ids), col(Session.revoked_at).is_(None))
            .values(seen_at=now(), expires_at=now() + _lifetime())
        )


_by_hash: Gathered[str, Known] = Gathered(partial(_look_up, col(Session.token_hash)))
_by_id: Gathered[int, Known] = Gathered(partial(_look_up, col(Session.id)))


def _lifetime() -> timedelta:
    return timedelta(days=settings().session_days)
