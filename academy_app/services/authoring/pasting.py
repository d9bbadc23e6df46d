"""Many lessons at once, from an outline or from addresses of videos."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import func, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.cleaning import cleaned_line
from academy_app.core.db import Tx
from academy_app.core.errors import Invalid, NotFound, Problem
from academy_app.models.learning import Course, Lesson, Module, Video
from academy_app.policy.decisions import can_edit_course, require
from academy_app.services import search
from academy_app.services.authoring.drafts import TITLE, VideoDraft
from academy_app.services.authoring.inserting import insert_all
from academy_app.services.authoring.media import drafted, video_of
from academy_app.services.authoring.rows import told
from academy_app.services.authoring.tree import row_id, target_module
from academy_app.services.slugs import free_slug

MOST_LESSONS: Final = 500


@dataclass(frozen=True, slots=True)
class NewLesson:
    title: str
    video: VideoDraft | None = None


@dataclass(frozen=True, slots=True)
class NewModule:
    title: str
    lessons: Sequence[NewLesson] = field(default_factory=list)


async def add_outline(
    tx: Tx, actor: Actor, course_id: int, modules: Sequence[NewModule]
) -> tuple[list[int], list[int]]:
    """Put the modules with their lessons, all of them drafts, behind what is there; the ids of the
    modules and of the lessons. Raises Invalid naming `outline` for nothing, or too much."""
    _require_some([lesson for module in modules for lesson in module.lessons], len(modules))
    last = select(func.max(col(Module.position))).where(col(Module.course_id) == course_id)
    found = await tx.execute(
        select(Course, last.scalar_subquery().label("last")).where(
            col(Course.id) == row_id(course_id)
        )
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound
    require(can_edit_course(actor, row.Course))
    first = 0 if row.last is None else row.last + 1
    made = [
        Module(
            course_id=course_id,
            title=cleaned_line(module.title[:TITLE], "outline", TITLE),
            position=first + number,
        )
        for number, module in enumerate(modules)
    ]
    tx.add_all(made)
    await tx.flush()
    lessons = await _add(
        tx,
        course_id,
        [
            (own.id or 0, place, lesson)
            for own, module in zip(made, modules, strict=True)
            for place, lesson in enumerate(module.lessons)
        ],
    )
    return [own.id or 0 for own in made], lessons


async def add_lessons(
    tx: Tx, actor: Actor, module_id: int, lessons: Sequence[NewLesson]
) -> list[int]:
    """Put the lessons, all of them drafts, behind those of the module; their ids."""
    _require_some(lessons, 0)
    module = (await target_module(tx, actor, module_id)).Module
    last = await tx.scalar(
        select(func.max(col(Lesson.position))).where(col(Lesson.module_id) == module_id)
    )
    first = 0 if last is None else last + 1
    rows = [(module_id, first + number, lesson) for number, lesson in enumerate(lessons)]
    return await _add(tx, module.course_id, rows)


async def _add(tx: Tx, course_id: int, rows: Sequence[tuple[int, int, NewLesson]]) -> list[int]:
    """Lessons with the modules and positions they come to."""
    taken = set(
        await tx.scalars(select(col(Lesson.slug)).where(col(Lesson.course_id) == course_id))
    )
    made: list[tuple[Lesson, Video | None]] = []
    for module_id, position, new in rows:
        title = cleaned_line(new.title[:TITLE], "outline", TITLE)
        lesson = Lesson(
            course_id=course_id,
            module_id=module_id,
            slug=free_slug("", title, taken),
            title=title,
            position=position,
            is_published=False,
            kind="video" if new.video else "text",
        )
        taken.add(lesson.slug)
        video = None
        if new.video is not None:
            [(draft, address)] = drafted([new.video])
            video = video_of(draft, address)
            lesson.minutes = round((video.duration or 0) / 60)
        made.append((lesson, video))
    await insert_all(tx, [lesson for lesson, _ in made], "slug", "course_id")
    videos = []
    for lesson, video in made:
        if video is not None:
            video.lesson_id = lesson.id or 0
            videos.append(video)
    await insert_all(tx, videos, "position", "lesson_id")
    if made:
        await search.put(tx, *(_entry(lesson) for lesson, _ in made))
    told(tx, course_id)
    return [lesson.id or 0 for lesson, _ in made]


def _entry(lesson: Lesson) -> dict[str, object]:
    return {
        "key": f"lesson-{lesson.id}",
        "kind": "lesson",
        "lesson_id": lesson.id,
        "at": lesson.updated_at,
        "title": lesson.title,
        "text": "",
    }


def _require_some(lessons: Sequence[NewLesson], modules: int) -> None:
    if not lessons and not modules:
        raise Invalid({"outline": "authoring.nothing_pasted"})
    if len(lessons) + modules > MOST_LESSONS:
        raise Invalid({"outline": Problem("authoring.too_many_at_once", {"max": MOST_LESSONS})})
