"""What is said, as far as the actor may read it."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    exists,
    or_,
    select,
    true,
)
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.models.discussion import Category, CategoryGrant, Thread
from academy_app.models.learning import Course, Lesson
from academy_app.models.search import SearchEntry
from academy_app.policy.visibility.learning import visible_lessons


def visible_lesson_ids(actor: Actor) -> Select[Any]:
    """For statements on what names its lesson."""
    return (
        select(col(Lesson.id))
        .join(Course, col(Course.id) == col(Lesson.course_id))
        .where(visible_lessons(actor))
    )


def listed_categories(actor: Actor) -> ColumnElement[bool]:
    """For statements on Category: those that the actor knows of, if only by name."""
    return true() if actor.is_admin else _is_among(actor, "read", col(Category.read_by))


def readable_categories(actor: Actor) -> ColumnElement[bool]:
    """For statements on Category."""
    level = true() if actor.is_staff else col(Category.level) <= actor.level
    return and_(level, listed_categories(actor))


def visible_threads(actor: Actor) -> ColumnElement[bool]:
    """For statements on Thread, deleted ones left out. Places are asked for by their ids, of
    which there are few."""
    categories = select(col(Category.id)).where(readable_categories(actor))
    lessons = visible_lesson_ids(actor)
    return and_(
        col(Thread.deleted_at).is_(None),
        or_(col(Thread.category_id).in_(categories), col(Thread.lesson_id).in_(lessons)),
    )


def visible_entries(actor: Actor) -> ColumnElement[bool]:
    """For statements on SearchEntry that join its Thread, where it has one, from outside."""
    lessons = visible_lesson_ids(actor)
    entry = col(SearchEntry.thread_id)
    return or_(
        and_(entry.is_not(None), visible_threads(actor)),
        and_(entry.is_(None), col(SearchEntry.lesson_id).in_(lessons)),
    )


def _is_among(actor: Actor, action: str, who: SQLColumnExpression[str]) -> ColumnElement[bool]:
    granted = exists().where(
        col(CategoryGrant.category_id) == col(Category.id),
        col(CategoryGrant.action) == action,
        or_(
            col(CategoryGrant.role) == actor.role,
            col(CategoryGrant.group_id).in_(sorted(actor.groups)),
        ),
    )
    staff = [who == "staff"] if actor.is_staff else []
    return or_(who == "everyone", *staff, and_(who == "listed", granted))
