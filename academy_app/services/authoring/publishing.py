"""Whether and from when on members see a course, module or lesson; deleting and bringing back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select, update
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.channels import ACCESS
from academy_app.core.clock import now
from academy_app.core.db import Tx
from academy_app.core.errors import NotFound
from academy_app.models.learning import Course, Lesson, Module
from academy_app.policy.decisions import can_edit_course, can_restore_course, is_out, require
from academy_app.services.authoring.rows import told, withdrawn
from academy_app.services.authoring.tree import few, lesson_rows, row_id, target_module


@dataclass(frozen=True, slots=True)
class Publishing:
    """A draft, or published: at once, or from `at` on."""

    is_published: bool
    at: datetime | None = None

    @property
    def is_out(self) -> bool:
        return self.is_published and (self.at is None or self.at <= now())

    @property
    def values(self) -> dict[str, Any]:
        ahead = self.at if self.is_published and not self.is_out else None
        return {"is_published": self.is_published, "publish_at": ahead}


async def set_lessons_publishing(
    tx: Tx, actor: Actor, lesson_ids: Sequence[int], state: Publishing
) -> None:
    ids = few(lesson_ids)
    rows = await lesson_rows(tx, actor, ids)
    await _write(tx, Lesson, col(Lesson.id).in_(ids), state.values)
    if not state.is_out and any(is_out(row) for row in rows):
        await withdrawn(tx, rows[0].Course.id, col(Lesson.id).in_(ids))
    told(tx, *(row.Course.id for row in rows))


async def set_module_publishing(tx: Tx, actor: Actor, module_id: int, state: Publishing) -> None:
    row = await target_module(tx, actor, module_id)
    was_out = is_out(row.Module)
    await _write(tx, Module, col(Module.id) == module_id, state.values)
    if was_out and not state.is_out:
        await withdrawn(tx, row.Course.id, col(Lesson.module_id) == module_id)
    told(tx, row.Course.id)


async def set_course_publishing(tx: Tx, actor: Actor, course_id: int, state: Publishing) -> None:
    course = await _course(tx, course_id)
    require(can_edit_course(actor, course))
    was_out = is_out(course)
    await _write(tx, Course, col(Course.id) == course_id, state.values)
    if was_out and not state.is_out:
        await withdrawn(tx, course_id, col(Lesson.course_id) == course_id)
    told(tx, course_id)


async def delete_lessons(tx: Tx, actor: Actor, lesson_ids: Sequence[int]) -> None:
    """Nobody sees them any more; what members did in them stays, and they can come back."""
    ids = few(lesson_ids)
    rows = await lesson_rows(tx, actor, ids)
    await _write(tx, Lesson, col(Lesson.id).in_(ids), {"deleted_at": now()})
    await withdrawn(tx, rows[0].Course.id, col(Lesson.id).in_(ids))
    told(tx, *(row.Course.id for row in rows))


async def delete_module(tx: Tx, actor: Actor, module_id: int) -> None:
    """With its lessons, which come back with it."""
    row = await target_module(tx, actor, module_id)
    await _write(tx, Module, col(Module.id) == module_id, {"deleted_at": now()})
    await withdrawn(tx, row.Course.id, col(Lesson.module_id) == module_id)
    told(tx, row.Course.id)


async def delete_course(tx: Tx, actor: Actor, course_id: int) -> None:
    """With all that is in it, which comes back with it."""
    course = await _course(tx, course_id)
    require(can_edit_course(actor, course))
    await _write(tx, Course, col(Course.id) == course_id, {"deleted_at": now()})
    await withdrawn(tx, course_id, col(Lesson.course_id) == course_id)
    told(tx, course_id)


async def restore_lessons(tx: Tx, actor: Actor, lesson_ids: Sequence[int]) -> None:
    """Bring them back to where they were. Their module comes back with them."""
    ids = few(lesson_ids)
    found = await tx.execute(
        _with_course(Lesson).where(col(Lesson.id).in_(ids)).add_columns(col(Lesson.module_id))
    )
    rows = _restorable(actor, found.all(), len(ids))
    await _write(tx, Lesson, col(Lesson.id).in_(ids), {"deleted_at": None})
    modules = {row.module_id for row in rows}
    await _write(tx, Module, col(Module.id).in_(modules), {"deleted_at": None})
    told(tx, *(row.Course.id for row in rows))


async def restore_module(tx: Tx, actor: Actor, module_id: int) -> None:
    found = await tx.execute(_with_course(Module).where(col(Module.id) == row_id(module_id)))
    [row] = _restorable(actor, found.all(), 1)
    await _write(tx, Module, col(Module.id) == module_id, {"deleted_at": None})
    told(tx, row.Course.id)


async def restore_course(tx: Tx, actor: Actor, course_id: int) -> None:
    course = await _course(tx, course_id)
    require(can_restore_course(actor, course))
    await _write(tx, Course, col(Course.id) == course_id, {"deleted_at": None})
    told(tx, course_id)


async def release_due(tx: Tx) -> int:
    """Tell open pages of what was scheduled and is out since; how many rows that were.

    They are out by themselves: that they no longer say when lets each be told of once, whichever
    worker comes first.
    """
    count = 0
    courses: set[int] = set()
    for model, course_id in (
        (Course, col(Course.id)),
        (Module, col(Module.course_id)),
        (Lesson, col(Lesson.course_id)),
    ):
        rows = await tx.scalars(
            update(model)
            .where(
                col(model.publish_at) <= now(),
                col(model.is_published),
                col(model.deleted_at).is_(None),
            )
            .values(publish_at=None)
            .returning(course_id)
            .execution_options(synchronize_session=False)
        )
        found = rows.all()
        count += len(found)
        courses.update(each for each in found if each is not None)
    for each in sorted(courses):
        tx.record(ACCESS, "access", each)
        told(tx, each)
    return count


def _with_course(model: Any) -> Select[*tuple[Any, ...]]:
    of_course = model.course_id if model is Module else Lesson.course_id
    return select(col(model.id), Course).join(Course, col(Course.id) == col(of_course))


def _restorable(
    actor: Actor, rows: Sequence[Row[*tuple[Any, ...]]], count: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    if len(rows) != count:
        raise NotFound
    for row in rows:
        require(can_edit_course(actor, row.Course))
    return rows


async def _course(tx: Tx, course_id: int) -> Course:
    course = await tx.scalar(select(Course).where(col(Course.id) == row_id(course_id)))
    if course is None:
        raise NotFound
    return course


async def _write(
    tx: Tx,
    model: type[Course | Module | Lesson],
    which: ColumnElement[bool],
    values: dict[str, Any],
) -> None:
    await tx.execute(
        update(model).where(which).values(**values).execution_options(synchronize_session=False)
    )
