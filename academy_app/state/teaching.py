"""A course for those who teach it, and the door that a link opens."""

from collections.abc import Mapping

import reflex as rx
from reflex.event import EventSpec

from academy_app.core.actor import Actor
from academy_app.core.db import reading
from academy_app.core.views.teaching import CourseAccess, CourseFigures, CoursePeople, Door
from academy_app.queries import teaching
from academy_app.services import enrolment
from academy_app.state.session import Loaded, SessionState


async def load_people(actor: Actor, params: Mapping[str, str]) -> Loaded:
    """`?q=` narrows the list, `?add=` finds members to be put in."""
    wish = teaching.Wish(
        params.get("q", ""),
        params.get("sort", ""),
        params.get("after", ""),
        params.get("add", "")[:100],
    )
    async with reading() as session:
        return {
            "taught": await teaching.course_people(session, actor, params.get("course", ""), wish)
        }


async def load_access(actor: Actor, params: Mapping[str, str]) -> Loaded:
    async with reading() as session:
        return {"access": await teaching.course_access(session, actor, params.get("course", ""))}


async def load_figures(actor: Actor, params: Mapping[str, str]) -> Loaded:
    async with reading() as session:
        return {"figures": await teaching.course_figures(session, actor, params.get("course", ""))}


async def load_door(actor: Actor, params: Mapping[str, str]) -> Loaded:
    async with reading() as session:
        token = params.get("token", "")
        course, footing = await enrolment.invitation_course(session, actor, token)
        return {"door": await teaching.door(session, actor, course, footing, token)}


class PeopleState(SessionState):
    taught: CoursePeople = CoursePeople()

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_people)


class AccessState(SessionState):
    access: CourseAccess = CourseAccess()

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_access)


class FiguresState(SessionState):
    figures: CourseFigures = CourseFigures()

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_figures)


class DoorState(SessionState):
    door: Door = Door()

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_door)
