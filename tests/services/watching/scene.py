"""A member before a video, and what they send and leave."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from academy_app.core.actor import Actor
from academy_app.core.db import reading
from academy_app.models.learning import Video
from academy_app.models.watching import Completion, Watch
from academy_app.services.watching import (
    Standing,
    recorder,
    report,
)
from tests.factories import CourseTree

_numbers = count()


@dataclass
class Scene:
    """A member before a course whose first lesson has a video of 100 seconds."""

    actor: Actor
    tree: CourseTree
    video: Video

    async def send(self, *pairs: tuple[float, float], **values: Any) -> Standing:
        return await recorder.record(values.pop("actor", self.actor), self.ask(*pairs, **values))

    def ask(self, *pairs: tuple[float, float], **values: Any) -> Any:
        body = {
            "lessonId": self.video.lesson_id,
            "videoId": self.video.id,
            "session": "tab",
            "seq": next(_numbers),
            "spans": [list(pair) for pair in pairs],
            "position": pairs[-1][1] if pairs else 0,
            **values,
        }
        return report({name: value for name, value in body.items() if value is not None})

    async def watched(self, actor: Actor | None = None) -> Watch | None:
        async with reading() as rx:
            return await rx.get(Watch, ((actor or self.actor).member_id, self.video.id))

    async def completion(self) -> str | None:
        async with reading() as rx:
            found = await rx.get(Completion, (self.actor.member_id, self.video.lesson_id))
        return found.how if found else None
