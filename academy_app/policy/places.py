"""What the rules of the community must know of a place, read from the database."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Protocol

from sqlalchemy import Select, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.errors import NotFound
from academy_app.core.ids import is_id
from academy_app.models.discussion import Category, CategoryGrant
from academy_app.models.learning import Course, Lesson, Module
from academy_app.policy.decisions import Access, Grant, Place, can_edit_course, can_see_lesson
from academy_app.policy.standing import footings


class Placed(Protocol):
    """A thread, as far as where it stands goes."""

    category_id: int | None
    lesson_id: int | None


async def place_of(rx: Reading, actor: Actor, thread: Placed) -> Place:
    """Where a thread stands, as the actor meets it."""
    if thread.category_id is not None:
        return await category_place(rx, thread.category_id)
    return await lesson_place(rx, actor, thread.lesson_id or 0)


async def category_place(rx: Reading, category_id: int) -> Place:
    """Raises NotFound for what is no category."""
    found = await accesses(rx, [category_id]) if is_id(category_id) else {}
    if category_id not in found:
        raise NotFound
    return Place(access=found[category_id])


async def lesson_place(rx: Reading, actor: Actor, lesson_id: int) -> Place:
    """Raises NotFound for what is no lesson."""
    if not is_id(lesson_id):
        raise NotFound
    found = await rx.execute(lesson_rules().where(col(Lesson.id) == lesson_id))
    row = found.one_or_none()
    if row is None:
        raise NotFound
    standing = await footings(rx, [(actor.member_id, lesson_id)])
    footing = standing[actor.member_id, lesson_id]
    sees = bool(can_see_lesson(actor, row.Course, row.Module, row, footing))
    return Place(sees_lesson=sees, teaches=sees and bool(can_edit_course(actor, row.Course)))


def lesson_rules() -> Select[*tuple[Any, ...]]:
    """Of lessons what decides who may see them, with their Course and Module."""
    return (
        select(
            col(Lesson.id),
            col(Lesson.is_published),
            col(Lesson.publish_at),
            col(Lesson.deleted_at),
            Course,
            Module,
        )
        .join(Course, col(Course.id) == col(Lesson.course_id))
        .join(Module, col(Module.id) == col(Lesson.module_id))
    )


async def accesses(rx: Reading, category_ids: Iterable[int] | None = None) -> dict[int, Access]:
    """Who may read and post where, of all categories or of these; one statement."""
    statement: Select[*tuple[Any, ...]] = select(
        col(Category.id),
        col(Category.read_by),
        col(Category.post_by),
        col(Category.level),
        col(Category.is_archived),
        col(CategoryGrant.action),
        col(CategoryGrant.role),
        col(CategoryGrant.group_id),
    ).outerjoin(CategoryGrant, col(CategoryGrant.category_id) == col(Category.id))
    if category_ids is not None:
        statement = statement.where(col(Category.id).in_(list(category_ids)))
    grants: dict[int, set[Grant]] = defaultdict(set)
    rules: dict[int, tuple[str, str, int, bool]] = {}
    for row in await rx.execute(statement):
        rules[row.id] = (row.read_by, row.post_by, row.level, row.is_archived)
        if row.action is not None:
            grants[row.id].add(Grant(row.action, row.role, row.group_id))
    return {key: Access(*rule, frozenset(grants[key])) for key, rule in rules.items()}
