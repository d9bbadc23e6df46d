"""What the member is writing, wherever that is."""

from collections.abc import Mapping

import reflex as rx
from reflex.event import EventSpec

from academy_app.core.actor import Actor
from academy_app.core.db import reading
from academy_app.core.views.writing import DraftRow
from academy_app.queries import drafts as queries
from academy_app.state.session import Loaded, SessionState


async def load_drafts(actor: Actor, _params: Mapping[str, str]) -> Loaded:
    async with reading() as session:
        return {"drafts": await queries.drafts(session, actor), "gone": []}


class DraftsState(SessionState):
    drafts: rx.Field[list[DraftRow]] = rx.field(default_factory=list)
    # Keys of those that were thrown away since; the browser collects them.
    gone: rx.Field[list[str]] = rx.field(default_factory=list)

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_drafts)
