"""What was found, as it is shown."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Select, bindparam, func, select, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import col

from academy_app.core.db import Reading
from academy_app.core.hrefs import lesson_href, moment_href, post_href, thread_href
from academy_app.core.media_time import clock_text
from academy_app.core.views.search import Hit, Piece
from academy_app.core.words import marked
from academy_app.models.discussion import Category, Thread
from academy_app.models.learning import Course, Lesson, Subtitle, Video
from academy_app.models.membership import Member
from academy_app.models.search import SearchEntry

SNIPPET: Final = 180
# Of a text, in characters, that is looked through for the place to show.
SHOWN: Final = 50_000

Columns = Any


async def hits(rx: Reading, ids: Sequence[int], words: Sequence[str]) -> list[Hit]:
    """The entries as they are shown, in the order of their ids given."""
    if not ids:
        return []
    rows = {row.id: row for row in await rx.execute(_shown(), {"ids": list(ids)})}
    return [_hit(rows[entry_id], words) for entry_id in ids if entry_id in rows]


@lru_cache
def _shown() -> Select[*tuple[Any, ...]]:
    under, before = aliased(Lesson), aliased(Video)
    number = (
        select(func.count())
        .select_from(before)
        .where(
            col(before.lesson_id) == col(Video.lesson_id),
            tuple_(col(before.position), col(before.id))
            <= tuple_(col(Video.position), col(Video.id)),
        )
        .correlate(Video)
        .scalar_subquery()
    )
    return (
        select(
            col(SearchEntry.id),
            col(SearchEntry.kind),
            col(SearchEntry.thread_id),
            col(SearchEntry.post_id),
            col(SearchEntry.at),
            col(SearchEntry.seconds),
            func.substr(col(SearchEntry.text), 1, SHOWN).label("text"),
            func.coalesce(col(Thread.title), col(under.title)).label("title"),
            col(Thread.answer_id),
            col(Category.name).label("category"),
            col(under.slug).label("lesson_slug"),
            col(under.title).label("lesson"),
            col(Course.slug).label("course_slug"),
            col(Course.title).label("course"),
            col(Member.name).label("author"),
            number.label("video"),
        )
        .outerjoin(Thread, col(Thread.id) == col(SearchEntry.thread_id))
        .outerjoin(Category, col(Category.id) == col(Thread.category_id))
        .outerjoin(
            under, col(under.id) == func.coalesce(col(SearchEntry.lesson_id), col(Thread.lesson_id))
        )
        .outerjoin(Course, col(Course.id) == col(under.course_id))
        .outerjoin(Member, col(Member.id) == col(SearchEntry.author_id))
        .outerjoin(Subtitle, col(Subtitle.id) == col(SearchEntry.subtitle_id))
        .outerjoin(Video, col(Video.id) == col(Subtitle.video_id))
        .where(col(SearchEntry.id).in_(bindparam("ids", expanding=True)))
    )


def _hit(row: Columns, words: Sequence[str]) -> Hit:
    return Hit(
        id=row.id,
        kind=row.kind,
        href=_href(row),
        title=_pieces(row.title, words),
        words=_pieces(row.text, words, SNIPPET),
        place=_place(row),
        author=row.author or "",
        at=row.at.isoformat(timespec="seconds"),
        time="" if row.seconds is None else clock_text(row.seconds),
        is_answered=row.answer_id is not None,
    )


def _pieces(text: str, words: Sequence[str], most: int = 0) -> list[Piece]:
    return [Piece(*piece) for piece in marked(text, words, most)]


def _href(row: Columns) -> str:
    if row.kind == "thread":
        return thread_href(row.thread_id)
    if row.kind == "post":
        return post_href(row.thread_id, row.post_id)
    if row.kind == "transcript":
        return moment_href(row.course_slug, row.lesson_slug, row.video, row.seconds)
    return lesson_href(row.course_slug, row.lesson_slug)


def _place(row: Columns) -> str:
    if row.category is not None:
        return str(row.category)
    # A lesson is its own title's; what is said under it names it too.
    return f"{row.course} › {row.lesson}" if row.thread_id else str(row.course)
