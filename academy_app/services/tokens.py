"""What scripts sign in with: short-lived access tokens and personal access tokens.

An access token is a JWT that hangs on a session and ends with it. A personal access token is a
random value that hangs on the member: named, revocable, kept as its hash.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from secrets import token_hex
from typing import Any

import jwt
from sqlalchemy import ColumnElement, func, select, update
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.cleaning import cleaned_line
from academy_app.core.clock import now
from academy_app.core.db import Tx, reading, writing
from academy_app.core.errors import Conflict, NotFound
from academy_app.core.events import MemberChanged
from academy_app.core.ids import is_id
from academy_app.core.opaque import digest, new_token
from academy_app.core.settings import settings
from academy_app.models.membership import AccessToken, Member
from academy_app.policy.decisions import can_manage_sign_ins, require
from academy_app.services import sessions
from academy_app.services.acting import acting
from academy_app.services.remembered import REMEMBERED, Known, actors

ALGORITHM = "HS256"
PERSONAL = "acp_"
MOST_TOKENS = 50
TOUCHED_EVERY = timedelta(minutes=5)

# Tokens that others sign for other ends carry these: never ours, even under our secret.
_FOREIGN_CLAIMS = ("scope", "twoFAPending")


@dataclass(frozen=True, slots=True)
class Access:
    """An access token and its life in seconds."""

    token: str
    expires_in: int


@dataclass(frozen=True, slots=True)
class Made:
    """A personal access token just made; `token` is shown this once."""

    id: int
    token: str


def access_token(actor: Actor) -> Access:
    """A JWT for the session that `actor` is signed in by."""
    require(can_manage_sign_ins(actor))
    seconds = settings().access_token_minutes * 60
    issued = int(now().timestamp())
    claims = {
        "sub": str(actor.member_id),
        "sid": actor.session_id,
        "typ": "access",
        "jti": token_hex(8),
        "iat": issued,
        "exp": issued + seconds,
    }
    return Access(jwt.encode(claims, settings().secret_key, ALGORITHM), seconds)


async def actor_of(token: str) -> Actor | None:
    """Who sends this bearer token, of either kind; None when it does not hold.

    Opens its own doors: to be asked before a transaction, never within one.
    """
    if token.startswith(PERSONAL):
        return await _actor_of_personal(token)
    claims = _verified(token)
    if claims is None:
        return None
    actor = await sessions.actor_of_session(claims["sid"], token)
    return actor if actor is not None and str(actor.member_id) == claims["sub"] else None


async def make_personal(tx: Tx, actor: Actor, name: str) -> Made:
    """A personal access token. Raises Invalid for its name, Conflict when there are too many."""
    require(can_manage_sign_ins(actor))
    name = cleaned_line(name, "name", most=80)
    mine = col(AccessToken.member_id) == actor.member_id
    count = await tx.scalar(select(func.count()).where(mine, col(AccessToken.revoked_at).is_(None)))
    if (count or 0) >= MOST_TOKENS:
        raise Conflict("token.too_many", most=MOST_TOKENS)
    token = new_token(PERSONAL)
    row = AccessToken(
        member_id=actor.member_id, name=name, token_hash=digest(token), created_at=now()
    )
    tx.add(row)
    await tx.flush()
    assert row.id is not None
    return Made(row.id, token)


async def revoke_personal(tx: Tx, actor: Actor, token_id: int) -> None:
    """End one of the actor's own tokens; anybody else's is NotFound."""
    require(can_manage_sign_ins(actor))
    mine = col(AccessToken.member_id) == actor.member_id
    if not await _end(tx, actor.member_id, mine, col(AccessToken.id) == token_id):
        raise NotFound


async def revoke_all_personal(tx: Tx, member_id: int) -> None:
    await _end(tx, member_id, col(AccessToken.member_id) == member_id)


async def _end(tx: Tx, member_id: int, *which: ColumnElement[bool]) -> bool:
    ended = await tx.scalars(
        update(AccessToken)
        .where(col(AccessToken.revoked_at).is_(None), *which)
        .values(revoked_at=now())
        .returning(col(AccessToken.id))
    )
    if not ended.all():
        return False
    tx.emit(MemberChanged(member_id))
    return True


def _verified(token: str) -> dict[str, Any] | None:
    """The claims of a genuine access token that has not expired by our own clock."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            settings().secret_key,
            algorithms=[ALGORITHM],
            options={
                "require": ["sub", "sid", "typ", "iat", "exp"],
                "verify_exp": False,
                "verify_iat": False,
            },
        )
    except (jwt.InvalidTokenError, UnicodeError):
        return None
    if claims["typ"] != "access" or any(claim in claims for claim in _FOREIGN_CLAIMS):
        return None
    expires, session_id = claims["exp"], claims["sid"]
    if type(expires) is not int or not is_id(session_id):
        return None
    return claims if now().timestamp() < expires else None


async def _actor_of_personal(token: str) -> Actor | None:
    hashed = digest(token)
    return await actors.actor(hashed, partial(_look_up, hashed))


async def _look_up(hashed: str) -> Known | None:
    async with reading() as rx:
        found = await rx.execute(
            select(AccessToken, Member)
            .join(Member, col(Member.id) == col(AccessToken.member_id))
            .where(
                col(AccessToken.token_hash) == hashed,
                col(AccessToken.revoked_at).is_(None),
                col(Member.is_active),
            )
        )
        row = found.one_or_none()
        if row is None:
            return None
        access, member = row
        actor = await acting(rx, member)
    if access.used_at is None or now() - access.used_at >= TOUCHED_EVERY:
        await _touch(access)
    return Known(actor, now() + REMEMBERED)


async def _touch(access: AccessToken) -> None:
    async with writing() as tx:
        await tx.execute(
            update(AccessToken).where(col(AccessToken.id) == access.id).values(used_at=now())
        )
