"""The leaderboard."""

from collections.abc import Mapping

import reflex as rx
from reflex.event import EventSpec

from academy_app.core.actor import Actor
from academy_app.core.db import reading
from academy_app.core.views.people import Leaderboard
from academy_app.queries import people
from academy_app.state.session import Loaded, SessionState


async def load_leaderboard(actor: Actor, params: Mapping[str, str]) -> Loaded:
    async with reading() as session:
        return {"board": await people.leaderboard(session, actor, params.get("period", ""))}


class LeaderboardState(SessionState):
    board: Leaderboard = Leaderboard()

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_leaderboard)
