"""The media library of those who write, and the health of their links."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from academy_app.api.bodies import RowId
from academy_app.api.deps import CurrentActor
from academy_app.core import storage
from academy_app.core.db import reading, writing
from academy_app.core.views.media import Health, Media, Uses
from academy_app.queries import health as health_queries
from academy_app.queries import media as queries
from academy_app.services import links, uploads

router = APIRouter(prefix="/teach", tags=["authoring"])


class Checked(BaseModel):
    """`problem` is the key of what is wrong, "" for nothing."""

    id: int
    url: str
    problem: str
    status: int | None


@router.get("/health")
async def health(actor: CurrentActor) -> Health:
    """What lessons link to and is not there, by course."""
    async with reading() as rx:
        return await health_queries.health(rx, actor)


@router.post("/health/{link_id}/check")
async def check_again(link_id: RowId, actor: CurrentActor) -> Checked:
    """Looks now, and says what is there; that can take some seconds."""
    link = await links.check_again(actor, link_id)
    return Checked(id=link_id, url=link.url, problem=link.problem, status=link.status)


@router.get("/media")
async def media(
    actor: CurrentActor,
    kind: Literal["images", "files"] = "images",
    q: Annotated[str, Query(max_length=queries.QUERY)] = "",
    after: Annotated[str, Query(max_length=40)] = "",
) -> Media:
    """The newest first; `after` is the `next` of the page before."""
    async with reading() as rx:
        return await queries.media(rx, actor, kind, q, after)


@router.get("/media/{key}/uses")
async def uses(key: Annotated[str, Path(max_length=40)], actor: CurrentActor) -> Uses:
    async with reading() as rx:
        return await queries.uses(rx, actor, key)


@router.delete("/media/images/{upload_id}", status_code=204)
async def delete_image(upload_id: RowId, actor: CurrentActor) -> None:
    """409 for an image that something shows."""
    async with writing() as tx:
        path = await uploads.delete_image(tx, actor, upload_id)
    await storage.delete(path)
