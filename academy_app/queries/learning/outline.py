"""A course's tree with the member's progress, in two statements; three where it is locked."""

from collections.abc import Iterable
from itertools import groupby

from sqlalchemy import and_, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.errors import NotFound
from academy_app.core.hrefs import course_href, file_href, lesson_href
from academy_app.core.ids import is_slug
from academy_app.core.levels import BEGIN_AT, missing_to
from academy_app.core.views import LessonRow, ModuleRow, Outline
from academy_app.models.learning import Course, CourseTag, Lesson, Module
from academy_app.models.membership import Member
from academy_app.models.watching import Completion, Enrolment
from academy_app.policy.decisions import can_edit_course, can_enter_course, is_out
from academy_app.policy.visibility import out_lessons, visible_courses, visible_lessons
from academy_app.queries.gathered import gathered, parted
from academy_app.queries.learning.progress import (
    Columns,
    Statement,
    Step,
    has_changed,
    is_done_by,
    next_step,
    percent,
)


async def outline(rx: Reading, actor: Actor, course_slug: str) -> Outline:
    """Modules and lessons in order. NotFound for a course the actor may not see.

    Modules without a lesson are shown to those who may edit them only.
    """
    course = await _course(rx, actor, course_slug)
    can_edit = bool(can_edit_course(actor, course))
    is_locked = not can_enter_course(actor, course)
    points = await _points(rx, actor) if is_locked else 0
    rows = await _lesson_rows(rx, actor, course.id)
    modules = [module for module in _modules(course.slug, rows) if module.lessons or can_edit]
    lessons = [lesson for module in modules for lesson in module.lessons]
    done = sum(lesson.is_done for lesson in lessons)
    steps = [Step(lesson.id, lesson.slug, lesson.title, lesson.is_done) for lesson in lessons]
    step = next_step(steps, course.last_lesson_id)
    return Outline(
        id=course.id,
        slug=course.slug,
        title=course.title,
        description=course.description,
        thumbnail=file_href(course.thumbnail),
        author=course.author or "",
        tags=parted(course.tags),
        href=course_href(course.slug),
        is_published=is_out(course),
        is_started=course.started_at is not None,
        can_edit=can_edit,
        modules=modules,
        done=done,
        total=len(lessons),
        percent=percent(done, len(lessons)),
        minutes=sum(lesson.minutes for lesson in lessons),
        next_href=lesson_href(course.slug, step.slug) if step else "",
        next_title=step.title if step else "",
        level=course.level,
        is_locked=is_locked,
        points_missing=missing_to(points, course.level) if is_locked else 0,
        points_percent=percent(points, BEGIN_AT[course.level - 1]) if is_locked else 0,
    )


async def _course(rx: Reading, actor: Actor, slug: str) -> Columns:
    if not is_slug(slug):
        raise NotFound
    statement: Statement = (
        select(
            col(Course.id),
            col(Course.slug),
            col(Course.title),
            col(Course.description),
            col(Course.thumbnail),
            col(Course.author_id),
            col(Course.is_published),
            col(Course.publish_at),
            col(Course.deleted_at),
            col(Course.level),
            col(Member.name).label("author"),
            col(Enrolment.started_at),
            col(Enrolment.last_lesson_id),
            gathered(
                select(col(CourseTag.tag)).where(col(CourseTag.course_id) == col(Course.id))
            ).label("tags"),
        )
        .outerjoin(Member, col(Member.id) == col(Course.author_id))
        .outerjoin(
            Enrolment,
            and_(
                col(Enrolment.course_id) == col(Course.id),
                col(Enrolment.member_id) == actor.member_id,
            ),
        )
        .where(col(Course.slug) == slug, visible_courses(actor))
    )
    course = (await rx.execute(statement)).one_or_none()
    if course is None:
        raise NotFound
    return course


async def _points(rx: Reading, actor: Actor) -> int:
    points = await rx.scalar(select(col(Member.points)).where(col(Member.id) == actor.member_id))
    return points or 0


async def _lesson_rows(rx: Reading, actor: Actor, course_id: int) -> Iterable[Columns]:
    statement: Statement = (
        select(
            col(Module.id).label("module_id"),
            col(Module.title).label("module_title"),
            col(Lesson.id),
            col(Lesson.slug),
            col(Lesson.title),
            col(Lesson.kind),
            col(Lesson.minutes),
            out_lessons().label("is_published"),
            col(Completion.lesson_id).is_not(None).label("is_done"),
            has_changed().label("has_changed"),
        )
        .join(Course, col(Course.id) == col(Module.course_id))
        .outerjoin(Lesson, and_(col(Lesson.module_id) == col(Module.id), visible_lessons(actor)))
        .outerjoin(Completion, is_done_by(actor))
        .where(col(Module.course_id) == course_id, col(Module.deleted_at).is_(None))
        .order_by(col(Module.position), col(Module.id), col(Lesson.position), col(Lesson.id))
    )
    return await rx.execute(statement)


def _modules(course_slug: str, rows: Iterable[Columns]) -> Iterable[ModuleRow]:
    for (module_id, title), group in groupby(rows, lambda row: (row[0], row[1])):
        lessons = [_lesson(course_slug, row) for row in group if row.id is not None]
        yield ModuleRow(
            id=module_id,
            title=title,
            lessons=lessons,
            done=sum(lesson.is_done for lesson in lessons),
            total=len(lessons),
        )


def _lesson(course_slug: str, row: Columns) -> LessonRow:
    return LessonRow(
        id=row.id,
        slug=row.slug,
        title=row.title,
        kind=row.kind,
        minutes=row.minutes,
        href=lesson_href(course_slug, row.slug),
        is_done=row.is_done,
        is_published=row.is_published,
        has_changed=row.has_changed,
    )
