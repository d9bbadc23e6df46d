"""Search, as one types and when one has typed."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from academy_app.api.deps import CurrentActor
from academy_app.core.db import reading
from academy_app.core.views.search import Found
from academy_app.queries import search as queries
from academy_app.services import pace

router = APIRouter(prefix="/search", tags=["search"])

Slug = Annotated[str, Query(max_length=80)]


@router.get("")
async def search(
    actor: CurrentActor,
    *,
    q: Annotated[str, Query(max_length=queries.LONGEST)] = "",
    kind: queries.Kind = "",
    category: Slug = "",
    course: Slug = "",
    author: Slug = "",
    since: Annotated[date | None, Query(alias="from")] = None,
    until: Annotated[date | None, Query(alias="to")] = None,
    answered: bool = False,
    mode: queries.Mode = "full",
    cursor: Annotated[str, Query(max_length=20)] = "",
) -> Found:
    """Posts, replies, lessons and transcripts with every word of `q`, or words that begin so.

    `mode=type` answers with a few, what has the words in its title first, then the newest;
    `full` with the best first, page by page. `category` and `course` are slugs, `author` an id or
    part of a name, `from` and `to` days. Pieces of `title` and `words` with `is_hit` are what was
    looked for.
    """
    pace.keep(pace.searches(actor.member_id, is_typing=mode == "type"))
    filters = queries.Filters(kind, category, course, author, since, until, answered)
    async with reading() as rx:
        return await queries.search(rx, actor, q, filters, mode=mode, cursor=cursor)
