"""GET /files/...: pictures, attachments and videos that were stored here, for members."""

from fastapi import APIRouter
from fastapi.responses import FileResponse

from academy_app.api.deps import CurrentActor
from academy_app.core import storage
from academy_app.core.db import reading
from academy_app.queries import learning

router = APIRouter(tags=["files"])

# What a browser may show in place; anything else is handed over to be saved.
_SHOWN = ("image/png", "image/jpeg", "image/gif", "image/webp", "video/", "audio/")


@router.get("/files/{path:path}", include_in_schema=False)
async def read_file(path: str, actor: CurrentActor) -> FileResponse:
    """A stored file. Its address holds its content's hash: it may be kept for good. What belongs
    to a lesson is for those to whom that is open."""
    async with reading() as rx:
        await learning.require_file(rx, actor, path)
    response = FileResponse(storage.located(path))
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if not (response.media_type or "").startswith(_SHOWN):
        response.headers["Content-Disposition"] = "attachment"
    return response
