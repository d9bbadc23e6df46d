"""The member's notifications, and what they wish to be told of."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field, StrictBool

from academy_app.api.bodies import Body
from academy_app.api.deps import CurrentActor
from academy_app.core.db import reading, writing
from academy_app.core.errors import Invalid
from academy_app.core.views.notices import Bell, Notices
from academy_app.queries import notices as queries
from academy_app.services import notices

router = APIRouter(tags=["notifications"])


class Read(Body):
    """Either `ids` or `all`."""

    ids: Annotated[list[int], Field(max_length=500)] | None = None
    all: bool = False


@router.get("/notifications")
async def page(
    actor: CurrentActor,
    after: Annotated[str, Query(max_length=40)] = "",
    unread: bool = False,
) -> Notices:
    """The newest first; `after` is the `next` of the page before."""
    async with reading() as rx:
        return await queries.notices(rx, actor, after, is_unread_only=unread)


@router.put("/notifications/read")
async def mark_read(body: Read, actor: CurrentActor) -> Bell:
    """What is unread then."""
    if (body.ids is None) != body.all:
        raise Invalid({"ids": "error.required"})
    async with writing() as tx:
        if body.ids is None:
            await notices.mark_all_read(tx, actor)
        else:
            await notices.mark_read(tx, actor, body.ids)
    async with reading() as rx:
        return await queries.bell(rx, actor)


@router.get("/notifications/wishes")
async def wishes(actor: CurrentActor) -> dict[str, bool]:
    """Whether the member wants to be told, by kind."""
    async with reading() as rx:
        found = await queries.wishes(rx, actor, notices.KINDS)
    return {wish.kind: wish.is_on for wish in found}


@router.put("/notifications/wishes")
async def wish(body: dict[str, StrictBool], actor: CurrentActor) -> dict[str, bool]:
    """What is not named stays as it is."""
    async with writing() as tx:
        await notices.wish(tx, actor, body)
    return await wishes(actor)
