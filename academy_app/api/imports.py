"""Bringing courses and communities in: upload, rehearse, look at the report, then do it."""

import asyncio
import shutil
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import BaseModel, Field, StringConstraints, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.types import Message

from academy_app.api.bodies import Body, RowId
from academy_app.api.deps import CurrentActor, Language
from academy_app.core.actor import Actor
from academy_app.core.db import reading, writing
from academy_app.core.errors import Invalid, Problem
from academy_app.core.hrefs import import_href
from academy_app.core.i18n import DEFAULT, texts, translate
from academy_app.core.settings import settings
from academy_app.core.views.imports import ImportRow
from academy_app.importers.report import Report
from academy_app.queries import imports as queries
from academy_app.services import importing

router = APIRouter(prefix="/imports", tags=["imports"])

CHUNK: Final = 1 << 20
# Besides the file: names of fields, and the options.
_REST: Final = 200_000
# What the framework shall let through; ours is a setting, and told with its reason.
_ANY: Final = 1 << 50

_Label = Annotated[str, StringConstraints(max_length=200)]


class ImportOptions(Body):
    """What is left out is as the command line's. `labels` says which category a label becomes, by
    its name; "" is the label's own name."""

    language: Annotated[str, StringConstraints(max_length=10)] = ""
    title: _Label = ""
    course_slug: _Label = ""
    publish: bool = True
    labels: Annotated[dict[_Label, _Label], Field(max_length=1000, default_factory=dict)]
    category: _Label = ""
    site: Annotated[str, StringConstraints(max_length=100)] = ""

    def checked(self, language: str) -> importing.Options:
        labels = {label: name.strip() for label, name in self.labels.items() if name.strip()}
        return importing.Options(
            self.language or language,
            self.title.strip(),
            self.course_slug.strip(),
            self.publish,
            labels,
            self.category.strip(),
            self.site.strip(),
        )


class ImportProgress(BaseModel):
    """`said` is what is at hand, in the reader's words."""

    run: ImportRow
    said: str
    percent: int


class Begun(BaseModel):
    id: int
    href: str


@router.get("")
async def list_imports(actor: CurrentActor) -> list[ImportRow]:
    """The last fifty, the latest first: one's own, of admins everybody's."""
    async with reading() as rx:
        return await queries.import_rows(rx, actor)


@router.post(
    "",
    status_code=201,
    max_body_size=_ANY,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": ["format", "file"],
                        "properties": {
                            "format": {"type": "string", "enum": list(importing.FORMATS)},
                            "file": {"type": "string", "format": "binary"},
                            "options": {"type": "string", "description": "JSON"},
                            "rehearse": {"type": "string", "enum": ["true", "false"]},
                        },
                    }
                }
            },
        }
    },
)
async def begin_import(request: Request, actor: CurrentActor, language: Language) -> Begun:
    """Upload a file, and rehearse what it would bring; `rehearse` false: bring it in at once."""
    async with reading() as rx:
        await importing.require_may_upload_any(rx, actor)
    form = await _received(request)
    try:
        run_id = await _started(actor, form, language)
    finally:
        await form.close()
    return Begun(id=run_id, href=import_href(run_id))


async def _started(actor: Actor, form: FormData, language: str) -> int:
    format_name, file = str(form.get("format", "")), form.get("file")
    async with reading() as rx:
        await importing.require_may_upload(rx, actor, format_name)
    if not isinstance(file, UploadFile) or not file.filename or not file.size:
        raise Invalid({"file": "import.no_file"})
    most = settings().max_import_mb
    if file.size > most * 1_000_000:
        raise Invalid({"file": Problem("file.too_large", {"mb": most})})
    options = _options(str(form.get("options") or "{}")).checked(language)
    stored, place = importing.new_place(file.filename)
    try:
        await asyncio.to_thread(_keep, file, place)
        async with writing() as tx:
            run = await importing.start_run(
                tx,
                actor,
                format_name,
                importing.Upload(file.filename, stored),
                options,
                is_rehearsal=form.get("rehearse") != "false",
            )
    except BaseException:
        await importing.delete_upload(stored)
        raise
    assert run.id is not None
    return run.id


async def _received(request: Request) -> FormData:
    """The parts of the body; a file lies on the disk, not in memory."""
    most = settings().max_import_mb
    too_large = Invalid({"file": Problem("file.too_large", {"mb": most})})
    bound = most * 1_000_000 + _REST
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced[:18]) > bound:
        raise too_large
    size = 0

    async def receive() -> Message:
        nonlocal size
        message = await request.receive()
        size += len(message.get("body", b""))
        if size > bound:
            raise too_large
        return message

    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise Invalid({"file": "import.no_file"})
    try:
        return await Request(request.scope, receive).form(max_files=1, max_fields=10)
    except HTTPException as error:
        raise Invalid({"file": "import.no_file"}) from error


def _keep(file: UploadFile, place: Path) -> None:
    place.parent.mkdir(parents=True, mode=0o700)
    with place.open("xb") as out:
        shutil.copyfileobj(file.file, out, CHUNK)


def _options(typed: str) -> ImportOptions:
    try:
        return ImportOptions.model_validate_json(typed)
    except ValidationError as error:
        raise Invalid({"options": "error.invalid_value"}) from error


@router.get("/{run_id}")
async def read_import(run_id: RowId, actor: CurrentActor, language: Language) -> ImportProgress:
    """How far one is."""
    async with reading() as rx:
        row = await queries.import_row(rx, actor, run_id)
    percent = min(100, row.done * 100 // row.total) if row.total else 0
    return ImportProgress(run=row, said=_said(row, language), percent=percent)


def _said(row: ImportRow, language: str) -> str:
    if row.state != "running":
        return translate(language, f"import_state.{row.state}")
    step = translate(language, row.step) if row.step in texts(DEFAULT) else row.step
    if not row.total:
        return step or translate(language, "import_state.running")
    return translate(language, "import.step", what=step, done=row.done, total=row.total)


@router.get("/{run_id}/report.json")
async def read_report(run_id: RowId, actor: CurrentActor) -> JSONResponse:
    """The whole report; keys are of the site's texts."""
    async with reading() as rx:
        content = await importing.report_of(rx, actor, run_id)
    return JSONResponse(content, headers=_saved(f"import-{run_id}.json"))


@router.get("/{run_id}/report.txt")
async def read_report_text(
    run_id: RowId, actor: CurrentActor, language: Language
) -> PlainTextResponse:
    """The whole report for people, in the reader's language."""
    async with reading() as rx:
        content = await importing.report_of(rx, actor, run_id)
    text = await asyncio.to_thread(_text, content, language)
    return PlainTextResponse(text, headers=_saved(f"import-{run_id}.txt"))


def _text(content: dict[str, Any], language: str) -> str:
    return Report.from_content(content).to_text(language)


def _saved(name: str) -> dict[str, str]:
    return {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
    }


@router.post("/{run_id}/run", status_code=202)
async def run_import(
    run_id: RowId, actor: CurrentActor, language: Language, body: ImportOptions | None = None
) -> Begun:
    """Bring in for real what was rehearsed, or what failed. Options that are sent take the place of
    all former ones."""
    options = body.checked(language) if body is not None else None
    async with writing() as tx:
        await importing.run_for_real(tx, actor, run_id, options)
    return Begun(id=run_id, href=import_href(run_id))


@router.delete("/{run_id}", status_code=204)
async def remove_import(run_id: RowId, actor: CurrentActor) -> Response:
    """Forget an import and its upload. What it brought stays."""
    async with writing() as tx:
        stored = await importing.remove_run(tx, actor, run_id)
    await importing.delete_upload(stored)
    return Response(status_code=204)
