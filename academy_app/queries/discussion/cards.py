"""Threads as cards of a list. Nothing in a card is about its reader."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import col

from academy_app.core.db import Reading
from academy_app.core.hrefs import feed_href, lesson_href, moment_href, thread_href
from academy_app.core.media_time import clock_text
from academy_app.core.views.discussion import ThreadCard
from academy_app.models.discussion import Category, Post, Thread, ThreadTag
from academy_app.models.learning import Course, Lesson, Video
from academy_app.queries.discussion.authors import Writer

AUTHOR, LAST = Writer("author"), Writer("last")


async def thread_cards(rx: Reading, thread_ids: Collection[int]) -> dict[int, ThreadCard]:
    """The cards of threads; deleted ones are left out. For those who may read where they stand."""
    statement = card_columns().where(
        col(Thread.id).in_(thread_ids), col(Thread.deleted_at).is_(None)
    )
    cards = await cards_of(rx, (await rx.execute(statement)).all())
    return {card.id: card for card in cards}


def card_columns(*more: Any) -> Select[*tuple[Any, ...]]:
    """What a card is made of, and `more` of a reader's own."""
    return (
        select(
            col(Thread.id),
            col(Thread.title),
            col(Thread.excerpt),
            col(Thread.category_id),
            col(Thread.lesson_id),
            col(Thread.video_id),
            col(Thread.seconds),
            col(Thread.created_at),
            col(Thread.activity_at),
            col(Thread.highest),
            col(Thread.replies),
            col(Thread.likes),
            col(Thread.wonderers),
            col(Thread.score),
            ANSWER,
            col(Thread.has_poll),
            col(Thread.is_pinned),
            col(Thread.is_locked),
            *PLACE,
            *AUTHOR.columns,
            *LAST.columns,
            *more,
        )
        .outerjoin(Category, col(Category.id) == col(Thread.category_id))
        .outerjoin(Lesson, col(Lesson.id) == col(Thread.lesson_id))
        .outerjoin(Course, col(Course.id) == col(Lesson.course_id))
        .outerjoin(Video, col(Video.id) == col(Thread.video_id))
        .outerjoin(AUTHOR.table, AUTHOR.is_(col(Thread.author_id)))
        .outerjoin(LAST.table, LAST.is_(col(Thread.last_author_id)))
    )


def _video_number() -> ColumnElement[int]:
    """Which of its lesson's videos it is, as the lesson's page counts them."""
    before = aliased(Video)
    return (
        select(func.count())
        .select_from(before)
        .where(
            col(before.lesson_id) == col(Video.lesson_id),
            tuple_(col(before.position), col(before.id))
            <= tuple_(col(Video.position), col(Video.id)),
        )
        .correlate(Video)
        .scalar_subquery()
        .label("video_number")
    )


# The answer, as long as it stands.
ANSWER: Any = (
    select(col(Post.id))
    .where(col(Post.id) == col(Thread.answer_id), col(Post.deleted_at).is_(None))
    .correlate(Thread)
    .scalar_subquery()
    .label("answer_id")
)

# Where a thread stands: a category, or a lesson of a course, or a second of a video there.
PLACE: tuple[Any, ...] = (
    col(Category.name).label("category_name"),
    col(Category.slug).label("category_slug"),
    col(Category.colour),
    col(Category.icon),
    col(Lesson.title).label("lesson_title"),
    col(Lesson.slug).label("lesson_slug"),
    col(Course.slug).label("course_slug"),
    col(Course.title).label("course_title"),
    _video_number(),
)


async def cards_of(rx: Reading, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[ThreadCard]:
    """In the order of the rows."""
    tags = await tags_of(rx, [row.id for row in rows])
    return [card_view(row, tags.get(row.id, [])) for row in rows]


async def tags_of(rx: Reading, thread_ids: Collection[int]) -> dict[int, list[str]]:
    tags: dict[int, list[str]] = defaultdict(list)
    if not thread_ids:
        return tags
    rows = await rx.execute(
        select(col(ThreadTag.thread_id), col(ThreadTag.tag))
        .where(col(ThreadTag.thread_id).in_(thread_ids))
        .order_by(col(ThreadTag.tag))
    )
    for thread_id, tag in rows:
        tags[thread_id].append(tag)
    return tags


def place_name(row: Any) -> str:
    if row.lesson_title is not None:
        return f"{row.course_title} › {row.lesson_title}"
    return str(row.category_name or "")


def place_href(row: Any) -> str:
    if row.category_slug is not None:
        return feed_href(row.category_slug)
    return lesson_href(row.course_slug, row.lesson_slug) if row.lesson_slug else ""


def time_of(row: Any) -> str:
    """The second that the thread is about; "" where its video is gone."""
    return "" if row.seconds is None or row.video_id is None else clock_text(row.seconds)


def time_href(row: Any) -> str:
    if not time_of(row):
        return ""
    return moment_href(row.course_slug, row.lesson_slug, row.video_number, row.seconds)


def iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def card_view(row: Any, tags: list[str]) -> ThreadCard:
    return ThreadCard(
        id=row.id,
        title=row.title,
        href=thread_href(row.id),
        excerpt=row.excerpt,
        place=place_name(row),
        place_href=place_href(row),
        category_id=row.category_id or 0,
        lesson_id=row.lesson_id or 0,
        colour=row.colour or 0,
        icon=row.icon or "book",
        tags=tags,
        author=AUTHOR.of(row),
        last_author=LAST.of(row),
        created_at=iso(row.created_at),
        activity_at=iso(row.activity_at),
        highest=row.highest,
        replies=row.replies,
        likes=row.likes,
        wonderers=row.wonderers,
        score=row.score,
        seconds=row.seconds,
        video_id=row.video_id,
        time=time_of(row),
        moment_href=time_href(row),
        has_answer=row.answer_id is not None,
        has_poll=row.has_poll,
        is_pinned=row.is_pinned,
        is_locked=row.is_locked,
    )
