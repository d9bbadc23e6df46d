"""Members: who may invite, change and sign in as whom."""

from typing import Final, Protocol

from academy_app.core.actor import Actor
from academy_app.policy.decisions.decision import HIDDEN, YES, Decision, no
from academy_app.policy.decisions.learning import can_create_course

# Formats of imports that bring members and what they wrote; the others bring a course.
COMMUNITIES: Final = frozenset({"skool", "discourse", "academy"})


class ImportLike(Protocol):
    actor_id: int | None
    format: str


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


def can_import(actor: Actor) -> Decision:
    """Who brings in what others wrote, in their names, and them as members: as who changes
    members."""
    return can_change_members(actor)


def can_start_import(actor: Actor, format_name: str) -> Decision:
    """A community is brought by who may change members, a course by who may make one."""
    return can_import(actor) if format_name in COMMUNITIES else can_create_course(actor)


def can_see_import(actor: Actor, run: ImportLike) -> Decision:
    """Reports name members and their addresses: of communities they are for admins. Of courses,
    for who brought them too."""
    is_own = run.actor_id == actor.member_id and actor.is_author and run.format not in COMMUNITIES
    return YES if actor.is_admin or is_own else HIDDEN
