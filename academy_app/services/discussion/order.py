"""Order among threads: pinned, locked, moved."""

from sqlmodel import col

from academy_app.core import channels
from academy_app.core.actor import Actor
from academy_app.core.db import Tx
from academy_app.core.errors import Conflict
from academy_app.models.discussion import Thread
from academy_app.policy.decisions import can_keep_order, can_start_thread, require
from academy_app.policy.places import category_place
from academy_app.services import limits, notices
from academy_app.services.discussion.rows import Standing, standing, tell_head, tell_list


async def set_pinned(tx: Tx, actor: Actor, thread_id: int, is_pinned: bool) -> None:
    """Pinned threads come first in their lists."""
    found = await _kept(tx, actor, thread_id)
    found.thread.is_pinned = is_pinned
    _tell(tx, found)


async def set_locked(tx: Tx, actor: Actor, thread_id: int, is_locked: bool) -> None:
    """In a locked thread only who keeps order replies."""
    found = await _kept(tx, actor, thread_id)
    found.thread.is_locked = is_locked
    _tell(tx, found)


async def move_thread(tx: Tx, actor: Actor, thread_id: int, category_id: int) -> None:
    """Into another category, which the actor may post in, too."""
    found = await _kept(tx, actor, thread_id)
    if found.thread.category_id is None:
        raise Conflict("thread.stays_with_lesson")
    target = await category_place(tx, category_id)
    require(can_start_thread(actor, target))
    tell_list(tx, found.thread)
    found.thread.category_id = category_id
    # Others read here than there: whoever follows the thread is asked anew.
    tx.record(channels.ACCESS, "thread", thread_id)
    await notices.place_changed(tx, col(Thread.id) == thread_id)
    _tell(tx, found)


async def _kept(tx: Tx, actor: Actor, thread_id: int) -> Standing:
    found = await standing(tx, actor, thread_id)
    require(can_keep_order(actor, found.place))
    await limits.take(tx, limits.mark(actor.member_id))
    return found


def _tell(tx: Tx, found: Standing) -> None:
    tell_head(tx, found.thread)
    tell_list(tx, found.thread)
