"""Courses and lessons: who may see, enter, make and change them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol, TypeAlias

from academy_app.core.actor import Actor, Role
from academy_app.core.clock import now
from academy_app.policy.decisions.decision import HIDDEN, YES, Decision, no

ENROL_BY: Final = ("everyone", "listed", "invitation", "request")
# Who came in so was let in by somebody: they need be in none of the listed groups.
LET_IN: Final = ("invitation", "request", "staff", "import")
# Somebody decided on this very member: they need not have the level either.
MEANT: Final = ("request", "staff")


class Published(Protocol):
    """What is published: a course, a module, a lesson."""

    is_published: bool
    publish_at: datetime | None
    deleted_at: datetime | None


class CourseLike(Published, Protocol):
    id: int | None
    author_id: int | None
    level: int
    enrol_by: str
    is_hidden: bool


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


def previews(actor: Actor, course: CourseLike) -> bool:
    """Whether the actor looks at this very course with a member's eyes: as one who is in it, and
    before whom everything in it is open."""
    return actor.previews is not None and actor.previews == course.id


@dataclass(frozen=True, slots=True)
class Footing:
    """How a member stands in a course, and before one of its lessons.

    `enrolled_at` and `how` are of the enrolment, None and "" without one. `is_listed`: the course
    is open to a group of theirs. `is_lacking`: they have not finished what it asks for. The lesson
    opens at `opens_at` and `opens_after` days from the enrolment, and unless `is_reached`, behind
    another one.
    """

    enrolled_at: datetime | None = None
    how: str = ""
    is_removed: bool = False
    is_listed: bool = False
    is_lacking: bool = False
    opens_at: datetime | None = None
    opens_after: int = 0
    is_reached: bool = True

    @property
    def is_in(self) -> bool:
        return self.enrolled_at is not None and not self.is_removed

    @property
    def opening(self) -> datetime | None:
        """When the lesson opens to them; None for no matter when, or not before they enrol."""
        moments = [self.opens_at] if self.opens_at is not None else []
        if self.opens_after and self.is_in and self.enrolled_at is not None:
            moments.append(self.enrolled_at + timedelta(days=self.opens_after))
        return max(moments, default=None)


NOWHERE: Final = Footing()


def can_edit_course(actor: Actor, course: CourseLike) -> Decision:
    if course.deleted_at is not None:
        return HIDDEN
    if teaches(actor, course):
        return YES
    is_known = previews(actor, course) or (is_out(course) and not course.is_hidden)
    return no("course.not_yours") if is_known else HIDDEN


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


def can_see_course(actor: Actor, course: CourseLike, footing: Footing) -> Decision:
    """What is out is for every member, hidden ones for who may enter them; drafts for those who
    may edit them."""
    if course.deleted_at is not None:
        return HIDDEN
    if teaches(actor, course) or previews(actor, course):
        return YES
    if not is_out(course):
        return HIDDEN
    return HIDDEN if course.is_hidden and not _may_enter(actor, course, footing) else YES


def can_enter_course(actor: Actor, course: CourseLike, footing: Footing) -> Decision:
    """Its lessons, besides what its card says."""
    may_see = can_see_course(actor, course, footing)
    if not may_see or teaches(actor, course) or previews(actor, course):
        return may_see
    return _may_enter(actor, course, footing)


def can_see_lesson(
    actor: Actor, course: CourseLike, module: ModuleLike, lesson: LessonLike, footing: Footing
) -> Decision:
    """What is in it, besides its line in the course's outline."""
    may_list = can_list_lesson(actor, course, module, lesson, footing)
    if not may_list or teaches(actor, course) or previews(actor, course):
        return may_list
    return is_lesson_open(footing)


def can_list_lesson(
    actor: Actor, course: CourseLike, module: ModuleLike, lesson: LessonLike, footing: Footing
) -> Decision:
    """Its line in the outline of the course. A lesson is out when its module is, too."""
    may_enter = can_enter_course(actor, course, footing)
    if not may_enter:
        return may_enter
    if module.deleted_at is not None or lesson.deleted_at is not None:
        return HIDDEN
    are_out = is_out(module) and is_out(lesson)
    return YES if are_out or teaches(actor, course) else HIDDEN


def can_take_invitation(actor: Actor, course: CourseLike, footing: Footing) -> Decision:
    """Whether a link into the course is any use to them: it opens the door, and asks no less of
    who comes than the course does."""
    if can_edit_course(actor, course):
        return YES
    if not is_out(course):
        return HIDDEN
    if footing.is_removed:
        return no("course.removed")
    return _is_ready(actor, course, footing)


def is_lesson_open(footing: Footing) -> Decision:
    """To a member who may enter the course; nothing of it is asked of who edits it."""
    opening = footing.opening
    if opening is not None and opening > now():
        return no("lesson.opens_on", day=opening.isoformat())
    if footing.opens_after and not footing.is_in:
        return no("lesson.opens_after", count=footing.opens_after)
    return YES if footing.is_reached else no("lesson.opens_in_order")


def _may_enter(actor: Actor, course: CourseLike, footing: Footing) -> Decision:
    """Once in, a member stays in; but a level and a listed group are a matter of what one is."""
    if footing.is_removed:
        return no("course.removed")
    is_let_in = footing.is_in and footing.how in LET_IN
    if course.enrol_by == "listed" and not (is_let_in or footing.is_listed):
        return no("course.for_listed")
    if course.enrol_by == "invitation" and not footing.is_in:
        return no("course.by_invitation")
    if course.enrol_by == "request" and not footing.is_in:
        return no("course.by_request")
    return _is_ready(actor, course, footing)


def _is_ready(actor: Actor, course: CourseLike, footing: Footing) -> Decision:
    """Whether they have what the course asks of all who come in."""
    is_meant = footing.is_in and footing.how in MEANT
    # Staff need no level.
    if course.level > actor.level and not (actor.is_staff or is_meant):
        return no("course.locked", level=course.level)
    if footing.is_lacking and not footing.is_in:
        return no("course.needs_others")
    return YES
