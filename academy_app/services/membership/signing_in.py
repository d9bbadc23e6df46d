"""Signing in and out, and proving oneself by a password.

What hashes opens its own doors: a hash takes a tenth of a second, and on SQLite nobody else
could write meanwhile.
"""

from sqlalchemy import select, update
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.cleaning import cleaned_email
from academy_app.core.db import Tx, reading, writing
from academy_app.core.errors import Invalid, Unauthenticated
from academy_app.core.mail import Letter
from academy_app.core.opaque import is_signed, new_token, sign
from academy_app.models.membership import Member
from academy_app.policy.decisions import can_manage_sign_ins, require
from academy_app.services import limits, sessions
from academy_app.services.membership import letters, passwords
from academy_app.services.membership.visitor import SignedIn, Visitor


async def sign_in(email: str, password: str, visitor: Visitor) -> SignedIn:
    """A new session for who knows the password.

    Raises Unauthenticated alike for an unknown address, a wrong password, an account without
    one and one that was deactivated, after the same work; RateLimited as limits.py says.
    """
    email = cleaned_email(email)
    async with reading() as rx:
        member = await rx.scalar(select(Member).where(col(Member.email) == email))
    device = _genuine_device(visitor.device, email)
    async with writing() as tx:
        taken = await limits.take(tx, *limits.sign_in(visitor.address, email, device))
    is_right = await passwords.is_right(password, member.password_hash if member else None)
    if member is None or not is_right or not member.is_active:
        raise Unauthenticated("sign_in.wrong")
    renewed = await _renewed_hash(password, member)
    async with writing() as tx:
        await limits.give_back(tx, taken)
        if renewed is not None:
            await _keep_hash(tx, member, renewed)
        return await enter(tx, member, visitor)


async def enter(tx: Tx, member: Member, visitor: Visitor) -> SignedIn:
    """Open a session in place of the one that this browser had."""
    if visitor.session:
        await sessions.revoke_token(tx, visitor.session)
    opened = await sessions.open_session(tx, member, visitor.user_agent)
    device = _genuine_device(visitor.device, member.email or "")
    return SignedIn(opened.token, opened.actor, device or _new_device(member.email or ""))


async def sign_out(tx: Tx, token: str) -> None:
    """End this browser's session; an unknown one is no error."""
    await sessions.revoke_token(tx, token)


async def sign_out_everywhere(tx: Tx, actor: Actor) -> None:
    """End all of the actor's sessions, this one included."""
    require(can_manage_sign_ins(actor))
    await sessions.revoke_all(tx, actor.member_id)


async def change_password(actor: Actor, current: str, new: str, language: str) -> Letter:
    """Set a new password after proof of the old one; every other session ends.

    Returns the letter that tells the owner. Raises Invalid naming `current` or `password`.
    """
    require(can_manage_sign_ins(actor))
    async with reading() as rx:
        member = await rx.get_one(Member, actor.member_id)
    email = member.email or ""
    new = passwords.check_new(new, email)
    async with writing() as tx:
        taken = await limits.take(tx, limits.password_check(actor.member_id))
    if not await passwords.is_right(current, member.password_hash):
        raise Invalid({"current": "password.wrong"})
    made = await passwords.hashed(new)
    async with writing() as tx:
        await limits.give_back(tx, taken)
        await _keep_hash(tx, member, made)
        await sessions.revoke_all(tx, actor.member_id, keep=actor.session_id)
    return letters.password_changed(email, language)


async def _renewed_hash(password: str, member: Member) -> str | None:
    """A hash with today's settings for one that is weaker."""
    if member.password_hash is None or not passwords.is_outdated(member.password_hash):
        return None
    return await passwords.hashed(passwords.normal(password))


async def _keep_hash(tx: Tx, member: Member, made: str) -> None:
    await tx.execute(update(Member).where(col(Member.id) == member.id).values(password_hash=made))


def _new_device(email: str) -> str:
    """The value of a cookie that tells: the owner of `email` has signed in here before."""
    nonce = new_token()
    return f"{nonce}.{sign('device', f'{email} {nonce}')}"


def _genuine_device(value: str, email: str) -> str | None:
    nonce, _, signature = value.partition(".")
    return value if is_signed("device", f"{email} {nonce}", signature) else None
