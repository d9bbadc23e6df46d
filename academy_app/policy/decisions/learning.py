"""Courses and lessons: who may see, make and change them."""

from typing import Protocol

from academy_app.core.actor import Actor
from academy_app.policy.decisions.decision import HIDDEN, YES, Decision, no


class CourseLike(Protocol):
    author_id: int | None
    is_published: bool
    level: int


class LessonLike(Protocol):
    is_published: bool


def can_edit_course(actor: Actor, course: CourseLike) -> Decision:
    """Admins edit every course, creators their own."""
    if actor.is_admin or (actor.is_author and course.author_id == actor.member_id):
        return YES
    return no("course.not_yours") if can_see_course(actor, course) else HIDDEN


def can_create_course(actor: Actor) -> Decision:
    return YES if actor.is_author else no("course.creators_only")


def can_see_course(actor: Actor, course: CourseLike) -> Decision:
    """Published ones are for every member; drafts for those who may edit them."""
    if course.is_published or actor.is_admin:
        return YES
    return YES if actor.is_author and course.author_id == actor.member_id else HIDDEN


def can_enter_course(actor: Actor, course: CourseLike) -> Decision:
    """Its lessons, besides what its card says. Staff, who alone edit courses, need no level."""
    may_see = can_see_course(actor, course)
    if not may_see or actor.is_staff or course.level <= actor.level:
        return may_see
    return no("course.locked", level=course.level)


def can_see_lesson(actor: Actor, course: CourseLike, lesson: LessonLike) -> Decision:
    may_enter = can_enter_course(actor, course)
    if not may_enter:
        return may_enter
    return YES if lesson.is_published or can_edit_course(actor, course) else HIDDEN
