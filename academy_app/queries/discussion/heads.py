"""What stands above a thread's posts, the same for all who may read it."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import col

from academy_app.core.clock import now
from academy_app.core.db import Reading
from academy_app.core.hrefs import post_href, thread_href
from academy_app.core.views.discussion import PollOptionView, PollView, ThreadHead
from academy_app.models.discussion import Category, Poll, PollOption, Thread
from academy_app.models.learning import Course, Lesson, Video
from academy_app.queries.discussion.cards import (
    ANSWER,
    PLACE,
    iso,
    place_href,
    place_name,
    tags_of,
    time_href,
    time_of,
)


async def thread_heads(rx: Reading, thread_ids: Collection[int]) -> dict[int, ThreadHead]:
    """For those who may read where they stand."""
    rows = (await rx.execute(head_columns().where(col(Thread.id).in_(thread_ids)))).all()
    tags = await tags_of(rx, thread_ids)
    polls = await polls_of(rx, [row.id for row in rows if row.has_poll])
    return {
        row.id: head_view(row, tags.get(row.id, []), polls.get(row.id, PollView())) for row in rows
    }


def head_columns(*more: Any) -> Select[*tuple[Any, ...]]:
    """What a head is made of, and `more` of a reader's own."""
    return (
        select(
            col(Thread.id),
            col(Thread.title),
            col(Thread.category_id),
            col(Thread.lesson_id),
            col(Thread.video_id),
            col(Thread.seconds),
            col(Thread.author_id),
            col(Thread.highest),
            col(Thread.replies),
            col(Thread.wonderers),
            ANSWER,
            col(Thread.has_poll),
            col(Thread.is_pinned),
            col(Thread.is_locked),
            col(Thread.deleted_at),
            *PLACE,
            *more,
        )
        .outerjoin(Category, col(Category.id) == col(Thread.category_id))
        .outerjoin(Lesson, col(Lesson.id) == col(Thread.lesson_id))
        .outerjoin(Course, col(Course.id) == col(Lesson.course_id))
        .outerjoin(Video, col(Video.id) == col(Thread.video_id))
    )


def head_view(row: Any, tags: list[str], poll: PollView) -> ThreadHead:
    return ThreadHead(
        id=row.id,
        title=row.title,
        href=thread_href(row.id),
        place=place_name(row),
        place_href=place_href(row),
        category_id=row.category_id or 0,
        lesson_id=row.lesson_id or 0,
        video_id=row.video_id,
        seconds=row.seconds,
        time=time_of(row),
        moment_href=time_href(row),
        colour=row.colour or 0,
        icon=row.icon or "book",
        tags=tags,
        author_id=row.author_id or 0,
        highest=row.highest,
        replies=row.replies,
        wonderers=row.wonderers,
        answer_id=row.answer_id or 0,
        answer_href=post_href(row.id, row.answer_id) if row.answer_id else "",
        is_pinned=row.is_pinned,
        is_locked=row.is_locked,
        is_deleted=row.deleted_at is not None,
        poll=poll,
    )


async def polls_of(rx: Reading, thread_ids: Collection[int]) -> dict[int, PollView]:
    """The polls of threads, their options in order; one statement, none without threads."""
    if not thread_ids:
        return {}
    rows = await rx.execute(
        select(Poll, PollOption)
        .join(PollOption, col(PollOption.thread_id) == col(Poll.thread_id))
        .where(col(Poll.thread_id).in_(thread_ids))
        .order_by(col(PollOption.position), col(PollOption.id))
    )
    polls: dict[int, Poll] = {}
    options: dict[int, list[PollOption]] = defaultdict(list)
    for poll, option in rows:
        polls[poll.thread_id] = poll
        options[poll.thread_id].append(option)
    return {key: _poll(poll, options[key]) for key, poll in polls.items()}


def _poll(poll: Poll, options: list[PollOption]) -> PollView:
    return PollView(
        options=[
            PollOptionView(
                id=option.id or 0,
                text=option.text,
                votes=option.votes,
                percent=option.votes * 100 // poll.voters if poll.voters else 0,
            )
            for option in options
        ],
        voters=poll.voters,
        is_multiple=poll.is_multiple,
        is_closed=poll.closes_at is not None and poll.closes_at <= now(),
        closes_at=iso(poll.closes_at),
    )
