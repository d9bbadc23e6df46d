"""Rows that the actor may act on, and word to those who follow them."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from academy_app.core import channels
from academy_app.core.actor import Actor
from academy_app.core.db import Tx
from academy_app.core.errors import NotFound
from academy_app.core.ids import is_id
from academy_app.models.discussion import Post, Thread
from academy_app.policy.decisions import Place, can_see_thread, require
from academy_app.policy.places import place_of


@dataclass(frozen=True, slots=True)
class Standing:
    """A thread about to change, and where it stands."""

    thread: Thread
    place: Place

    @property
    def id(self) -> int:
        assert self.thread.id is not None
        return self.thread.id


async def standing(tx: Tx, actor: Actor, thread_id: int) -> Standing:
    """The thread, its row locked: whoever else changes it waits. NotFound where the actor may
    not see it."""
    thread = None
    if is_id(thread_id):
        thread = await tx.scalar(
            select(Thread).where(col(Thread.id) == thread_id).with_for_update()
        )
    if thread is None:
        raise NotFound
    found = Standing(thread, await place_of(tx, actor, thread))
    require(can_see_thread(actor, found.place, thread))
    return found


async def standing_of_post(tx: Tx, actor: Actor, post_id: int) -> tuple[Standing, Post]:
    """The thread of a post, locked, and the post as it is now."""
    thread_id = None
    if is_id(post_id):
        thread_id = await tx.scalar(select(col(Post.thread_id)).where(col(Post.id) == post_id))
    if thread_id is None:
        raise NotFound
    found = await standing(tx, actor, thread_id)
    return found, await tx.get_one(Post, post_id)


def tell_list(tx: Tx, thread: Thread) -> None:
    """The thread's card in the list of its place is not as it was."""
    assert thread.id is not None
    if thread.category_id is not None:
        tx.record(channels.of_category(thread.category_id), "thread", thread.id)
    elif thread.lesson_id is not None:
        tx.record(channels.of_lesson(thread.lesson_id), "thread", thread.id)


def tell_head(tx: Tx, thread: Thread) -> None:
    """What stands above the thread's posts is not as it was."""
    assert thread.id is not None
    tx.record(channels.of_thread(thread.id), "thread", thread.id)


def tell_post(tx: Tx, post: Post) -> None:
    """A post is new or not as it was."""
    assert post.id is not None
    tx.record(channels.of_thread(post.thread_id), "post", post.id)
