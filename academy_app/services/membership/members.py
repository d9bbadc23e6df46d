"""What members say about themselves, and what admins decide about members."""

from sqlalchemy import select
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.channels import ACCESS
from academy_app.core.cleaning import BIO, NAME, cleaned_line, cleaned_text
from academy_app.core.db import Tx
from academy_app.core.errors import Conflict, NotFound
from academy_app.core.events import MemberChanged
from academy_app.models.membership import Member
from academy_app.policy.decisions import can_change_members, require
from academy_app.services import notices, sessions, tokens
from academy_app.services.membership import links
from academy_app.services.membership.joining import known_role
from academy_app.services.membership.links import Purpose


async def update_profile(
    tx: Tx, actor: Actor, name: str | None = None, bio: str | None = None
) -> None:
    """Write what is given, leave what is None. Raises Invalid naming the field."""
    member = await tx.get_one(Member, actor.member_id)
    if name is not None:
        member.name = cleaned_line(name, "name", NAME)
    if bio is not None:
        member.bio = cleaned_text(bio, "bio", BIO)
    tx.emit(MemberChanged(actor.member_id))


async def set_picture(tx: Tx, actor: Actor, picture: str) -> str:
    """Show another picture, by the name it is stored under, or none; the former's name."""
    member = await tx.get_one(Member, actor.member_id)
    former, member.picture = member.picture, picture
    tx.emit(MemberChanged(actor.member_id))
    return former


async def set_role(tx: Tx, actor: Actor, member_id: int, role: str) -> None:
    """Give a member another role; open screens and tokens follow at once."""
    require(can_change_members(actor))
    wanted = known_role(role)
    member = await _member(tx, member_id)
    if wanted is not Role.ADMIN:
        await _keep_an_admin(tx, member)
    member.role = wanted
    tx.record(ACCESS, "member", member_id)
    notices.rights_changed(tx, [member_id])
    tx.emit(MemberChanged(member_id))


async def set_active(tx: Tx, actor: Actor, member_id: int, is_active: bool) -> None:
    """Shut a member out, ending all that is signed in, or let them in again."""
    require(can_change_members(actor))
    member = await _member(tx, member_id)
    if not is_active:
        await _keep_an_admin(tx, member)
        await sessions.revoke_all(tx, member_id)
        await tokens.revoke_all_personal(tx, member_id)
        await links.withdraw(tx, Purpose.RESET, member_id=member_id)
    member.is_active = is_active
    tx.emit(MemberChanged(member_id))


async def _member(tx: Tx, member_id: int) -> Member:
    member = await tx.get(Member, member_id)
    if member is None:
        raise NotFound
    return member


async def _keep_an_admin(tx: Tx, leaving: Member) -> None:
    """Raises Conflict when no other active admin would be left.

    The rows are locked: two admins who demote each other at once must see one another.
    """
    admins = await tx.scalars(
        select(col(Member.id))
        .where(col(Member.role) == Role.ADMIN, col(Member.is_active))
        .order_by(col(Member.id))
        .with_for_update()
    )
    remaining = set(admins) - {leaving.id}
    if not remaining:
        raise Conflict("member.last_admin")
