"""Threads are started and answered."""

from datetime import timedelta

from sqlalchemy import insert, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.clock import now
from academy_app.core.db import Tx
from academy_app.core.errors import Conflict, Invalid, NotFound, Problem
from academy_app.core.ids import is_id
from academy_app.core.spans import MAX_SECONDS
from academy_app.core.upsert import upsert
from academy_app.models.discussion import (
    Mention,
    Poll,
    PollOption,
    Post,
    Thread,
    ThreadRead,
    ThreadTag,
)
from academy_app.models.learning import Video
from academy_app.models.membership import Member
from academy_app.policy.decisions import Place, can_reply, can_start_thread, require
from academy_app.policy.places import category_place, lesson_place
from academy_app.services import limits, notices, search
from academy_app.services.discussion.drafts import (
    PollDraft,
    ThreadDraft,
    Words,
    cleaned_options,
    cleaned_tags,
    cleaned_title,
    fill,
    require_client_id,
)
from academy_app.services.discussion.rows import (
    Standing,
    standing,
    tell_head,
    tell_list,
    tell_post,
)

STEP = 6
DEEPEST = 3
NEW_FOR = timedelta(days=1)
SAME_WITHIN = timedelta(minutes=5)


async def start_thread(tx: Tx, actor: Actor, draft: ThreadDraft) -> Thread:
    """A new thread with its opening post. Sent again with its `client_id`, the thread that is
    there is returned as it is."""
    require_client_id(draft.client_id)
    known = await _sent_before(tx, actor, draft.client_id)
    if known is not None:
        _require_same(known.number == 0)
        return await tx.get_one(Thread, known.thread_id)
    require(can_start_thread(actor, await _place(tx, actor, draft)))
    await _require_moderation(tx, actor, draft.words, limits.thread)
    video_id, seconds = await _moment(tx, draft)
    thread = Thread(
        category_id=draft.category_id,
        lesson_id=draft.lesson_id,
        author_id=actor.member_id,
        last_author_id=actor.member_id,
        title=cleaned_title(draft.title),
        excerpt=draft.words.excerpt,
        created_at=now(),
        activity_at=now(),
        has_poll=draft.poll is not None,
        video_id=video_id,
        seconds=seconds,
    )
    tx.add(thread)
    await tx.flush()
    assert thread.id is not None
    tags = [{"thread_id": thread.id, "tag": tag} for tag in cleaned_tags(draft.tags)]
    if tags:
        await tx.execute(insert(ThreadTag), tags)
    if draft.poll is not None:
        await _open_poll(tx, thread.id, draft.poll)
    post = Post(thread_id=thread.id, author_id=actor.member_id, client_id=draft.client_id)
    mentioned = await _add(tx, thread, post, draft.words)
    await _read_to(tx, actor, thread.id, 0)
    tell_list(tx, thread)
    tell_post(tx, post)
    await notices.thread_started(tx, thread, post, mentioned)
    return thread


async def reply(
    tx: Tx,
    actor: Actor,
    thread_id: int,
    words: Words,
    *,
    client_id: str,
    parent_id: int | None = None,
) -> Post:
    """An answer to the thread, or to one of its posts. Sent again with its `client_id`, the post
    that is there is returned as it is."""
    require_client_id(client_id)
    known = await _sent_before(tx, actor, client_id)
    if known is not None:
        _require_same(known.number > 0 and known.thread_id == thread_id)
        return known
    found = await standing(tx, actor, thread_id)
    require(can_reply(actor, found.place, found.thread))
    await _require_moderation(tx, actor, words, limits.reply)
    parent = await _parent(tx, found, parent_id)
    thread = found.thread
    thread.highest += 1
    thread.replies += 1
    thread.score += 1
    thread.activity_at, thread.last_author_id = now(), actor.member_id
    post = Post(
        thread_id=found.id,
        author_id=actor.member_id,
        client_id=client_id,
        parent_id=parent.id if parent else None,
        path=path_of(thread.highest, parent.path if parent else None),
    )
    mentioned = await _add(tx, thread, post, words)
    await _read_to(tx, actor, found.id, thread.highest)
    tell_post(tx, post)
    tell_head(tx, thread)
    tell_list(tx, thread)
    await notices.post_written(tx, thread, post, parent, mentioned)
    return post


async def _sent_before(tx: Tx, actor: Actor, client_id: str) -> Post | None:
    """What the member has sent under this id. They write one after the other from here on."""
    await limits.in_line(tx, f"post:{actor.member_id}")
    return (
        await tx.scalars(
            select(Post).where(
                col(Post.author_id) == actor.member_id, col(Post.client_id) == client_id
            )
        )
    ).one_or_none()


def _require_same(is_same: bool) -> None:
    """An id that was used for something else must not swallow these words."""
    if not is_same:
        raise Conflict("post.client_id_used")


async def _place(tx: Tx, actor: Actor, draft: ThreadDraft) -> Place:
    if (draft.category_id is None) == (draft.lesson_id is None):
        raise Invalid({"categoryId": "error.required"})
    if draft.category_id is not None:
        return await category_place(tx, draft.category_id)
    return await lesson_place(tx, actor, draft.lesson_id or 0)


async def _moment(tx: Tx, draft: ThreadDraft) -> tuple[int | None, float | None]:
    """The time in one of the lesson's videos that the thread is about, if any."""
    if draft.seconds is None:
        return None, None
    if draft.lesson_id is None or not 0 <= draft.seconds <= MAX_SECONDS:
        raise Invalid({"seconds": "error.invalid_value"})
    videos = list(
        await tx.scalars(
            select(col(Video.id))
            .where(col(Video.lesson_id) == draft.lesson_id)
            .order_by(col(Video.position), col(Video.id))
        )
    )
    chosen = draft.video_id if draft.video_id is not None else next(iter(videos), None)
    if chosen not in videos:
        raise Invalid({"videoId": "error.invalid_value"})
    return chosen, draft.seconds


async def _require_moderation(tx: Tx, actor: Actor, words: Words, limit: limits.OfMember) -> None:
    """Not too much at a time, and not the same twice. Staff know what they do."""
    if actor.is_staff:
        return
    is_new = await require_measure(tx, actor, words)
    latest = await tx.scalars(
        select(col(Post.body))
        .where(col(Post.author_id) == actor.member_id, col(Post.created_at) > now() - SAME_WITHIN)
        .limit(20)
    )
    if words.source in set(latest):
        raise Conflict("post.same_text")
    await limits.take(tx, limit(actor.member_id, is_new))


async def require_measure(tx: Tx, actor: Actor, words: Words) -> bool:
    """Raises Invalid for too many links, images or names in one post. Whether the member is new
    here, to whom less is allowed."""
    member = await tx.get_one(Member, actor.member_id)
    is_new = actor.level == 1 and now() - member.created_at < NEW_FOR
    for key, count, most in (
        ("post.too_many_links", words.links, 2 if is_new else 30),
        ("post.too_many_images", words.images, 1 if is_new else 30),
        ("post.too_many_mentions", len(words.mentioned), 2 if is_new else 10),
    ):
        if count > most:
            raise Invalid({"body": Problem(key, {"max": most})})
    return is_new


async def _parent(tx: Tx, found: Standing, parent_id: int | None) -> Post | None:
    """The reply that is answered; none for the opening post, which the thread stands for."""
    if parent_id is None:
        return None
    parent = await tx.get(Post, parent_id) if is_id(parent_id) else None
    if parent is None or parent.thread_id != found.id:
        raise NotFound
    if parent.deleted_at is not None:
        raise Conflict("post.deleted")
    return parent if parent.number else None


async def _add(tx: Tx, thread: Thread, post: Post, words: Words) -> tuple[int, ...]:
    """Put the post behind the thread's newest; whom it names."""
    assert thread.id is not None
    post.thread_id, post.number, post.created_at = thread.id, thread.highest, now()
    fill(post, words)
    tx.add(post)
    await tx.flush()
    await search.index_post(tx, thread, post, words.plain)
    return await set_mentions(tx, post, words)


def path_of(number: int, above: str | None) -> str:
    """The place of a reply with this number under the one whose path is `above`."""
    step = f"{number:0{STEP}}"
    if above is None:
        return step
    beneath = above if len(above) < STEP * DEEPEST else above[:-STEP]
    return beneath + step


async def set_mentions(tx: Tx, post: Post, words: Words) -> tuple[int, ...]:
    """Note whom the post names, as far as there are such members."""
    assert post.id is not None
    wanted = [number for number in words.mentioned if is_id(number)]
    if not wanted:
        return ()
    known = await tx.scalars(
        select(col(Member.id)).where(col(Member.id).in_(wanted), col(Member.is_active))
    )
    members = tuple(sorted(number for number in known if number is not None))
    rows = [{"post_id": post.id, "member_id": number} for number in members]
    await upsert(tx, Mention, rows, on=["post_id", "member_id"])
    return members


async def _open_poll(tx: Tx, thread_id: int, draft: PollDraft) -> None:
    if draft.closes_at is not None and draft.closes_at <= now():
        raise Invalid({"poll": "poll.closes_in_the_past"})
    tx.add(Poll(thread_id=thread_id, is_multiple=draft.is_multiple, closes_at=draft.closes_at))
    await tx.flush()
    options = [
        {"thread_id": thread_id, "position": place, "text": text, "votes": 0}
        for place, text in enumerate(cleaned_options(draft))
    ]
    await tx.execute(insert(PollOption), options)


async def _read_to(tx: Tx, actor: Actor, thread_id: int, number: int) -> None:
    """Who writes has seen what stands before."""
    row = {
        "member_id": actor.member_id,
        "thread_id": thread_id,
        "number": number,
        "at": now(),
    }
    await upsert(tx, ThreadRead, [row], on=["member_id", "thread_id"], change=["number", "at"])
