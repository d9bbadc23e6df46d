"""Courses as the member sees them, with their progress, and the ways into them."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from academy_app.api.bodies import Body, Long, Secret
from academy_app.api.deps import CurrentActor
from academy_app.core.db import reading, writing
from academy_app.core.hrefs import course_href
from academy_app.core.views import Catalog, LessonPage, Outline
from academy_app.queries import learning
from academy_app.services import enrolment

router = APIRouter(prefix="/courses", tags=["courses"])


class Token(Body):
    """What stands behind `/join/` in a link into a course."""

    token: Secret


class Entered(BaseModel):
    """Where the course is that a link led into."""

    href: str


class Request(Body):
    words: Long = ""


Words = Annotated[str, Query(max_length=200)]


@router.get("")
async def catalog(actor: CurrentActor, query: Words = "", tag: Words = "") -> Catalog:
    """Courses that hold every word of `query` in title, description or tags."""
    async with reading() as rx:
        return await learning.catalog(rx, actor, query, tag)


@router.get("/{slug}")
async def outline(slug: str, actor: CurrentActor) -> Outline:
    """Modules and lessons in order, what is done, and what is next."""
    async with reading() as rx:
        return await learning.outline(rx, actor, slug)


@router.get("/{slug}/lessons/{lesson_slug}")
async def lesson(slug: str, lesson_slug: str, actor: CurrentActor) -> LessonPage:
    """The lesson's content, with where the member is in each of its videos (seconds)."""
    async with reading() as rx:
        return await learning.lesson_page(rx, actor, slug, lesson_slug)


@router.post("/join")
async def take_invitation(body: Token, actor: CurrentActor) -> Entered:
    """Come in by a link."""
    async with writing() as tx:
        course = await enrolment.take_invitation(tx, actor, body.token)
        return Entered(href=course_href(course.slug))


@router.post("/{slug}/join", status_code=204)
async def join(slug: str, actor: CurrentActor) -> None:
    """Begin a course that is open to the member, without opening a lesson: from now on count the
    days after which its parts open."""
    async with writing() as tx:
        await enrolment.join(tx, actor, await learning.course_id(tx, slug))


@router.put("/{slug}/request", status_code=204)
async def ask(slug: str, body: Request, actor: CurrentActor) -> None:
    """Ask to be let in; sent again while that is open, the new words count."""
    async with writing() as tx:
        await enrolment.ask(tx, actor, await learning.course_id(tx, slug), body.words)


@router.delete("/{slug}/request", status_code=204)
async def withdraw_request(slug: str, actor: CurrentActor) -> None:
    async with writing() as tx:
        await enrolment.withdraw(tx, actor, await learning.course_id(tx, slug))
