"""The catalog: all courses, searched as one types."""

from collections.abc import Mapping
from urllib.parse import urlencode

import reflex as rx
from reflex.event import EventSpec

from academy_app.core.actor import Actor
from academy_app.core.db import reading
from academy_app.core.views import Catalog
from academy_app.queries import learning
from academy_app.state.session import Loaded, SessionState

# Characters of a wish; more are no search.
MOST = 100


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
    async def searched(self, query: str) -> EventSpec:
        """Put the wish into the address, which can be shared, and open the page with it."""
        wish = {"q": str(query)[:MOST], "tag": self.catalog.tag}
        address = urlencode({name: value for name, value in wish.items() if value})
        return rx.redirect(f"/courses?{address}" if address else "/courses", replace=True)
