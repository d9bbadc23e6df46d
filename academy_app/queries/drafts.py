"""A member's own drafts. Nobody else's are ever read here."""

import json
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.views.writing import DraftRow, DraftView
from academy_app.models.discussion import Draft

EXCERPT = 200


async def drafts(rx: Reading, actor: Actor) -> list[DraftRow]:
    """All of them, the latest first."""
    rows = await rx.scalars(
        select(Draft)
        .where(col(Draft.member_id) == actor.member_id)
        .order_by(col(Draft.updated_at).desc(), col(Draft.key))
    )
    return [_row(draft) for draft in rows]


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


def _row(row: Draft) -> DraftRow:
    fields = json.loads(row.fields)
    return DraftRow(
        row.key,
        row.version,
        row.updated_at.isoformat(),
        title=_line(fields.get("title")),
        excerpt=_line(fields.get("body")),
    )


def _line(value: Any) -> str:
    """A draft is as the browser sent it: whatever stands there."""
    return " ".join(value[: 4 * EXCERPT].split())[:EXCERPT] if isinstance(value, str) else ""


def _printable(key: str) -> str:
    return key if key.isprintable() else ""
