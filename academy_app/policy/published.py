"""What is out, as SQL: the clauses that ask nothing of who acts."""

from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, not_, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from academy_app.core.clock import now
from academy_app.core.moments import UtcDateTime
from academy_app.models.learning import Lesson, Module


def moment() -> ColumnElement[Any]:
    """The moment at which a statement runs: some are kept, and run again later."""
    return bindparam("now", callable_=now, type_=UtcDateTime(), unique=True)


def is_out(model: Any) -> ColumnElement[bool]:
    """Of Course, Module or Lesson: published, and its time has come."""
    is_due = or_(col(model.publish_at).is_(None), col(model.publish_at) <= moment())
    return and_(col(model.is_published), is_due, col(model.deleted_at).is_(None))


def kept_lessons() -> ColumnElement[bool]:
    """Lessons that are not deleted, nor is their module."""
    module = aliased(Module)
    deleted = select(col(module.id)).where(col(module.deleted_at).is_not(None))
    return and_(
        col(Lesson.deleted_at).is_(None), col(Lesson.module_id).not_in(deleted.correlate(None))
    )


def out_lessons(lesson: Any = Lesson) -> ColumnElement[bool]:
    """Lessons that are out, as far as they and their module go: members see them, if they see the
    course."""
    module = aliased(Module)
    hidden = select(col(module.id)).where(not_(is_out(module)))
    return and_(is_out(lesson), col(lesson.module_id).not_in(hidden.correlate(None)))
