"""Lessons: one as it is written, and many at once."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from academy_app.api.authoring.bodies import (
    LessonIds,
    LessonMove,
    LessonSave,
    LessonStates,
    Restore,
)
from academy_app.api.authoring.courses import copied
from academy_app.api.bodies import RowId
from academy_app.api.community.answers import answer
from academy_app.api.deps import CurrentActor, Language
from academy_app.core.db import reading, writing
from academy_app.queries import authoring as queries
from academy_app.services import authoring
from academy_app.services.authoring import LessonChanges, VideoDraft

# A text of the greatest length, each of its letters of four bytes.
MOST = 8_000_000

router = APIRouter(prefix="/lessons", max_body_size=MOST)

Number = Annotated[int, Path(ge=0, le=2**31 - 2)]


@router.post("/move", status_code=204)
async def move(body: LessonMove, actor: CurrentActor) -> None:
    """Within the course, or into another that the actor writes."""
    async with writing() as tx:
        await authoring.move_lessons(tx, actor, body.ids, body.module_id, body.after_id)


@router.post("/state", status_code=204)
async def publish(body: LessonStates, actor: CurrentActor) -> None:
    async with writing() as tx:
        await authoring.set_lessons_publishing(tx, actor, body.ids, body.publishing())


@router.post("/delete", status_code=204)
async def delete(body: LessonIds, actor: CurrentActor) -> None:
    """`/restore` undoes it."""
    async with writing() as tx:
        await authoring.delete_lessons(tx, actor, body.ids)


@router.post("/restore", status_code=204)
async def restore(body: LessonIds, actor: CurrentActor) -> None:
    async with writing() as tx:
        await authoring.restore_lessons(tx, actor, body.ids)


@router.get("/{lesson_id}")
async def lesson(lesson_id: RowId, actor: CurrentActor) -> dict[str, Any]:
    async with reading() as rx:
        return answer(await queries.edited_lesson(rx, actor, lesson_id))


@router.patch("/{lesson_id}")
async def save(lesson_id: RowId, body: LessonSave, actor: CurrentActor) -> dict[str, Any]:
    """409 when another has saved it since `baseVersion`: `params` hold their `version`, `name`,
    `title` and `body`."""
    text = None if body.body is None else await authoring.text(body.body)
    changes = LessonChanges(
        title=body.title,
        text=text,
        minutes=body.minutes,
        videos=None if body.videos is None else [video.draft() for video in body.videos],
        is_news=body.is_news,
    )
    async with writing() as tx:
        return answer(await authoring.save_lesson(tx, actor, lesson_id, body.base_version, changes))


@router.post("/{lesson_id}/copy", status_code=201)
async def copy(lesson_id: RowId, actor: CurrentActor, language: Language) -> dict[str, Any]:
    async with writing() as tx:
        title = await authoring.title_of(tx, "lesson", lesson_id)
        made = await authoring.copy_lesson(tx, actor, lesson_id, copied(language, title))
    return {"id": made.id, "slug": made.slug}


@router.get("/{lesson_id}/versions")
async def versions(lesson_id: RowId, actor: CurrentActor) -> list[dict[str, Any]]:
    """What it said before, the latest first; how it is now has the number 0."""
    async with reading() as rx:
        return [answer(row) for row in await queries.versions(rx, actor, lesson_id)]


@router.get("/{lesson_id}/versions/{number}")
async def version(lesson_id: RowId, number: Number, actor: CurrentActor) -> dict[str, Any]:
    async with reading() as rx:
        return answer(await queries.version(rx, actor, lesson_id, number))


@router.post("/{lesson_id}/versions/{number}/restore")
async def restore_version(
    lesson_id: RowId, number: Number, body: Restore, actor: CurrentActor
) -> dict[str, Any]:
    """Let the lesson say again what it said. What it says now is a version then."""
    async with reading() as rx:
        kept = await queries.version(rx, actor, lesson_id, number)
    changes = LessonChanges(
        title=kept.title,
        text=await authoring.text(kept.body),
        videos=[VideoDraft(each.address, each.title, poster=each.poster) for each in kept.videos],
    )
    async with writing() as tx:
        return answer(
            await authoring.save_lesson(
                tx, actor, lesson_id, body.base_version, changes, is_apart=True
            )
        )
