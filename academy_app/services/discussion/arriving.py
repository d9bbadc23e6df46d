"""Threads and replies that were written elsewhere arrive here, many at a time.

What is written is what `start_thread` and `reply` would have written at the time, and stays as
whole with every transaction; but nobody is told, nothing is limited, and a category's channel
changes once a batch.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

from sqlalchemy import insert, select, update
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.channels import of_category
from academy_app.core.db import Tx
from academy_app.core.errors import NotFound
from academy_app.core.markdown import RENDERER_VERSION
from academy_app.core.numbering import new_ids
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
from academy_app.models.membership import Member
from academy_app.policy.decisions import can_import, require
from academy_app.services import points, search
from academy_app.services.discussion.drafts import TITLE, Words, cleaned_tags
from academy_app.services.discussion.writing import path_of

Row: TypeAlias = dict[str, Any]

# So many ids are named in one statement.
CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class ArrivingPoll:
    """Options with the votes that are known of them, but not whose. `closes_at` as it was."""

    options: Sequence[tuple[str, int]]
    is_multiple: bool = False
    closes_at: datetime | None = None
    voters: int = 0


@dataclass(frozen=True, slots=True)
class ArrivingThread:
    """A thread with its opening post, written `at`; `likes` are those of the opening. It stands in
    a category, or under a lesson, there perhaps at a second of a video."""

    category_id: int | None
    author_id: int | None
    title: str
    words: Words
    at: datetime
    edited_at: datetime | None = None
    likes: int = 0
    tags: Sequence[str] = ()
    poll: ArrivingPoll | None = None
    is_pinned: bool = False
    is_locked: bool = False
    lesson_id: int | None = None
    video_id: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class ArrivingReply:
    """An answer to `parent_id`, a reply that is here already, or to the one at `parent_place` of
    the same batch; with neither, to the thread."""

    thread_id: int
    author_id: int | None
    words: Words
    at: datetime
    edited_at: datetime | None = None
    likes: int = 0
    parent_id: int | None = None
    parent_place: int | None = None
    is_answer: bool = False


@dataclass(frozen=True, slots=True)
class Arrived:
    thread_id: int
    post_id: int


async def threads_arrive(tx: Tx, actor: Actor, arriving: Sequence[ArrivingThread]) -> list[Arrived]:
    """Write threads with their openings; which they became, in the same order."""
    require(can_import(actor))
    thread_ids = await new_ids(tx, Thread, len(arriving))
    post_ids = await new_ids(tx, Post, len(arriving))
    threads, posts, entries = [], [], []
    for thread_id, post_id, each in zip(thread_ids, post_ids, arriving, strict=True):
        threads.append(_thread(thread_id, each))
        posts.append({**_post(each), "id": post_id, "thread_id": thread_id})
        tags = sorted(cleaned_tags(each.tags))
        entries.append(_entry(posts[-1], each.words, each.title, " ".join(tags)))
    await _insert(tx, Thread, threads)
    await _write_posts(tx, posts, entries, [each.words for each in arriving])
    await _write_tags(tx, thread_ids, arriving)
    await _write_polls(tx, thread_ids, arriving)
    pairs = zip(thread_ids, arriving, strict=True)
    _tell(tx, {each.category_id: thread_id for thread_id, each in pairs})
    return [Arrived(*ids) for ids in zip(thread_ids, post_ids, strict=True)]


async def replies_arrive(tx: Tx, actor: Actor, arriving: Sequence[ArrivingReply]) -> list[int]:
    """Write replies, each thread's in the order of its page; which they became. Raises NotFound
    for a thread or a parent that is not there."""
    require(can_import(actor))
    heads = await _heads(tx, {each.thread_id for each in arriving})
    paths = await _paths(tx, {each.parent_id for each in arriving if each.parent_id})
    post_ids = await new_ids(tx, Post, len(arriving))
    posts: list[Row] = []
    for post_id, each in zip(post_ids, arriving, strict=True):
        head = heads[each.thread_id]
        _count_reply(head, post_id, each)
        parent_id = each.parent_id
        if each.parent_place is not None:
            parent_id = posts[each.parent_place]["id"]
        number = head["highest"]
        post = {**_post(each), "id": post_id, "thread_id": each.thread_id, "number": number}
        post |= {"parent_id": parent_id, "path": path_of(number, paths.get(parent_id))}
        paths[post_id] = post["path"]
        posts.append(post)
    entries = [_entry(post, each.words) for post, each in zip(posts, arriving, strict=True)]
    await _write_posts(tx, posts, entries, [each.words for each in arriving])
    columns = ("highest", "replies", "score", "activity_at", "last_author_id", "answer_id")
    await tx.execute(
        update(Thread),
        [{"id": key, **{name: head[name] for name in columns}} for key, head in heads.items()],
    )
    _tell(tx, {head["category_id"]: key for key, head in heads.items()})
    return post_ids


def _thread(thread_id: int, each: ArrivingThread) -> Row:
    return {
        "id": thread_id,
        "category_id": each.category_id,
        "lesson_id": each.lesson_id,
        "video_id": each.video_id,
        "seconds": each.seconds,
        "author_id": each.author_id,
        "last_author_id": each.author_id,
        "title": each.title[:TITLE],
        "excerpt": each.words.excerpt,
        "created_at": each.at,
        "activity_at": each.at,
        "highest": 0,
        "replies": 0,
        "likes": each.likes,
        "wonderers": 0,
        "score": each.likes,
        "has_poll": each.poll is not None,
        "is_pinned": each.is_pinned,
        "is_locked": each.is_locked,
    }


def _post(each: ArrivingThread | ArrivingReply) -> Row:
    return {
        "number": 0,
        "path": "",
        "parent_id": None,
        "author_id": each.author_id,
        "created_at": each.at,
        "edited_at": each.edited_at,
        "likes": each.likes,
        "likes_carried": each.likes,
        "has_math": each.words.rendered.has_math,
        "renderer_version": RENDERER_VERSION,
        "body": each.words.source,
        "body_html": each.words.rendered.html,
    }


def _entry(post: Row, words: Words, title: str = "", tags: str = "") -> Row:
    return {
        "key": f"post-{post['id']}",
        "kind": "post" if post["number"] else "thread",
        "thread_id": post["thread_id"],
        "post_id": post["id"],
        "author_id": post["author_id"],
        "at": post["created_at"],
        "title": title[:TITLE],
        "tags": tags,
        "text": words.plain,
    }


async def _write_posts(
    tx: Tx, posts: Sequence[Row], entries: Sequence[Row], words: Sequence[Words]
) -> None:
    await _insert(tx, Post, posts)
    if entries:
        await search.put(tx, *entries)
    await _write_mentions(tx, posts, words)
    await _write_reading(tx, posts)
    gained: Counter[int] = Counter()
    for post in posts:
        if post["author_id"] is not None and post["likes"]:
            gained[post["author_id"]] += post["likes"]
    await points.carried(tx, gained)


async def _write_mentions(tx: Tx, posts: Sequence[Row], words: Sequence[Words]) -> None:
    wanted = {number for each in words for number in each.mentioned}
    if not wanted:
        return
    known: set[int] = set()
    for some in _chunks(sorted(wanted)):
        rows = await tx.scalars(
            select(col(Member.id)).where(col(Member.id).in_(some), col(Member.is_active))
        )
        known.update(number for number in rows if number is not None)
    named = [
        {"post_id": post["id"], "member_id": number}
        for post, each in zip(posts, words, strict=True)
        for number in sorted(known.intersection(each.mentioned))
    ]
    await upsert(tx, Mention, named, on=["post_id", "member_id"])


async def _write_reading(tx: Tx, posts: Sequence[Row]) -> None:
    """Who wrote had seen what stands before."""
    read: dict[tuple[int, int], Row] = {}
    for post in posts:
        if post["author_id"] is not None:
            key = (post["author_id"], post["thread_id"])
            read[key] = {
                "member_id": key[0],
                "thread_id": key[1],
                "number": post["number"],
                "at": post["created_at"],
            }
    rows = [read[key] for key in sorted(read)]
    await upsert(tx, ThreadRead, rows, on=["member_id", "thread_id"], change=["number", "at"])


async def _write_tags(
    tx: Tx, thread_ids: Sequence[int], arriving: Sequence[ArrivingThread]
) -> None:
    rows = [
        {"thread_id": thread_id, "tag": tag}
        for thread_id, each in zip(thread_ids, arriving, strict=True)
        for tag in cleaned_tags(each.tags)
    ]
    await _insert(tx, ThreadTag, rows)


async def _write_polls(
    tx: Tx, thread_ids: Sequence[int], arriving: Sequence[ArrivingThread]
) -> None:
    found = [
        (thread_id, each.poll)
        for thread_id, each in zip(thread_ids, arriving, strict=True)
        if each.poll is not None
    ]
    polls = [
        {
            "thread_id": thread_id,
            "is_multiple": poll.is_multiple,
            "closes_at": poll.closes_at,
            "voters": poll.voters,
        }
        for thread_id, poll in found
    ]
    options = [
        {"thread_id": thread_id, "position": place, "text": text, "votes": votes}
        for thread_id, poll in found
        for place, (text, votes) in enumerate(poll.options)
    ]
    await _insert(tx, Poll, polls)
    await _insert(tx, PollOption, options)


async def _heads(tx: Tx, thread_ids: Iterable[int]) -> dict[int, Row]:
    """What replies change of their threads, the rows locked."""
    names = ("category_id", "highest", "replies", "score", "answer_id")
    columns = [col(getattr(Thread, name)) for name in (*names, "activity_at", "last_author_id")]
    wanted = sorted(thread_ids)
    found: dict[int, Row] = {}
    for some in _chunks(wanted):
        rows = await tx.execute(
            select(col(Thread.id), *columns)
            .where(col(Thread.id).in_(some))
            .order_by(col(Thread.id))
            .with_for_update()
        )
        found.update({row["id"]: dict(row) for row in rows.mappings()})
    if len(found) < len(wanted):
        raise NotFound
    return found


async def _paths(tx: Tx, post_ids: Iterable[int]) -> dict[int | None, str]:
    """By id; the opening's is none, for the thread stands for it."""
    wanted = sorted(post_ids)
    found: dict[int | None, str] = {}
    for some in _chunks(wanted):
        rows = await tx.execute(select(col(Post.id), col(Post.path)).where(col(Post.id).in_(some)))
        found.update({row.id: row.path for row in rows})
    if len(found) < len(wanted):
        raise NotFound
    return found


def _count_reply(head: Row, post_id: int, each: ArrivingReply) -> None:
    head["highest"] += 1
    head["replies"] += 1
    head["score"] += 1
    if each.at >= head["activity_at"]:
        head["activity_at"], head["last_author_id"] = each.at, each.author_id
    if each.is_answer:
        head["answer_id"] = post_id


def _tell(tx: Tx, newest: Mapping[int | None, int]) -> None:
    for category_id, thread_id in newest.items():
        if category_id is not None:
            tx.record(of_category(category_id), "thread", thread_id)


async def _insert(tx: Tx, model: type[Any], rows: Sequence[Row]) -> None:
    """By the connection: the session would make an object of each."""
    if rows:
        await (await tx.connection()).execute(insert(model), list(rows))


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
