"""A member's own notes: written, changed, thrown away. Nobody else's can be reached."""

import re

from sqlalchemy import Select, func, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.cleaning import cleaned_text
from academy_app.core.clock import now
from academy_app.core.db import Tx
from academy_app.core.errors import Conflict, Invalid, NotFound
from academy_app.core.ids import is_id
from academy_app.core.spans import MAX_SECONDS
from academy_app.core.upsert import upsert
from academy_app.models.learning import Course, Lesson, Video
from academy_app.models.watching import Note
from academy_app.policy.visibility import visible_lesson
from academy_app.services import limits

MAX_BODY = 5000
# Of one member on one lesson.
MOST = 500
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,36}")


async def add(
    tx: Tx,
    actor: Actor,
    lesson_id: int,
    *,
    body: str,
    client_id: str,
    video_id: int | None = None,
    seconds: float | None = None,
) -> Note:
    """A note on a lesson, at `seconds` of its video or on the whole.

    `client_id` is the client's own: sent again, the note that is there is returned as it is.
    Raises Conflict when the lesson holds too many of the member's notes.
    """
    if not _CLIENT_ID.fullmatch(client_id):
        raise Invalid({"clientId": "error.invalid_value"})
    await _require_lesson(tx, actor, lesson_id)
    if video_id is not None:
        await _require_video(tx, lesson_id, video_id)
    row = {
        "member_id": actor.member_id,
        "lesson_id": lesson_id,
        "video_id": video_id,
        "client_id": client_id,
        "seconds": _cleaned_seconds(seconds),
        "body": _cleaned_body(body),
        "created_at": now(),
        "updated_at": now(),
    }
    if not await _is_known(tx, actor, client_id):
        await limits.take(tx, limits.note(actor.member_id))
        await _require_room(tx, actor, lesson_id)
    await upsert(tx, Note, [row], on=["member_id", "client_id"])
    return (await tx.scalars(_sent_as(actor, client_id))).one()


async def change(tx: Tx, actor: Actor, note_id: int, body: str) -> Note:
    note = await _own(tx, actor, note_id)
    note.body, note.updated_at = _cleaned_body(body), now()
    await tx.flush()
    return note


async def throw_away(tx: Tx, actor: Actor, note_id: int) -> None:
    await tx.delete(await _own(tx, actor, note_id))
    await tx.flush()


async def _is_known(tx: Tx, actor: Actor, client_id: str) -> bool:
    return (await tx.scalars(_sent_as(actor, client_id))).one_or_none() is not None


def _sent_as(actor: Actor, client_id: str) -> Select[Note]:
    return select(Note).where(
        col(Note.member_id) == actor.member_id, col(Note.client_id) == client_id
    )


async def _require_room(tx: Tx, actor: Actor, lesson_id: int) -> None:
    count = await tx.scalar(
        select(func.count())
        .select_from(Note)
        .where(col(Note.member_id) == actor.member_id, col(Note.lesson_id) == lesson_id)
    )
    if (count or 0) >= MOST:
        raise Conflict("note.too_many", max=MOST)


async def _own(tx: Tx, actor: Actor, note_id: int) -> Note:
    if not is_id(note_id):
        raise NotFound
    note = (
        await tx.scalars(
            select(Note).where(col(Note.id) == note_id, col(Note.member_id) == actor.member_id)
        )
    ).one_or_none()
    if note is None:
        raise NotFound
    return note


async def _require_lesson(tx: Tx, actor: Actor, lesson_id: int) -> None:
    if not is_id(lesson_id):
        raise NotFound
    found = await tx.scalar(
        select(col(Lesson.id))
        .join(Course, col(Course.id) == col(Lesson.course_id))
        .where(col(Lesson.id) == lesson_id, visible_lesson(actor))
    )
    if found is None:
        raise NotFound


async def _require_video(tx: Tx, lesson_id: int, video_id: int) -> None:
    found = is_id(video_id) and await tx.scalar(
        select(col(Video.id)).where(col(Video.id) == video_id, col(Video.lesson_id) == lesson_id)
    )
    if not found:
        raise Invalid({"videoId": "watch.other_lesson"})


def _cleaned_body(body: str) -> str:
    cleaned = cleaned_text(body, "body", MAX_BODY)
    if not cleaned:
        raise Invalid({"body": "error.required"})
    return cleaned


def _cleaned_seconds(seconds: float | None) -> float | None:
    if seconds is None:
        return None
    if not 0 <= seconds <= MAX_SECONDS:
        raise Invalid({"seconds": "error.invalid_value"})
    return float(seconds)
