"""A course's tree as its authors see it, in two statements."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Select, and_, literal, select, union_all
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.hrefs import course_href, teach_href
from academy_app.core.views.authoring import (
    Built,
    BuiltLesson,
    BuiltModule,
    BuiltPages,
    GoneRow,
    LessonTold,
)
from academy_app.models.learning import Course, Lesson, Module
from academy_app.models.membership import Member
from academy_app.policy.visibility import taught_courses
from academy_app.queries.authoring.rows import course_of, moment, state_of

# Of deleted rows.
SHOWN = 50


async def built(rx: Reading, actor: Actor, which: int | str) -> Built:
    """The course by its id or slug."""
    course = await course_of(rx, actor, which)
    modules: Select[*tuple[Any, ...]] = (
        select(
            col(Module.id).label("module_id"),
            col(Module.title).label("module_title"),
            col(Module.is_published).label("module_out"),
            col(Module.publish_at).label("module_at"),
            *_columns(),
        )
        .outerjoin(
            Lesson,
            and_(col(Lesson.module_id) == col(Module.id), col(Lesson.deleted_at).is_(None)),
        )
        .where(col(Module.course_id) == course.id, col(Module.deleted_at).is_(None))
        .order_by(col(Module.position), col(Module.id), col(Lesson.position), col(Lesson.id))
    )
    rows = await rx.execute(modules)
    return Built(
        id=course.id or 0,
        slug=course.slug,
        title=course.title,
        state=state_of(course),
        publish_at=moment(course.publish_at) if state_of(course) == "scheduled" else "",
        href=course_href(course.slug),
        pages=BuiltPages(
            people=teach_href(course.slug, "people"),
            access=teach_href(course.slug, "access"),
            stats=teach_href(course.slug, "stats"),
        ),
        modules=[
            _module(list(group)) for _, group in groupby(rows, lambda row: int(row.module_id))
        ],
    )


async def built_lessons(
    rx: Reading, _course_id: int, ids: Sequence[int]
) -> Mapping[int, LessonTold]:
    """What the tree shows of lessons that were saved; for the course's authors."""
    statement: Select[*tuple[Any, ...]] = (
        select(*_columns(), col(Lesson.editor_id), col(Member.name).label("editor"))
        .outerjoin(Member, col(Member.id) == col(Lesson.editor_id))
        .where(col(Lesson.id).in_(ids), col(Lesson.deleted_at).is_(None))
    )
    return {
        row.id: LessonTold(_lesson(row), row.editor_id or 0, row.editor or "")
        for row in await rx.execute(statement)
    }


async def deleted(rx: Reading, actor: Actor, which: int | str) -> list[GoneRow]:
    """The course's deleted modules, and lessons of modules that are there; the latest first."""
    course = await course_of(rx, actor, which)
    modules: Select[*tuple[Any, ...]] = select(
        literal("module").label("kind"),
        col(Module.id),
        col(Module.title),
        literal("").label("place"),
        col(Module.deleted_at).label("at"),
    ).where(col(Module.course_id) == course.id, col(Module.deleted_at).is_not(None))
    lessons: Select[*tuple[Any, ...]] = (
        select(
            literal("lesson").label("kind"),
            col(Lesson.id),
            col(Lesson.title),
            col(Module.title).label("place"),
            col(Lesson.deleted_at).label("at"),
        )
        .join(Module, col(Module.id) == col(Lesson.module_id))
        .where(
            col(Lesson.course_id) == course.id,
            col(Lesson.deleted_at).is_not(None),
            col(Module.deleted_at).is_(None),
        )
    )
    both = union_all(modules, lessons).subquery()
    rows = await rx.execute(select(both).order_by(both.c.at.desc(), both.c.id).limit(SHOWN))
    return [GoneRow(row.kind, row.id, row.title, row.place, moment(row.at)) for row in rows]


async def deleted_courses(rx: Reading, actor: Actor) -> list[GoneRow]:
    rows = await rx.execute(
        select(col(Course.id), col(Course.title), col(Course.deleted_at))
        .where(taught_courses(actor), col(Course.deleted_at).is_not(None))
        .order_by(col(Course.deleted_at).desc(), col(Course.id))
        .limit(SHOWN)
    )
    return [GoneRow("course", row.id or 0, row.title, "", moment(row.deleted_at)) for row in rows]


def _columns() -> tuple[Any, ...]:
    return (
        col(Lesson.id),
        col(Lesson.slug),
        col(Lesson.title),
        col(Lesson.kind),
        col(Lesson.minutes),
        col(Lesson.is_published),
        col(Lesson.publish_at),
        col(Lesson.version),
    )


def _module(rows: Sequence[Row[*tuple[Any, ...]]]) -> BuiltModule:
    first = rows[0]
    state = state_of(_Published(first.module_out, first.module_at))
    return BuiltModule(
        id=first.module_id,
        title=first.module_title,
        state=state,
        publish_at=moment(first.module_at) if state == "scheduled" else "",
        lessons=[_lesson(row) for row in rows if row.id is not None],
    )


class _Published:
    def __init__(self, is_published: bool, publish_at: Any) -> None:
        self.is_published, self.publish_at = is_published, publish_at


def _lesson(row: Row[*tuple[Any, ...]]) -> BuiltLesson:
    state = state_of(row)
    return BuiltLesson(
        id=row.id,
        slug=row.slug,
        title=row.title,
        kind=row.kind,
        minutes=row.minutes,
        state=state,
        publish_at=moment(row.publish_at) if state == "scheduled" else "",
        version=row.version,
    )
