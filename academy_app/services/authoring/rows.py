"""Rows that the actor may write, and names that are free."""

from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Select, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.channels import ACCESS, of_builder
from academy_app.core.clock import now
from academy_app.core.db import Reading, Tx
from academy_app.core.errors import NotFound
from academy_app.core.events import CourseChanged
from academy_app.models.discussion import Thread
from academy_app.models.learning import Course, Lesson, Module
from academy_app.policy.decisions import can_edit_course, require
from academy_app.services import notices
from academy_app.services.slugs import free_slug, rivals

# Beside the builders of courses, at /teach, stand pages of these names.
PAGES: Final = ("health", "media")


async def editable_course(tx: Tx, actor: Actor, course_id: int) -> Course:
    """The course, about to change."""
    course = await tx.get(Course, course_id)
    if course is None:
        raise NotFound
    require(can_edit_course(actor, course))
    happened = CourseChanged(course_id)
    if happened not in tx.events:
        course.updated_at = now()
        tx.emit(happened)
        tx.record(of_builder(course_id), "tree", course_id)
    return course


async def editable_module(tx: Tx, actor: Actor, module_id: int) -> Module:
    module = await tx.get(Module, module_id)
    if module is None:
        raise NotFound
    await editable_course(tx, actor, module.course_id)
    return module


async def editable_lesson(tx: Tx, actor: Actor, lesson_id: int) -> Lesson:
    """The lesson, about to change."""
    lesson = await tx.get(Lesson, lesson_id)
    if lesson is None or lesson.deleted_at is not None:
        raise NotFound
    await editable_course(tx, actor, lesson.course_id)
    if lesson_id not in _touched(tx):
        lesson.updated_at = now()
        touch(tx, lesson_id)
    return lesson


async def tell_of_access(tx: Tx, course_id: int) -> None:
    """Others may see the course than before, and what is said in it."""
    tx.record(ACCESS, "access", course_id)
    lessons = select(col(Lesson.id)).where(col(Lesson.course_id) == course_id)
    await notices.place_changed(tx, col(Thread.lesson_id).in_(lessons))


def touch(tx: Tx, lesson_id: int) -> None:
    """This transaction has dated the lesson; an import, which calls many a service for it, writes
    that once."""
    _touched(tx).add(lesson_id)


def _touched(tx: Tx) -> set[int]:
    found: set[int] = tx.info.setdefault("touched lessons", set())
    return found


async def require_editable(rx: Reading, actor: Actor, lesson_id: int) -> None:
    """Ask before the work begins, without changing anything."""
    statement: Select[*tuple[Any, ...]] = (
        select(Course, col(Lesson.deleted_at))
        .join(Lesson, col(Lesson.course_id) == col(Course.id))
        .where(col(Lesson.id) == lesson_id)
    )
    row = (await rx.execute(statement)).one_or_none()
    if row is None or row.deleted_at is not None:
        raise NotFound
    require(can_edit_course(actor, row.Course))


async def title_of(rx: Reading, kind: Literal["course", "module", "lesson"], row_id: int) -> str:
    """For those who then ask for more: nothing is asked of the policy here."""
    models = {"course": Course, "module": Module, "lesson": Lesson}
    title = await rx.scalar(select(col(models[kind].title)).where(col(models[kind].id) == row_id))  # type: ignore[attr-defined]
    if title is None:
        raise NotFound
    return str(title)


def told(tx: Tx, *course_ids: int) -> None:
    """The tree of these courses is not as it was."""
    for course_id in dict.fromkeys(course_ids):
        tx.record(of_builder(course_id), "tree", course_id)
        tx.emit(CourseChanged(course_id))


async def withdrawn(tx: Tx, course_id: int, lessons: ColumnElement[bool]) -> None:
    """Members may see less than before: these lessons, a condition on Lesson, and what is said
    under them."""
    tx.record(ACCESS, "access", course_id)
    ids = select(col(Lesson.id)).where(lessons)
    await notices.place_changed(tx, col(Thread.lesson_id).in_(ids))


async def course_slug(tx: Tx, wanted: str, title: str, own_id: int | None = None) -> str:
    """`wanted` if it is free, or a free one made from the title. Raises Invalid naming `slug`."""
    if wanted in PAGES:
        wanted, title = "", wanted
    rows = await tx.execute(
        select(col(Course.slug), col(Course.id)).where(rivals(col(Course.slug), wanted, title))
    )
    taken = [slug for slug, row_id in rows if row_id != own_id]
    return free_slug(wanted, title, [*taken, *PAGES])


async def lesson_slug(
    tx: Tx, course_id: int, wanted: str, title: str, own_id: int | None = None
) -> str:
    """The same, among the lessons of one course."""
    rows = await tx.execute(
        select(col(Lesson.slug), col(Lesson.id)).where(
            col(Lesson.course_id) == course_id, rivals(col(Lesson.slug), wanted, title)
        )
    )
    return free_slug(wanted, title, (slug for slug, row_id in rows if row_id != own_id))
