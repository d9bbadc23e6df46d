"""One course: its tree with the member's progress."""

from collections.abc import Mapping

import reflex as rx
from reflex.event import EventSpec

from academy_app.core.actor import Actor
from academy_app.core.db import reading
from academy_app.core.views import Outline
from academy_app.core.views.authoring import PreviewView
from academy_app.core.views.teaching import TaughtCourse
from academy_app.queries import learning, teaching
from academy_app.queries.learning import preview
from academy_app.state.session import Loaded, SessionState


async def load_course(actor: Actor, params: Mapping[str, str]) -> Loaded:
    """With its pages for teachers, to one."""
    async with reading() as session:
        eyes = await preview.eyes(session, actor, params["course"], params.get("as", ""))
        outline = await learning.outline(session, eyes.actor, params["course"])
        taught = TaughtCourse()
        if outline.can_edit:
            taught = await teaching.taught_course(session, actor, params["course"])
    return {"outline": eyes.kept_in(outline), "preview": eyes.view, "taught": taught}


class CourseState(SessionState):
    outline: Outline = Outline()
    preview: PreviewView = PreviewView()
    taught: TaughtCourse = TaughtCourse()

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_course)
