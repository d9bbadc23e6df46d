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
        shown = await queries.bookmarks(session, actor, params.get("after", ""))
    return {"bookmarks": shown, "let_go": [], "heads": {}}


class BookmarksState(SessionState):
    bookmarks: Bookmarks = Bookmarks()
    # Posts that were let go since; the browser collects them.
    let_go: rx.Field[list[int]] = rx.field(default_factory=list)
    # The member's own channel: what they keep in other tabs.
    heads: rx.Field[dict[str, int]] = rx.field(default_factory=dict)

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_bookmarks)
