"""Courses and lessons: who may see, make and change them."""

from datetime import datetime
from typing import Protocol, TypeAlias

from academy_app.core.actor import Actor, Role
from academy_app.core.clock import now
from academy_app.policy.decisions.decision import HIDDEN, YES, Decision, no


class Published(Protocol):
    """What is published: a course, a module, a lesson."""

    is_published: bool
    publish_at: datetime | None
    deleted_at: datetime | None


class CourseLike(Published, Protocol):
    id: int | None
    author_id: int | None
    level: int


class UploadLike(Protocol):
    member_id: int | None


ModuleLike: TypeAlias = Published
LessonLike: TypeAlias = Published


def is_out(row: Published) -> bool:
    """Whether it is published and its time has come."""
    is_due = row.publish_at is None or row.publish_at <= now()
    return row.is_published and is_due and row.deleted_at is None


def teaches(actor: Actor, course: CourseLike) -> bool:
    """Whether the course is the actor's to write, though it may be deleted: admins write every
    course, creators their own."""
    return actor.is_admin or (actor.is_author and course.author_id == actor.member_id)


def can_edit_course(actor: Actor, course: CourseLike) -> Decision:
    if course.deleted_at is not None:
        return HIDDEN
    if teaches(actor, course):
        return YES
    return no("course.not_yours") if can_see_course(actor, course) else HIDDEN


def can_restore_course(actor: Actor, course: CourseLike) -> Decision:
    """To bring back what was deleted, or to see it listed."""
    return YES if teaches(actor, course) else HIDDEN


def can_preview_course(actor: Actor, course: CourseLike) -> Decision:
    """To see it as others do: those who write it."""
    return can_edit_course(actor, course)


def as_member(actor: Actor, course: CourseLike, groups: frozenset[int] = frozenset()) -> Actor:
    """A member of these groups, and of the level that the course asks for, before whom nothing has
    been done. Ask `can_preview_course` first."""
    assert can_preview_course(actor, course)
    return Actor(0, Role.USER, groups=groups, level=course.level, previews=course.id)


def can_manage_upload(actor: Actor, upload: UploadLike) -> Decision:
    """To see it in the library and delete it: admins every one, creators their own."""
    is_own = actor.is_author and upload.member_id == actor.member_id
    return YES if actor.is_admin or is_own else HIDDEN


def can_create_course(actor: Actor) -> Decision:
    return YES if actor.is_author else no("course.creators_only")


def can_see_course(actor: Actor, course: CourseLike) -> Decision:
    """Published ones are for every member; drafts for those who may edit them."""
    if course.deleted_at is not None:
        return HIDDEN
    is_previewed = actor.previews is not None and actor.previews == course.id
    return YES if is_out(course) or is_previewed or teaches(actor, course) else HIDDEN


def can_enter_course(actor: Actor, course: CourseLike) -> Decision:
    """Its lessons, besides what its card says. Staff, who alone edit courses, need no level."""
    may_see = can_see_course(actor, course)
    if not may_see or actor.is_staff or course.level <= actor.level:
        return may_see
    return no("course.locked", level=course.level)


def can_see_lesson(
    actor: Actor, course: CourseLike, module: ModuleLike, lesson: LessonLike
) -> Decision:
    """A lesson is out when its module is, too."""
    may_enter = can_enter_course(actor, course)
    if not may_enter:
        return may_enter
    if module.deleted_at is not None or lesson.deleted_at is not None:
        return HIDDEN
    are_out = is_out(module) and is_out(lesson)
    return YES if are_out or can_edit_course(actor, course) else HIDDEN
