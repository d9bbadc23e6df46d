"""The catalog: all courses, searched as one types."""

from collections.abc import Mapping

import reflex as rx
from reflex.event import EventSpec

from academy_app.core.actor import Actor
from academy_app.core.db import reading
from academy_app.core.views import Catalog
from academy_app.queries import learning
from academy_app.state.session import Loaded, SessionState


async def load_catalog(actor: Actor, params: Mapping[str, str]) -> Loaded:
    query, tag = params.get("q", ""), params.get("tag", "")
    async with reading() as session:
        return {"catalog": await learning.catalog(session, actor, query, tag)}


class CatalogState(SessionState):
    catalog: Catalog = Catalog()

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_catalog)

    @rx.event
    async def searched(self, query: str) -> None:
        """Narrow the cards to `query` within the chosen tag."""
        actor = await self._actor()
        params = {"q": str(query), "tag": self.catalog.tag}
        self._fill(await load_catalog(actor, params))
