"""What all of these ask first."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.clock import now
from academy_app.core.db import Reading
from academy_app.core.errors import NotFound
from academy_app.core.ids import is_id, is_slug
from academy_app.models.learning import Course, Lesson
from academy_app.policy.decisions import can_edit_course, require


def state_of(row: Any) -> str:
    """Whether a course, module or lesson is a draft, scheduled or published."""
    if not row.is_published:
        return "draft"
    return "scheduled" if row.publish_at is not None and row.publish_at > now() else "published"


def moment(at: datetime | None) -> str:
    return at.isoformat() if at is not None else ""


async def course_of(rx: Reading, actor: Actor, which: int | str) -> Course:
    """The course by its id or slug, which the actor may edit."""
    if isinstance(which, int):
        condition, is_good = col(Course.id) == which, is_id(which)
    else:
        condition, is_good = col(Course.slug) == which, is_slug(which)
    course = await rx.scalar(select(Course).where(condition)) if is_good else None
    if course is None:
        raise NotFound
    require(can_edit_course(actor, course))
    return course


async def require_lesson(rx: Reading, actor: Actor, lesson_id: int) -> None:
    """NotFound or Forbidden for a lesson whose course the actor may not edit."""
    course = None
    if is_id(lesson_id):
        course = await rx.scalar(
            select(Course)
            .join(Lesson, col(Lesson.course_id) == col(Course.id))
            .where(col(Lesson.id) == lesson_id)
        )
    if course is None:
        raise NotFound
    require(can_edit_course(actor, course))
