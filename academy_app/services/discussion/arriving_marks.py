"""What members left elsewhere on threads and replies arrives on those that are here by now.

Repeatable: who likes, votes or wonders here already is counted once. Nobody is told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, func, select, update
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Tx
from academy_app.core.upsert import upsert
from academy_app.models.discussion import Like, Poll, PollOption, PollVote, Post, Thread, Wonderer
from academy_app.policy.decisions import can_import, require
from academy_app.services import points

CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class ArrivingMarks:
    """On one post: who likes it since when, and who vouches for it."""

    post_id: int
    likes: Sequence[tuple[int, datetime]] = ()
    endorsed_by_id: int | None = None


@dataclass(frozen=True, slots=True)
class ArrivingVotes:
    """In one thread: who has the same question, and of its poll, option by option, how many votes
    there are and whose they are, as far as that is known."""

    thread_id: int
    wonderers: Sequence[int] = ()
    options: Sequence[tuple[int, Sequence[int]]] = ()
    voters: int = 0


async def marks_arrive(tx: Tx, actor: Actor, arriving: Sequence[ArrivingMarks]) -> None:
    """Likes count as if they had been given here: on the post, its thread, and for its author."""
    require(can_import(actor))
    post_ids = sorted({each.post_id for each in arriving})
    authors: dict[int, int | None] = {}
    for some in _chunks(post_ids):
        rows = await tx.execute(
            select(col(Post.id), col(Post.author_id)).where(col(Post.id).in_(some))
        )
        authors.update({row.id: row.author_id for row in rows})
    likes: list[dict[str, Any]] = [
        {
            "post_id": each.post_id,
            "member_id": member_id,
            "author_id": author if (author := authors[each.post_id]) != member_id else None,
            "at": at,
        }
        for each in sorted(arriving, key=lambda each: each.post_id)
        for member_id, at in sorted(each.likes)
    ]
    await upsert(tx, Like, likes, on=["post_id", "member_id"])
    liked = sorted({row["post_id"] for row in likes})
    await _count_likes(tx, liked)
    endorsed = [
        {"post": each.post_id, "by": each.endorsed_by_id}
        for each in arriving
        if each.endorsed_by_id
    ]
    if endorsed:
        post = Post.__table__  # type: ignore[attr-defined]
        await (await tx.connection()).execute(
            update(post)
            .where(post.c.id == bindparam("post"), post.c.endorsed_by_id.is_(None))
            .values(endorsed_by_id=bindparam("by")),
            endorsed,
        )
    gaining = {author for post_id in liked if (author := authors[post_id]) is not None}
    for members in _chunks(sorted(gaining)):
        await points.recount(tx, members)


async def votes_arrive(tx: Tx, actor: Actor, arriving: Sequence[ArrivingVotes]) -> None:
    require(can_import(actor))
    rows = [
        {"thread_id": each.thread_id, "member_id": member_id}
        for each in sorted(arriving, key=lambda each: each.thread_id)
        for member_id in sorted(set(each.wonderers))
    ]
    await upsert(tx, Wonderer, rows, on=["thread_id", "member_id"])
    for some in _chunks(sorted({row["thread_id"] for row in rows})):
        counted = (
            select(func.count()).where(col(Wonderer.thread_id) == col(Thread.id)).scalar_subquery()
        )
        await _run(tx, update(Thread).where(col(Thread.id).in_(some)).values(wonderers=counted))
    for each in arriving:
        if each.options:
            await _votes(tx, each)


async def _votes(tx: Tx, each: ArrivingVotes) -> None:
    order = col(PollOption.position), col(PollOption.id)
    found = await tx.scalars(
        select(col(PollOption.id))
        .where(col(PollOption.thread_id) == each.thread_id)
        .order_by(*order)
    )
    rows = []
    for option_id, (count, members) in zip(found.all(), each.options, strict=False):
        await _run(
            tx, update(PollOption).where(col(PollOption.id) == option_id).values(votes=count)
        )
        rows += [
            {"thread_id": each.thread_id, "member_id": member_id, "option_id": option_id}
            for member_id in sorted(set(members))
        ]
    await upsert(tx, PollVote, rows, on=["thread_id", "member_id", "option_id"])
    poll = update(Poll).where(col(Poll.thread_id) == each.thread_id)
    await _run(tx, poll.values(voters=each.voters))


async def _count_likes(tx: Tx, post_ids: Sequence[int]) -> None:
    """On the posts, and on the threads that they open."""
    for some in _chunks(post_ids):
        given = select(func.count()).where(col(Like.post_id) == col(Post.id)).scalar_subquery()
        await _run(
            tx,
            update(Post)
            .where(col(Post.id).in_(some))
            .values(likes=col(Post.likes_carried) + given),
        )
        opening = (
            select(col(Post.likes))
            .where(col(Post.thread_id) == col(Thread.id), col(Post.number) == 0)
            .scalar_subquery()
        )
        opened = select(col(Post.thread_id)).where(col(Post.id).in_(some), col(Post.number) == 0)
        await _run(
            tx,
            update(Thread)
            .where(col(Thread.id).in_(opened))
            .values(likes=opening, score=col(Thread.replies) + opening),
        )


async def _run(tx: Tx, statement: Any) -> None:
    """By the connection: no row is held by the session."""
    await (await tx.connection()).execute(statement)


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
