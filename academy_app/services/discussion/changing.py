"""What was written is changed, taken away and brought back."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select, update
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.channels import ACCESS
from academy_app.core.clock import now
from academy_app.core.db import Tx
from academy_app.core.errors import Conflict, Invalid
from academy_app.core.markdown import text_of
from academy_app.models.discussion import Mention, Post, Revision, ThreadRead, ThreadTag
from academy_app.policy.decisions import can_delete_post, can_edit_post, can_keep_order, require
from academy_app.services import limits, notices, search
from academy_app.services.discussion.drafts import (
    Words,
    cleaned_tags,
    cleaned_title,
    fill,
)
from academy_app.services.discussion.rows import (
    Standing,
    standing_of_post,
    tell_head,
    tell_list,
    tell_post,
)
from academy_app.services.discussion.writing import require_measure, set_mentions


async def edit_post(
    tx: Tx,
    actor: Actor,
    post_id: int,
    words: Words,
    *,
    title: str | None = None,
    tags: Sequence[str] | None = None,
    edited_at: str | None = None,
) -> Post:
    """Other words, and for an opening another title and tags; what stood there is kept.

    With `edited_at`, the moment of the version that was changed (ISO, "" for the first), raises
    Conflict when there is another one since.
    """
    found, post = await standing_of_post(tx, actor, post_id)
    require(can_edit_post(actor, found.place, found.thread, post))
    is_other = post.body != words.source or (title is not None and title != found.thread.title)
    # What stands there already was sent before, and its answer lost.
    if is_other and edited_at is not None and edited_at != _version(post):
        raise Conflict("post.edited_meanwhile")
    if post.number and (title is not None or tags is not None):
        raise Invalid({"title": "error.unknown_field"})
    await limits.take(tx, limits.edit(actor.member_id))
    if is_other:
        if not actor.is_staff:
            await require_measure(tx, actor, words)
        await _keep(tx, actor, found, post)
        fill(post, words)
        post.edited_at = now()
        before = set(
            await tx.scalars(select(col(Mention.member_id)).where(col(Mention.post_id) == post_id))
        )
        mentioned = await set_mentions(tx, post, words)
        await notices.mentioned(tx, found.thread, post, mentioned, before)
    if post.number == 0:
        await _retitle(tx, found, words, title, tags)
    await search.index_post(tx, found.thread, post, words.plain)
    tell_post(tx, post)
    return post


async def delete_post(tx: Tx, actor: Actor, post_id: int) -> None:
    """Take a reply away, or with its opening post the thread. `restore_post` undoes it."""
    found, post = await standing_of_post(tx, actor, post_id)
    require(can_delete_post(actor, found.place, found.thread, post))
    if post.deleted_at is not None:
        return
    await limits.take(tx, limits.mark(actor.member_id))
    post.deleted_at, post.deleted_by_id = now(), actor.member_id
    await search.forget_post(tx, post_id)
    await _count(tx, found, post, -1)
    await notices.post_deleted(tx, post)
    if not post.number:
        tx.record(ACCESS, "thread", found.id)
    tell_post(tx, post)
    tell_head(tx, found.thread)
    tell_list(tx, found.thread)


async def restore_post(tx: Tx, actor: Actor, post_id: int) -> None:
    """Bring back what one deleted oneself; moderators bring back everything."""
    found, post = await standing_of_post(tx, actor, post_id)
    if post.deleted_at is None:
        return
    if post.deleted_by_id != actor.member_id:
        require(can_keep_order(actor, found.place))
    await limits.take(tx, limits.mark(actor.member_id))
    post.deleted_at = post.deleted_by_id = None
    await search.index_post(tx, found.thread, post, text_of(post.body_html))
    await _count(tx, found, post, 1)
    await notices.post_restored(tx, post)
    if not post.number:
        tx.record(ACCESS, "thread", found.id)
    tell_post(tx, post)
    tell_head(tx, found.thread)
    tell_list(tx, found.thread)


def _version(post: Post) -> str:
    return post.edited_at.isoformat() if post.edited_at else ""


async def _keep(tx: Tx, actor: Actor, found: Standing, post: Post) -> None:
    tx.add(
        Revision(
            post_id=post.id or 0,
            editor_id=actor.member_id,
            at=now(),
            title="" if post.number else found.thread.title,
            body=post.body,
        )
    )


async def _retitle(
    tx: Tx, found: Standing, words: Words, title: str | None, tags: Sequence[str] | None
) -> None:
    found.thread.excerpt = words.excerpt
    if title is not None:
        found.thread.title = cleaned_title(title)
    if tags is not None:
        rows = [{"thread_id": found.id, "tag": tag} for tag in cleaned_tags(tags)]
        await tx.execute(delete(ThreadTag).where(col(ThreadTag.thread_id) == found.id))
        if rows:
            await tx.execute(insert(ThreadTag), rows)
    tell_head(tx, found.thread)
    tell_list(tx, found.thread)


async def _count(tx: Tx, found: Standing, post: Post, change: int) -> None:
    """The thread goes with its opening post; another one is counted, and the newest of those that
    stand tells when and by whom something was last said."""
    thread = found.thread
    if not post.number:
        thread.deleted_at = post.deleted_at
        return
    thread.replies += change
    thread.score += change
    await tx.flush()
    newest = (
        await tx.scalars(
            select(Post)
            .where(col(Post.thread_id) == found.id, col(Post.deleted_at).is_(None))
            .order_by(col(Post.number).desc())
            .limit(1)
        )
    ).one_or_none()
    if newest is None:
        return
    thread.activity_at, thread.last_author_id = newest.created_at, newest.author_id
    # Who had read all that stands has nothing left to read.
    await tx.execute(
        update(ThreadRead)
        .where(col(ThreadRead.thread_id) == found.id, col(ThreadRead.number) >= newest.number)
        .values(number=thread.highest)
        .execution_options(synchronize_session=False)
    )
