"""The members, for admins."""

from collections.abc import Mapping

import reflex as rx
from reflex.event import EventSpec

from academy_app.core.actor import Actor
from academy_app.core.db import reading
from academy_app.core.views import Members
from academy_app.queries import membership
from academy_app.state.session import Loaded, SessionState


async def load_members(actor: Actor, params: Mapping[str, str]) -> Loaded:
    query, after = params.get("q", ""), params.get("after", "")
    async with reading() as session:
        return {"members": await membership.members(session, actor, query, after)}


class MembersState(SessionState):
    members: Members = Members()

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_members)
