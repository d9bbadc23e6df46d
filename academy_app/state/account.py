"""One's own account."""

from collections.abc import Mapping

import reflex as rx
from reflex.event import EventSpec

from academy_app.core.actor import Actor
from academy_app.core.db import reading
from academy_app.core.views import Account
from academy_app.queries import membership
from academy_app.state.session import Loaded, SessionState


async def load_account(actor: Actor, _params: Mapping[str, str]) -> Loaded:
    async with reading() as session:
        return {"account": await membership.account(session, actor)}


class AccountState(SessionState):
    account: Account = Account()

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_account)
