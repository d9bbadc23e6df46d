"""The tree of a course, as its authors change it: few statements each, however long the course.

Whoever stands behind a row has a greater position; gaps are fine. So a row that moves takes the
number behind its new neighbour, and those further on make room, all in one UPDATE.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import aliased
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.cleaning import cleaned_line
from academy_app.core.db import Tx
from academy_app.core.errors import Conflict, Invalid, NotFound, Problem
from academy_app.core.ids import is_id
from academy_app.models.learning import Course, Lesson, Module
from academy_app.models.watching import Completion, Enrolment
from academy_app.policy.decisions import can_edit_course, is_out, require
from academy_app.policy.visibility import editable_courses
from academy_app.services import search
from academy_app.services.authoring.drafts import TITLE
from academy_app.services.authoring.rows import told, withdrawn
from academy_app.services.slugs import free_slug, rivals

# Rows that may be moved, published or deleted at once.
MOST = 500


@dataclass(frozen=True, slots=True)
class Made:
    """A row of the tree that has just come into it."""

    id: int
    course_id: int
    slug: str = ""


async def add_module(tx: Tx, actor: Actor, course_id: int, title: str) -> Made:
    """A new module at the end of the course."""
    title = cleaned_line(title, "title", TITLE)
    place = select(func.max(col(Module.position))).where(col(Module.course_id) == course_id)
    found = await tx.execute(
        select(Course, place.scalar_subquery().label("last")).where(
            col(Course.id) == row_id(course_id)
        )
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound
    require(can_edit_course(actor, row.Course))
    module = Module(course_id=course_id, title=title, position=_behind(row.last))
    tx.add(module)
    await tx.flush()
    told(tx, course_id)
    return Made(module.id or 0, course_id)


async def add_lesson(tx: Tx, actor: Actor, module_id: int, title: str) -> Made:
    """A new lesson, a draft without a word, at the end of the module."""
    title = cleaned_line(title, "title", TITLE)
    last = select(func.max(col(Lesson.position))).where(col(Lesson.module_id) == module_id)
    taken = select(func.aggregate_strings(col(Lesson.slug), "/")).where(
        col(Lesson.course_id) == col(Course.id), rivals(col(Lesson.slug), "", title)
    )
    found = await tx.execute(
        _module_rows(
            last.scalar_subquery().label("last"),
            taken.correlate(Course).scalar_subquery().label("taken"),
        ).where(col(Module.id) == row_id(module_id))
    )
    row = _kept(found.one_or_none())
    require(can_edit_course(actor, row.Course))
    lesson = Lesson(
        course_id=row.Course.id,
        module_id=module_id,
        slug=free_slug("", title, (row.taken or "").split("/")),
        title=title,
        position=_behind(row.last),
        is_published=False,
    )
    tx.add(lesson)
    await tx.flush()
    await search.index_lesson(tx, lesson, "")
    told(tx, lesson.course_id)
    return Made(lesson.id or 0, lesson.course_id, lesson.slug)


async def retitle_module(tx: Tx, actor: Actor, module_id: int, title: str) -> None:
    statement = (
        update(Module)
        .where(
            col(Module.id) == row_id(module_id),
            col(Module.deleted_at).is_(None),
            col(Module.course_id).in_(select(col(Course.id)).where(editable_courses(actor))),
        )
        .values(title=cleaned_line(title, "title", TITLE))
        .returning(col(Module.course_id))
        .execution_options(synchronize_session=False)
    )
    course_id = await tx.scalar(statement)
    if course_id is None:
        await target_module(tx, actor, module_id)
        raise NotFound
    told(tx, course_id)


async def move_lessons(
    tx: Tx, actor: Actor, lesson_ids: Sequence[int], module_id: int, after_id: int | None = None
) -> None:
    """Put these lessons into the module, in this order: behind the lesson `after_id`, or first.

    The module may be of another course that the actor writes; what members did goes along. Raises
    Conflict where `after_id` is no longer in the module.
    """
    ids = few(lesson_ids)
    if after_id in ids:
        raise Invalid({"after": "error.invalid_value"})
    rows = await lesson_rows(tx, actor, ids)
    target = await target_module(tx, actor, module_id, after_id)
    position = _place(target, after_id)
    await _put(tx, ids, _Spot(Lesson, ("module_id", module_id), position, after_id))
    strangers = [row for row in rows if row.Course.id != target.Course.id]
    if strangers:
        await _settle(tx, strangers, target.Course)
    lost = [row.id for row in rows if _was_out(row) and not _is_shown(target.Course, target.Module)]
    if lost or any(row.Course.id != target.Course.id for row in rows):
        await withdrawn(tx, target.Course.id, col(Lesson.id).in_(ids))
    told(tx, target.Course.id, *(row.Course.id for row in rows))


async def move_module(
    tx: Tx, actor: Actor, module_id: int, course_id: int, after_id: int | None = None
) -> None:
    """Put the module into the course: behind its module `after_id`, or first."""
    module = await target_module(tx, actor, module_id)
    neighbour = aliased(Module)
    statement: Select[*tuple[Any, ...]] = (
        select(Course, col(neighbour.position).label("after"))
        .outerjoin(
            neighbour,
            and_(
                col(neighbour.course_id) == col(Course.id),
                col(neighbour.id) == after_id,
                col(neighbour.id) != module_id,
            ),
        )
        .where(col(Course.id) == row_id(course_id))
    )
    row = (await tx.execute(statement)).one_or_none()
    if row is None:
        raise NotFound
    require(can_edit_course(actor, row.Course))
    position = _place(row, after_id)
    await _put(tx, [module_id], _Spot(Module, ("course_id", course_id), position, after_id))
    if course_id != module.Course.id:
        rows = await tx.execute(_lesson_rows().where(col(Lesson.module_id) == module_id))
        await _settle(tx, rows.all(), row.Course)
        await withdrawn(tx, course_id, col(Lesson.module_id) == module_id)
    told(tx, module.Course.id, course_id)


async def lesson_rows(
    tx: Tx, actor: Actor, lesson_ids: Collection[int]
) -> list[Row[*tuple[Any, ...]]]:
    """What of these lessons decides about a change, with Course and Module. Raises NotFound for
    one that is not there."""
    found = await tx.execute(_lesson_rows().where(col(Lesson.id).in_(lesson_ids)))
    rows = [_kept(row) for row in found]
    for course in {row.Course.id: row.Course for row in rows}.values():
        require(can_edit_course(actor, course))
    if len(rows) != len(lesson_ids) or any(row.deleted_at is not None for row in rows):
        raise NotFound
    return rows


async def target_module(
    tx: Tx, actor: Actor, module_id: int, after_id: int | None = None
) -> Row[*tuple[Any, ...]]:
    """The Module with its Course, and `after`, the position of its lesson `after_id`."""
    neighbour = aliased(Lesson)
    found = await tx.execute(
        _module_rows(col(neighbour.position).label("after"))
        .outerjoin(
            neighbour,
            and_(col(neighbour.module_id) == col(Module.id), col(neighbour.id) == after_id),
        )
        .where(col(Module.id) == row_id(module_id))
    )
    row = _kept(found.one_or_none())
    require(can_edit_course(actor, row.Course))
    return row


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where rows are put: under `parent`, a column of `model` with its value, behind the row
    `after_id` at `position`."""

    model: type[Lesson | Module]
    parent: tuple[str, int]
    position: int
    after_id: int | None


async def _put(tx: Tx, ids: Sequence[int], spot: _Spot) -> None:
    """Give the rows the places behind the spot, and let those further on make room."""
    own_id, place = col(spot.model.id), col(spot.model.position)
    name, parent_id = spot.parent
    further = and_(
        getattr(spot.model, name) == parent_id,
        tuple_(place, own_id) > tuple_(literal(spot.position), literal(spot.after_id or 0)),
    )
    places = {each: spot.position + number for number, each in enumerate(ids, start=1)}
    await tx.execute(
        update(spot.model)
        .where(or_(own_id.in_(ids), further))
        .values(
            position=case(places, value=own_id, else_=place + len(ids) + 1),
            **{name: parent_id},
        )
        .execution_options(synchronize_session=False)
    )


async def _settle(tx: Tx, rows: Sequence[Row[*tuple[Any, ...]]], course: Course) -> None:
    """Let lessons that came from another course, and what was done in them, belong to this one."""
    taken = set(
        await tx.scalars(select(col(Lesson.slug)).where(col(Lesson.course_id) == course.id))
    )
    slugs: dict[int, str] = {}
    for row in rows:
        slugs[row.id] = row.slug if row.slug not in taken else free_slug("", row.slug, taken)
        taken.add(slugs[row.id])
    if not slugs:
        return
    ids = list(slugs)
    await tx.execute(
        update(Lesson)
        .where(col(Lesson.id).in_(ids))
        .values(
            course_id=course.id,
            slug=case(slugs, value=col(Lesson.id)),
            # An import of the course it came from would look for it there.
            source_key=None,
        )
        .execution_options(synchronize_session=False)
    )
    await tx.execute(
        update(Completion)
        .where(col(Completion.lesson_id).in_(ids))
        .values(course_id=course.id)
        .execution_options(synchronize_session=False)
    )
    await tx.execute(
        update(Enrolment)
        .where(col(Enrolment.last_lesson_id).in_(ids), col(Enrolment.course_id) != course.id)
        .values(last_lesson_id=None)
        .execution_options(synchronize_session=False)
    )


def _lesson_rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(Lesson.id),
            col(Lesson.slug),
            col(Lesson.module_id),
            col(Lesson.is_published),
            col(Lesson.publish_at),
            col(Lesson.deleted_at),
            Course,
            Module,
        )
        .join(Module, col(Module.id) == col(Lesson.module_id))
        .join(Course, col(Course.id) == col(Lesson.course_id))
    )


def _module_rows(*columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    return select(Module, Course, *columns).join(Course, col(Course.id) == col(Module.course_id))


def _kept(row: Row[*tuple[Any, ...]] | None) -> Row[*tuple[Any, ...]]:
    """The row, unless there is none or its module was deleted."""
    if row is None or row.Module.deleted_at is not None:
        raise NotFound
    return row


def _place(row: Row[*tuple[Any, ...]], after_id: int | None) -> int:
    """Behind which position; -1 is before all."""
    if after_id is None:
        return -1
    if row.after is None:
        raise Conflict("authoring.moved_meanwhile")
    return int(row.after)


def _was_out(row: Row[*tuple[Any, ...]]) -> bool:
    return is_out(row) and _is_shown(row.Course, row.Module)


def _is_shown(course: Course, module: Module) -> bool:
    return is_out(course) and is_out(module)


def _behind(last: int | None) -> int:
    return 0 if last is None else last + 1


def few(ids: Sequence[int]) -> list[int]:
    """Each once. Raises Invalid for too many, NotFound for what can be no id."""
    found = list(dict.fromkeys(ids))
    if not found or not all(is_id(each) for each in found):
        raise NotFound
    if len(found) > MOST:
        raise Invalid({"lessons": Problem("authoring.too_many_at_once", {"max": MOST})})
    return found


def row_id(value: int) -> int:
    if not is_id(value):
        raise NotFound
    return value
