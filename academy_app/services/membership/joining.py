"""Becoming a member, and coming back after losing a password.

Joining always ends with a one-time link: who holds it owns the mailbox, was invited, or runs
the server. Until then there is no account, so nobody can occupy another's address, and asking
for a link answers the same whether one exists or not.
"""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from academy_app.core import mail
from academy_app.core.actor import Actor, Role
from academy_app.core.cleaning import NAME, cleaned_email, cleaned_line
from academy_app.core.db import Reading, Tx, reading, writing
from academy_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from academy_app.core.events import MemberChanged
from academy_app.core.settings import settings
from academy_app.models.membership import Member, OneTimeLink
from academy_app.policy.decisions import can_change_members, require
from academy_app.services import limits, sessions, tokens
from academy_app.services.membership import letters, links, passwords
from academy_app.services.membership.links import Purpose
from academy_app.services.membership.signing_in import enter
from academy_app.services.membership.visitor import SignedIn, Visitor


@dataclass(frozen=True, slots=True)
class Invitation:
    """`path` may be handed over by other means than the letter."""

    path: str
    letter: mail.Letter


def require_open_sign_up() -> None:
    """Raises Forbidden unless anybody may join."""
    if settings().sign_up != "open":
        raise Forbidden(f"sign_up.{settings().sign_up}")


async def send_sign_up(email: str, language: str) -> None:
    """Write to an address that asked to join: the link, or that it has an account already.

    For the background, after the answer: neither it nor its time may depend on what is found.
    """
    require_open_sign_up()
    async with writing() as tx:
        known = await _member_of(tx, email)
        if known is None or is_to_claim(known):
            path = await links.make(tx, Purpose.SIGN_UP, email=email)
            letter = letters.confirm_sign_up(email, path, language)
        else:
            letter = letters.already_a_member(email, language)
    await mail.send(letter)


async def send_reset(email: str, language: str) -> None:
    """Write to an address whose password is lost, if it has an account. For the background."""
    async with writing() as tx:
        member = await _member_of(tx, email)
        if member is None or not member.is_active:
            return
        path = await links.make(tx, Purpose.RESET, member_id=member.id)
    await mail.send(letters.reset(email, path, language))


async def invite(tx: Tx, actor: Actor, email: str, role: str, language: str) -> Invitation:
    """An invitation that makes its reader a member with `role`; it replaces an earlier one."""
    require(can_change_members(actor))
    email, role = cleaned_email(email), known_role(role)
    known = await _member_of(tx, email)
    if known is not None and not is_to_claim(known):
        raise Conflict("invitation.is_member")
    await links.withdraw(tx, Purpose.INVITATION, email=email)
    path = await links.make(tx, Purpose.INVITATION, email=email, role=role)
    return Invitation(path, letters.invitation(email, path, language))


async def withdraw_invitation(tx: Tx, actor: Actor, invitation_id: int) -> None:
    require(can_change_members(actor))
    link = await tx.get(OneTimeLink, invitation_id)
    if link is None or link.purpose != Purpose.INVITATION or link.used_at is not None:
        raise NotFound
    await tx.delete(link)


async def first_admin_link() -> str | None:
    """The path of a link that makes its holder the first admin; None when there is one.

    Only the newest works. To be printed when the server starts, nowhere else.
    """
    async with writing() as tx:
        if await _has_admin(tx):
            return None
        await links.withdraw(tx, Purpose.FIRST_ADMIN)
        return await links.make(tx, Purpose.FIRST_ADMIN, role=Role.ADMIN)


async def is_link_usable(token: str, visitor: Visitor) -> bool:
    """Whether a one-time link would still open what it was made for. It stays unused."""
    async with writing() as tx:
        await limits.take(tx, limits.link_check(visitor.address))
    async with reading() as rx:
        try:
            link = await links.find(rx, token, *Purpose)
        except NotFound:
            return False
        return await _leads_somewhere(rx, link)


async def _leads_somewhere(rx: Reading, link: OneTimeLink) -> bool:
    """Not every link that nobody has used still has something to open."""
    if link.purpose == Purpose.RESET:
        member = await rx.get(Member, link.member_id)
        return member is not None and member.is_active
    if link.purpose == Purpose.FIRST_ADMIN:
        return not await _has_admin(rx)
    if link.purpose == Purpose.SIGN_UP and settings().sign_up != "open":
        return False
    if link.purpose == Purpose.CLAIM:
        return await _claimed_by(rx, link) is not None
    known = await _member_of(rx, link.email)
    return known is None or is_to_claim(known)


async def join(token: str, name: str, password: str, email: str, visitor: Visitor) -> SignedIn:
    """Make the account that a link promises, and sign it in. Who came with an import, and was
    waiting for this address, is the account.

    `email` counts only for the first admin; any other link knows its own. Raises NotFound
    (`link.invalid`), Invalid, and Conflict when the address has an account by now.
    """
    async with reading() as rx:
        link = await links.find(rx, token, *links.JOINING)
    email = link.email or cleaned_email(email)
    name = cleaned_line(name, "name", NAME)
    made = await passwords.hashed(passwords.check_new(password, email))
    member = Member(email=email, name=name, password_hash=made, role=link.role)
    async with writing() as tx:
        await links.use_up(tx, link)
        if link.purpose == Purpose.SIGN_UP:
            require_open_sign_up()
        if link.purpose == Purpose.FIRST_ADMIN and await _has_admin(tx):
            raise NotFound("link.invalid")
        member = await _claimed(tx, link, member)
        return await enter(tx, member, visitor)


async def reset_password(
    token: str, password: str, visitor: Visitor
) -> tuple[SignedIn, mail.Letter]:
    """Set a new password by the link of a letter, end whatever was signed in, and sign in.

    Personal access tokens end too: who resets may be taking back a stolen account. Returns the
    letter that tells the owner.
    """
    async with reading() as rx:
        link = await links.find(rx, token, Purpose.RESET)
        member = await rx.get(Member, link.member_id)
    if member is None or not member.is_active or member.id is None:
        raise NotFound("link.invalid")
    email = member.email or ""
    made = await passwords.hashed(passwords.check_new(password, email))
    async with writing() as tx:
        await links.use_up(tx, link)
        await links.withdraw(tx, Purpose.RESET, member_id=member.id)
        current = await tx.get_one(Member, member.id)
        if not current.is_active:
            raise NotFound("link.invalid")
        current.password_hash, current.is_placeholder = made, False
        await sessions.revoke_all(tx, member.id)
        await tokens.revoke_all_personal(tx, member.id)
        signed_in = await enter(tx, current, visitor)
    return signed_in, letters.password_changed(email, visitor.language)


async def create_admin(tx: Tx, email: str, password: str, name: str = "") -> int:
    """The id of the admin with this address, made or promoted, with this password now.

    For who runs the server: also the way back in when every admin is locked out.
    """
    email = cleaned_email(email)
    made = await passwords.hashed(passwords.check_new(password, email))
    member = await _member_of(tx, email)
    if member is None:
        name = cleaned_line(name or email.partition("@")[0], "name", NAME)
        member = Member(email=email, name=name, role=Role.ADMIN, password_hash=made)
        await _add(tx, member)
    assert member.id is not None
    member.role, member.password_hash, member.is_active = Role.ADMIN, made, True
    member.is_placeholder = False
    await sessions.revoke_all(tx, member.id)
    tx.emit(MemberChanged(member.id))
    return member.id


def is_to_claim(member: Member) -> bool:
    """Whether the member came with an import and may still be taken up."""
    return member.is_placeholder and member.is_active


async def _claimed(tx: Tx, link: OneTimeLink, joining: Member) -> Member:
    """The placeholder that the link is for, with the name and the password of who joins; a new
    member where there is none."""
    waiting = await _claimed_by(tx, link, locked=True)
    if waiting is None:
        if link.purpose == Purpose.CLAIM:
            raise NotFound("link.invalid")
        await _add(tx, joining)
        return joining
    assert waiting.id is not None
    waiting.name, waiting.password_hash = joining.name, joining.password_hash
    waiting.email, waiting.is_placeholder = joining.email, False
    if link.purpose != Purpose.CLAIM:
        waiting.role = joining.role
    tx.emit(MemberChanged(waiting.id))
    try:
        await tx.flush()
    except IntegrityError as error:
        raise Conflict("sign_up.exists") from error
    return waiting


async def _claimed_by(rx: Reading, link: OneTimeLink, *, locked: bool = False) -> Member | None:
    """Whom the link would take up: the one it names, or the one with its address. `locked`, so that
    of two who claim at once the second finds that it is done."""
    if link.purpose == Purpose.CLAIM:
        named = col(Member.id) == link.member_id
    elif link.email:
        named = col(Member.email) == link.email
    else:
        return None
    statement = select(Member).where(named)
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    member: Member | None = await rx.scalar(statement)
    return member if member is not None and is_to_claim(member) else None


def known_role(role: str) -> Role:
    """Raises Invalid naming `role`."""
    try:
        return Role(role)
    except ValueError as error:
        raise Invalid({"role": "error.invalid_value"}) from error


async def _member_of(rx: Reading, email: str) -> Member | None:
    found: Member | None = await rx.scalar(select(Member).where(col(Member.email) == email))
    return found


async def _has_admin(rx: Reading) -> bool:
    count = await rx.scalar(
        select(func.count())
        .select_from(Member)
        .where(col(Member.role) == Role.ADMIN, col(Member.is_active))
    )
    return bool(count)


async def _add(tx: Tx, member: Member) -> None:
    tx.add(member)
    try:
        await tx.flush()
    except IntegrityError as error:
        raise Conflict("sign_up.exists") from error
