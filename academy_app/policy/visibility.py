"""The rules of `decisions` for lists, as SQL clauses. A test holds the two together."""

from sqlalchemy import ColumnElement, and_, or_, true
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.models.learning import Course, Lesson


def editable_courses(actor: Actor) -> ColumnElement[bool]:
    if actor.is_admin:
        return true()
    if actor.is_author:
        return col(Course.author_id) == actor.member_id
    return col(Course.id).is_(None)


def visible_courses(actor: Actor) -> ColumnElement[bool]:
    return or_(col(Course.is_published), editable_courses(actor))


def visible_lessons(actor: Actor) -> ColumnElement[bool]:
    """For statements that join Lesson to its Course."""
    return and_(visible_courses(actor), or_(col(Lesson.is_published), editable_courses(actor)))
