"""What a lesson said before, the latest first, each held against the one before it."""

import asyncio
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.differences import differences
from academy_app.core.errors import NotFound
from academy_app.core.video import written
from academy_app.core.views.authoring import VersionRow, VersionVideo, VersionView
from academy_app.models.learning import Lesson, LessonVersion, Video
from academy_app.models.membership import Member
from academy_app.queries.authoring.rows import moment, require_lesson

SHOWN = 100


async def versions(rx: Reading, actor: Actor, lesson_id: int) -> list[VersionRow]:
    """How it is now comes first, with the number 0."""
    await require_lesson(rx, actor, lesson_id)
    now = await rx.execute(
        select(col(Lesson.title), col(Lesson.updated_at), col(Member.name))
        .outerjoin(Member, col(Member.id) == col(Lesson.editor_id))
        .where(col(Lesson.id) == lesson_id)
    )
    before = await rx.execute(
        select(
            col(LessonVersion.number),
            col(LessonVersion.title),
            col(Member.name),
            col(LessonVersion.at),
        )
        .outerjoin(Member, col(Member.id) == col(LessonVersion.editor_id))
        .where(col(LessonVersion.lesson_id) == lesson_id)
        .order_by(col(LessonVersion.number).desc())
        .limit(SHOWN)
    )
    return [
        *(VersionRow(0, title, name or "", moment(at)) for title, at, name in now),
        *(VersionRow(number, title, name or "", moment(at)) for number, title, name, at in before),
    ]


@dataclass(slots=True)
class _KeptVideo:
    provider: str
    key: str
    hash: str
    start: float
    end: float | None


async def version(rx: Reading, actor: Actor, lesson_id: int, number: int) -> VersionView:
    """One of `versions`, by its number."""
    await require_lesson(rx, actor, lesson_id)
    rows = select(LessonVersion).where(col(LessonVersion.lesson_id) == lesson_id)
    if number == 0:
        lesson = await rx.get_one(Lesson, lesson_id)
        videos = await rx.scalars(
            select(Video)
            .where(col(Video.lesson_id) == lesson_id)
            .order_by(col(Video.position), col(Video.id))
        )
        title, body = lesson.title, lesson.body
        shown = [VersionVideo(written(each), each.title, each.poster) for each in videos]
        older = rows
    else:
        found = await rx.scalar(rows.where(col(LessonVersion.number) == number))
        if found is None:
            raise NotFound
        title, body = found.title, found.body
        shown = [
            VersionVideo(written(_kept(each)), each["title"], each["poster"])
            for each in found.videos
        ]
        older = rows.where(col(LessonVersion.number) < number)
    before = await rx.scalar(older.order_by(col(LessonVersion.number).desc()).limit(1))
    return VersionView(
        number=number,
        title=title,
        body=body,
        title_pieces=differences(before.title if before else "", title),
        pieces=await asyncio.to_thread(differences, before.body if before else "", body),
        videos=shown,
    )


def _kept(row: dict[str, Any]) -> _KeptVideo:
    return _KeptVideo(row["provider"], row["key"], row["hash"], row["start"], row["end"])
