"""The courses that one writes, with what has become of them."""

from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.hrefs import file_href, teach_href
from academy_app.core.views.authoring import CourseSettings, TaughtCourse, Teaching
from academy_app.models.learning import Course, CourseTag, Lesson, Module
from academy_app.models.membership import Group, Member
from academy_app.models.watching import Completion, Enrolment
from academy_app.policy.decisions import can_create_course, require
from academy_app.policy.visibility import editable_courses, kept_lessons, out_lessons
from academy_app.queries.authoring.rows import course_of, moment, state_of
from academy_app.queries.authoring.tree import deleted_courses
from academy_app.queries.learning.progress import percent


async def teaching(rx: Reading, actor: Actor) -> Teaching:
    """Own courses; admins see all of them, their own first. In two statements."""
    require(can_create_course(actor))
    courses = [_course(row, actor) for row in await rx.execute(_courses(actor))]
    courses.sort(key=lambda course: not course.is_mine)
    return Teaching(courses, await deleted_courses(rx, actor), is_admin=actor.is_admin)


async def target_courses(rx: Reading, actor: Actor) -> list[dict[str, Any]]:
    """Where lessons and modules may be moved: courses as `{id, title, modules: [{id, title}]}`."""
    require(can_create_course(actor))
    rows = await rx.execute(
        select(col(Course.id), col(Course.title), col(Module.id), col(Module.title))
        .outerjoin(
            Module, and_(col(Module.course_id) == col(Course.id), col(Module.deleted_at).is_(None))
        )
        .where(editable_courses(actor))
        .order_by(col(Course.position), col(Course.id), col(Module.position), col(Module.id))
    )
    found: dict[int, dict[str, Any]] = {}
    for course_id, title, module_id, module_title in rows:
        course = found.setdefault(course_id or 0, {"id": course_id, "title": title, "modules": []})
        if module_id is not None:
            course["modules"].append({"id": module_id, "title": module_title})
    return list(found.values())


async def course_settings(rx: Reading, actor: Actor, course_id: int) -> CourseSettings:
    course = await course_of(rx, actor, course_id)
    tags = await rx.scalars(
        select(col(CourseTag.tag))
        .where(col(CourseTag.course_id) == course_id)
        .order_by(col(CourseTag.tag))
    )
    return CourseSettings(course_id, course.title, course.description, course.thumbnail, list(tags))


async def preview_groups(rx: Reading, actor: Actor) -> list[dict[str, Any]]:
    """As whose members a course can be looked at: groups as `{id, name}`."""
    require(can_create_course(actor))
    rows = await rx.execute(select(col(Group.id), col(Group.name)).order_by(col(Group.name)))
    return [{"id": group_id, "name": name} for group_id, name in rows]


def _courses(actor: Actor) -> Select[*tuple[Any, ...]]:
    lessons = (
        select(col(Lesson.course_id), func.count().label("count"))
        .where(kept_lessons())
        .group_by(col(Lesson.course_id))
        .subquery()
    )
    there = (
        select(col(Lesson.course_id), func.count().label("count"))
        .where(out_lessons())
        .group_by(col(Lesson.course_id))
        .subquery()
    )
    learners = (
        select(col(Enrolment.course_id), func.count().label("count"))
        .where(col(Enrolment.removed_at).is_(None))
        .group_by(col(Enrolment.course_id))
        .subquery()
    )
    done = (
        select(col(Completion.course_id), col(Completion.member_id), func.count().label("count"))
        .join(Lesson, col(Lesson.id) == col(Completion.lesson_id))
        .join(
            Enrolment,
            and_(
                col(Enrolment.course_id) == col(Completion.course_id),
                col(Enrolment.member_id) == col(Completion.member_id),
                col(Enrolment.removed_at).is_(None),
            ),
        )
        .where(out_lessons())
        .group_by(col(Completion.course_id), col(Completion.member_id))
        .subquery()
    )
    finished = (
        select(done.c.course_id, func.count().label("count"))
        .join(there, there.c.course_id == done.c.course_id)
        .where(done.c.count >= there.c.count)
        .group_by(done.c.course_id)
        .subquery()
    )
    return (
        select(
            col(Course.id),
            col(Course.slug),
            col(Course.title),
            col(Course.thumbnail),
            col(Course.author_id),
            col(Course.is_published),
            col(Course.publish_at),
            col(Member.name).label("author"),
            func.coalesce(lessons.c.count, 0).label("lessons"),
            func.coalesce(learners.c.count, 0).label("learners"),
            func.coalesce(finished.c.count, 0).label("finished"),
        )
        .outerjoin(Member, col(Member.id) == col(Course.author_id))
        .outerjoin(lessons, lessons.c.course_id == col(Course.id))
        .outerjoin(learners, learners.c.course_id == col(Course.id))
        .outerjoin(finished, finished.c.course_id == col(Course.id))
        .where(editable_courses(actor))
        .order_by(col(Course.updated_at).desc(), col(Course.id))
    )


def _course(row: Any, actor: Actor) -> TaughtCourse:
    state = state_of(row)
    return TaughtCourse(
        id=row.id,
        slug=row.slug,
        title=row.title,
        thumbnail=file_href(row.thumbnail),
        author=row.author or "",
        is_mine=row.author_id == actor.member_id,
        state=state,
        publish_at=moment(row.publish_at) if state == "scheduled" else "",
        lessons=row.lessons,
        learners=row.learners,
        completed=percent(row.finished, row.learners),
        href=teach_href(row.slug),
    )
