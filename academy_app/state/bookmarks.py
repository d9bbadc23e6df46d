"""The posts that the member has kept."""

from collections.abc import Mapping

import reflex as rx
from reflex.event import EventSpec

from academy_app.core.actor import Actor
from academy_app.core.db import reading
from academy_app.core.views.notices import Bookmarks
from academy_app.queries import bookmarks as queries
from academy_app.state.session import Loaded, SessionState


async def load_bookmarks(actor: Actor, params: Mapping[str, str]) -> Loaded:
    async with reading() as session:
        return {"bookmarks": await queries.bookmarks(session, actor, params.get("after", ""))}


class BookmarksState(SessionState):
    bookmarks: Bookmarks = Bookmarks()

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_bookmarks)
