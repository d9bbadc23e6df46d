"""Points: what a like gives to whom it is for, and what a lost one takes back.

To be called in the like's own transaction. What a member once earned they keep when the post is
deleted: the words were liked. Only what is gone from the database for good counts no longer.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, case, func, select, update
from sqlmodel import col

from academy_app.core.channels import ACCESS
from academy_app.core.db import Reading, Tx
from academy_app.core.events import MemberChanged
from academy_app.core.levels import level_of
from academy_app.models.discussion import Like
from academy_app.models.membership import Member
from academy_app.services import notices


async def gained(tx: Tx, author_id: int | None) -> None:
    """A like came. `author_id` is the like's: nobody's, for one's own post."""
    if author_id is None:
        return
    points = await tx.scalar(
        update(Member)
        .where(col(Member.id) == author_id)
        .values(points=col(Member.points) + 1)
        .returning(col(Member.points))
    )
    if points is not None:
        _tell(tx, author_id, points - 1, points)


async def lost(tx: Tx, author_id: int | None) -> None:
    """A like was taken back. Nobody has fewer points than none."""
    if author_id is None:
        return
    points = await tx.scalar(
        update(Member)
        .where(col(Member.id) == author_id, col(Member.points) > 0)
        .values(points=col(Member.points) - 1)
        .returning(col(Member.points))
    )
    if points is not None:
        _tell(tx, author_id, points + 1, points)


async def wrong(rx: Reading) -> list[int]:
    """The members whose points are not the likes there are."""
    counted = (
        select(col(Like.author_id), func.count().label("points"))
        .where(col(Like.author_id).is_not(None), col(Like.author_id) != col(Like.member_id))
        .group_by(col(Like.author_id))
        .subquery()
    )
    rows = await rx.scalars(
        select(col(Member.id))
        .outerjoin(counted, counted.c.author_id == col(Member.id))
        .where(col(Member.points) != func.coalesce(counted.c.points, 0))
        .order_by(col(Member.id))
    )
    return [number for number in rows if number is not None]


async def recount(tx: Tx, member_ids: Collection[int]) -> None:
    """Give the members the points of the likes there are.

    Their rows are locked before the likes are counted: one that comes meanwhile is either counted
    or adds its point afterwards.
    """
    before = await _locked(tx, member_ids)
    rows = await tx.execute(
        select(col(Like.author_id), func.count())
        .where(col(Like.author_id).in_(list(before)), col(Like.author_id) != col(Like.member_id))
        .group_by(col(Like.author_id))
    )
    counted: dict[int, int] = {author_id: count for author_id, count in rows if author_id}
    wrong_ones = {
        key: counted.get(key, 0) for key, had in before.items() if counted.get(key, 0) != had
    }
    if not wrong_ones:
        return
    await tx.execute(
        update(Member)
        .where(col(Member.id).in_(list(wrong_ones)))
        .values(points=case(wrong_ones, value=col(Member.id)))
    )
    for member_id, points in wrong_ones.items():
        _tell(tx, member_id, before[member_id], points)


async def _locked(tx: Tx, member_ids: Collection[int]) -> dict[int, int]:
    statement: Select[*tuple[Any, ...]] = (
        select(col(Member.id), col(Member.points))
        .where(col(Member.id).in_(member_ids))
        .order_by(col(Member.id))
        .with_for_update()
    )
    return {row.id: row.points for row in await tx.execute(statement)}


def _tell(tx: Tx, member_id: int, before: int, after: int) -> None:
    """Another level opens and closes doors: who may what is asked anew at once."""
    if level_of(before) != level_of(after):
        tx.record(ACCESS, "member", member_id)
        notices.rights_changed(tx, [member_id])
        tx.emit(MemberChanged(member_id))
