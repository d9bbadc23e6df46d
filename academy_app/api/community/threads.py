"""Lists of threads, and what is done to a thread as a whole."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from academy_app.api.bodies import RowId
from academy_app.api.community.answers import answer
from academy_app.api.community.bodies import (
    Answer,
    NewPost,
    NewThread,
    ReadTo,
    Target,
    Votes,
)
from academy_app.api.deps import CurrentActor
from academy_app.core.actor import Actor
from academy_app.core.db import reading, writing
from academy_app.core.hrefs import thread_href
from academy_app.queries import discussion as queries
from academy_app.queries.categories import categories
from academy_app.services import discussion, drafts
from academy_app.services.discussion import PollDraft, ThreadDraft

MOST = 256 * 1024

router = APIRouter(prefix="/threads", max_body_size=MOST)

Cursor = Annotated[str, Query(max_length=400)]


@router.get("")
async def threads(request: Request, actor: CurrentActor, cursor: Cursor = "") -> dict[str, Any]:
    """`category` (a slug), `sort` (active, new, top), `period` (week, month, all), `unanswered=1`
    and `tag` say which; `next` is the cursor of the page after it. `heads` are the channels to
    follow, with the numbers that the page is true at."""
    wish = queries.cleaned_wish(dict(request.query_params))
    async with reading() as rx:
        shown = await categories(rx, actor)
        heads = await queries.channel_heads(rx, queries.feed_channels(shown))
        feed, unread = await queries.feed(rx, actor, wish, shown, cursor)
    return {**answer(feed), "unread": unread, "heads": heads}


@router.post("", status_code=201)
async def start(body: NewThread, actor: CurrentActor) -> dict[str, Any]:
    words = await discussion.words(body.body, by=actor)
    draft = ThreadDraft(
        title=body.title,
        words=words,
        client_id=body.client_id,
        category_id=body.category_id,
        lesson_id=body.lesson_id,
        video_id=body.video_id,
        seconds=body.seconds,
        tags=body.tags,
        poll=_poll(body),
    )
    async with writing() as tx:
        thread = await discussion.start_thread(tx, actor, draft)
        thread_id = thread.id or 0
        await drafts.forget(tx, actor, body.draft_key)
    return {"id": thread_id, "href": thread_href(thread_id)}


@router.get("/{thread_id}")
async def thread(thread_id: RowId, actor: CurrentActor, post: int = 0) -> dict[str, Any]:
    """With a window of its replies: the first, or those around `post`."""
    async with reading() as rx:
        page, head = await queries.thread_page(rx, actor, thread_id, post)
    return {**answer(page), "channelHead": head}


@router.get("/{thread_id}/posts")
async def posts(
    thread_id: RowId, actor: CurrentActor, before: Cursor = "", after: Cursor = ""
) -> dict[str, Any]:
    """The window above the cursor `before`, or beneath the cursor `after`."""
    async with reading() as rx:
        return answer(await queries.replies(rx, actor, thread_id, before=before, after=after))


@router.post("/{thread_id}/posts", status_code=201)
async def reply(thread_id: RowId, body: NewPost, actor: CurrentActor) -> dict[str, Any]:
    words = await discussion.words(body.body, by=actor)
    async with writing() as tx:
        post = await discussion.reply(
            tx, actor, thread_id, words, client_id=body.client_id, parent_id=body.parent_id
        )
        post_id = post.id or 0
        await drafts.forget(tx, actor, body.draft_key)
    async with reading() as rx:
        rows = await queries.post_rows(rx, [post_id])
    return answer(rows[post_id])


@router.put("/{thread_id}/answer", status_code=204)
async def mark_answer(thread_id: RowId, body: Answer, actor: CurrentActor) -> None:
    async with writing() as tx:
        await discussion.mark_answer(tx, actor, thread_id, body.post_id)


@router.delete("/{thread_id}/answer", status_code=204)
async def unmark_answer(thread_id: RowId, actor: CurrentActor) -> None:
    async with writing() as tx:
        await discussion.mark_answer(tx, actor, thread_id, None)


@router.put("/{thread_id}/pin", status_code=204)
async def pin(thread_id: RowId, actor: CurrentActor) -> None:
    async with writing() as tx:
        await discussion.set_pinned(tx, actor, thread_id, True)


@router.delete("/{thread_id}/pin", status_code=204)
async def unpin(thread_id: RowId, actor: CurrentActor) -> None:
    async with writing() as tx:
        await discussion.set_pinned(tx, actor, thread_id, False)


@router.put("/{thread_id}/lock", status_code=204)
async def lock(thread_id: RowId, actor: CurrentActor) -> None:
    async with writing() as tx:
        await discussion.set_locked(tx, actor, thread_id, True)


@router.delete("/{thread_id}/lock", status_code=204)
async def unlock(thread_id: RowId, actor: CurrentActor) -> None:
    async with writing() as tx:
        await discussion.set_locked(tx, actor, thread_id, False)


@router.put("/{thread_id}/category", status_code=204)
async def move(thread_id: RowId, body: Target, actor: CurrentActor) -> None:
    async with writing() as tx:
        await discussion.move_thread(tx, actor, thread_id, body.category_id)


@router.put("/{thread_id}/wonder")
async def wonder(thread_id: RowId, actor: CurrentActor) -> dict[str, Any]:
    """The member has the same question."""
    return await _wonder(thread_id, actor, is_wondering=True)


@router.delete("/{thread_id}/wonder")
async def unwonder(thread_id: RowId, actor: CurrentActor) -> dict[str, Any]:
    return await _wonder(thread_id, actor, is_wondering=False)


@router.put("/{thread_id}/vote", status_code=204)
async def vote(thread_id: RowId, body: Votes, actor: CurrentActor) -> None:
    async with writing() as tx:
        await discussion.vote(tx, actor, thread_id, body.option_ids)


@router.put("/{thread_id}/read", status_code=204)
async def mark_read(thread_id: RowId, body: ReadTo, actor: CurrentActor) -> None:
    async with writing() as tx:
        await discussion.mark_read(tx, actor, thread_id, body.number)


def _poll(body: NewThread) -> PollDraft | None:
    if body.poll is None:
        return None
    return PollDraft(body.poll.options, body.poll.is_multiple, body.poll.closes_at)


async def _wonder(thread_id: int, actor: Actor, *, is_wondering: bool) -> dict[str, Any]:
    async with writing() as tx:
        found = await discussion.wonder(tx, actor, thread_id, is_wondering)
        return {"wonderers": found.wonderers, "isWondering": is_wondering}
