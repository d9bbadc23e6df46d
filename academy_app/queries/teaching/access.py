"""What a course asks of who wants in, for the form that changes it."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Select, and_, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.views.teaching import CourseAccess, CourseOption, OpeningModule, OpeningRow
from academy_app.models.learning import Course, CoursePrerequisite, Lesson, Module
from academy_app.policy.visibility import visible_courses
from academy_app.queries.teaching.course import group_options, shown, taught


async def course_access(rx: Reading, actor: Actor, slug: str) -> CourseAccess:
    """In four statements."""
    found = await taught(rx, actor, slug)
    course = found.Course
    return CourseAccess(
        course=shown(found),
        enrol_by=course.enrol_by,
        level=course.level,
        is_sequential=course.is_sequential,
        is_hidden=course.is_hidden,
        groups=await group_options(rx, course.id),
        courses=await _courses(rx, actor, course.id),
        modules=await _modules(rx, course.id),
    )


async def _courses(rx: Reading, actor: Actor, course_id: int) -> list[CourseOption]:
    """All others that the actor sees, and those that are asked for already."""
    chosen = (
        select(col(CoursePrerequisite.needed_id))
        .where(
            col(CoursePrerequisite.course_id) == course_id,
            col(CoursePrerequisite.needed_id) == col(Course.id),
        )
        .correlate(Course)
        .exists()
    )
    rows = await rx.execute(
        select(col(Course.id), col(Course.title), chosen.label("is_chosen"))
        .where(visible_courses(actor), col(Course.id) != course_id)
        .order_by(col(Course.position), col(Course.title), col(Course.id))
    )
    return [CourseOption(row.id, row.title, row.is_chosen) for row in rows]


async def _modules(rx: Reading, course_id: int) -> list[OpeningModule]:
    statement: Select[*tuple[Any, ...]] = (
        select(
            col(Module.id),
            col(Module.title),
            col(Module.opens_at),
            col(Module.opens_after),
            col(Lesson.id).label("lesson_id"),
            col(Lesson.title).label("lesson_title"),
            col(Lesson.opens_at).label("lesson_opens_at"),
            col(Lesson.opens_after).label("lesson_opens_after"),
        )
        .outerjoin(
            Lesson,
            and_(col(Lesson.module_id) == col(Module.id), col(Lesson.deleted_at).is_(None)),
        )
        .where(col(Module.course_id) == course_id, col(Module.deleted_at).is_(None))
        .order_by(col(Module.position), col(Module.id), col(Lesson.position), col(Lesson.id))
    )
    rows = await rx.execute(statement)
    return [_module(list(group)) for _, group in groupby(rows, lambda row: row.id)]


def _module(rows: list[Row[*tuple[Any, ...]]]) -> OpeningModule:
    first = rows[0]
    row = _opening(first.id, first.title, first.opens_at, first.opens_after)
    lessons = [
        _opening(each.lesson_id, each.lesson_title, each.lesson_opens_at, each.lesson_opens_after)
        for each in rows
        if each.lesson_id is not None
    ]
    return OpeningModule(row, lessons, _is_set([row, *lessons]))


def _opening(
    id_: int, title: str, opens_at: datetime | None, opens_after: int | None
) -> OpeningRow:
    return OpeningRow(
        id_,
        title,
        opens_at.isoformat() if opens_at else "",
        str(opens_after) if opens_after else "",
    )


def _is_set(rows: Iterable[OpeningRow]) -> bool:
    return any(row.opens_at or row.opens_after for row in rows)
