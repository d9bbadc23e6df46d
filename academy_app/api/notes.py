"""The member's own notes, in the names of the player's JavaScript: `lessonId`, `clientId`."""

from typing import Annotated, Self
from urllib.parse import quote

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from academy_app.api.bodies import Body, Long, RowId, Short
from academy_app.api.deps import CurrentActor
from academy_app.core.db import reading, writing
from academy_app.core.views import NoteView
from academy_app.queries import notes as queries
from academy_app.services import notes

MOST = 64 * 1024

router = APIRouter(tags=["notes"], max_body_size=MOST)


class NewNote(Body):
    """`seconds` is the time in the video; `clientId` makes a repeat harmless."""

    model_config = ConfigDict(alias_generator=to_camel)

    lesson_id: int
    client_id: Short
    body: Long
    video_id: int | None = None
    seconds: float | None = None


class NoteText(Body):
    body: Long


class NoteAnswer(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    id: int
    client_id: str
    lesson_id: int
    video_id: int | None
    seconds: float | None
    body: str
    created_at: str

    @classmethod
    def of(cls, view: NoteView) -> Self:
        return cls.model_validate(view, from_attributes=True)


@router.get("/notes")
async def lesson_notes(
    lesson_id: Annotated[int, Query(alias="lessonId", ge=1, le=2**63 - 1)], actor: CurrentActor
) -> list[NoteAnswer]:
    """Those on the lesson as a whole first, then in the order of the video."""
    async with reading() as rx:
        return [NoteAnswer.of(view) for view in await queries.lesson_notes(rx, actor, lesson_id)]


@router.post("/notes", status_code=201)
async def add(body: NewNote, actor: CurrentActor) -> NoteAnswer:
    """Sent again with the same `clientId`, the note that is there is answered as it is."""
    async with writing() as tx:
        note = await notes.add(
            tx,
            actor,
            body.lesson_id,
            body=body.body,
            client_id=body.client_id,
            video_id=body.video_id,
            seconds=body.seconds,
        )
        return NoteAnswer.of(queries.note_view(note))


@router.patch("/notes/{note_id}")
async def change(note_id: RowId, body: NoteText, actor: CurrentActor) -> NoteAnswer:
    async with writing() as tx:
        note = await notes.change(tx, actor, note_id, body.body)
        return NoteAnswer.of(queries.note_view(note))


@router.delete("/notes/{note_id}", status_code=204)
async def throw_away(note_id: RowId, actor: CurrentActor) -> None:
    async with writing() as tx:
        await notes.throw_away(tx, actor, note_id)


@router.get(
    "/courses/{slug}/notes.md",
    response_class=Response,
    responses={200: {"content": {"text/markdown": {}}}},
)
async def export(slug: str, actor: CurrentActor) -> Response:
    """All of the member's notes on a course as one Markdown file."""
    async with reading() as rx:
        text = await queries.course_notes_markdown(rx, actor, slug)
    name = quote(f"{slug}.md")
    return Response(
        text,
        media_type="text/markdown; charset=utf-8",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            "Cache-Control": "no-store",
        },
    )
