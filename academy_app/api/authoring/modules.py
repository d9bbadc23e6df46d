"""Modules of a course."""

from typing import Any

from fastapi import APIRouter

from academy_app.api.authoring.bodies import ModuleMove, Pasted, State, Title
from academy_app.api.authoring.courses import copied
from academy_app.api.authoring.looking import new_lessons
from academy_app.api.bodies import RowId
from academy_app.api.deps import CurrentActor, Language
from academy_app.core.db import writing
from academy_app.services import authoring

router = APIRouter(prefix="/modules")


@router.patch("/{module_id}", status_code=204)
async def retitle(module_id: RowId, body: Title, actor: CurrentActor) -> None:
    async with writing() as tx:
        await authoring.retitle_module(tx, actor, module_id, body.title)


@router.post("/{module_id}/move", status_code=204)
async def move(module_id: RowId, body: ModuleMove, actor: CurrentActor) -> None:
    async with writing() as tx:
        await authoring.move_module(tx, actor, module_id, body.course_id, body.after_id)


@router.put("/{module_id}/state", status_code=204)
async def publish(module_id: RowId, body: State, actor: CurrentActor) -> None:
    async with writing() as tx:
        await authoring.set_module_publishing(tx, actor, module_id, body.publishing())


@router.post("/{module_id}/copy", status_code=201)
async def copy(module_id: RowId, actor: CurrentActor, language: Language) -> dict[str, Any]:
    async with writing() as tx:
        title = await authoring.title_of(tx, "module", module_id)
        made = await authoring.copy_module(tx, actor, module_id, copied(language, title))
    return {"id": made.id}


@router.delete("/{module_id}", status_code=204)
async def delete(module_id: RowId, actor: CurrentActor) -> None:
    """With its lessons. `/restore` undoes it."""
    async with writing() as tx:
        await authoring.delete_module(tx, actor, module_id)


@router.post("/{module_id}/restore", status_code=204)
async def restore(module_id: RowId, actor: CurrentActor) -> None:
    async with writing() as tx:
        await authoring.restore_module(tx, actor, module_id)


@router.post("/{module_id}/lessons", status_code=201)
async def add_lesson(module_id: RowId, body: Title, actor: CurrentActor) -> dict[str, Any]:
    async with writing() as tx:
        made = await authoring.add_lesson(tx, actor, module_id, body.title)
    return {"id": made.id, "slug": made.slug}


@router.post("/{module_id}/videos", status_code=201)
async def add_videos(
    module_id: RowId, body: Pasted, actor: CurrentActor, language: Language
) -> dict[str, Any]:
    """One lesson for each line with an address; its title may stand beside it."""
    lessons = await new_lessons(actor, body.text, language)
    async with writing() as tx:
        ids = await authoring.add_lessons(tx, actor, module_id, lessons)
    return {"lessons": ids}
