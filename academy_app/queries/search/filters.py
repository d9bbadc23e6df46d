"""What narrows a search."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Final, Literal

from sqlalchemy import ColumnElement, Select, or_, select
from sqlmodel import col

from academy_app.core.words import printable
from academy_app.models.discussion import Category, Thread
from academy_app.models.learning import Course, Lesson
from academy_app.models.membership import Member
from academy_app.models.search import SearchEntry

Kind = Literal["", "thread", "post", "lesson", "transcript"]

KINDS: Final = ("thread", "post", "lesson", "transcript")


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search; "" and None narrow nothing. Days are UTC, both included. `author` is
    an id or how a name begins, `category` and `course` are slugs."""

    kind: Kind = ""
    category: str = ""
    course: str = ""
    author: str = ""
    since: date | None = None
    until: date | None = None
    is_answered: bool = False


def cleaned(filters: Filters) -> Filters:
    """Without what no database can compare and no address can hold."""
    return replace(
        filters,
        category=printable(filters.category),
        course=printable(filters.course),
        author=printable(filters.author),
    )


def narrowed(filters: Filters) -> list[ColumnElement[bool]]:
    """For statements on SearchEntry that join its Thread from outside."""
    clauses: list[ColumnElement[bool]] = []
    if filters.kind:
        clauses.append(col(SearchEntry.kind) == filters.kind)
    if filters.category:
        found = select(col(Category.id)).where(col(Category.slug) == filters.category)
        clauses.append(col(Thread.category_id).in_(found))
    if filters.course:
        lessons = (
            select(col(Lesson.id))
            .join(Course, col(Course.id) == col(Lesson.course_id))
            .where(col(Course.slug) == filters.course)
        )
        clauses.append(
            or_(col(SearchEntry.lesson_id).in_(lessons), col(Thread.lesson_id).in_(lessons))
        )
    if filters.author:
        clauses.append(col(SearchEntry.author_id).in_(_authors(filters.author)))
    if filters.since:
        clauses.append(col(SearchEntry.at) >= _at(filters.since, time.min))
    if filters.until:
        clauses.append(col(SearchEntry.at) <= _at(filters.until, time.max))
    if filters.is_answered:
        clauses.append(col(Thread.answer_id).is_not(None))
    return clauses


def _authors(wish: str) -> Select[int | None]:
    if wish.isascii() and wish.isdigit() and len(wish) < 19:
        return select(col(Member.id)).where(col(Member.id) == int(wish))
    return select(col(Member.id)).where(col(Member.name).icontains(wish, autoescape=True))


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, UTC)
