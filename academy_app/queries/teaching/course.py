"""The course itself, asked for by who teaches it."""

from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.errors import NotFound
from academy_app.core.hrefs import course_href, teach_href
from academy_app.core.ids import is_slug
from academy_app.core.views.teaching import GroupOption, TaughtCourse
from academy_app.models.learning import Course, CourseGrant, Lesson
from academy_app.models.membership import Group, GroupMember, Member
from academy_app.models.watching import EnrolmentRequest
from academy_app.policy.decisions import can_edit_course, require
from academy_app.policy.visibility import out_lessons


async def taught(rx: Reading, actor: Actor, slug: str) -> Row[*tuple[Any, ...]]:
    """The Course, with how many `lessons` members see of it and how many `requests` are open.
    Raises NotFound for what the actor may not see, Forbidden for what they see and do not teach."""
    if not is_slug(slug):
        raise NotFound
    lessons = (
        select(func.count())
        .select_from(Lesson)
        .where(col(Lesson.course_id) == col(Course.id), out_lessons())
        .correlate(Course)
        .scalar_subquery()
    )
    requests = (
        select(func.count())
        .select_from(EnrolmentRequest)
        .join(Member, col(Member.id) == col(EnrolmentRequest.member_id))
        .where(
            col(EnrolmentRequest.course_id) == col(Course.id),
            col(EnrolmentRequest.decided_at).is_(None),
            col(Member.is_active),
        )
        .correlate(Course)
        .scalar_subquery()
    )
    statement: Select[*tuple[Any, ...]] = select(
        Course, lessons.label("lessons"), requests.label("requests")
    ).where(col(Course.slug) == slug)
    found = (await rx.execute(statement)).one_or_none()
    if found is None:
        raise NotFound
    require(can_edit_course(actor, found.Course))
    return found


async def taught_course(rx: Reading, actor: Actor, slug: str) -> TaughtCourse:
    """The same as a view."""
    return shown(await taught(rx, actor, slug))


def shown(found: Row[*tuple[Any, ...]]) -> TaughtCourse:
    course = found.Course
    return TaughtCourse(
        id=course.id,
        slug=course.slug,
        title=course.title,
        href=course_href(course.slug),
        builder_href=teach_href(course.slug),
        people_href=teach_href(course.slug, "people"),
        access_href=teach_href(course.slug, "access"),
        stats_href=teach_href(course.slug, "stats"),
        requests=found.requests,
    )


async def group_options(rx: Reading, course_id: int) -> list[GroupOption]:
    """All groups, tiers by their rank first; chosen are those that the course is open to."""
    members = (
        select(func.count())
        .select_from(GroupMember)
        .where(col(GroupMember.group_id) == col(Group.id))
        .correlate(Group)
        .scalar_subquery()
    )
    chosen = (
        select(col(CourseGrant.group_id))
        .where(col(CourseGrant.group_id) == col(Group.id), col(CourseGrant.course_id) == course_id)
        .correlate(Group)
        .exists()
    )
    statement: Select[*tuple[Any, ...]] = select(
        col(Group.id),
        col(Group.name),
        col(Group.rank),
        members.label("members"),
        chosen.label("is_chosen"),
    ).order_by(
        col(Group.rank).is_(None), col(Group.rank), func.lower(col(Group.name)), col(Group.id)
    )
    return [
        GroupOption(
            row.id, row.name, row.members, row.rank or 0, row.rank is not None, row.is_chosen
        )
        for row in await rx.execute(statement)
    ]
