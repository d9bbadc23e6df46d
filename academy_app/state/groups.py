"""The groups of members, for admins."""

from collections.abc import Mapping

import reflex as rx
from reflex.event import EventSpec

from academy_app.core.actor import Actor
from academy_app.core.db import reading
from academy_app.core.ids import id_in
from academy_app.core.views.categories import GroupPage, GroupRow
from academy_app.queries import groups
from academy_app.state.session import Loaded, SessionState


async def load_groups(actor: Actor, _params: Mapping[str, str]) -> Loaded:
    async with reading() as session:
        return {"groups": await groups.groups_admin(session, actor)}


async def load_group(actor: Actor, params: Mapping[str, str]) -> Loaded:
    query, after = params.get("q", ""), params.get("after", "")
    async with reading() as session:
        return {
            "group": await groups.group_admin(
                session, actor, id_in(params.get("group", "")), query, after
            )
        }


class GroupsState(SessionState):
    groups: rx.Field[list[GroupRow]] = rx.field(default_factory=list)

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_groups)


class GroupState(SessionState):
    group: GroupPage = GroupPage()

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_group)
