"""A course for those who teach it: its people, what it asks of them, its figures."""

from collections.abc import AsyncIterator, Iterable
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from academy_app.api.bodies import Body, Moment, RowId, Short
from academy_app.api.deps import CurrentActor, Language
from academy_app.core import csv
from academy_app.core.db import reading, writing
from academy_app.core.i18n import translate
from academy_app.core.views.teaching import CourseAccess, CourseFigures, CoursePeople, LearnerRow
from academy_app.queries import learning, teaching
from academy_app.services import enrolment
from academy_app.services.enrolment import AccessDraft

router = APIRouter(prefix="/courses/{slug}", tags=["teaching"])

# People in one piece of a table.
PIECE = 500

Ids = Annotated[list[int], Field(max_length=500)]


class Access(Body):
    """`groups` are those that a course for the listed is open to, `needed` the courses that are to
    be finished first, by their ids."""

    enrol_by: Short = "everyone"
    level: int = 1
    groups: Ids = Field(default_factory=list)
    needed: Ids = Field(default_factory=list)
    is_sequential: bool = False
    is_hidden: bool = False


class Opening(Body):
    """A moment, days from a member's enrolment, or both: the later counts. Null is for none."""

    opens_at: Moment | None = None
    opens_after: int | None = None


class NewInvitation(Body):
    """Null is for as many as come, and for good."""

    label: Short = ""
    most_uses: int | None = None
    days: int | None = None


class MadeInvitation(BaseModel):
    """`link` is the whole address, told this once."""

    id: int
    link: str


class Answer(Body):
    is_accepted: bool


class Enrolled(BaseModel):
    """How many are new in the course."""

    count: int


class Which(BaseModel):
    """A page of people by `name`, `progress`, `started` or `seen`; `add` finds members who may be
    put in."""

    query: str = Field("", max_length=100)
    sort: str = Field("", max_length=20)
    after: str = Field("", max_length=20)
    add: str = Field("", max_length=100)


@router.get("/people")
async def people(slug: str, actor: CurrentActor, which: Annotated[Which, Query()]) -> CoursePeople:
    """Who is in the course, how far, and who asks to be."""
    wish = teaching.Wish(which.query, which.sort, which.after, which.add)
    async with reading() as rx:
        return await teaching.course_people(rx, actor, slug, wish)


@router.get("/people.csv", response_class=Response)
async def people_table(slug: str, actor: CurrentActor, language: Language) -> StreamingResponse:
    """All its people with their progress, as a table of comma-separated values."""
    async with reading() as rx:
        page = await teaching.course_people(rx, actor, slug, teaching.Wish())
    table = _people(page.course.id, page.lessons, language)
    return _csv(table, f"{slug}-people.csv")


async def _people(course_id: int, lessons: int, language: str) -> AsyncIterator[str]:
    yield csv.BEGIN + csv.lines([_titles(language, _PEOPLE)])
    after, is_more = "", True
    while is_more:
        async with reading() as rx:
            wish = teaching.Wish(after=after)
            rows = await teaching.learners(rx, course_id, wish, lessons, PIECE)
        yield csv.lines(_person(row, lessons, language) for row in rows)
        is_more = len(rows) == PIECE
        after = str(rows[-1].person.id) if rows else ""


_PEOPLE = ("name", "how", "started", "seen", "done", "lessons", "percent", "seconds")


def _person(row: LearnerRow, lessons: int, language: str) -> Iterable[str | int]:
    how = translate(language, f"enrolled.{row.how}")
    return (
        row.person.name,
        how,
        row.started_at,
        row.seen_at,
        row.done,
        lessons,
        row.percent,
        row.seconds,
    )


@router.put("/people/groups/{group_id}")
async def enrol_group(slug: str, group_id: RowId, actor: CurrentActor) -> Enrolled:
    """Put in all who are in the group now."""
    async with writing() as tx:
        course_id = await learning.course_id(tx, slug)
        return Enrolled(count=await enrolment.enrol_group(tx, actor, course_id, group_id))


@router.put("/people/{member_id}", status_code=204)
async def enrol(slug: str, member_id: RowId, actor: CurrentActor) -> None:
    async with writing() as tx:
        await enrolment.enrol(tx, actor, await learning.course_id(tx, slug), member_id)


@router.delete("/people/{member_id}", status_code=204)
async def remove(slug: str, member_id: RowId, actor: CurrentActor) -> None:
    """Take a member out; their progress stays."""
    async with writing() as tx:
        await enrolment.remove(tx, actor, await learning.course_id(tx, slug), member_id)


@router.post("/people/{member_id}/restore", status_code=204)
async def restore(slug: str, member_id: RowId, actor: CurrentActor) -> None:
    """Undo a removal."""
    async with writing() as tx:
        await enrolment.restore(tx, actor, await learning.course_id(tx, slug), member_id)


@router.post("/requests/{member_id}", status_code=204)
async def decide(slug: str, member_id: RowId, body: Answer, actor: CurrentActor) -> None:
    """Answer who asks to be let in."""
    async with writing() as tx:
        course_id = await learning.course_id(tx, slug)
        await enrolment.decide(tx, actor, course_id, member_id, is_accepted=body.is_accepted)


@router.post("/invitations", status_code=201)
async def invite(slug: str, body: NewInvitation, actor: CurrentActor) -> MadeInvitation:
    """A link that lets members in."""
    async with writing() as tx:
        made = await enrolment.invite(
            tx,
            actor,
            await learning.course_id(tx, slug),
            label=body.label,
            most_uses=body.most_uses,
            days=body.days,
        )
    return MadeInvitation(id=made.id, link=made.link)


@router.delete("/invitations/{invitation_id}", status_code=204)
async def revoke(slug: str, invitation_id: RowId, actor: CurrentActor) -> None:
    async with writing() as tx:
        course_id = await learning.course_id(tx, slug)
        await enrolment.revoke_invitation(tx, actor, course_id, invitation_id)


@router.get("/access")
async def access(slug: str, actor: CurrentActor) -> CourseAccess:
    async with reading() as rx:
        return await teaching.course_access(rx, actor, slug)


@router.put("/access", status_code=204)
async def set_access(slug: str, body: Access, actor: CurrentActor) -> None:
    draft = AccessDraft(
        enrol_by=body.enrol_by,
        level=body.level,
        group_ids=tuple(body.groups),
        needed_ids=tuple(body.needed),
        is_sequential=body.is_sequential,
        is_hidden=body.is_hidden,
    )
    async with writing() as tx:
        await enrolment.set_access(tx, actor, await learning.course_id(tx, slug), draft)


@router.put("/openings/{part}/{part_id}", status_code=204)
async def set_opening(
    slug: str, part: Literal["module", "lesson"], part_id: RowId, body: Opening, actor: CurrentActor
) -> None:
    """When a module or a lesson of the course opens."""
    async with writing() as tx:
        await enrolment.set_opening(
            tx,
            actor,
            await learning.course_id(tx, slug),
            part,
            part_id,
            opens_at=body.opens_at,
            opens_after=body.opens_after,
        )


@router.get("/stats")
async def stats(slug: str, actor: CurrentActor) -> CourseFigures:
    async with reading() as rx:
        return await teaching.course_figures(rx, actor, slug)


@router.get("/stats.csv", response_class=Response)
async def stats_table(slug: str, actor: CurrentActor, language: Language) -> Response:
    """Its lessons with their figures, as a table of comma-separated values."""
    async with reading() as rx:
        figures = await teaching.course_figures(rx, actor, slug)
    watched = {
        video.href: [sum(part) for part in zip(*_seconds(figures, video.href), strict=True)]
        for video in figures.videos
    }
    rows = [
        (
            row.module,
            row.title,
            figures.started,
            row.done,
            row.here,
            row.questions,
            *watched.get(row.href, (0, 0)),
        )
        for row in figures.lessons
    ]
    table = csv.BEGIN + csv.lines([_titles(language, _STATS), *rows])
    return _csv(table, f"{slug}-stats.csv")


_STATS = ("module", "lesson", "started", "done", "here", "questions", "seconds", "again")


def _seconds(figures: CourseFigures, href: str) -> list[tuple[int, int]]:
    """Of a lesson's videos, what was watched and what again."""
    return [(video.watched, video.again) for video in figures.videos if video.href == href]


def _titles(language: str, names: Iterable[str]) -> list[str]:
    return [translate(language, f"table.{name}") for name in names]


def _csv(table: str | AsyncIterator[str], name: str) -> StreamingResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    content = iter([table]) if isinstance(table, str) else table
    return StreamingResponse(content, 200, headers, "text/csv; charset=utf-8")
