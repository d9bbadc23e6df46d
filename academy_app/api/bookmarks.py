"""Posts kept for later."""

from typing import Annotated

from fastapi import APIRouter, Query

from academy_app.api.bodies import Body, Long, RowId
from academy_app.api.deps import CurrentActor
from academy_app.core.db import reading, writing
from academy_app.core.views.notices import Bookmarks
from academy_app.queries import bookmarks as queries
from academy_app.services import bookmarks

router = APIRouter(prefix="/community", tags=["community"])


class Keeping(Body):
    """Without a `note`, the one that is there stays."""

    note: Long | None = None


@router.get("/bookmarks")
async def page(actor: CurrentActor, after: Annotated[str, Query(max_length=40)] = "") -> Bookmarks:
    """The last kept first; `after` is the `next` of the page before."""
    async with reading() as rx:
        return await queries.bookmarks(rx, actor, after)


@router.put("/posts/{post_id}/bookmark", status_code=204)
async def keep(post_id: RowId, actor: CurrentActor, body: Keeping | None = None) -> None:
    async with writing() as tx:
        await bookmarks.keep(tx, actor, post_id, body.note if body else None)


@router.delete("/posts/{post_id}/bookmark", status_code=204)
async def let_go(post_id: RowId, actor: CurrentActor) -> None:
    async with writing() as tx:
        await bookmarks.let_go(tx, actor, post_id)
