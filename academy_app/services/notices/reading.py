"""Notifications are read: one by one, all, or with the thread that they tell of."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, String, cast, delete, exists, func, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.channels import of_member
from academy_app.core.clock import now
from academy_app.core.db import Tx
from academy_app.core.ids import is_id
from academy_app.models.discussion import Post
from academy_app.models.notices import Notification

KEPT: Final = timedelta(days=90)


async def mark_read(tx: Tx, actor: Actor, ids: Collection[int]) -> None:
    """Those of the ids that are the actor's own."""
    known = sorted(id_ for id_ in set(ids) if is_id(id_))
    if known:
        await _read(tx, actor, col(Notification.id).in_(known))


async def mark_all_read(tx: Tx, actor: Actor) -> None:
    await _read(tx, actor)


async def read_thread(tx: Tx, actor: Actor, thread_id: int, upto_number: int) -> None:
    """The actor has seen the thread's posts up to the one with this number."""
    seen = select(col(Post.id)).where(
        col(Post.thread_id) == thread_id, col(Post.number) <= upto_number
    )
    await _read(
        tx, actor, col(Notification.thread_id) == thread_id, col(Notification.post_id).in_(seen)
    )


async def forget_old(tx: Tx) -> None:
    """Drop what was read long ago. Of the likes of a post the last row stays: it says which
    likes the author has read of."""
    later = aliased(Notification)
    has_later = exists().where(
        col(later.member_id) == col(Notification.member_id),
        col(later.kind) == "like",
        col(later.post_id) == col(Notification.post_id),
        col(later.read_at) > col(Notification.read_at),
    )
    await tx.execute(
        delete(Notification)
        .where(
            col(Notification.read_at) < now() - KEPT,
            or_(col(Notification.kind) != "like", has_later),
        )
        .execution_options(synchronize_session=False)
    )


async def _read(tx: Tx, actor: Actor, *which: ColumnElement[bool]) -> None:
    """Its own id closes an open key: nothing joins what was read."""
    closed = func.replace(col(Notification.key), "+", ":" + cast(col(Notification.id), String))
    read = await tx.execute(
        update(Notification)
        .where(
            col(Notification.member_id) == actor.member_id,
            col(Notification.read_at).is_(None),
            *which,
        )
        .values(read_at=now(), key=closed)
        .returning(col(Notification.id))
        .execution_options(synchronize_session=False)
    )
    if read.first() is not None:
        tx.record(of_member(actor.member_id), "notice")
