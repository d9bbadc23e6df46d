"""The search: what holds the words in the address."""

from collections.abc import Mapping
from datetime import date
from typing import cast

import reflex as rx
from reflex.event import EventSpec

from academy_app.core.actor import Actor
from academy_app.core.db import reading
from academy_app.core.views.search import SearchPage
from academy_app.queries import search as queries
from academy_app.services import pace
from academy_app.state.session import Loaded, SessionState


async def load_search(actor: Actor, params: Mapping[str, str]) -> Loaded:
    query, cursor = params.get("q", ""), params.get("cursor", "")
    if query:
        pace.keep(pace.searches(actor.member_id, is_typing=False))
    async with reading() as session:
        page = await queries.search_page(session, actor, query, _filters(params), cursor)
    return {"search": page}


def _filters(params: Mapping[str, str]) -> queries.Filters:
    """What the address narrows the search by; what it cannot mean narrows nothing."""
    kind = params.get("kind", "")
    return queries.Filters(
        kind=cast("queries.Kind", kind if kind in queries.KINDS else ""),
        category=params.get("category", "")[:80],
        course=params.get("course", "")[:80],
        author=params.get("author", "")[:80],
        since=_day(params.get("from", "")),
        until=_day(params.get("to", "")),
        is_answered=params.get("answered", "") == "1",
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


class SearchState(SessionState):
    search: SearchPage = SearchPage()

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_search)
