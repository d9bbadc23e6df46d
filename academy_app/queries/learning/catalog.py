"""The courses as cards, with the member's progress on each."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.hrefs import course_href, file_href, lesson_href
from academy_app.core.views import Catalog, CourseCard, Home
from academy_app.models.learning import Course, CourseTag, Lesson, Module
from academy_app.models.membership import Member
from academy_app.models.watching import Completion, Enrolment
from academy_app.policy.decisions import Decision, can_enter_course
from academy_app.policy.standing import footing, standing_columns
from academy_app.policy.visibility import is_out, listed_lessons, visible_courses, visible_lessons
from academy_app.queries.gathered import gathered, parted
from academy_app.queries.learning.locks import group_names, needed_titles
from academy_app.queries.learning.progress import (
    Columns,
    Statement,
    Step,
    is_done_by,
    next_step,
    percent,
)

MAX_QUERY = 100
MAX_WORDS = 8


async def catalog(rx: Reading, actor: Actor, query: str = "", tag: str = "") -> Catalog:
    """The courses that hold every word of `query` in title, description or tags.

    `tags` are those of all courses the actor sees, whatever the filter.
    """
    query, tag = _typed(query), _typed(tag)
    tags = await _tags(rx, actor)
    rows = await _course_rows(rx, actor, and_(_matches(query), _is_tagged(tag)))
    return Catalog(
        courses=await _cards(rx, actor, rows, tags),
        tags=sorted({name for names in tags.values() for name in names}, key=str.casefold),
        query=query,
        tag=tag,
        total=len(rows),
    )


async def home(rx: Reading, actor: Actor) -> Home:
    """Courses begun and not finished, the last visited first; then all others."""
    rows = await _course_rows(rx, actor, true())
    cards = await _cards(rx, actor, rows, await _tags(rx, actor))
    seen_at = {row.id: row.seen_at for row in rows}
    current = [card for card in cards if card.is_started and card.done < card.lessons]
    current.sort(key=lambda card: seen_at[card.id], reverse=True)
    current_ids = {card.id for card in current}
    others = [card for card in cards if card.id not in current_ids]
    others.sort(key=lambda card: card.is_started)
    return Home(current=current, others=others)


def _typed(text: str) -> str:
    """What was typed, without what no database can compare."""
    printable = "".join(sign if sign.isprintable() else " " for sign in text[:MAX_QUERY])
    return " ".join(printable.split())


def _matches(query: str) -> ColumnElement[bool]:
    return and_(true(), *(_holds(word) for word in query.split()[:MAX_WORDS]))


def _holds(word: str) -> ColumnElement[bool]:
    return or_(
        col(Course.title).icontains(word, autoescape=True),
        col(Course.description).icontains(word, autoescape=True),
        exists().where(
            col(CourseTag.course_id) == col(Course.id),
            col(CourseTag.tag).icontains(word, autoescape=True),
        ),
    )


def _is_tagged(tag: str) -> ColumnElement[bool]:
    if not tag:
        return true()
    return exists().where(col(CourseTag.course_id) == col(Course.id), col(CourseTag.tag) == tag)


async def _course_rows(
    rx: Reading, actor: Actor, condition: ColumnElement[bool]
) -> Sequence[Columns]:
    numbers = _numbers(actor)
    statement: Statement = (
        select(
            col(Course.id),
            col(Course.slug),
            col(Course.title),
            col(Course.description),
            col(Course.thumbnail),
            is_out(Course).label("is_published"),
            col(Course.publish_at),
            col(Course.deleted_at),
            col(Course.level),
            col(Course.author_id),
            col(Course.enrol_by),
            col(Course.is_hidden),
            *standing_columns(actor),
            gathered(group_names()).label("groups"),
            gathered(needed_titles()).label("needed"),
            col(Member.name).label("author"),
            col(Enrolment.seen_at),
            col(Enrolment.last_lesson_id),
            func.coalesce(numbers.c.lessons, 0).label("lessons"),
            func.coalesce(numbers.c.minutes, 0).label("minutes"),
            func.coalesce(numbers.c.done, 0).label("done"),
        )
        .outerjoin(Member, col(Member.id) == col(Course.author_id))
        .outerjoin(
            Enrolment,
            and_(
                col(Enrolment.course_id) == col(Course.id),
                col(Enrolment.member_id) == actor.member_id,
            ),
        )
        .outerjoin(numbers, numbers.c.course_id == col(Course.id))
        .where(visible_courses(actor), condition)
        .order_by(col(Course.position), col(Course.title), col(Course.id))
    )
    return (await rx.execute(statement)).all()


def _numbers(actor: Actor) -> Any:
    """Per course: lessons that its outline names, their minutes, and how many are done."""
    return (
        select(
            col(Lesson.course_id),
            func.count(col(Lesson.id)).label("lessons"),
            func.sum(col(Lesson.minutes)).label("minutes"),
            func.count(col(Completion.lesson_id)).label("done"),
        )
        .join(Course, col(Course.id) == col(Lesson.course_id))
        .outerjoin(Completion, is_done_by(actor))
        .where(listed_lessons(actor))
        .group_by(col(Lesson.course_id))
        .subquery()
    )


async def _tags(rx: Reading, actor: Actor) -> dict[int, list[str]]:
    statement: Statement = (
        select(col(CourseTag.course_id), col(CourseTag.tag))
        .join(Course, col(Course.id) == col(CourseTag.course_id))
        .where(visible_courses(actor))
        .order_by(col(CourseTag.tag))
    )
    tags: dict[int, list[str]] = defaultdict(list)
    for course_id, tag in await rx.execute(statement):
        tags[course_id].append(tag)
    return tags


async def _cards(
    rx: Reading,
    actor: Actor,
    rows: Sequence[Columns],
    tags: dict[int, list[str]],
) -> list[CourseCard]:
    steps = await _steps(rx, actor, [row.id for row in rows if footing(row).is_in])
    return [
        _card(actor, row, tags.get(row.id, []), next_step(steps[row.id], row.last_lesson_id))
        for row in rows
    ]


async def _steps(rx: Reading, actor: Actor, course_ids: Sequence[int]) -> dict[int, list[Step]]:
    """The lessons of the courses that the member takes, in order."""
    steps: dict[int, list[Step]] = defaultdict(list)
    if not course_ids:
        return steps
    statement: Statement = (
        select(
            col(Lesson.course_id),
            col(Lesson.id),
            col(Lesson.slug),
            col(Lesson.title),
            col(Completion.lesson_id).is_not(None),
        )
        .join(Module, col(Module.id) == col(Lesson.module_id))
        .join(Course, col(Course.id) == col(Lesson.course_id))
        .outerjoin(Completion, is_done_by(actor))
        .where(col(Lesson.course_id).in_(course_ids), visible_lessons(actor))
        .order_by(col(Module.position), col(Module.id), col(Lesson.position), col(Lesson.id))
    )
    for course_id, lesson_id, slug, title, is_done in await rx.execute(statement):
        steps[course_id].append(Step(lesson_id, slug, title, is_done))
    return steps


def _card(actor: Actor, row: Columns, tags: list[str], step: Step | None) -> CourseCard:
    stands = footing(row)
    may_enter = can_enter_course(actor, row, stands)
    return CourseCard(
        id=row.id,
        slug=row.slug,
        title=row.title,
        description=row.description,
        thumbnail=file_href(row.thumbnail),
        author=row.author or "",
        tags=tags,
        lessons=row.lessons,
        done=row.done,
        percent=percent(row.done, row.lessons),
        minutes=row.minutes,
        is_published=row.is_published,
        is_started=stands.is_in,
        href=course_href(row.slug),
        continue_href=lesson_href(row.slug, step.slug) if step else "",
        continue_title=step.title if step else "",
        level=row.level,
        lock=_lock(may_enter, row),
        lock_params=_lock_params(may_enter, row),
        is_locked=not may_enter,
    )


def _lock(may_enter: Decision, row: Columns) -> str:
    """Why it is shut, with what opens it by name where there is one."""
    if may_enter.reason == "course.for_listed" and row.groups:
        return "course.for_listed_named"
    if may_enter.reason == "course.needs_others" and row.needed:
        return "course.needs_others_named"
    return may_enter.reason


def _lock_params(may_enter: Decision, row: Columns) -> dict[str, str | int | float]:
    names = {"course.for_listed": row.groups, "course.needs_others": row.needed}
    listed = ", ".join(parted(names.get(may_enter.reason)))
    return {**may_enter.params, **({"names": listed} if listed else {})}
