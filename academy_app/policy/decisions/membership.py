"""Members: who may invite, change and sign in as whom."""

from academy_app.core.actor import Actor
from academy_app.policy.decisions.decision import YES, Decision, no


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
