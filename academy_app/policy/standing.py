"""How members stand in courses, as SQL: for the clauses of `visibility`, where the member is the
one who acts, and read from the database for the decisions on one thing."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import aliased
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.models.learning import Course, CourseGrant, CoursePrerequisite, Lesson, Module
from academy_app.models.membership import Group, GroupMember, Member
from academy_app.models.watching import Completion, Enrolment
from academy_app.policy.decisions import NOWHERE, Footing
from academy_app.policy.published import is_out, out_lessons

Pair: TypeAlias = tuple[int, int]

# Pairs in one statement: each is up to four parameters.
CHUNK = 5_000

_Opened: Any = aliased(Group)
_Own: Any = aliased(Group)
_Needed: Any = aliased(Course)
_Step: Any = aliased(Lesson)
_StepModule: Any = aliased(Module)
_OwnModule: Any = aliased(Module)


@dataclass(frozen=True, slots=True)
class Who:
    """A member in a statement: `id` is theirs, `is_in_group` says it of the group `_Own`."""

    id: Any
    is_in_group: ColumnElement[bool]


def acting(actor: Actor) -> Who:
    return Who(literal(actor.member_id), _Own.id.in_(sorted(actor.groups)))


def each_member() -> Who:
    """Those of a statement on Member."""
    is_in = exists().where(
        col(GroupMember.group_id) == _Own.id, col(GroupMember.member_id) == col(Member.id)
    )
    return Who(col(Member.id), is_in.correlate(_Own, Member))


def is_listed(who: Who) -> ColumnElement[bool]:
    """For statements on Course: it is open to a group of theirs, or to a lower tier."""
    return (
        select(col(CourseGrant.group_id))
        .join(_Opened, _Opened.id == col(CourseGrant.group_id))
        .join(_Own, or_(_Own.id == _Opened.id, _Own.rank >= _Opened.rank))
        .where(col(CourseGrant.course_id) == col(Course.id), who.is_in_group)
        .correlate(Course, Member)
        .exists()
    )


def is_lacking(who: Who) -> ColumnElement[bool]:
    """For statements on Course: a lesson of a course that it needs is not done. A needed course
    that members do not see asks for nothing."""
    done = exists().where(
        col(Completion.member_id) == who.id, col(Completion.lesson_id) == _Step.id
    )
    return (
        select(col(CoursePrerequisite.needed_id))
        .join(_Needed, _Needed.id == col(CoursePrerequisite.needed_id))
        .join(_Step, _Step.course_id == _Needed.id)
        .where(
            col(CoursePrerequisite.course_id) == col(Course.id),
            is_out(_Needed),
            out_lessons(_Step),
            ~done.correlate(_Step, Member),
        )
        .correlate(Course, Member)
        .exists()
    )


def unreached_lessons(actor: Actor) -> Select[Any]:
    """The ids of lessons, of courses in sequence, that stand behind one that is not done. What is
    done stays open."""
    is_done = col(Completion.lesson_id).is_not(None)
    before = func.lag(is_done).over(
        partition_by=_Step.course_id,
        order_by=(_StepModule.position, _StepModule.id, _Step.position, _Step.id),
    )
    steps = (
        select(_Step.id, is_done.label("is_done"), before.label("is_done_before"))
        .join(_StepModule, _StepModule.id == _Step.module_id)
        .join(_Needed, _Needed.id == _Step.course_id)
        .outerjoin(
            Completion,
            and_(
                col(Completion.lesson_id) == _Step.id,
                col(Completion.member_id) == actor.member_id,
            ),
        )
        .where(_Needed.is_sequential, out_lessons(_Step))
        .correlate(None)
        .subquery()
    )
    return select(steps.c.id).where(~steps.c.is_done, ~steps.c.is_done_before)


def is_reached(who: Who) -> ColumnElement[bool]:
    """For statements on Lesson: it is done, or the one before it, or none is before it. It walks
    the lesson's own course: for statements that are about a few."""
    place = tuple_(_StepModule.position, _StepModule.id, _Step.position, _Step.id)
    done = exists().where(
        col(Completion.member_id) == who.id, col(Completion.lesson_id) == col(Lesson.id)
    )
    done_before = (
        select(col(Completion.lesson_id).is_not(None))
        .select_from(_Step)
        .join(_StepModule, _StepModule.id == _Step.module_id)
        .join(_OwnModule, _OwnModule.id == col(Lesson.module_id))
        .outerjoin(
            Completion,
            and_(col(Completion.lesson_id) == _Step.id, col(Completion.member_id) == who.id),
        )
        .where(
            _Step.course_id == col(Lesson.course_id),
            out_lessons(_Step),
            place
            < tuple_(_OwnModule.position, _OwnModule.id, col(Lesson.position), col(Lesson.id)),
        )
        .order_by(
            _StepModule.position.desc(),
            _StepModule.id.desc(),
            _Step.position.desc(),
            _Step.id.desc(),
        )
        .limit(1)
        .correlate(Member, Lesson)
        .scalar_subquery()
    )
    return or_(done.correlate(Member, Lesson), func.coalesce(done_before, true()))


async def footings(rx: Reading, pairs: Collection[Pair]) -> dict[Pair, Footing]:
    """By member and lesson. Who or what is not there stands nowhere."""
    found: dict[Pair, Footing] = {}
    wanted = sorted(set(pairs))
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        found |= await footings_where(
            rx,
            and_(
                # By their keys, or each member would be held against each lesson.
                col(Member.id).in_({member_id for member_id, _ in part}),
                col(Lesson.id).in_({lesson_id for _, lesson_id in part}),
                tuple_(col(Member.id), col(Lesson.id)).in_(part),
            ),
        )
    return {pair: found.get(pair, NOWHERE) for pair in pairs}


async def footings_where(rx: Reading, which: ColumnElement[bool]) -> dict[Pair, Footing]:
    """The same of a condition on Member and Lesson."""
    who = each_member()
    statement: Select[*tuple[Any, ...]] = (
        select(
            col(Member.id),
            col(Lesson.id).label("lesson_id"),
            *_course_columns(who),
            col(Lesson.opens_at),
            col(Module.opens_at).label("module_opens_at"),
            col(Lesson.opens_after),
            col(Module.opens_after).label("module_opens_after"),
            case((col(Course.is_sequential), is_reached(who)), else_=true()).label("is_reached"),
        )
        .select_from(Member)
        .join(Lesson, true())
        .join(Module, col(Module.id) == col(Lesson.module_id))
        .join(Course, col(Course.id) == col(Lesson.course_id))
        .outerjoin(Enrolment, _is_theirs(who))
        .where(which)
    )
    return {
        (row.id, row.lesson_id): replace(
            at_lesson(footing(row), row), is_reached=bool(row.is_reached)
        )
        for row in await rx.execute(statement)
    }


async def course_footing(rx: Reading, actor: Actor, course_id: int) -> Footing:
    """How who acts stands in a course."""
    who = acting(actor)
    statement: Select[*tuple[Any, ...]] = (
        select(*_course_columns(who))
        .select_from(Course)
        .outerjoin(Enrolment, _is_theirs(who))
        .where(col(Course.id) == course_id)
    )
    row = (await rx.execute(statement)).one_or_none()
    return footing(row) if row is not None else NOWHERE


@lru_cache(maxsize=256)
def standing_columns(actor: Actor) -> tuple[Any, ...]:
    """What `footing` reads of a course, for statements on Course that join the actor's
    Enrolment."""
    return _course_columns(acting(actor))


def footing(row: Any) -> Footing:
    """In a course, from a row with the columns above."""
    return Footing(
        enrolled_at=row.started_at,
        how=row.how or "",
        is_removed=row.removed_at is not None,
        is_listed=bool(row.is_listed),
        is_lacking=bool(row.is_lacking),
    )


def at_lesson(stands: Footing, row: Any) -> Footing:
    """The same before a lesson, from a row that says when it and its module open."""
    moments = (row.opens_at, row.module_opens_at)
    return replace(
        stands,
        opens_at=max((moment for moment in moments if moment is not None), default=None),
        opens_after=max(row.opens_after or 0, row.module_opens_after or 0),
    )


def has_opening(row: Any) -> bool:
    """Whether a lesson or its module opens later than the course."""
    return bool(row.opens_at or row.module_opens_at or row.opens_after or row.module_opens_after)


def _course_columns(who: Who) -> tuple[Any, ...]:
    return (
        col(Enrolment.started_at),
        col(Enrolment.how),
        col(Enrolment.removed_at),
        case((col(Course.enrol_by) == "listed", is_listed(who)), else_=false()).label("is_listed"),
        is_lacking(who).label("is_lacking"),
    )


def _is_theirs(who: Who) -> ColumnElement[bool]:
    return and_(col(Enrolment.course_id) == col(Course.id), col(Enrolment.member_id) == who.id)
