"""What members are writing, kept as they type: on any device, after any crash."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, func, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.clock import now
from academy_app.core.db import Tx
from academy_app.core.errors import Conflict, Invalid, Problem
from academy_app.core.ids import is_id
from academy_app.models.discussion import Draft
from academy_app.services import limits

MOST = 100
MOST_BYTES = 100_000
# Lists and objects within each other: what is kept must also be written into an answer.
DEEPEST = 20
_KEY = re.compile(r"new|(?:thread|post|lesson)-([1-9][0-9]{0,18})")


async def keep(tx: Tx, actor: Actor, key: str, fields: Mapping[str, Any], version: int) -> Draft:
    """Keep the draft as it is now. `version` is the one it was typed upon, 0 for none.

    Raises Conflict when the draft has been changed, sent or thrown away elsewhere since.
    """
    _require_key(key)
    written = _written(fields)
    await limits.take(tx, limits.draft(actor.member_id))
    draft = await _own(tx, actor, key)
    if draft is None and version == 0:
        await _require_room(tx, actor)
        return await _begun(tx, actor, key, written)
    if draft is None:
        raise Conflict("draft.gone")
    if draft.fields == written:
        return draft
    if draft.version != version:
        raise Conflict("draft.changed")
    draft.fields, draft.version, draft.updated_at = written, version + 1, now()
    await tx.flush()
    return draft


async def forget(tx: Tx, actor: Actor, key: str) -> None:
    """Throw the draft away, if there is one: what it said has been sent, or is not wanted."""
    if _KEY.fullmatch(key):
        await tx.execute(
            delete(Draft).where(col(Draft.member_id) == actor.member_id, col(Draft.key) == key)
        )


async def _own(tx: Tx, actor: Actor, key: str) -> Draft | None:
    """Locked, so that of two devices one sees what the other has written."""
    return (
        await tx.scalars(
            select(Draft)
            .where(col(Draft.member_id) == actor.member_id, col(Draft.key) == key)
            .with_for_update()
        )
    ).one_or_none()


async def _begun(tx: Tx, actor: Actor, key: str, written: str) -> Draft:
    # The limit above lets one member's drafts through one by one: no other row can be there.
    draft = Draft(member_id=actor.member_id, key=key, version=1, fields=written)
    tx.add(draft)
    await tx.flush()
    return draft


async def _require_room(tx: Tx, actor: Actor) -> None:
    count = await tx.scalar(
        select(func.count()).select_from(Draft).where(col(Draft.member_id) == actor.member_id)
    )
    if (count or 0) >= MOST:
        raise Conflict("draft.too_many", max=MOST)


def _require_key(key: str) -> None:
    found = _KEY.fullmatch(key)
    if found is None or (found[1] and not is_id(int(found[1]))):
        raise Invalid({"key": "error.invalid_value"})


def _written(fields: Mapping[str, Any]) -> str:
    _require_flat(fields)
    written = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    # No database keeps half a character. The character zero is written in letters here.
    written = written.encode("utf-8", "replace").decode("utf-8")
    if len(written.encode()) > MOST_BYTES:
        raise Invalid({"fields": Problem("error.too_long", {"max": MOST_BYTES})})
    return written


def _require_flat(fields: Mapping[str, Any]) -> None:
    level: list[Any] = [fields]
    for _ in range(DEEPEST):
        level = [inner for each in level for inner in _within(each)]
    if level:
        raise Invalid({"fields": "error.invalid_value"})


def _within(value: Any) -> Iterable[Any]:
    """The lists and objects in this one."""
    held = value.values() if isinstance(value, Mapping) else value
    return [each for each in held if isinstance(each, (Mapping, list))]
