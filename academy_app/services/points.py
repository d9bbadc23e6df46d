"""Points: what a like gives to whom it is for, and what a lost one takes back.

To be called in the like's own transaction. What a member once earned they keep when the post is
deleted: the words were liked. Only what is gone from the database for good counts no longer.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlmodel import col

from academy_app.core.channels import ACCESS
from academy_app.core.db import Reading, Tx
from academy_app.core.events import MemberChanged
from academy_app.core.levels import level_of
from academy_app.models.discussion import Like, Post
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


async def carried(tx: Tx, gains: Mapping[int, int]) -> None:
    """Likes came along in an import, so many for each author; whose they are it did not say."""
    before = await _locked(tx, gains) if gains else {}
    await _set(tx, before, {key: had + gains[key] for key, had in before.items()})


async def wrong(rx: Reading) -> list[int]:
    """The members whose points are not the likes there are."""
    given, came = _given().subquery(), _came_along().subquery()
    counted = func.coalesce(given.c.points, 0) + func.coalesce(came.c.points, 0)
    rows = await rx.scalars(
        select(col(Member.id))
        .outerjoin(given, given.c.author_id == col(Member.id))
        .outerjoin(came, came.c.author_id == col(Member.id))
        .where(col(Member.points) != counted)
        .order_by(col(Member.id))
    )
    return [number for number in rows if number is not None]


async def recount(tx: Tx, member_ids: Collection[int]) -> None:
    """Give the members the points of the likes there are.

    Their rows are locked before the likes are counted: one that comes meanwhile is either counted
    or adds its point afterwards.
    """
    before = await _locked(tx, member_ids)
    counted: Counter[int] = Counter()
    for statement, author_id in ((_given(), Like.author_id), (_came_along(), Post.author_id)):
        for row in await tx.execute(statement.where(col(author_id).in_(list(before)))):
            counted[row.author_id] += row.points
    await _set(tx, before, {key: counted[key] for key in before})


def _given() -> Select[*tuple[Any, ...]]:
    """The likes that others gave, by author."""
    return (
        select(col(Like.author_id), func.count().label("points"))
        .where(col(Like.author_id).is_not(None), col(Like.author_id) != col(Like.member_id))
        .group_by(col(Like.author_id))
    )


def _came_along() -> Select[*tuple[Any, ...]]:
    """Those that came in imports, by author."""
    return (
        select(col(Post.author_id), func.sum(col(Post.likes_carried)).label("points"))
        .where(col(Post.author_id).is_not(None), col(Post.likes_carried) > 0)
        .group_by(col(Post.author_id))
    )


async def _set(tx: Tx, before: Mapping[int, int], after: Mapping[int, int]) -> None:
    """Give members whose rows are locked other points."""
    changed = {key: points for key, points in after.items() if before[key] != points}
    if not changed:
        return
    # One short statement for any number: one that named them all would be kept for each number.
    await tx.execute(
        update(Member), [{"id": key, "points": points} for key, points in changed.items()]
    )
    for member_id, points in changed.items():
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
