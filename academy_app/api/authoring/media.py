"""What belongs to lessons: videos looked up, subtitles, files; and the preview."""

import tempfile
from pathlib import Path as FilePath
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from academy_app.api.authoring.bodies import Addresses, Source
from academy_app.api.bodies import RowId
from academy_app.api.deps import CurrentActor, Language
from academy_app.core import storage
from academy_app.core.db import writing
from academy_app.core.errors import Invalid, Problem
from academy_app.core.hrefs import file_href
from academy_app.core.i18n import translate
from academy_app.core.markdown import localise
from academy_app.core.settings import settings
from academy_app.core.subtitles import parse
from academy_app.services import authoring, uploads
from academy_app.services.authoring import Looked

# Files are streamed to the disk: how large they may be, the settings say.
LARGEST = 8_000_000_000
SUBTITLES = 4_000_000

router = APIRouter()

Tag = Annotated[str, Path(pattern=r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$", max_length=20)]


class Preview(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    html: str
    has_math: bool
    minutes: int


@router.post("/preview", max_body_size=8_000_000)
async def preview(body: Source, actor: CurrentActor, language: Language) -> Preview:
    """The text as learners will see it."""
    rendered = await authoring.preview(actor, body.body)
    html = localise(rendered.html, lambda key: translate(language, key))
    return Preview(html=html, has_math=rendered.has_math, minutes=rendered.minutes)


@router.post("/pictures", status_code=201, max_body_size=2 * uploads.MOST_BYTES)
async def add_picture(request: Request, actor: CurrentActor) -> dict[str, str]:
    """A picture for a course: the body is the image itself."""
    kept = await uploads.add_image(actor, await request.body())
    return {"path": kept.path, "href": file_href(kept.path)}


@router.post("/look-up")
async def look_up(body: Addresses, actor: CurrentActor, language: Language) -> list[dict[str, Any]]:
    """What videos the addresses mean: provider, title, length and picture as far as the provider
    tells, or why it is none."""
    return [_looked(each, language) for each in await authoring.look_up(actor, body.addresses)]


def _looked(found: Looked, language: str) -> dict[str, Any]:
    problem, video = found.problem, found.video
    return {
        "address": found.address,
        "provider": video.provider if video else "",
        "key": video.key if video else "",
        "canonical": video.canonical_url if video else "",
        "title": found.title,
        "length": found.length,
        "thumbnail": found.thumbnail,
        "isKnown": found.is_known,
        "problem": translate(language, problem.key, **problem.params) if problem else "",
        "warning": translate(language, found.warning) if found.warning else "",
    }


@router.put("/videos/{video_id}/subtitles/{language}", status_code=204, max_body_size=SUBTITLES)
async def set_subtitles(
    video_id: RowId, language: Tag, request: Request, actor: CurrentActor
) -> None:
    """The body is an SRT or WebVTT file. It takes the place of what there was in the language."""
    transcript = parse(await request.body())
    if not transcript.cues:
        raise Invalid({"subtitles": "authoring.no_subtitles"})
    async with writing() as tx:
        await authoring.set_subtitles(tx, actor, video_id, language.lower(), transcript)


@router.delete("/videos/{video_id}/subtitles/{language}", status_code=204)
async def remove_subtitles(video_id: RowId, language: Tag, actor: CurrentActor) -> None:
    async with writing() as tx:
        await authoring.remove_subtitles(tx, actor, video_id, language.lower())


@router.post("/lessons/{lesson_id}/files", status_code=201, max_body_size=LARGEST)
async def attach(
    lesson_id: RowId,
    request: Request,
    actor: CurrentActor,
    name: Annotated[str, Query(min_length=1, max_length=300)],
) -> dict[str, Any]:
    """The body is the file itself."""
    async with writing() as tx:
        await authoring.require_editable(tx, actor, lesson_id)
    with tempfile.TemporaryDirectory() as folder:
        stored = await _received(request, FilePath(folder) / "file", name)
    media_type = request.headers.get("content-type", "application/octet-stream")
    async with writing() as tx:
        kept = await authoring.attach(
            tx, actor, lesson_id, stored, name=name[:200], media_type=media_type
        )
    return {"id": kept.id, "name": kept.name, "href": file_href(kept.path), "size": kept.size}


async def _received(request: Request, path: FilePath, name: str) -> storage.Stored:
    most = settings().max_upload_mb
    size = 0
    with path.open("wb") as file:
        async for part in request.stream():
            size += len(part)
            if size > most * 1_000_000:
                raise Invalid({"file": Problem("file.too_large", {"mb": most})})
            file.write(part)
    if not size:
        raise Invalid({"file": "error.required"})
    return await storage.save(path, name)


@router.delete("/files/{file_id}", status_code=204)
async def detach(file_id: RowId, actor: CurrentActor) -> None:
    async with writing() as tx:
        await authoring.detach(tx, actor, file_id)
