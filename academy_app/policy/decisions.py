"""May this actor do that? Pure functions; a refusal carries its reason as a key."""

from dataclasses import dataclass
from typing import Protocol

from academy_app.core.actor import Actor
from academy_app.core.errors import Forbidden, NotFound


@dataclass(frozen=True, slots=True)
class Decision:
    """Truthy when allowed; else `reason` is a translation key.

    `is_hidden` means the actor may not even know that the thing exists.
    """

    allowed: bool
    reason: str = ""
    is_hidden: bool = False

    def __bool__(self) -> bool:
        return self.allowed


YES = Decision(True)


def no(reason: str) -> Decision:
    return Decision(False, reason)


HIDDEN = Decision(False, "error.not_found", is_hidden=True)


def require(decision: Decision) -> None:
    """Raise what a refusal means to its reader."""
    if decision.is_hidden:
        raise NotFound(decision.reason)
    if not decision:
        raise Forbidden(decision.reason)


class CourseLike(Protocol):
    author_id: int | None
    is_published: bool


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


def can_see_lesson(actor: Actor, course: CourseLike, lesson: LessonLike) -> Decision:
    if not can_see_course(actor, course):
        return HIDDEN
    return YES if lesson.is_published or can_edit_course(actor, course) else HIDDEN


def can_manage_members(actor: Actor) -> Decision:
    return YES if actor.is_admin else no("error.admins_only")


def can_change_members(actor: Actor) -> Decision:
    """Who becomes a member, as what, and who is shut out: for admins who are signed in. A token
    that leaked must not make its holder an admin, who could sign in and stay."""
    return can_manage_sign_ins(actor) if actor.is_admin else no("error.admins_only")


def can_manage_sign_ins(actor: Actor) -> Decision:
    """Passwords, sessions and tokens are changed by who is signed in, not by a script's token:
    a token that leaked must not make itself a second one or lock its owner out."""
    return YES if actor.session_id is not None else no("account.needs_session")
