"""The rules of `decisions` for lists, as SQL clauses. A test holds the two together."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    exists,
    false,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.clock import now
from academy_app.models.discussion import Category, CategoryGrant, Thread
from academy_app.models.imports import ImportRun
from academy_app.models.learning import Course, Lesson, Module
from academy_app.models.search import SearchEntry
from academy_app.policy.decisions import COMMUNITIES


def is_out(model: Any) -> ColumnElement[bool]:
    """Of Course, Module or Lesson: published, and its time has come."""
    is_due = or_(col(model.publish_at).is_(None), col(model.publish_at) <= now())
    return and_(col(model.is_published), is_due, col(model.deleted_at).is_(None))


def taught_courses(actor: Actor) -> ColumnElement[bool]:
    """The actor's to write, deleted ones too."""
    if actor.is_admin:
        return true()
    if actor.is_author:
        return col(Course.author_id) == actor.member_id
    return col(Course.id).is_(None)


def editable_courses(actor: Actor) -> ColumnElement[bool]:
    return and_(col(Course.deleted_at).is_(None), taught_courses(actor))


def visible_courses(actor: Actor) -> ColumnElement[bool]:
    shown = or_(is_out(Course), editable_courses(actor))
    if actor.previews is None:
        return shown
    return or_(shown, and_(col(Course.id) == actor.previews, col(Course.deleted_at).is_(None)))


def open_courses(actor: Actor) -> ColumnElement[bool]:
    """Those whose lessons the actor's level opens, among the visible ones."""
    return true() if actor.is_staff else col(Course.level) <= actor.level


def visible_lessons(actor: Actor) -> ColumnElement[bool]:
    """For statements that join Lesson to its Course."""
    is_open = and_(visible_courses(actor), open_courses(actor))
    return and_(is_open, kept_lessons(), or_(out_lessons(), editable_courses(actor)))


def kept_lessons() -> ColumnElement[bool]:
    """Lessons that are not deleted, nor is their module."""
    module = aliased(Module)
    deleted = select(col(module.id)).where(col(module.deleted_at).is_not(None))
    return and_(col(Lesson.deleted_at).is_(None), col(Lesson.module_id).not_in(deleted))


def out_lessons() -> ColumnElement[bool]:
    """Lessons that are out, as far as they and their module go."""
    module = aliased(Module)
    hidden = select(col(module.id)).where(not_(is_out(module)))
    return and_(is_out(Lesson), col(Lesson.module_id).not_in(hidden))


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


def visible_imports(actor: Actor) -> ColumnElement[bool]:
    """Runs whose reports the actor may read."""
    if actor.is_admin:
        return true()
    if not actor.is_author:
        return false()
    return and_(
        col(ImportRun.actor_id) == actor.member_id, col(ImportRun.format).not_in(COMMUNITIES)
    )
