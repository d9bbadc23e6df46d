"""What is done to one post."""

from typing import Any

from fastapi import APIRouter

from academy_app.api.bodies import RowId
from academy_app.api.community.answers import answer
from academy_app.api.community.bodies import ChangedPost
from academy_app.api.deps import CurrentActor
from academy_app.core.actor import Actor
from academy_app.core.db import reading, writing
from academy_app.core.errors import NotFound
from academy_app.queries import discussion as queries
from academy_app.services import discussion, drafts

MOST = 256 * 1024

router = APIRouter(prefix="/posts", max_body_size=MOST)


@router.get("/{post_id}")
async def post(post_id: RowId, actor: CurrentActor) -> dict[str, Any]:
    """As its thread shows it."""
    async with reading() as rx:
        await queries.thread_of_post(rx, actor, post_id)
        return await _row(post_id)


@router.get("/{post_id}/source")
async def source(post_id: RowId, actor: CurrentActor) -> dict[str, Any]:
    """Its Markdown, to edit or to quote; an opening's with its title. Of a deleted one, nothing."""
    async with reading() as rx:
        return answer(await queries.post_source(rx, actor, post_id))


@router.patch("/{post_id}")
async def change(post_id: RowId, body: ChangedPost, actor: CurrentActor) -> dict[str, Any]:
    words = await discussion.words(body.body, by=actor)
    async with writing() as tx:
        await discussion.edit_post(
            tx,
            actor,
            post_id,
            words,
            title=body.title,
            tags=body.tags,
            edited_at=body.edited_at,
        )
        await drafts.forget(tx, actor, body.draft_key)
    return await _row(post_id)


@router.delete("/{post_id}", status_code=204)
async def delete(post_id: RowId, actor: CurrentActor) -> None:
    """A reply, or with its opening post the whole thread. `/restore` undoes it."""
    async with writing() as tx:
        await discussion.delete_post(tx, actor, post_id)


@router.post("/{post_id}/restore")
async def restore(post_id: RowId, actor: CurrentActor) -> dict[str, Any]:
    async with writing() as tx:
        await discussion.restore_post(tx, actor, post_id)
    return await _row(post_id)


@router.put("/{post_id}/like")
async def like(post_id: RowId, actor: CurrentActor) -> dict[str, Any]:
    async with writing() as tx:
        liked = await discussion.like(tx, actor, post_id)
        return {"likes": liked.likes, "isLiked": True}


@router.delete("/{post_id}/like")
async def unlike(post_id: RowId, actor: CurrentActor) -> dict[str, Any]:
    async with writing() as tx:
        liked = await discussion.unlike(tx, actor, post_id)
        return {"likes": liked.likes, "isLiked": False}


@router.put("/{post_id}/endorsement", status_code=204)
async def endorse(post_id: RowId, actor: CurrentActor) -> None:
    await _endorse(post_id, actor, is_endorsed=True)


@router.delete("/{post_id}/endorsement", status_code=204)
async def withdraw_endorsement(post_id: RowId, actor: CurrentActor) -> None:
    await _endorse(post_id, actor, is_endorsed=False)


async def _endorse(post_id: int, actor: Actor, *, is_endorsed: bool) -> None:
    async with writing() as tx:
        await discussion.endorse(tx, actor, post_id, is_endorsed)


async def _row(post_id: int) -> dict[str, Any]:
    async with reading() as rx:
        rows = await queries.post_rows(rx, [post_id])
    if post_id not in rows:
        raise NotFound
    return answer(rows[post_id])
