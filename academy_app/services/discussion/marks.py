"""What members leave on posts and threads: likes, answers, endorsements, votes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel, col

from academy_app.core.actor import Actor
from academy_app.core.clock import now
from academy_app.core.db import Tx
from academy_app.core.errors import Conflict, Invalid, NotFound
from academy_app.core.ids import is_id
from academy_app.core.upsert import upsert
from academy_app.models.discussion import (
    Like,
    Poll,
    PollOption,
    PollVote,
    Post,
    Thread,
    ThreadRead,
    Wonderer,
)
from academy_app.policy.decisions import can_endorse, can_mark_answer, require
from academy_app.services import limits, notices, points
from academy_app.services.discussion.rows import (
    Standing,
    standing,
    standing_of_post,
    tell_head,
    tell_list,
    tell_post,
)


async def like(tx: Tx, actor: Actor, post_id: int) -> Post:
    """One like a member and post; a second changes nothing."""
    found, post = await standing_of_post(tx, actor, post_id)
    _require_living(found, post)
    author_id = post.author_id if post.author_id != actor.member_id else None
    row = {
        "post_id": post_id,
        "member_id": actor.member_id,
        "author_id": author_id,
        "at": now(),
    }
    if await _put(tx, Like, row):
        await limits.take(tx, limits.like(actor.member_id))
        _count_like(tx, found, post, 1)
        await points.gained(tx, author_id)
        await notices.liked(tx, actor, post)
    return post


async def unlike(tx: Tx, actor: Actor, post_id: int) -> Post:
    found, post = await standing_of_post(tx, actor, post_id)
    rows = await tx.execute(
        delete(Like)
        .where(col(Like.post_id) == post_id, col(Like.member_id) == actor.member_id)
        .returning(col(Like.author_id))
    )
    gone = rows.one_or_none()
    if gone is not None:
        _count_like(tx, found, post, -1)
        await points.lost(tx, gone.author_id)
        await notices.unliked(tx, actor, post)
    return post


async def mark_answer(tx: Tx, actor: Actor, thread_id: int, post_id: int | None) -> Thread:
    """Say which reply answers the question; None takes it back."""
    found = await standing(tx, actor, thread_id)
    require(can_mark_answer(actor, found.place, found.thread))
    _require_living(found)
    before = found.thread.answer_id
    if before == post_id:
        return found.thread
    await limits.take(tx, limits.mark(actor.member_id))
    if post_id is not None:
        answer = await _reply_of(tx, found, post_id)
        tell_post(tx, answer)
        await notices.answered(tx, actor, found.thread, answer)
    found.thread.answer_id = post_id
    if before is not None:
        former = await tx.get(Post, before)
        if former is not None:
            tell_post(tx, former)
    tell_head(tx, found.thread)
    tell_list(tx, found.thread)
    return found.thread


async def endorse(tx: Tx, actor: Actor, post_id: int, is_endorsed: bool) -> Post:
    """An instructor vouches for a post, whoever's it is but their own."""
    found, post = await standing_of_post(tx, actor, post_id)
    require(can_endorse(actor, found.place))
    _require_living(found, post)
    await limits.take(tx, limits.mark(actor.member_id))
    if is_endorsed and post.author_id == actor.member_id:
        raise Conflict("post.own_endorsement")
    post.endorsed_by_id = actor.member_id if is_endorsed else None
    tell_post(tx, post)
    if is_endorsed:
        await notices.endorsed(tx, actor, post)
    return post


async def wonder(tx: Tx, actor: Actor, thread_id: int, is_wondering: bool) -> Thread:
    """The member has the same question, or no longer."""
    found = await standing(tx, actor, thread_id)
    _require_living(found)
    await limits.take(tx, limits.mark(actor.member_id))
    if is_wondering and found.thread.author_id == actor.member_id:
        raise Conflict("thread.own_question")
    row = {"thread_id": thread_id, "member_id": actor.member_id}
    if is_wondering:
        changed = await _put(tx, Wonderer, row)
    else:
        gone = await tx.execute(
            delete(Wonderer)
            .where(col(Wonderer.thread_id) == thread_id, col(Wonderer.member_id) == actor.member_id)
            .returning(col(Wonderer.member_id))
        )
        changed = gone.one_or_none() is not None
    if changed:
        found.thread.wonderers += 1 if is_wondering else -1
        tell_head(tx, found.thread)
        tell_list(tx, found.thread)
    return found.thread


async def vote(tx: Tx, actor: Actor, thread_id: int, option_ids: Sequence[int]) -> None:
    """The member's choice in the thread's poll instead of the former one; none takes it back."""
    found = await standing(tx, actor, thread_id)
    _require_living(found)
    poll = await tx.get(Poll, thread_id)
    if poll is None:
        raise NotFound
    wanted = set(option_ids)
    if poll.closes_at is not None and poll.closes_at <= now():
        raise Conflict("poll.closed")
    if len(wanted) > 1 and not poll.is_multiple:
        raise Invalid({"optionIds": "poll.one_only"})
    known = await tx.scalars(
        select(col(PollOption.id)).where(col(PollOption.thread_id) == thread_id)
    )
    if not wanted <= set(known):
        raise Invalid({"optionIds": "error.invalid_value"})
    await limits.take(tx, limits.edit(actor.member_id))
    await _replace_votes(tx, actor, thread_id, wanted)
    tell_head(tx, found.thread)


async def mark_read(tx: Tx, actor: Actor, thread_id: int, number: int) -> None:
    """The member has read up to the post with this number; never back."""
    found = await standing(tx, actor, thread_id)
    before = await tx.scalar(
        select(col(ThreadRead.number)).where(
            col(ThreadRead.member_id) == actor.member_id, col(ThreadRead.thread_id) == thread_id
        )
    )
    number = max(0, min(number, found.thread.highest))
    await notices.read_thread(tx, actor, thread_id, number)
    if before is not None and before >= number:
        return
    row = {
        "member_id": actor.member_id,
        "thread_id": thread_id,
        "number": number,
        "at": now(),
    }
    await upsert(tx, ThreadRead, [row], on=["member_id", "thread_id"], change=["number", "at"])


def _count_like(tx: Tx, found: Standing, post: Post, change: int) -> None:
    post.likes += change
    tell_post(tx, post)
    if post.number == 0:
        found.thread.likes += change
        found.thread.score += change
        tell_list(tx, found.thread)


def _require_living(found: Standing, post: Post | None = None) -> None:
    """What is deleted takes no marks, and takes none along when it comes back."""
    if found.thread.deleted_at is not None:
        raise Conflict("thread.deleted")
    if post is not None and post.deleted_at is not None:
        raise Conflict("post.deleted")


async def _reply_of(tx: Tx, found: Standing, post_id: int) -> Post:
    post = await tx.get(Post, post_id) if is_id(post_id) else None
    if post is None or post.thread_id != found.id or not post.number:
        raise NotFound
    if post.deleted_at is not None:
        raise Conflict("post.deleted")
    return post


async def _replace_votes(tx: Tx, actor: Actor, thread_id: int, wanted: set[int]) -> None:
    mine = (
        col(PollVote.thread_id) == thread_id,
        col(PollVote.member_id) == actor.member_id,
    )
    await tx.execute(delete(PollVote).where(*mine))
    if wanted:
        rows = [
            {"thread_id": thread_id, "member_id": actor.member_id, "option_id": option_id}
            for option_id in sorted(wanted)
        ]
        await tx.execute(insert(PollVote), rows)
    votes = (
        select(func.count()).where(col(PollVote.option_id) == col(PollOption.id)).scalar_subquery()
    )
    await tx.execute(
        update(PollOption)
        .where(col(PollOption.thread_id) == thread_id)
        .values(votes=votes)
        .execution_options(synchronize_session=False)
    )
    voters = (
        select(func.count(func.distinct(col(PollVote.member_id))))
        .where(col(PollVote.thread_id) == thread_id)
        .scalar_subquery()
    )
    await tx.execute(
        update(Poll)
        .where(col(Poll.thread_id) == thread_id)
        .values(voters=voters)
        .execution_options(synchronize_session=False)
    )


async def _put(tx: Tx, model: type[SQLModel], row: dict[str, Any]) -> bool:
    """Write the row; False when it was there already."""
    is_sqlite = tx.get_bind().dialect.name == "sqlite"
    statement = (sqlite.insert if is_sqlite else postgresql.insert)(model).values(row)
    key = list(model.__table__.primary_key)  # type: ignore[attr-defined]
    made = await tx.execute(statement.on_conflict_do_nothing().returning(*key))
    return made.one_or_none() is not None
