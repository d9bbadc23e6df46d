"""Lessons: their text, their place, whether members see them."""

from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.channels import ACCESS
from academy_app.core.cleaning import cleaned_line
from academy_app.core.clock import now
from academy_app.core.db import Reading, Tx
from academy_app.core.errors import Invalid, Problem
from academy_app.core.markdown import RENDERER_VERSION
from academy_app.models.discussion import Thread
from academy_app.models.learning import Lesson
from academy_app.services import notices, search
from academy_app.services.authoring.drafts import MINUTES, TITLE, LessonDraft, Text
from academy_app.services.authoring.rows import (
    editable_lesson,
    editable_module,
    lesson_slug,
    touch,
)


async def create_lesson(tx: Tx, actor: Actor, module_id: int, draft: LessonDraft) -> Lesson:
    """A new lesson at the end of the module."""
    module = await editable_module(tx, actor, module_id)
    position = await tx.scalar(
        select(func.coalesce(func.max(col(Lesson.position)) + 1, 0)).where(
            col(Lesson.module_id) == module_id
        )
    )
    lesson = Lesson(
        course_id=module.course_id,
        module_id=module_id,
        slug=await lesson_slug(tx, module.course_id, draft.slug, draft.title),
        position=position or 0,
        source_key=draft.source_key,
        title="",
    )
    _fill(lesson, draft)
    tx.add(lesson)
    await tx.flush()
    assert lesson.id is not None
    touch(tx, lesson.id)
    await search.index_lesson(tx, lesson, draft.text.rendered.plain)
    return lesson


async def update_lesson(tx: Tx, actor: Actor, lesson_id: int, draft: LessonDraft) -> Lesson:
    """Everything of the draft; an empty slug keeps the address that people have."""
    lesson = await editable_lesson(tx, actor, lesson_id)
    if draft.slug and draft.slug != lesson.slug:
        lesson.slug = await lesson_slug(tx, lesson.course_id, draft.slug, draft.title, lesson_id)
    if lesson.is_published and not draft.is_published:
        await _withdraw(tx, lesson_id)
    _fill(lesson, draft)
    await search.index_lesson(tx, lesson, draft.text.rendered.plain)
    return lesson


async def publish_lesson(tx: Tx, actor: Actor, lesson_id: int) -> None:
    (await editable_lesson(tx, actor, lesson_id)).is_published = True


async def unpublish_lesson(tx: Tx, actor: Actor, lesson_id: int) -> None:
    """Members no longer see it; what they did in it stays."""
    (await editable_lesson(tx, actor, lesson_id)).is_published = False
    await _withdraw(tx, lesson_id)


async def reorder_lessons(tx: Tx, actor: Actor, module_id: int, lesson_ids: Sequence[int]) -> None:
    """Put these lessons into the module in this order, from wherever in the course they are.

    Lessons of the module that are not named follow behind. Raises Invalid for a lesson of
    another course, or one named twice.
    """
    module = await editable_module(tx, actor, module_id)
    rows = await tx.execute(
        select(col(Lesson.id), col(Lesson.module_id))
        .where(col(Lesson.course_id) == module.course_id)
        .order_by(col(Lesson.position), col(Lesson.id))
    )
    places = {row_id: place for row_id, place in rows if row_id is not None}
    if len(set(lesson_ids)) != len(lesson_ids) or not set(lesson_ids) <= set(places):
        raise Invalid({"lessons": "authoring.order_incomplete"})
    others = [
        row_id for row_id, at in places.items() if at == module_id and row_id not in lesson_ids
    ]
    order = [*lesson_ids, *others]
    if order:
        await tx.execute(
            update(Lesson),
            [
                {"id": row_id, "module_id": module_id, "position": place}
                for place, row_id in enumerate(order)
            ],
        )


async def stale_lessons(rx: Reading, limit: int, after: int = 0) -> list[tuple[int, str]]:
    """Ids and sources of lessons that an older renderer made, by id, behind the id `after`."""
    rows = await rx.execute(
        select(col(Lesson.id), col(Lesson.body))
        .where(col(Lesson.renderer_version) != RENDERER_VERSION, col(Lesson.id) > after)
        .order_by(col(Lesson.id))
        .limit(limit)
    )
    return [(row_id, body) for row_id, body in rows if row_id is not None]


async def store_rendered(tx: Tx, lesson_id: int, rendered: Text) -> None:
    """Replace the lesson's HTML, unless its source has changed meanwhile."""
    await tx.execute(
        update(Lesson)
        .where(col(Lesson.id) == lesson_id, col(Lesson.body) == rendered.source)
        .values(
            body_html=rendered.rendered.html,
            has_math=rendered.rendered.has_math,
            renderer_version=RENDERER_VERSION,
        )
    )


def kind_of(has_video: bool, words: int) -> str:
    """What a lesson is, from what it holds."""
    if has_video:
        return "both" if words else "video"
    return "text"


def _fill(lesson: Lesson, draft: LessonDraft) -> None:
    minutes = draft.text.rendered.minutes if draft.minutes is None else draft.minutes
    if not 0 <= minutes <= MINUTES:
        raise Invalid({"minutes": Problem("authoring.bad_minutes", {"max": MINUTES})})
    lesson.title = cleaned_line(draft.title, "title", TITLE)
    lesson.minutes = minutes
    lesson.is_published = draft.is_published
    lesson.body = draft.text.source
    lesson.body_html = draft.text.rendered.html
    lesson.has_math = draft.text.rendered.has_math
    lesson.renderer_version = RENDERER_VERSION
    lesson.kind = kind_of(lesson.kind in ("video", "both"), draft.text.rendered.words)
    lesson.extra = dict(draft.extra)
    lesson.updated_at = now()


async def _withdraw(tx: Tx, lesson_id: int) -> None:
    """What is said under the lesson is closed to members, too."""
    tx.record(ACCESS, "access", lesson_id)
    await notices.place_changed(tx, col(Thread.lesson_id) == lesson_id)
