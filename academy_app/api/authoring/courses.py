"""Courses: made, settled, published, copied, deleted."""

from typing import Any

from fastapi import APIRouter

from academy_app.api.authoring.bodies import CourseChanges, Pasted, State, Title
from academy_app.api.authoring.looking import new_modules
from academy_app.api.bodies import RowId
from academy_app.api.community.answers import answer
from academy_app.api.deps import CurrentActor, Language
from academy_app.core.db import reading, writing
from academy_app.core.hrefs import teach_href
from academy_app.core.i18n import translate
from academy_app.queries import authoring as queries
from academy_app.services import authoring
from academy_app.services.authoring import CourseDraft

router = APIRouter()


@router.get("/courses")
async def taught(actor: CurrentActor) -> dict[str, Any]:
    """Own courses, for admins all, and those that were deleted."""
    async with reading() as rx:
        return answer(await queries.teaching(rx, actor))


@router.get("/targets")
async def targets(actor: CurrentActor) -> list[dict[str, Any]]:
    """Courses and their modules, to move something to."""
    async with reading() as rx:
        return await queries.target_courses(rx, actor)


@router.get("/groups")
async def groups(actor: CurrentActor) -> list[dict[str, Any]]:
    """As whose members a course can be looked at: `?as=group-{id}`."""
    async with reading() as rx:
        return await queries.preview_groups(rx, actor)


@router.post("/courses", status_code=201)
async def create(body: Title, actor: CurrentActor) -> dict[str, Any]:
    async with writing() as tx:
        course = await authoring.create_course(tx, actor, CourseDraft(body.title))
    return {"id": course.id, "slug": course.slug, "href": teach_href(course.slug)}


@router.patch("/courses/{course_id}", status_code=204)
async def change(course_id: RowId, body: CourseChanges, actor: CurrentActor) -> None:
    async with writing() as tx:
        await authoring.change_course(
            tx, actor, course_id, body.model_dump(exclude_unset=True, exclude_none=True)
        )


@router.get("/courses/{course_id}")
async def settings(course_id: RowId, actor: CurrentActor) -> dict[str, Any]:
    """What the course says of itself."""
    async with reading() as rx:
        return answer(await queries.course_settings(rx, actor, course_id))


@router.get("/courses/{course_id}/tree")
async def tree(course_id: RowId, actor: CurrentActor) -> dict[str, Any]:
    async with reading() as rx:
        return answer(await queries.built(rx, actor, course_id))


@router.get("/courses/{course_id}/check")
async def check(course_id: RowId, actor: CurrentActor) -> dict[str, Any]:
    """What the course lacks before it is published."""
    async with reading() as rx:
        return answer(await queries.check(rx, actor, course_id))


@router.get("/courses/{course_id}/deleted")
async def deleted(course_id: RowId, actor: CurrentActor) -> list[dict[str, Any]]:
    async with reading() as rx:
        return [answer(row) for row in await queries.deleted(rx, actor, course_id)]


@router.put("/courses/{course_id}/state", status_code=204)
async def publish(course_id: RowId, body: State, actor: CurrentActor) -> None:
    async with writing() as tx:
        await authoring.set_course_publishing(tx, actor, course_id, body.publishing())


@router.post("/courses/{course_id}/copy", status_code=201)
async def copy(course_id: RowId, actor: CurrentActor, language: Language) -> dict[str, Any]:
    async with writing() as tx:
        title = await authoring.title_of(tx, "course", course_id)
        made = await authoring.copy_course(tx, actor, course_id, copied(language, title))
    return {"id": made.id, "slug": made.slug, "href": teach_href(made.slug)}


@router.delete("/courses/{course_id}", status_code=204)
async def delete(course_id: RowId, actor: CurrentActor) -> None:
    async with writing() as tx:
        await authoring.delete_course(tx, actor, course_id)


@router.post("/courses/{course_id}/restore", status_code=204)
async def restore(course_id: RowId, actor: CurrentActor) -> None:
    async with writing() as tx:
        await authoring.restore_course(tx, actor, course_id)


@router.post("/courses/{course_id}/modules", status_code=201)
async def add_module(course_id: RowId, body: Title, actor: CurrentActor) -> dict[str, Any]:
    async with writing() as tx:
        made = await authoring.add_module(tx, actor, course_id, body.title)
    return {"id": made.id}


@router.post("/courses/{course_id}/outline", status_code=201)
async def paste(
    course_id: RowId, body: Pasted, actor: CurrentActor, language: Language
) -> dict[str, Any]:
    """Indented lines or Markdown become modules and lessons, drafts all."""
    modules = await new_modules(actor, body.text, language)
    async with writing() as tx:
        module_ids, lesson_ids = await authoring.add_outline(tx, actor, course_id, modules)
    return {"moduleIds": module_ids, "lessons": lesson_ids}


def copied(language: str, title: str) -> str:
    """What a copy is called."""
    return translate(language, "authoring.copy_of", title=title)[:200]
