"""Posts kept for later, each with words of one's own."""

from sqlalchemy import delete, func, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.channels import of_member
from academy_app.core.cleaning import cleaned_text
from academy_app.core.clock import now
from academy_app.core.db import Tx
from academy_app.core.errors import Conflict, NotFound
from academy_app.core.ids import is_id
from academy_app.core.upsert import upsert
from academy_app.models.discussion import Bookmark, Post, Thread
from academy_app.policy.visibility import visible_threads

MAX_NOTE = 500
# Of one member.
MOST = 5000


async def keep(tx: Tx, actor: Actor, post_id: int, note: str | None = None) -> None:
    """Bookmark a post. Where it is one already, only a `note` that is given is changed.

    Raises NotFound for a post that the actor may not see, Conflict when they keep too many.
    """
    await _require_post(tx, actor, post_id)
    await _require_room(tx, actor, post_id)
    row = {
        "member_id": actor.member_id,
        "post_id": post_id,
        "note": cleaned_text(note or "", "note", MAX_NOTE),
        "at": now(),
    }
    change = [] if note is None else ["note"]
    await upsert(tx, Bookmark, [row], on=["member_id", "post_id"], change=change)
    tx.record(of_member(actor.member_id), "bookmark", post_id)


async def let_go(tx: Tx, actor: Actor, post_id: int) -> None:
    """Remove the bookmark, whether the post may still be seen or not."""
    if not is_id(post_id):
        raise NotFound
    gone = await tx.execute(
        delete(Bookmark)
        .where(col(Bookmark.member_id) == actor.member_id, col(Bookmark.post_id) == post_id)
        .returning(col(Bookmark.post_id))
    )
    if gone.first() is not None:
        tx.record(of_member(actor.member_id), "bookmark", post_id)


async def _require_post(tx: Tx, actor: Actor, post_id: int) -> None:
    found = is_id(post_id) and await tx.scalar(
        select(col(Post.id))
        .join(Thread, col(Thread.id) == col(Post.thread_id))
        .where(col(Post.id) == post_id, col(Post.deleted_at).is_(None), visible_threads(actor))
    )
    if not found:
        raise NotFound


async def _require_room(tx: Tx, actor: Actor, post_id: int) -> None:
    count = await tx.scalar(
        select(func.count())
        .select_from(Bookmark)
        .where(col(Bookmark.member_id) == actor.member_id, col(Bookmark.post_id) != post_id)
    )
    if (count or 0) >= MOST:
        raise Conflict("bookmarks.too_many", max=MOST)
