"""The media library of those who write, and the health of their links."""

from collections.abc import Mapping

import reflex as rx
from reflex.event import EventSpec

from academy_app.core.actor import Actor
from academy_app.core.db import reading
from academy_app.core.views.media import Health, Media, Uses
from academy_app.queries import health as health_queries
from academy_app.queries import media as queries
from academy_app.state.session import Loaded, SessionState


async def load_health(actor: Actor, _params: Mapping[str, str]) -> Loaded:
    async with reading() as session:
        return {"health": await health_queries.health(session, actor)}


async def load_media(actor: Actor, params: Mapping[str, str]) -> Loaded:
    wish = (params.get(name, "") for name in ("kind", "q", "after"))
    async with reading() as session:
        return {"media": await queries.media(session, actor, *wish), "uses": Uses()}


class HealthState(SessionState):
    health: Health = Health()

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_health)


class MediaState(SessionState):
    media: Media = Media()
    # Where one of the files stands: the one that was asked for last.
    uses: Uses = Uses()

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_media)

    @rx.event
    async def asked(self, key: str) -> None:
        """Where the file of this row stands; asked again, nothing more."""
        actor = await self._actor()
        if key == self.uses.of:
            self.uses = Uses()
            return
        async with reading() as session:
            self.uses = await queries.uses(session, actor, str(key))
