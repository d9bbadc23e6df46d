"""How far a member is in a course, and where they go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Row, Select, and_, false, func
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.models.learning import Lesson
from academy_app.models.watching import Completion

Columns: TypeAlias = Row[*tuple[Any, ...]]
Statement: TypeAlias = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Step:
    """One lesson on the way through a course."""

    lesson_id: int
    slug: str
    title: str
    is_done: bool


def next_step(steps: Sequence[Step], last_lesson_id: int | None) -> Step | None:
    """Where to go on: the lesson last opened if it is not done, else the first one after it
    that is not done, else the first of all that is not done; None when all are done."""
    here = next((n for n, step in enumerate(steps) if step.lesson_id == last_lesson_id), 0)
    ahead = (*steps[here:], *steps[:here])
    return next((step for step in ahead if not step.is_done), None)


def percent(done: int, total: int) -> int:
    """Whole percent, rounded down: 100 means all."""
    return done * 100 // total if total else 0


def has_changed() -> ColumnElement[bool]:
    """Whether what the joined completion is of has changed since, and its author has said so."""
    return func.coalesce(col(Lesson.changed_at) > col(Completion.at), false())


def is_done_by(actor: Actor) -> ColumnElement[bool]:
    """How a statement on lessons joins what the actor has completed."""
    return and_(
        col(Completion.lesson_id) == col(Lesson.id),
        col(Completion.member_id) == actor.member_id,
    )
