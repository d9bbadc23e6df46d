"""Courses and their modules."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.cleaning import cleaned_line, cleaned_text
from academy_app.core.clock import now
from academy_app.core.db import Tx
from academy_app.core.errors import Invalid, Problem
from academy_app.core.events import CourseChanged
from academy_app.core.levels import HIGHEST
from academy_app.models.learning import Course, CourseTag, Module
from academy_app.policy.decisions import can_create_course, require
from academy_app.services.authoring.drafts import (
    DESCRIPTION,
    TAG,
    TAGS,
    TITLE,
    CourseDraft,
    cleaned_image,
)
from academy_app.services.authoring.rows import (
    course_slug,
    editable_course,
    editable_module,
    tell_of_access,
)


async def create_course(tx: Tx, actor: Actor, draft: CourseDraft) -> Course:
    """A new course of the actor's, unpublished and last in line."""
    require(can_create_course(actor))
    position = await tx.scalar(select(func.coalesce(func.max(col(Course.position)) + 1, 0)))
    course = Course(
        slug=await course_slug(tx, draft.slug, draft.title),
        author_id=actor.member_id,
        position=position or 0,
        source_key=draft.source_key,
        title="",
    )
    _fill(course, draft)
    tx.add(course)
    await tx.flush()
    assert course.id is not None
    await _set_tags(tx, course.id, _cleaned_tags(draft.tags))
    tx.emit(CourseChanged(course.id))
    return course


async def update_course(tx: Tx, actor: Actor, course_id: int, draft: CourseDraft) -> Course:
    """Everything of the draft; an empty slug keeps the address that people have."""
    course = await editable_course(tx, actor, course_id)
    if draft.slug and draft.slug != course.slug:
        course.slug = await course_slug(tx, draft.slug, draft.title, course_id)
    if draft.level != course.level:
        await tell_of_access(tx, course_id)
    _fill(course, draft)
    await _set_tags(tx, course_id, _cleaned_tags(draft.tags))
    return course


async def change_course(tx: Tx, actor: Actor, course_id: int, changes: Mapping[str, Any]) -> None:
    """`title`, `description`, `thumbnail` and `tags`, as far as they are among the changes."""
    course = await editable_course(tx, actor, course_id)
    if "title" in changes:
        course.title = cleaned_line(changes["title"], "title", TITLE)
    if "description" in changes:
        course.description = cleaned_text(changes["description"], "description", DESCRIPTION)
    if "thumbnail" in changes:
        course.thumbnail = cleaned_image(changes["thumbnail"], "thumbnail")
    if "tags" in changes:
        await _set_tags(tx, course_id, _cleaned_tags(changes["tags"]))


async def publish_course(tx: Tx, actor: Actor, course_id: int) -> None:
    (await editable_course(tx, actor, course_id)).is_published = True
    await tell_of_access(tx, course_id)


async def unpublish_course(tx: Tx, actor: Actor, course_id: int) -> None:
    """Members no longer see it; what they did in it stays."""
    (await editable_course(tx, actor, course_id)).is_published = False
    await tell_of_access(tx, course_id)


async def create_module(
    tx: Tx, actor: Actor, course_id: int, title: str, source_key: str | None = None
) -> Module:
    """A new module at the end of the course."""
    await editable_course(tx, actor, course_id)
    position = await tx.scalar(
        select(func.coalesce(func.max(col(Module.position)) + 1, 0)).where(
            col(Module.course_id) == course_id
        )
    )
    module = Module(
        course_id=course_id,
        title=cleaned_line(title, "title", TITLE),
        position=position or 0,
        source_key=source_key,
    )
    tx.add(module)
    await tx.flush()
    return module


async def rename_module(tx: Tx, actor: Actor, module_id: int, title: str) -> None:
    (await editable_module(tx, actor, module_id)).title = cleaned_line(title, "title", TITLE)


async def reorder_modules(tx: Tx, actor: Actor, course_id: int, module_ids: Sequence[int]) -> None:
    """Put the course's modules in this order. Raises Invalid unless it names each once."""
    await editable_course(tx, actor, course_id)
    rows = await tx.scalars(select(col(Module.id)).where(col(Module.course_id) == course_id))
    if len(set(module_ids)) != len(module_ids) or set(module_ids) != set(rows):
        raise Invalid({"modules": "authoring.order_incomplete"})
    if module_ids:
        await tx.execute(
            update(Module),
            [{"id": row_id, "position": place} for place, row_id in enumerate(module_ids)],
        )


def _fill(course: Course, draft: CourseDraft) -> None:
    fraction = draft.watched_fraction
    if fraction is not None and not 0 < fraction <= 1:
        raise Invalid({"watched_fraction": "error.invalid_value"})
    if draft.text_completion not in ("read", "mark"):
        raise Invalid({"text_completion": "error.invalid_value"})
    if not 1 <= draft.level <= HIGHEST:
        raise Invalid({"level": Problem("authoring.bad_level", {"max": HIGHEST})})
    course.title = cleaned_line(draft.title, "title", TITLE)
    course.description = cleaned_text(draft.description, "description", DESCRIPTION)
    course.thumbnail = cleaned_image(draft.thumbnail, "thumbnail")
    course.watched_fraction = fraction
    course.text_completion = draft.text_completion
    course.level = draft.level
    course.updated_at = now()


def _cleaned_tags(tags: Sequence[str]) -> list[str]:
    """In the order given, without those that differ in case alone."""
    cleaned = {tag.lower(): tag for tag in (cleaned_line(each, "tags", TAG) for each in tags)}
    if len(cleaned) > TAGS:
        raise Invalid({"tags": Problem("authoring.too_many_tags", {"max": TAGS})})
    return list(cleaned.values())


async def _set_tags(tx: Tx, course_id: int, tags: Sequence[str]) -> None:
    await tx.execute(delete(CourseTag).where(col(CourseTag.course_id) == course_id))
    if tags:
        await tx.execute(insert(CourseTag), [{"course_id": course_id, "tag": tag} for tag in tags])
