"""A course's people with their progress, page by page, and who asks to be among them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, Row, Select, and_, func, select, tuple_
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.clock import now
from academy_app.core.db import Reading
from academy_app.core.errors import Invalid
from academy_app.core.hrefs import file_href, person_href, teach_href
from academy_app.core.ids import is_id
from academy_app.core.media_time import clock_text
from academy_app.core.views import Person
from academy_app.core.views.teaching import (
    CourseInvitationRow,
    CoursePeople,
    FoundPerson,
    LearnerRow,
    RemovedRow,
    RequestRow,
    SortLink,
)
from academy_app.models.learning import Lesson, Video
from academy_app.models.membership import Member
from academy_app.models.watching import (
    Completion,
    CourseInvitation,
    Enrolment,
    EnrolmentRequest,
    Watch,
)
from academy_app.policy.decisions import can_manage_members
from academy_app.policy.visibility import out_lessons
from academy_app.queries.learning.progress import percent
from academy_app.queries.membership import colour, initials, matches
from academy_app.queries.teaching.course import group_options, shown, taught

PAGE: Final = 50
FOUND: Final = 10
# Of what stands beside the list.
BESIDE: Final = 100
SORTS: Final = ("name", "progress", "started", "seen")

_Columns: TypeAlias = Row[*tuple[Any, ...]]
_Statement: TypeAlias = Select[*tuple[Any, ...]]
_CURSOR = re.compile(r"\d{1,19}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wish:
    """`query` is a part of a name or a whole address, and for who sees addresses a part of one;
    `after` another page's `next`, `add` what is searched for among members to be put in."""

    query: str = ""
    sort: str = "name"
    after: str = ""
    add: str = ""


async def course_people(rx: Reading, actor: Actor, slug: str, wish: Wish) -> CoursePeople:
    """What stands beside the list comes with its first page."""
    found = await taught(rx, actor, slug)
    course = found.Course
    wish = replace(wish, sort=wish.sort if wish.sort in SORTS else "name", query=wish.query[:100])
    sees = bool(can_manage_members(actor))
    rows = await learners(rx, course.id, wish, found.lessons, sees_addresses=sees)
    following = str(rows[PAGE - 1].person.id) if len(rows) > PAGE else ""
    link = {"q": wish.query, "sort": "" if wish.sort == "name" else wish.sort}
    page = CoursePeople(
        course=shown(found),
        rows=rows[:PAGE],
        lessons=found.lessons,
        total=await _total(rx, course.id),
        query=wish.query,
        sort=wish.sort,
        sorts=[
            SortLink(
                f"people_order.{sort}",
                teach_href(slug, "people", q=wish.query, sort="" if sort == "name" else sort),
                sort == wish.sort,
            )
            for sort in SORTS
        ],
        next=following,
        next_href=teach_href(slug, "people", **link, after=following) if following else "",
        is_first=not wish.after,
        add=wish.add,
        csv_href=f"/api/lms/courses/{slug}/people.csv",
    )
    if wish.after:
        return page
    return replace(
        page,
        found=await _to_add(rx, course.id, wish.add, sees_addresses=sees)
        if wish.add.strip()
        else [],
        requests=await _requests(rx, course.id),
        removed=await _removed(rx, course.id),
        invitations=await _invitations(rx, course.id),
        groups=await group_options(rx, course.id),
    )


async def learners(
    rx: Reading,
    course_id: int,
    wish: Wish,
    lessons: int,
    most: int = PAGE + 1,
    *,
    sees_addresses: bool = False,
) -> list[LearnerRow]:
    """The course's people behind `wish.after`, in two statements. Ask only for who teaches it."""
    rows = await _rows(rx, course_id, wish, most, sees_addresses=sees_addresses)
    watched = await _watched(rx, course_id, [row.id for row in rows])
    return [_learner(row, lessons, watched.get(row.id, 0)) for row in rows]


async def _rows(
    rx: Reading, course_id: int, wish: Wish, most: int, *, sees_addresses: bool
) -> Sequence[_Columns]:
    done = (
        select(col(Completion.member_id), func.count().label("done"))
        .join(Lesson, col(Lesson.id) == col(Completion.lesson_id))
        .where(col(Completion.course_id) == course_id, out_lessons())
        .group_by(col(Completion.member_id))
        .subquery()
    )
    people = (
        select(
            col(Member.id),
            col(Member.name),
            col(Member.picture),
            func.lower(col(Member.name)).label("by_name"),
            col(Enrolment.how),
            col(Enrolment.started_at),
            col(Enrolment.seen_at),
            col(Enrolment.removed_at),
            func.coalesce(done.c.done, 0).label("done"),
        )
        .select_from(Enrolment)
        .join(Member, col(Member.id) == col(Enrolment.member_id))
        .outerjoin(done, done.c.member_id == col(Member.id))
        .where(col(Enrolment.course_id) == course_id)
    )
    if wish.query.strip():
        people = people.where(matches(wish.query, sees_addresses=sees_addresses))
    all_ = people.cte("people")
    key: ColumnElement[Any] = {
        "progress": all_.c.done,
        "started": all_.c.started_at,
        "seen": all_.c.seen_at,
    }.get(wish.sort, all_.c.by_name)
    is_falling = wish.sort != "name"
    statement: _Statement = (
        select(all_)
        .where(all_.c.removed_at.is_(None))
        .order_by(*((key.desc(), all_.c.id.desc()) if is_falling else (key, all_.c.id)))
        .limit(most)
    )
    if wish.after:
        statement = statement.where(_beyond(all_, key, wish.after, is_falling=is_falling))
    return (await rx.execute(statement)).all()


def _beyond(
    people: Any, key: ColumnElement[Any], after: str, *, is_falling: bool
) -> ColumnElement[bool]:
    """Behind the member whose id the cursor is, who may have been removed meanwhile."""
    if not (_CURSOR.fullmatch(after) and is_id(int(after))):
        raise Invalid({"after": "error.invalid_value"})
    other = people.alias("last")
    last = select(other.c[key.key]).where(other.c.id == int(after)).scalar_subquery()
    here, there = tuple_(key, people.c.id), tuple_(last, int(after))
    return here < there if is_falling else here > there


async def _watched(rx: Reading, course_id: int, member_ids: Sequence[int]) -> dict[int, int]:
    """How much of the course's videos the members have seen, in ms."""
    if not member_ids:
        return {}
    statement: _Statement = (
        select(col(Watch.member_id), func.sum(col(Watch.covered)))
        .join(Video, col(Video.id) == col(Watch.video_id))
        .join(Lesson, col(Lesson.id) == col(Video.lesson_id))
        .where(col(Lesson.course_id) == course_id, col(Watch.member_id).in_(member_ids))
        .group_by(col(Watch.member_id))
    )
    return {row[0]: int(row[1]) for row in await rx.execute(statement)}


def _learner(row: _Columns, lessons: int, watched: int) -> LearnerRow:
    seconds = watched // 1000
    return LearnerRow(
        person=_person(row),
        href=person_href(row.id),
        how=row.how,
        started_at=_iso(row.started_at),
        seen_at=_iso(row.seen_at),
        done=row.done,
        percent=percent(row.done, lessons),
        seconds=seconds,
        watched=clock_text(seconds) if seconds else "",
    )


async def _total(rx: Reading, course_id: int) -> int:
    count = await rx.scalar(
        select(func.count())
        .select_from(Enrolment)
        .where(col(Enrolment.course_id) == course_id, col(Enrolment.removed_at).is_(None))
    )
    return count or 0


async def _to_add(
    rx: Reading, course_id: int, typed: str, *, sees_addresses: bool
) -> list[FoundPerson]:
    statement: _Statement = (
        select(
            col(Member.id),
            col(Member.name),
            col(Member.picture),
            col(Enrolment.started_at).is_not(None).label("is_in"),
        )
        .outerjoin(
            Enrolment,
            and_(
                col(Enrolment.member_id) == col(Member.id),
                col(Enrolment.course_id) == course_id,
                col(Enrolment.removed_at).is_(None),
            ),
        )
        .where(matches(typed, sees_addresses=sees_addresses), col(Member.is_active))
        .order_by(func.lower(col(Member.name)), col(Member.id))
        .limit(FOUND)
    )
    return [FoundPerson(_person(row), row.is_in) for row in await rx.execute(statement)]


async def _requests(rx: Reading, course_id: int) -> list[RequestRow]:
    """The oldest first."""
    statement: _Statement = (
        select(
            col(Member.id),
            col(Member.name),
            col(Member.picture),
            col(EnrolmentRequest.words),
            col(EnrolmentRequest.at),
        )
        .join(Member, col(Member.id) == col(EnrolmentRequest.member_id))
        .where(
            col(EnrolmentRequest.course_id) == course_id,
            col(EnrolmentRequest.decided_at).is_(None),
            col(Member.is_active),
        )
        .order_by(col(EnrolmentRequest.at), col(Member.id))
        .limit(BESIDE)
    )
    return [
        RequestRow(_person(row), person_href(row.id), row.words, _iso(row.at))
        for row in await rx.execute(statement)
    ]


async def _removed(rx: Reading, course_id: int) -> list[RemovedRow]:
    """The last ones first."""
    statement: _Statement = (
        select(col(Member.id), col(Member.name), col(Member.picture), col(Enrolment.removed_at))
        .join(Enrolment, col(Enrolment.member_id) == col(Member.id))
        .where(col(Enrolment.course_id) == course_id, col(Enrolment.removed_at).is_not(None))
        .order_by(col(Enrolment.removed_at).desc(), col(Member.id))
        .limit(BESIDE)
    )
    return [RemovedRow(_person(row), _iso(row.removed_at)) for row in await rx.execute(statement)]


async def _invitations(rx: Reading, course_id: int) -> list[CourseInvitationRow]:
    """Those that are neither revoked nor past, the newest first; used up ones say so."""
    rows = await rx.scalars(
        select(CourseInvitation)
        .where(
            col(CourseInvitation.course_id) == course_id,
            col(CourseInvitation.revoked_at).is_(None),
            (
                col(CourseInvitation.expires_at).is_(None)
                | (col(CourseInvitation.expires_at) > now())
            ),
        )
        .order_by(col(CourseInvitation.id).desc())
        .limit(BESIDE)
    )
    return [
        CourseInvitationRow(
            row.id or 0,
            row.label,
            row.uses,
            row.most_uses or 0,
            _iso(row.created_at),
            _iso(row.expires_at),
        )
        for row in rows
    ]


def _person(row: _Columns) -> Person:
    return Person(row.id, row.name, initials(row.name), file_href(row.picture), colour(row.id))


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
