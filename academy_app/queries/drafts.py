"""A member's own drafts. Nobody else's are ever read here."""

import json
from collections.abc import Collection
from typing import Any, TypeAlias

from sqlalchemy import Select, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.hrefs import feed_href, lesson_href, thread_href
from academy_app.core.ids import is_id
from academy_app.core.views.writing import DraftRow, DraftView
from academy_app.models.discussion import Draft, Post, Thread
from academy_app.models.learning import Course, Lesson
from academy_app.policy.visibility import visible_lessons, visible_threads

EXCERPT = 200
# Where an address ends so, the editor opens.
WRITE = "#write"

# By a draft's key: what it belongs to is called, and where that is.
Places: TypeAlias = dict[str, tuple[str, str]]
# The same by ids of one kind.
Found: TypeAlias = list[tuple[int, tuple[str, str]]]


async def drafts(rx: Reading, actor: Actor) -> list[DraftRow]:
    """All of them, the latest first; four statements at most."""
    rows = list(
        await rx.scalars(
            select(Draft)
            .where(col(Draft.member_id) == actor.member_id)
            .order_by(col(Draft.updated_at).desc(), col(Draft.key))
        )
    )
    places = await _places(rx, actor, [row.key for row in rows])
    return [_row(row, places) for row in rows]


async def draft(rx: Reading, actor: Actor, key: str) -> DraftView | None:
    found = (
        await rx.scalars(
            select(Draft).where(
                col(Draft.member_id) == actor.member_id, col(Draft.key) == _printable(key)
            )
        )
    ).one_or_none()
    return draft_view(found) if found else None


def draft_view(row: Draft) -> DraftView:
    return DraftView(row.key, row.version, row.updated_at.isoformat(), json.loads(row.fields))


async def _places(rx: Reading, actor: Actor, keys: Collection[str]) -> Places:
    """Of those that are there, and open to the actor."""
    found: Places = {"new": ("", feed_href() + WRITE)}
    for kind, find in (("thread", _threads), ("post", _posts), ("lesson", _lessons)):
        ids = [int(key.removeprefix(f"{kind}-")) for key in keys if key.startswith(f"{kind}-")]
        ids = [row_id for row_id in ids if is_id(row_id)]
        if ids:
            found |= {f"{kind}-{row_id}": place for row_id, place in await find(rx, actor, ids)}
    return found


async def _threads(rx: Reading, actor: Actor, ids: Collection[int]) -> Found:
    rows = await rx.execute(
        select(col(Thread.id), col(Thread.title)).where(
            col(Thread.id).in_(ids), visible_threads(actor)
        )
    )
    return [(row.id, (row.title, thread_href(row.id) + WRITE)) for row in rows]


async def _posts(rx: Reading, actor: Actor, ids: Collection[int]) -> Found:
    rows = await rx.execute(
        select(col(Post.id), col(Post.thread_id), col(Thread.title))
        .join(Thread, col(Thread.id) == col(Post.thread_id))
        .where(col(Post.id).in_(ids), col(Post.deleted_at).is_(None), visible_threads(actor))
    )
    return [
        (row.id, (row.title, f"{thread_href(row.thread_id)}?post={row.id}{WRITE}")) for row in rows
    ]


async def _lessons(rx: Reading, actor: Actor, ids: Collection[int]) -> Found:
    statement: Select[*tuple[Any, ...]] = (
        select(
            col(Lesson.id), col(Lesson.title), col(Lesson.slug), col(Course.slug).label("course")
        )
        .join(Course, col(Course.id) == col(Lesson.course_id))
        .where(col(Lesson.id).in_(ids), visible_lessons(actor))
    )
    return [
        (row.id, (row.title, lesson_href(row.course, row.slug) + WRITE))
        for row in await rx.execute(statement)
    ]


def _row(row: Draft, places: Places) -> DraftRow:
    fields = json.loads(row.fields)
    place, href = places.get(row.key, ("", ""))
    return DraftRow(
        key=row.key,
        kind=row.key.partition("-")[0],
        version=row.version,
        updated_at=row.updated_at.isoformat(),
        title=_line(fields.get("title")),
        excerpt=_line(fields.get("body")),
        place=place,
        href=href,
        body="" if href else _text(fields.get("body")),
    )


def _text(value: Any) -> str:
    """A draft is as the browser sent it: whatever stands there."""
    return value if isinstance(value, str) else ""


def _line(value: Any) -> str:
    return " ".join(_text(value)[: 4 * EXCERPT].split())[:EXCERPT]


def _printable(key: str) -> str:
    return key if key.isprintable() else ""
