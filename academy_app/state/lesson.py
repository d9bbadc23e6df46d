"""One lesson within its course."""

from collections.abc import AsyncIterator, Mapping
from typing import ClassVar

import reflex as rx
from reflex.event import EventSpec

from academy_app.core.actor import Actor
from academy_app.core.channels import of_lesson
from academy_app.core.db import reading, writing
from academy_app.core.views import LessonPage, Outline, Person
from academy_app.core.views.authoring import PreviewView
from academy_app.core.views.discussion import ThreadCard
from academy_app.core.views.talk import Moment
from academy_app.queries import discussion
from academy_app.queries import learning as courses
from academy_app.queries.learning import preview
from academy_app.services import learning
from academy_app.state.session import Loaded, SessionState


async def load_lesson(actor: Actor, params: Mapping[str, str]) -> Loaded:
    """The lesson, its course's tree, what is said under it, which of its videos `?video=` asks
    for, and the second of it that `?t=` does."""
    slugs = params["course"], params["lesson"]
    async with reading() as session:
        eyes = await preview.eyes(session, actor, params["course"], params.get("as", ""))
        outline = eyes.kept_in(await courses.outline(session, eyes.actor, params["course"]))
        lesson = await courses.lesson_page(session, eyes.actor, *slugs, outline)
        people = await courses.companions(session, eyes.actor, outline.id)
        heads = await discussion.channel_heads(session, [of_lesson(lesson.id)])
        talk = await discussion.lesson_talk(session, eyes.actor, lesson.id)
    return {
        "lesson": lesson,
        "outline": outline,
        "people": people,
        "chosen": _chosen(params.get("video", ""), len(lesson.videos)),
        "begin": _second(params.get("t", "")),
        "threads": talk.threads,
        "moments": talk.moments,
        "unread": talk.unread,
        "wondering": talk.wondering,
        "has_more": talk.has_more,
        "heads": heads,
        "reader": eyes.actor.member_id,
        "preview": eyes.view,
    }


def _chosen(wish: str, count: int) -> int:
    """The index of the video asked for by its number; the first when there is no such one."""
    number = int(wish) if wish.isascii() and wish.isdigit() and len(wish) < 4 else 1
    return number - 1 if 1 <= number <= count else 0


def _second(wish: str) -> float | None:
    return float(wish) if wish.isascii() and wish.isdigit() and len(wish) < 7 else None


class LessonState(SessionState):
    _settled: ClassVar[frozenset[str]] = frozenset(
        {"lesson", "outline", "people", "chosen", "begin", "reader", "preview"}
    )

    lesson: LessonPage = LessonPage()
    outline: Outline = Outline()
    preview: PreviewView = PreviewView()
    people: rx.Field[list[Person]] = rx.field(default_factory=list)
    chosen: int = 0
    begin: float | None = None
    # What is said under the lesson; the browser takes in what comes.
    threads: rx.Field[list[ThreadCard]] = rx.field(default_factory=list)
    moments: rx.Field[list[Moment]] = rx.field(default_factory=list)
    unread: rx.Field[list[int]] = rx.field(default_factory=list)
    wondering: rx.Field[list[int]] = rx.field(default_factory=list)
    has_more: bool = False
    heads: rx.Field[dict[str, int]] = rx.field(default_factory=dict)
    reader: int = 0

    @rx.event
    async def opened(self) -> AsyncIterator[EventSpec | None]:
        """Show the lesson, then note that the member is here."""
        redirect = await self._open(load_lesson)
        yield redirect
        if redirect is None and not self.problem and not self.preview.wish:
            async with writing() as tx:
                await learning.open_lesson(tx, await self._actor(), self.lesson.id)

    @rx.event
    async def marked(self, lesson_id: int, is_done: bool) -> None:
        """Done by the member's own word, or not after all. The lesson is the one they saw, which
        need not be the one that has come since."""
        async with writing() as tx:
            await learning.mark(tx, await self._actor(), lesson_id, bool(is_done))
        await self._refresh()

    @rx.event
    async def read_to_end(self, lesson_id: int) -> None:
        async with writing() as tx:
            await learning.complete_by_reading(tx, await self._actor(), lesson_id)
        await self._refresh()

    @rx.event
    async def progressed(self) -> None:
        """The player was told that something is done now."""
        await self._refresh()

    async def _refresh(self) -> None:
        params = {"course": self.lesson.course_slug, "lesson": self.lesson.slug}
        loaded = await load_lesson(await self._actor(), params)
        self._fill({**loaded, "chosen": self.chosen, "begin": self.begin})
