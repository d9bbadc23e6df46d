"""A post is taken away or comes back: who was told of it sees what there still is.

Most rows tell of one post, and stay out of sight with it. One that joins several counts those
that stand and points at the latest of them; with none left it counts 0, and waits out of sight
for the post to come back or another one to join.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, String, and_, case, cast, exists, func, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from academy_app.core.channels import of_member
from academy_app.core.db import Tx
from academy_app.models.discussion import Follow, Post, ThreadRead
from academy_app.models.notices import Notification

_Standing: Final = aliased(Post)
_Other: Final = aliased(Notification)


async def post_deleted(tx: Tx, post: Post) -> None:
    """To be called when it is. As many statements for thousands of members as for one."""
    await _tell_bells(tx, post)
    left = col(Notification.count) - 1
    counted = and_(_counts(post), _later(post) < col(Notification.count))
    await _point(tx, post, counted, left)


async def post_restored(tx: Tx, post: Post) -> None:
    """To be called when it stands again."""
    await _tell_bells(tx, post)
    counted = and_(_counts(post), _later(post) <= col(Notification.count), ~_was_read(post))
    await _point(tx, post, counted, col(Notification.count) + 1)


async def _tell_bells(tx: Tx, post: Post) -> None:
    """Of all who have not read of it; with its opening, the whole thread comes and goes."""
    concerned = (
        col(Notification.post_id) == post.id
        if post.number
        else col(Notification.thread_id) == post.thread_id
    )
    members = await tx.scalars(
        select(col(Notification.member_id))
        .where(concerned, col(Notification.read_at).is_(None))
        .distinct()
    )
    _record(tx, members.all())


async def _point(
    tx: Tx, post: Post, counted: ColumnElement[bool], count: ColumnElement[int]
) -> None:
    """Let the joined rows that count the post have the new `count` and point at the latest."""
    if not post.number:
        return
    changed = await tx.execute(
        update(Notification)
        .where(
            col(Notification.key) == f"thread:{post.thread_id}+",
            col(Notification.thread_id) == post.thread_id,
            counted,
        )
        .values(
            count=count,
            **{
                name: case((count > 0, _latest(post, column)), else_=getattr(Notification, name))
                for name, column in (
                    ("post_id", _Standing.id),
                    ("actor_id", _Standing.author_id),
                    ("at", _Standing.created_at),
                )
            },
        )
        .returning(col(Notification.member_id))
        .execution_options(synchronize_session=False)
    )
    _record(tx, changed.scalars().all())


def _latest(post: Post, column: Any) -> Any:
    return (
        select(column)
        .where(_stands(post), _counts(_Standing))
        .order_by(col(_Standing.number).desc())
        .limit(1)
        .correlate(Notification)
        .scalar_subquery()
    )


def _later(post: Post) -> Any:
    """How many that count for the row stand behind the post."""
    return (
        select(func.count())
        .select_from(_Standing)
        .where(_stands(post), _counts(_Standing), col(_Standing.number) > post.number)
        .correlate(Notification)
        .scalar_subquery()
    )


def _stands(post: Post) -> ColumnElement[bool]:
    return and_(
        col(_Standing.thread_id) == post.thread_id,
        col(_Standing.number) > 0,
        col(_Standing.deleted_at).is_(None),
    )


def _counts(post: Any) -> ColumnElement[bool]:
    """Whether a post is one that the row's member was told of in this row, if they were: by
    somebody else, whom they have not muted, and not told by itself."""
    # One post, or the columns of many.
    author = post.author_id
    key: Any = f"post:{post.id}" if isinstance(post, Post) else "post:" + cast(post.id, String)
    alone = (
        exists()
        .where(col(_Other.member_id) == col(Notification.member_id), col(_Other.key) == key)
        .correlate(Notification, _Standing)
    )
    muted = (
        exists()
        .where(
            col(Follow.member_id) == col(Notification.member_id),
            col(Follow.kind) == "member",
            col(Follow.target_id) == author,
            col(Follow.is_muted),
        )
        .correlate(Notification, _Standing)
    )
    return and_(col(Notification.member_id).is_distinct_from(author), ~alone, ~muted)


def _was_read(post: Post) -> ColumnElement[bool]:
    """Whether the member has seen the post, or read a row that told of it or a later one."""
    seen = exists().where(
        col(ThreadRead.member_id) == col(Notification.member_id),
        col(ThreadRead.thread_id) == post.thread_id,
        col(ThreadRead.number) >= post.number,
    )
    told = (
        select(1)
        .select_from(_Other)
        .join(_Standing, col(_Standing.id) == col(_Other.post_id))
        .where(
            col(_Other.member_id) == col(Notification.member_id),
            col(_Other.key).like(f"thread:{post.thread_id}:%"),
            col(_Standing.number) >= post.number,
        )
        .exists()
    )
    return or_(seen, told)


def _record(tx: Tx, member_ids: Any) -> None:
    for member_id in member_ids:
        tx.record(of_member(member_id), "notice")
