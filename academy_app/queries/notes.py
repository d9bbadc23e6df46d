"""A member's own notes. Nobody else's are ever read here."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Select, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.errors import NotFound
from academy_app.core.ids import is_id, is_slug
from academy_app.core.views import NoteView
from academy_app.models.learning import Course, Lesson, Module
from academy_app.models.watching import Note
from academy_app.policy.visibility import visible_courses, visible_lessons


async def lesson_notes(rx: Reading, actor: Actor, lesson_id: int) -> list[NoteView]:
    """In the order of the video; those on the lesson as a whole come first."""
    if not is_id(lesson_id):
        return []
    statement = _own_notes(actor).where(col(Note.lesson_id) == lesson_id)
    return [note_view(row) for row in await rx.execute(statement)]


async def course_notes_markdown(rx: Reading, actor: Actor, course_slug: str) -> str:
    """All of the member's notes on a course as one Markdown document."""
    if not is_slug(course_slug):
        raise NotFound
    title = await rx.scalar(
        select(col(Course.title)).where(col(Course.slug) == course_slug, visible_courses(actor))
    )
    if title is None:
        raise NotFound
    statement = _own_notes(actor).where(col(Course.slug) == course_slug)
    rows = (await rx.execute(statement)).all()
    return "\n".join([f"# {_one_line(title)}", "", *_sections(rows)])


def note_view(note: Any) -> NoteView:
    """`note` is a row of Note or the columns of one."""
    return NoteView(
        id=note.id,
        client_id=note.client_id,
        lesson_id=note.lesson_id,
        video_id=note.video_id,
        seconds=note.seconds,
        body=note.body,
        created_at=_iso(note.created_at),
    )


def _own_notes(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(Note.id),
            col(Note.client_id),
            col(Note.lesson_id),
            col(Note.video_id),
            col(Note.seconds),
            col(Note.body),
            col(Note.created_at),
            col(Module.title).label("module_title"),
            col(Lesson.title).label("lesson_title"),
        )
        .join(Lesson, col(Lesson.id) == col(Note.lesson_id))
        .join(Module, col(Module.id) == col(Lesson.module_id))
        .join(Course, col(Course.id) == col(Lesson.course_id))
        .where(col(Note.member_id) == actor.member_id, visible_lessons(actor))
        .order_by(
            col(Module.position),
            col(Module.id),
            col(Lesson.position),
            col(Lesson.id),
            col(Note.seconds).asc().nulls_first(),
            col(Note.id),
        )
    )


def _sections(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[str]:
    lines: list[str] = []
    for module, in_module in groupby(rows, lambda row: row.module_title):
        lines += [f"## {_one_line(module)}", ""]
        for (_, lesson), notes in groupby(in_module, lambda row: (row.lesson_id, row.lesson_title)):
            lines += [f"### {_one_line(lesson)}", ""]
            for note in notes:
                lines += [_item(note.seconds, note.body), ""]
    return lines


def _item(seconds: float | None, body: str) -> str:
    """A list item; the body's further lines are indented so that they stay in it."""
    stamp = f"**{_timestamp(seconds)}** " if seconds is not None else ""
    first, *rest = body.strip().splitlines() or [""]
    return "\n".join([f"- {stamp}{first}", *(f"  {line}".rstrip() for line in rest)])


def _timestamp(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
