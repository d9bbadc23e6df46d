"""The member's notifications."""

from collections.abc import Mapping

import reflex as rx
from reflex.event import EventSpec

from academy_app.core.actor import Actor
from academy_app.core.db import reading
from academy_app.core.views.notices import Notices, Wish
from academy_app.queries import notices as queries
from academy_app.services import notices
from academy_app.state.session import Loaded, SessionState, own_heads


async def load_notices(actor: Actor, params: Mapping[str, str]) -> Loaded:
    heads = await own_heads(actor)
    is_unread_only = params.get("unread", "") == "1"
    async with reading() as session:
        shown = await queries.notices(
            session, actor, params.get("after", ""), is_unread_only=is_unread_only
        )
        wishes = await queries.wishes(session, actor, notices.KINDS)
    return {"heads": heads, "notices": shown, "wishes": wishes}


class NoticesState(SessionState):
    _settled = frozenset({"wishes"})

    heads: rx.Field[dict[str, int]] = rx.field(default_factory=dict)
    notices: Notices = Notices()
    wishes: rx.Field[list[Wish]] = rx.field(default_factory=list)

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_notices)
