"""A course, its author and somebody who wants in; what they see of it."""

from typing import Any

from academy_app.core.actor import Actor
from academy_app.core.db import reading, writing
from academy_app.models.watching import Enrolment
from academy_app.queries import learning as courses
from academy_app.queries import notices as bells
from academy_app.services import enrolment
from academy_app.services.enrolment import AccessDraft
from tests.factories import CourseTree


class Scene:
    """A course with its author, and somebody who wants in."""

    author: Actor
    member: Actor
    tree: CourseTree

    @property
    def id(self) -> int:
        return self.tree.id


async def set_(scene: Scene, **values: Any) -> None:
    async with writing() as tx:
        await enrolment.set_access(tx, scene.author, scene.id, AccessDraft(**values))


async def row(scene: Scene, actor: Actor) -> Enrolment | None:
    async with reading() as rx:
        return await rx.get(Enrolment, (actor.member_id, scene.id))


async def lock(scene: Scene, actor: Actor) -> str:
    """Why the course is shut to the actor; "" when it is open."""
    async with reading() as rx:
        outline = await courses.outline(rx, actor, "c")
    assert outline.is_locked == (outline.lock != "")
    return outline.lock


async def told(actor: Actor) -> list[tuple[str, str, str]]:
    """What stands in the member's bell, newest first."""
    async with reading() as rx:
        page = await bells.notices(rx, actor)
    return [(notice.text, notice.title, notice.href) for notice in page.rows]
