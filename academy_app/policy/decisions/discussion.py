"""Categories, threads and posts: who may read, write and keep order.

A thread stands in a place: a category, or a lesson. Who may not read the place does not learn of
what is in it; nobody, moderators included, acts where they may not read.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from academy_app.core.actor import Actor, Role
from academy_app.policy.decisions.decision import HIDDEN, YES, Decision, no

Action = Literal["read", "post"]


@dataclass(frozen=True, slots=True)
class Grant:
    """Lets a role or a group do `action`."""

    action: str
    role: str | None = None
    group_id: int | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """What a category says of who may read and who may post in it."""

    read_by: str = "everyone"
    post_by: str = "everyone"
    level: int = 1
    is_archived: bool = False
    grants: frozenset[Grant] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thread stands, as far as rules go. Under a lesson, `sees_lesson` and `teaches` say
    what the actor may there; else `access` is the category's."""

    access: Access | None = None
    sees_lesson: bool = False
    teaches: bool = False


class ThreadLike(Protocol):
    author_id: int | None
    is_locked: bool
    deleted_at: datetime | None
    replies: int


class PostLike(Protocol):
    author_id: int | None
    number: int
    deleted_at: datetime | None


def can_list_category(actor: Actor, access: Access) -> Decision:
    """Whether they know that it is there: whoever a level alone keeps out knows their goal."""
    if actor.is_admin or _is_among(actor, access, "read", access.read_by):
        return YES
    return HIDDEN


def can_read_category(actor: Actor, access: Access) -> Decision:
    """Admins read everything; staff need no level."""
    may_know = can_list_category(actor, access)
    if not may_know or actor.is_admin:
        return may_know
    if actor.level < access.level and not actor.is_staff:
        return no("category.level", level=access.level)
    return YES


def can_post_in_category(actor: Actor, access: Access) -> Decision:
    """Whether they may start a thread. To reply, reading is enough."""
    may_read = can_read_category(actor, access)
    if not may_read:
        return may_read
    if access.is_archived:
        return no("category.archived")
    if actor.is_admin or _is_among(actor, access, "post", access.post_by):
        return YES
    return no("category.not_for_you")


def can_read_place(actor: Actor, place: Place) -> Decision:
    if place.access is not None:
        return can_read_category(actor, place.access)
    return YES if place.sees_lesson else HIDDEN


def can_start_thread(actor: Actor, place: Place) -> Decision:
    if place.access is not None:
        return can_post_in_category(actor, place.access)
    return can_read_place(actor, place)


def can_keep_order(actor: Actor, place: Place) -> Decision:
    """Pin, lock, move, delete others' words: moderators where they read, teachers in their
    courses."""
    may_read = can_read_place(actor, place)
    if not may_read:
        return may_read
    return YES if actor.is_moderator or place.teaches else no("thread.moderators_only")


def can_see_thread(actor: Actor, place: Place, thread: ThreadLike) -> Decision:
    """A deleted one is seen by who may bring it back."""
    may_read = can_read_place(actor, place)
    if not may_read or thread.deleted_at is None:
        return may_read
    is_theirs = thread.author_id == actor.member_id
    return YES if is_theirs or can_keep_order(actor, place) else HIDDEN


def can_reply(actor: Actor, place: Place, thread: ThreadLike) -> Decision:
    may_see = can_see_thread(actor, place, thread)
    if not may_see:
        return may_see
    if thread.deleted_at is not None:
        return no("thread.deleted")
    if place.access is not None and place.access.is_archived:
        return no("category.archived")
    if thread.is_locked and not can_keep_order(actor, place):
        return no("thread.locked")
    return YES


def can_edit_post(actor: Actor, place: Place, thread: ThreadLike, post: PostLike) -> Decision:
    """One's own words, and moderators everyone's."""
    may_see = can_see_thread(actor, place, thread)
    if not may_see:
        return may_see
    if post.deleted_at is not None:
        return no("post.deleted")
    if can_keep_order(actor, place):
        return YES
    if post.author_id != actor.member_id:
        return no("post.not_yours")
    return can_reply(actor, place, thread)


def can_see_former_words(actor: Actor, place: Place, post: PostLike) -> Decision:
    """What stood in a post before another than its author changed it. That was done so that it is
    read no more: whoever wrote it, and who keeps order, may."""
    may_read = can_read_place(actor, place)
    if not may_read or post.author_id == actor.member_id or can_keep_order(actor, place):
        return may_read
    return no("post.redacted")


def can_delete_post(actor: Actor, place: Place, thread: ThreadLike, post: PostLike) -> Decision:
    """One's own; but a thread that others have answered is theirs as well."""
    may_see = can_see_thread(actor, place, thread)
    if not may_see or can_keep_order(actor, place):
        return may_see
    if post.author_id != actor.member_id:
        return no("post.not_yours")
    return no("thread.has_replies") if post.number == 0 and thread.replies else YES


def can_mark_answer(actor: Actor, place: Place, thread: ThreadLike) -> Decision:
    """Who asked, and staff."""
    may_see = can_see_thread(actor, place, thread)
    if not may_see:
        return may_see
    if thread.author_id == actor.member_id or can_keep_order(actor, place):
        return YES
    return no("thread.asker_only")


def can_endorse(actor: Actor, place: Place) -> Decision:
    """Instructors: a lesson's teachers, elsewhere all who write courses."""
    may_read = can_read_place(actor, place)
    if not may_read:
        return may_read
    is_instructor = place.teaches or (place.access is not None and actor.is_author)
    return YES if is_instructor or actor.is_admin else no("post.instructors_only")


def can_manage_community(actor: Actor) -> Decision:
    """Categories and groups are kept by admins."""
    return YES if actor.is_admin else no("error.admins_only")


def _is_among(actor: Actor, access: Access, action: Action, who: str) -> bool:
    if who == "everyone":
        return True
    if who == "staff":
        return actor.role in (Role.ADMIN, Role.MODERATOR, Role.CONTENT_CREATOR)
    return any(
        grant.action == action and (grant.role == actor.role or grant.group_id in actor.groups)
        for grant in access.grants
    )
