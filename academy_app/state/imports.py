"""What is brought in from elsewhere, and taken along."""

from collections.abc import Mapping

import reflex as rx
from reflex.event import EventSpec

from academy_app.core.actor import Actor
from academy_app.core.db import reading
from academy_app.core.ids import id_in
from academy_app.core.views.imports import ImportPage, Imports
from academy_app.queries import imports as queries
from academy_app.state.session import Loaded, SessionState


async def load_imports(actor: Actor, _params: Mapping[str, str]) -> Loaded:
    async with reading() as session:
        return {"imports": await queries.imports(session, actor)}


async def load_import(actor: Actor, params: Mapping[str, str]) -> Loaded:
    async with reading() as session:
        run_id = id_in(params.get("run", ""))
        return {"bringing": await queries.import_page(session, actor, run_id)}


class ImportsState(SessionState):
    imports: Imports = Imports()

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_imports)


class ImportState(SessionState):
    bringing: ImportPage = ImportPage()

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_import)
