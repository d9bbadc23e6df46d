"""Copies of lessons, modules and courses: as many statements for five hundred lessons as for one.

A copy is a draft. What members did, said and noted belongs to what was copied and stays there.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import SQLModel, col

from academy_app.core.actor import Actor
from academy_app.core.cleaning import cleaned_line
from academy_app.core.clock import now
from academy_app.core.db import Tx
from academy_app.core.errors import NotFound
from academy_app.models.learning import (
    Attachment,
    Course,
    CourseGrant,
    CoursePrerequisite,
    CourseTag,
    Lesson,
    Module,
    Subtitle,
    Video,
)
from academy_app.models.search import SearchEntry
from academy_app.policy.decisions import can_create_course, can_edit_course, require
from academy_app.services import search
from academy_app.services.authoring.drafts import TITLE
from academy_app.services.authoring.inserting import insert_all
from academy_app.services.authoring.rows import course_slug, told
from academy_app.services.authoring.tree import Made, lesson_rows, row_id, target_module
from academy_app.services.slugs import free_slug

_COURSE = (
    *("description", "thumbnail", "watched_fraction", "text_completion"),
    # A copy is open to nobody to whom the course is not.
    *("level", "enrol_by", "is_hidden", "is_sequential"),
)
_OPENING = ("opens_at", "opens_after")
_LESSON = (
    *("title", "kind", "minutes", "are_minutes_final", "is_published", "publish_at", "position"),
    *("has_math", "renderer_version", "extra", "body", "body_html"),
    *_OPENING,
)
_VIDEO = (
    *("position", "title", "provider", "key", "hash", "poster", "start", "end"),
    *("duration", "is_duration_final"),
)
_SUBTITLE = ("language", "label", "source_key", "cues")
_ATTACHMENT = ("position", "name", "path", "media_type", "size")


async def copy_lesson(tx: Tx, actor: Actor, lesson_id: int, title: str) -> Made:
    """A copy right behind the lesson, called `title`."""
    title = cleaned_line(title, "title", TITLE)
    await lesson_rows(tx, actor, [row_id(lesson_id)])
    original = await tx.scalar(select(Lesson).where(col(Lesson.id) == lesson_id))
    assert original is not None
    await _make_room(tx, Lesson, col(Lesson.module_id) == original.module_id, original)
    copy = _lesson(original, original.course_id, original.module_id)
    copy.title, copy.position, copy.is_published = title, original.position + 1, False
    taken = await _slugs(tx, original.course_id)
    copy.slug = free_slug("", title, taken)
    await _copy(tx, {lesson_id: copy})
    told(tx, original.course_id)
    return Made(copy.id or 0, copy.course_id, copy.slug)


async def copy_module(tx: Tx, actor: Actor, module_id: int, title: str) -> Made:
    """A copy right behind the module, with its lessons, called `title`."""
    title = cleaned_line(title, "title", TITLE)
    original = (await target_module(tx, actor, module_id)).Module
    await _make_room(tx, Module, col(Module.course_id) == original.course_id, original)
    copy = Module(
        course_id=original.course_id,
        title=title,
        position=original.position + 1,
        is_published=False,
        **_of(original, _OPENING),
    )
    tx.add(copy)
    await tx.flush()
    lessons = await _lessons(tx, [module_id])
    taken = await _slugs(tx, original.course_id) if lessons else set()
    copies = {}
    for lesson in lessons:
        made = _lesson(lesson, original.course_id, copy.id or 0)
        made.slug = free_slug("", lesson.title, taken)
        taken.add(made.slug)
        copies[lesson.id or 0] = made
    await _copy(tx, copies)
    told(tx, original.course_id)
    return Made(copy.id or 0, copy.course_id)


async def copy_course(tx: Tx, actor: Actor, course_id: int, title: str) -> Made:
    """A course of the actor's own with everything of this one, called `title`, last in line."""
    title = cleaned_line(title, "title", TITLE)
    original = await tx.scalar(select(Course).where(col(Course.id) == row_id(course_id)))
    if original is None:
        raise NotFound
    require(can_edit_course(actor, original))
    require(can_create_course(actor))
    last = await tx.scalar(select(func.max(col(Course.position))))
    course = Course(
        title=title,
        slug=await course_slug(tx, "", title),
        author_id=actor.member_id,
        position=(last or 0) + 1,
        **_of(original, _COURSE),
    )
    tx.add(course)
    await tx.flush()
    assert course.id is not None
    tags = await tx.scalars(select(col(CourseTag.tag)).where(col(CourseTag.course_id) == course_id))
    tx.add_all(CourseTag(course_id=course.id, tag=tag) for tag in tags)
    await _copy_access(tx, course_id, course.id)
    modules = await tx.scalars(
        select(Module).where(col(Module.course_id) == course_id, col(Module.deleted_at).is_(None))
    )
    copies = {
        module.id or 0: Module(
            course_id=course.id,
            **_of(module, ("title", "position", "is_published", "publish_at", *_OPENING)),
        )
        for module in modules
    }
    tx.add_all(copies.values())
    await tx.flush()
    lessons = await _lessons(tx, list(copies))
    made = {
        lesson.id or 0: _lesson(lesson, course.id, copies[lesson.module_id].id or 0)
        for lesson in lessons
    }
    await _copy(tx, made)
    told(tx, course.id)
    return Made(course.id, course.id, course.slug)


async def _copy_access(tx: Tx, course_id: int, own_id: int) -> None:
    """The groups that it is open to, and the courses to be finished first."""
    groups = await tx.scalars(
        select(col(CourseGrant.group_id)).where(col(CourseGrant.course_id) == course_id)
    )
    tx.add_all(CourseGrant(course_id=own_id, group_id=group_id) for group_id in groups)
    needed = await tx.scalars(
        select(col(CoursePrerequisite.needed_id)).where(
            col(CoursePrerequisite.course_id) == course_id
        )
    )
    tx.add_all(CoursePrerequisite(course_id=own_id, needed_id=needed_id) for needed_id in needed)


async def _copy(tx: Tx, copies: dict[int, Lesson]) -> None:
    """Write the copies, by the ids of the lessons they are of, and what belongs to those."""
    if not copies:
        return
    await insert_all(tx, copies.values(), "slug", "course_id")
    ids = list(copies)
    attachments = [
        Attachment(lesson_id=copies[each.lesson_id].id or 0, **_of(each, _ATTACHMENT))
        for each in await tx.scalars(_under(Attachment, ids))
    ]
    await insert_all(tx, attachments, "path", "lesson_id")
    videos = {
        video.id or 0: Video(lesson_id=copies[video.lesson_id].id or 0, **_of(video, _VIDEO))
        for video in await tx.scalars(_under(Video, ids))
    }
    _number(videos.values())
    await insert_all(tx, videos.values(), "position", "lesson_id")
    subtitles: dict[int, Subtitle] = {}
    if videos:
        rows = await tx.scalars(select(Subtitle).where(col(Subtitle.video_id).in_(videos)))
        for row in rows:
            own = videos[row.video_id].id
            subtitles[row.id or 0] = Subtitle(video_id=own or 0, **_of(row, _SUBTITLE))
        await insert_all(tx, subtitles.values(), "language", "video_id")
    await _index(tx, copies, subtitles)


async def _index(tx: Tx, copies: dict[int, Lesson], subtitles: dict[int, Subtitle]) -> None:
    """Let the copies be found by the words by which the lessons are."""
    entries = await tx.scalars(
        select(SearchEntry).where(
            col(SearchEntry.lesson_id).in_(copies),
            col(SearchEntry.kind).in_(("lesson", "transcript")),
        )
    )
    rows: list[dict[str, Any]] = []
    for entry in entries:
        copy = copies[entry.lesson_id or 0]
        row = {"kind": entry.kind, "lesson_id": copy.id, "at": now(), "text": entry.text}
        if entry.kind == "lesson":
            rows.append({**row, "key": f"lesson-{copy.id}", "title": copy.title})
        elif entry.subtitle_id in subtitles:
            own = subtitles[entry.subtitle_id].id
            key = f"subtitle-{own}-{entry.key.rpartition('-')[2]}"
            rows.append({**row, "key": key, "subtitle_id": own, "seconds": entry.seconds})
    if rows:
        await search.put(tx, *rows)


async def _lessons(tx: Tx, module_ids: Collection[int]) -> Sequence[Lesson]:
    rows = await tx.scalars(
        select(Lesson)
        .where(col(Lesson.module_id).in_(module_ids), col(Lesson.deleted_at).is_(None))
        .order_by(col(Lesson.module_id), col(Lesson.position), col(Lesson.id))
    )
    return rows.all()


def _under(model: Any, lesson_ids: Collection[int]) -> Any:
    return (
        select(model)
        .where(col(model.lesson_id).in_(lesson_ids))
        .order_by(col(model.position), col(model.id))
    )


def _lesson(original: Lesson, course_id: int, module_id: int) -> Lesson:
    return Lesson(
        course_id=course_id, module_id=module_id, slug=original.slug, **_of(original, _LESSON)
    )


def _of(row: SQLModel, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _number(videos: Collection[Video]) -> None:
    """Let each have a place of its own in its lesson; they come in order."""
    places: dict[int, int] = {}
    for video in videos:
        video.position = places[video.lesson_id] = places.get(video.lesson_id, -1) + 1


async def _slugs(tx: Tx, course_id: int) -> set[str]:
    rows = await tx.scalars(select(col(Lesson.slug)).where(col(Lesson.course_id) == course_id))
    return set(rows)


async def _make_room(tx: Tx, model: Any, siblings: Any, row: Lesson | Module) -> None:
    """Let whatever stands behind the row stand one further on."""
    await tx.execute(
        update(model)
        .where(siblings, col(model.position) > row.position)
        .values(position=model.position + 1)
        .execution_options(synchronize_session=False)
    )
