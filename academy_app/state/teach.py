"""Courses as they are written: the list of them, and one in the builder."""

from collections.abc import Mapping
from typing import ClassVar

import reflex as rx
from reflex.event import EventSpec

from academy_app.core.actor import Actor
from academy_app.core.channels import of_builder, of_lesson_editor
from academy_app.core.db import reading
from academy_app.core.ids import is_id
from academy_app.core.views.authoring import Built, Teaching
from academy_app.queries import authoring
from academy_app.queries import live as changes
from academy_app.state import live
from academy_app.state.session import Loaded, SessionState


async def load_teaching(actor: Actor, _params: Mapping[str, str]) -> Loaded:
    async with reading() as session:
        return {"teaching": await authoring.teaching(session, actor)}


async def load_builder(actor: Actor, params: Mapping[str, str]) -> Loaded:
    async with reading() as session:
        course = await authoring.course_of(session, actor, params.get("course", ""))
        heads = await changes.heads(session, [of_builder(course.id or 0)])
        return {"heads": heads, "built": await authoring.built(session, actor, course.slug)}


class TeachState(SessionState):
    teaching: Teaching = Teaching()

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_teaching)


class BuilderState(SessionState):
    _settled: ClassVar[frozenset[str]] = frozenset()

    built: Built = Built()
    heads: rx.Field[dict[str, int]] = rx.field(default_factory=dict)

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_builder)

    @rx.event
    async def looking_at(self, lesson_id: int) -> None:
        """The editor of a lesson is open, or with 0 of none: others who write it are shown."""
        actor = await self._actor()
        own = list(self.heads)
        if not own:
            return
        more = [of_lesson_editor(lesson_id)] if is_id(lesson_id) else []
        if not await live.follow(actor, self.router.session.session_id, [*own, *more]):
            await live.follow(actor, self.router.session.session_id, own)
