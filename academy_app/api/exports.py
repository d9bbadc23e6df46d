"""What people take along, as a zip: a course, the community."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from academy_app.api.deps import CurrentActor
from academy_app.exporters.archive import Exported
from academy_app.exporters.community import export_community
from academy_app.exporters.course import export_course
from academy_app.services import importing

router = APIRouter(prefix="/exports", tags=["exports"])


@router.get("/community.zip", response_class=FileResponse)
async def take_community(actor: CurrentActor) -> FileResponse:
    """Members, categories, threads and replies, for admins."""
    return await _sent("community.zip", lambda out: export_community(actor, out))


@router.get("/courses/{slug}.zip", response_class=FileResponse)
async def take_course(slug: str, actor: CurrentActor) -> FileResponse:
    """A course as Markdown with its files, for who may edit it."""
    name = importing.clean_name(f"{slug}.zip")
    return await _sent(name, lambda out: export_course(actor, slug, out))


async def _sent(name: str, export: Callable[[Path], Awaitable[Exported]]) -> FileResponse:
    """Written beside the uploads, where what is left over is cleared away, and deleted once it was
    sent."""
    stored, place = importing.new_place(name)
    try:
        await export(place)
    except BaseException:
        await importing.delete_upload(stored)
        raise
    return FileResponse(
        place,
        media_type="application/zip",
        filename=name,
        background=BackgroundTask(importing.delete_upload, stored),
    )
