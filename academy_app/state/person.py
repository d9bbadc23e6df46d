"""A member's page."""

from collections.abc import Mapping

import reflex as rx
from reflex.event import EventSpec

from academy_app.core.actor import Actor
from academy_app.core.db import reading
from academy_app.core.views.people import Profile
from academy_app.queries import people
from academy_app.state.session import Loaded, SessionState

# Digits of an id; no database has longer ones.
MOST = 18


async def load_person(actor: Actor, params: Mapping[str, str]) -> Loaded:
    """Who `/people/<id>` names, and the part of their activity behind `?after=`."""
    async with reading() as session:
        number, after = _number(params.get("person", "")), params.get("after", "")
        return {"profile": await people.profile(session, actor, number, after), "heads": {}}


def _number(text: str) -> int:
    """0, which nobody has, for what is no id."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST else 0


class PersonState(SessionState):
    profile: Profile = Profile()
    # The member's own channel: whom they follow in other tabs.
    heads: rx.Field[dict[str, int]] = rx.field(default_factory=dict)

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_person)
