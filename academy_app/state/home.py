"""The home page: where the member was, and what else there is."""

from collections.abc import Mapping

import reflex as rx
from reflex.event import EventSpec

from academy_app.core.actor import Actor
from academy_app.core.db import reading
from academy_app.core.views import Home
from academy_app.queries import learning
from academy_app.state.session import Loaded, SessionState


async def load_home(actor: Actor, _params: Mapping[str, str]) -> Loaded:
    async with reading() as session:
        return {"home": await learning.home(session, actor)}


class HomeState(SessionState):
    home: Home = Home()

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_home)
