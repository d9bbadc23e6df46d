"""Courses and lessons, as far as the actor may see them."""

from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, false, not_, or_, select, true
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.moments import DaysLater
from academy_app.models.discussion import Upload
from academy_app.models.learning import Course, Lesson, Module
from academy_app.models.watching import Enrolment
from academy_app.policy.decisions import LET_IN, MEANT
from academy_app.policy.published import is_out, kept_lessons, moment, out_lessons
from academy_app.policy.standing import (
    acting,
    is_lacking,
    is_listed,
    is_reached,
    unreached_lessons,
)

# Clauses are large, and asked for by each member again: to make one takes 2 ms.
KEPT: Final = 256


def taught_courses(actor: Actor) -> ColumnElement[bool]:
    """The actor's to write, deleted ones too."""
    if actor.is_admin:
        return true()
    if actor.is_author:
        return col(Course.author_id) == actor.member_id
    return col(Course.id).is_(None)


def managed_uploads(actor: Actor) -> ColumnElement[bool]:
    """For statements on Upload."""
    if actor.is_admin:
        return true()
    own = col(Upload.member_id) == actor.member_id
    return own if actor.is_author else col(Upload.id).is_(None)


def editable_courses(actor: Actor) -> ColumnElement[bool]:
    return and_(col(Course.deleted_at).is_(None), taught_courses(actor))


@lru_cache(maxsize=KEPT)
def visible_courses(actor: Actor) -> ColumnElement[bool]:
    if actor.is_admin:
        return editable_courses(actor)
    is_shown = or_(not_(col(Course.is_hidden)), _enterable(actor))
    return or_(_free_courses(actor), and_(is_out(Course), is_shown))


@lru_cache(maxsize=KEPT)
def open_courses(actor: Actor) -> ColumnElement[bool]:
    """Those whose lessons the actor may open, among the visible ones."""
    return true() if actor.is_admin else or_(_free_courses(actor), _enterable(actor))


@lru_cache(maxsize=KEPT)
def listed_lessons(actor: Actor) -> ColumnElement[bool]:
    """Those that an outline names. For statements that join Lesson to its Course, of which it
    asks once, not with each lesson."""
    if actor.is_admin:
        return _editable_lessons(actor)
    entered: Select[Any] = (
        select(col(Course.id))
        .where(or_(_previewed(actor), and_(is_out(Course), _enterable(actor))))
        .correlate(None)
    )
    are_out = and_(out_lessons(), col(Lesson.course_id).in_(entered))
    return or_(are_out, _editable_lessons(actor))


@lru_cache(maxsize=KEPT)
def visible_lessons(actor: Actor) -> ColumnElement[bool]:
    """Those whose content is open. For the same statements."""
    is_reached_ = col(Lesson.id).not_in(unreached_lessons(actor))
    return _opened_lessons(actor, is_reached_)


@lru_cache(maxsize=KEPT)
def visible_lesson(actor: Actor) -> ColumnElement[bool]:
    """The same, for statements about one or a few: it looks back from those, and not through all
    courses in sequence."""
    is_next = or_(not_(col(Course.is_sequential)), is_reached(acting(actor)))
    return _opened_lessons(actor, is_next)


def _opened_lessons(actor: Actor, are_reached: ColumnElement[bool]) -> ColumnElement[bool]:
    if actor.is_admin:
        return _editable_lessons(actor)
    are_open = or_(_previewed(actor), and_(_in_time(actor), are_reached))
    return or_(and_(listed_lessons(actor), are_open), _editable_lessons(actor))


def _editable_lessons(actor: Actor) -> ColumnElement[bool]:
    return and_(kept_lessons(), editable_courses(actor))


def _free_courses(actor: Actor) -> ColumnElement[bool]:
    """Of which the actor's footing is not asked."""
    return or_(editable_courses(actor), _previewed(actor))


def _previewed(actor: Actor) -> ColumnElement[bool]:
    if actor.previews is None:
        return false()
    return and_(col(Course.id) == actor.previews, col(Course.deleted_at).is_(None))


def _enterable(actor: Actor) -> ColumnElement[bool]:
    """For statements on Course: what `can_enter_course` asks of who does not edit it."""
    who = acting(actor)
    course = col(Course.id)
    is_let_in = course.in_(_enrolled(actor, LET_IN))
    is_listed_ = and_(col(Course.enrol_by) == "listed", or_(is_let_in, is_listed(who)))
    by_others = col(Course.enrol_by).in_(("invitation", "request"))
    level = (
        true()
        if actor.is_staff
        else or_(col(Course.level) <= actor.level, course.in_(_enrolled(actor, MEANT)))
    )
    return and_(
        course.not_in(_removed(actor)),
        or_(
            col(Course.enrol_by) == "everyone",
            is_listed_,
            and_(by_others, course.in_(_enrolled(actor))),
        ),
        level,
        or_(course.in_(_enrolled(actor)), not_(is_lacking(who))),
    )


def _enrolled(actor: Actor, how: tuple[str, ...] = ()) -> Select[Any]:
    """The ids of courses that the actor is in, of those who came in so."""
    found = (
        select(col(Enrolment.course_id))
        .where(
            col(Enrolment.member_id) == actor.member_id,
            col(Enrolment.removed_at).is_(None),
        )
        .correlate(None)
    )
    return found.where(col(Enrolment.how).in_(how)) if how else found


def _removed(actor: Actor) -> Select[Any]:
    return (
        select(col(Enrolment.course_id))
        .where(
            col(Enrolment.member_id) == actor.member_id,
            col(Enrolment.removed_at).is_not(None),
        )
        .correlate(None)
    )


def _in_time(actor: Actor) -> ColumnElement[bool]:
    """For statements on Lesson: what `is_lesson_open` asks of the time."""
    return and_(
        or_(col(Lesson.opens_at).is_(None), col(Lesson.opens_at) <= moment()),
        or_(
            col(Lesson.opens_after).is_(None),
            col(Lesson.opens_after) == 0,
            col(Lesson.course_id).in_(_begun(actor, col(Lesson.opens_after)).correlate(Lesson)),
        ),
        col(Lesson.module_id).not_in(_closed_modules(actor)),
    )


def _begun(actor: Actor, days: Any) -> Select[Any]:
    """The ids of courses that the actor began so many days ago."""
    return select(col(Enrolment.course_id)).where(
        col(Enrolment.member_id) == actor.member_id,
        col(Enrolment.removed_at).is_(None),
        DaysLater(col(Enrolment.started_at), days) <= moment(),
    )


def _closed_modules(actor: Actor) -> Select[Any]:
    begun = _begun(actor, col(Module.opens_after)).correlate(Module)
    return (
        select(col(Module.id))
        .where(
            or_(
                col(Module.opens_at) > moment(),
                and_(col(Module.opens_after) > 0, col(Module.course_id).not_in(begun)),
            )
        )
        .correlate(None)
    )
