"""What the member is writing, kept as they type."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import Field

from academy_app.api.bodies import Body
from academy_app.api.deps import CurrentActor
from academy_app.core.db import reading, writing
from academy_app.core.views.writing import DraftRow, DraftView
from academy_app.queries import drafts as queries
from academy_app.services import drafts

MOST = 2 * drafts.MOST_BYTES

router = APIRouter(prefix="/community", tags=["drafts"], max_body_size=MOST)

Key = Annotated[str, Path(max_length=60)]


class DraftBody(Body):
    """`version` is the one that was typed upon, 0 for a new draft."""

    fields: dict[str, Any]
    version: Annotated[int, Field(ge=0, le=2**31 - 2)] = 0


@router.get("/drafts")
async def all_drafts(actor: CurrentActor) -> list[DraftRow]:
    async with reading() as rx:
        return await queries.drafts(rx, actor)


@router.get("/drafts/{key}")
async def draft(key: Key, actor: CurrentActor) -> DraftView | None:
    """null when there is none: that is no mistake."""
    async with reading() as rx:
        return await queries.draft(rx, actor, key)


@router.put("/drafts/{key}")
async def keep(key: Key, body: DraftBody, actor: CurrentActor) -> DraftView:
    """409 when it was changed, sent or thrown away elsewhere since `version`."""
    async with writing() as tx:
        kept = await drafts.keep(tx, actor, key, body.fields, body.version)
        return queries.draft_view(kept)


@router.delete("/drafts/{key}", status_code=204)
async def forget(key: Key, actor: CurrentActor) -> None:
    async with writing() as tx:
        await drafts.forget(tx, actor, key)
