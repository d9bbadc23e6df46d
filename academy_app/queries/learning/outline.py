"""A course's tree with the member's progress, in two statements; three where it is locked."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from sqlalchemy import and_, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.errors import NotFound
from academy_app.core.hrefs import course_href, file_href, lesson_href
from academy_app.core.ids import is_slug
from academy_app.core.levels import BEGIN_AT, missing_to
from academy_app.core.views import LessonRow, ModuleRow, NeededRow, Outline
from academy_app.models.learning import Course, CoursePrerequisite, CourseTag, Lesson, Module
from academy_app.models.membership import Member
from academy_app.models.watching import Completion, Enrolment, EnrolmentRequest
from academy_app.policy.decisions import (
    YES,
    Decision,
    Footing,
    can_edit_course,
    can_enter_course,
    is_lesson_open,
    is_out,
    previews,
)
from academy_app.policy.standing import (
    at_lesson,
    footing,
    has_opening,
    standing_columns,
)
from academy_app.policy.visibility import is_out as is_course_out
from academy_app.policy.visibility import listed_lessons, out_lessons, visible_courses
from academy_app.queries.gathered import gathered, parted
from academy_app.queries.learning.locks import group_names
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
    stands = footing(course)
    can_edit = bool(can_edit_course(actor, course))
    may_enter = can_enter_course(actor, course, stands)
    points = await _points(rx, actor) if may_enter.reason == "course.locked" else None
    rows = await _lesson_rows(rx, actor, course.id) if may_enter else []
    is_free = can_edit or previews(actor, course)
    locks = _Locks(course, stands, is_free)
    modules = [module for module in _modules(locks, rows) if module.lessons or can_edit]
    lessons = [lesson for module in modules for lesson in module.lessons]
    done = sum(lesson.is_done for lesson in lessons)
    steps = [
        Step(lesson.id, lesson.slug, lesson.title, lesson.is_done)
        for lesson in lessons
        if not lesson.lock
    ]
    step = next_step(steps, course.last_lesson_id)
    locked = next((lesson for lesson in lessons if lesson.lock), None) if step is None else None
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
        is_started=stands.is_in,
        can_edit=can_edit,
        modules=modules,
        done=done,
        total=len(lessons),
        percent=percent(done, len(lessons)),
        minutes=sum(lesson.minutes for lesson in lessons),
        next_href=lesson_href(course.slug, step.slug) if step else "",
        next_title=step.title if step else "",
        next_lock=locked.lock if locked else "",
        next_lock_params=locked.lock_params if locked else {},
        level=course.level,
        enrol_by=course.enrol_by,
        is_locked=not may_enter,
        lock=may_enter.reason,
        lock_params=dict(may_enter.params),
        can_join=bool(may_enter) and not stands.is_in and not is_free,
        can_ask=not may_enter and course.enrol_by == "request" and not stands.is_in,
        request=_request(course),
        groups=parted(course.groups) if not may_enter and course.enrol_by == "listed" else [],
        needed=await _needed(rx, actor, course.id) if stands.is_lacking and not may_enter else [],
        points_missing=missing_to(points, course.level) if points is not None else 0,
        points_percent=percent(points, BEGIN_AT[course.level - 1]) if points is not None else 0,
    )


def _request(course: Columns) -> str:
    """How the member's own request stands."""
    if course.asked_at is None:
        return ""
    return "open" if course.decided_at is None else ("" if course.is_accepted else "refused")


async def course_id(rx: Reading, slug: str) -> int:
    """Of a course by its slug, for services, which ask whether the actor may know of it. Raises
    NotFound for what is none."""
    if not is_slug(slug):
        raise NotFound
    found: int | None = await rx.scalar(select(col(Course.id)).where(col(Course.slug) == slug))
    if found is None:
        raise NotFound
    return found


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
            col(Course.enrol_by),
            col(Course.is_hidden),
            col(Course.is_sequential),
            *standing_columns(actor),
            col(Member.name).label("author"),
            col(Enrolment.last_lesson_id),
            col(EnrolmentRequest.at).label("asked_at"),
            col(EnrolmentRequest.decided_at),
            col(EnrolmentRequest.is_accepted),
            gathered(group_names()).label("groups"),
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
        .outerjoin(
            EnrolmentRequest,
            and_(
                col(EnrolmentRequest.course_id) == col(Course.id),
                col(EnrolmentRequest.member_id) == actor.member_id,
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


async def _needed(rx: Reading, actor: Actor, course_id: int) -> list[NeededRow]:
    """What is to be finished first, of the courses that the actor sees."""
    left = (
        select(col(Lesson.id))
        .outerjoin(Completion, is_done_by(actor))
        .where(
            col(Lesson.course_id) == col(Course.id),
            out_lessons(),
            col(Completion.lesson_id).is_(None),
        )
        .correlate(Course)
        .exists()
    )
    statement: Statement = (
        select(col(Course.id), col(Course.title), col(Course.slug), left.label("is_left"))
        .join(CoursePrerequisite, col(CoursePrerequisite.needed_id) == col(Course.id))
        .where(
            col(CoursePrerequisite.course_id) == course_id,
            is_course_out(Course),
            visible_courses(actor),
        )
        .order_by(col(Course.position), col(Course.title), col(Course.id))
    )
    return [
        NeededRow(row.id, row.title, course_href(row.slug), not row.is_left)
        for row in await rx.execute(statement)
    ]


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
            col(Lesson.opens_at),
            col(Lesson.opens_after),
            col(Module.opens_at).label("module_opens_at"),
            col(Module.opens_after).label("module_opens_after"),
            col(Completion.lesson_id).is_not(None).label("is_done"),
            has_changed().label("has_changed"),
        )
        .join(Course, col(Course.id) == col(Module.course_id))
        .outerjoin(Lesson, and_(col(Lesson.module_id) == col(Module.id), listed_lessons(actor)))
        .outerjoin(Completion, is_done_by(actor))
        .where(col(Module.course_id) == course_id, col(Module.deleted_at).is_(None))
        .order_by(col(Module.position), col(Module.id), col(Lesson.position), col(Lesson.id))
    )
    return await rx.execute(statement)


@dataclass(slots=True)
class _Locks:
    """Says of the lessons of a course, one after another, whether they are open."""

    course: Columns
    footing: Footing
    # Nothing is locked before who edits the course or previews it.
    is_free: bool
    is_reached: bool = True

    def of(self, row: Columns) -> Decision:
        if self.is_free:
            return YES
        is_reached = self.is_reached or row.is_done
        self.is_reached = row.is_done or not self.course.is_sequential
        if is_reached and not has_opening(row):
            return YES
        return is_lesson_open(replace(at_lesson(self.footing, row), is_reached=is_reached))


def _modules(locks: _Locks, rows: Iterable[Columns]) -> Iterable[ModuleRow]:
    for (module_id, title), group in groupby(rows, lambda row: (row[0], row[1])):
        lessons = [_lesson(locks, row) for row in group if row.id is not None]
        yield ModuleRow(
            id=module_id,
            title=title,
            lessons=lessons,
            done=sum(lesson.is_done for lesson in lessons),
            total=len(lessons),
        )


def _lesson(locks: _Locks, row: Columns) -> LessonRow:
    is_open = locks.of(row)
    return LessonRow(
        id=row.id,
        slug=row.slug,
        title=row.title,
        kind=row.kind,
        minutes=row.minutes,
        href=lesson_href(locks.course.slug, row.slug),
        is_done=row.is_done,
        is_published=row.is_published,
        has_changed=row.has_changed,
        lock=is_open.reason,
        lock_params=dict(is_open.params),
    )
