"""Rows that the actor may write, and names that are free."""

import re
from collections.abc import Iterable
from typing import Final

from sqlalchemy import or_, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.clock import now
from academy_app.core.db import Tx
from academy_app.core.errors import Invalid, NotFound
from academy_app.core.events import CourseChanged
from academy_app.core.markdown.headings import slugify
from academy_app.models.learning import Course, Lesson, Module
from academy_app.policy.decisions import can_edit_course, require

SLUG: Final = 80
# Room for a number behind a name that is taken.
_STEM: Final = SLUG - 6
_SLUG = re.compile(r"[\w]+(?:[-_.][\w]+)*")


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
    if lesson is None:
        raise NotFound
    await editable_course(tx, actor, lesson.course_id)
    lesson.updated_at = now()
    return lesson


async def course_slug(tx: Tx, wanted: str, title: str, own_id: int | None = None) -> str:
    """`wanted` if it is free, or a free one made from the title. Raises Invalid naming `slug`."""
    stem = wanted or slugify(title)
    rows = await tx.execute(
        select(col(Course.slug), col(Course.id)).where(
            or_(
                col(Course.slug) == stem, col(Course.slug).startswith(stem[:_STEM], autoescape=True)
            )
        )
    )
    return _free(wanted, title, (slug for slug, row_id in rows if row_id != own_id))


async def lesson_slug(
    tx: Tx, course_id: int, wanted: str, title: str, own_id: int | None = None
) -> str:
    """The same, among the lessons of one course."""
    stem = wanted or slugify(title)
    rows = await tx.execute(
        select(col(Lesson.slug), col(Lesson.id)).where(
            col(Lesson.course_id) == course_id,
            or_(
                col(Lesson.slug) == stem, col(Lesson.slug).startswith(stem[:_STEM], autoescape=True)
            ),
        )
    )
    return _free(wanted, title, (slug for slug, row_id in rows if row_id != own_id))


def _free(wanted: str, title: str, others: Iterable[str]) -> str:
    taken = set(others)
    if wanted:
        _require_good(wanted)
        if wanted in taken:
            raise Invalid({"slug": "authoring.slug_taken"})
        return wanted
    stem = slugify(title)[:_STEM].strip("-.")
    names = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 3))
    return next(name for name in names if name not in taken)


def _require_good(slug: str) -> None:
    if len(slug) > SLUG or slug != slug.lower() or not _SLUG.fullmatch(slug):
        raise Invalid({"slug": "authoring.bad_slug"})
