"""Members, and what each may see of their own sign-ins."""

import re
import unicodedata
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, tuple_
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.clock import now
from academy_app.core.db import Reading
from academy_app.core.errors import Invalid
from academy_app.core.hrefs import file_href, members_href
from academy_app.core.looks import COLOURS
from academy_app.core.views import (
    Account,
    InvitationRow,
    Me,
    MemberRow,
    Members,
    SessionRow,
    TokenRow,
)
from academy_app.models.membership import AccessToken, Member, OneTimeLink, Session
from academy_app.policy.decisions import can_manage_members, require

PAGE = 50


async def me(rx: Reading, actor: Actor) -> Me:
    """The actor, to themself."""
    member = await rx.get_one(Member, actor.member_id)
    return Me(
        id=actor.member_id,
        name=member.name,
        email=member.email or "",
        bio=member.bio,
        picture=file_href(member.picture),
        initials=initials(member.name),
        colour=colour(actor.member_id),
        role=member.role,
        is_author=actor.is_author,
        is_admin=actor.is_admin,
    )


async def account(rx: Reading, actor: Actor) -> Account:
    """What the actor's own settings show."""
    return Account(await sessions(rx, actor), await tokens(rx, actor))


async def sessions(rx: Reading, actor: Actor) -> list[SessionRow]:
    """Where the actor is signed in, the latest use first."""
    rows = await rx.scalars(
        select(Session)
        .where(
            col(Session.member_id) == actor.member_id,
            col(Session.revoked_at).is_(None),
            col(Session.expires_at) > now(),
        )
        .order_by(col(Session.seen_at).desc(), col(Session.id).desc())
        .limit(100)
    )
    return [
        SessionRow(
            id=row.id or 0,
            user_agent=browser(row.user_agent),
            created_at=_iso(row.created_at),
            seen_at=_iso(row.seen_at),
            is_current=row.id == actor.session_id,
        )
        for row in rows
    ]


async def tokens(rx: Reading, actor: Actor) -> list[TokenRow]:
    """The actor's personal access tokens, the newest first; never their values."""
    rows = await rx.scalars(
        select(AccessToken)
        .where(col(AccessToken.member_id) == actor.member_id, col(AccessToken.revoked_at).is_(None))
        .order_by(col(AccessToken.id).desc())
    )
    return [
        TokenRow(row.id or 0, row.name, _iso(row.created_at), _iso(row.used_at)) for row in rows
    ]


async def members(rx: Reading, actor: Actor, query: str = "", after: str = "") -> Members:
    """A page of members by name, for admins; `query` is a part of a name or an address.

    Open invitations come with the first page.
    """
    require(can_manage_members(actor))
    key = func.lower(col(Member.name))
    wanted = select(Member).order_by(key, col(Member.id)).limit(PAGE + 1)
    if query.strip():
        wanted = wanted.where(matches(query, sees_addresses=True))
    if after:
        wanted = wanted.where(beyond(key, after))
    found = list(await rx.scalars(wanted))
    following = str(found[PAGE - 1].id) if len(found) > PAGE else ""
    return Members(
        rows=[_row(member, actor) for member in found[:PAGE]],
        invitations=[] if after or query else await _invitations(rx),
        query=query,
        next=following,
        next_href=members_href(query, following) if following else "",
    )


def initials(name: str) -> str:
    """One or two letters that stand for a name without a picture."""
    words = [word for word in re.split(r"[\s\-.]+", name) if word[:1].isalnum()]
    letters = [word[0] for word in (words[:1] + words[1:][-1:])]
    return unicodedata.normalize("NFC", "".join(letters)).upper() or "?"


def colour(member_id: int) -> int:
    """Which of the 14 colours stands behind the initials."""
    return member_id % COLOURS


def browser(user_agent: str) -> str:
    """`Firefox, Linux` out of what a browser says of itself; "" when it is none we know."""
    name = next((shown for mark, shown in _BROWSERS if mark in user_agent), "")
    system = next((shown for mark, shown in _SYSTEMS if mark in user_agent), "")
    return ", ".join(filter(None, (name, system)))


# In this order: every browser claims to be the ones before it, too.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("python", "Python"),
    ("curl/", "curl"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


async def _invitations(rx: Reading) -> list[InvitationRow]:
    rows = await rx.scalars(
        select(OneTimeLink)
        .where(
            col(OneTimeLink.purpose) == "invitation",
            col(OneTimeLink.used_at).is_(None),
            col(OneTimeLink.expires_at) > now(),
        )
        .order_by(col(OneTimeLink.id).desc())
        .limit(200)
    )
    return [
        InvitationRow(row.id or 0, row.email, row.role, _iso(row.created_at), _iso(row.expires_at))
        for row in rows
    ]


def matches(query: str, *, sees_addresses: bool) -> ColumnElement[bool]:
    """Members in whose name `query` stands, or who have it for their address; for who sees
    addresses it may be a part of one. Others would find them out letter by letter."""
    part = "".join(sign for sign in query if sign.isprintable()).strip()[:100].lower()
    return or_(
        func.lower(col(Member.name)).contains(part, autoescape=True),
        col(Member.email).contains(part, autoescape=True)
        if sees_addresses
        else col(Member.email) == part,
    )


def beyond(key: ColumnElement[str], after: str) -> ColumnElement[bool]:
    """Members behind the one whose id the cursor is."""
    if not (after.isascii() and after.isdecimal()) or len(after) > 18:
        raise Invalid({"after": "error.invalid_value"})
    last = (
        select(func.lower(col(Member.name))).where(col(Member.id) == int(after)).scalar_subquery()
    )
    return tuple_(key, col(Member.id)) > tuple_(last, int(after))


def _row(member: Member, actor: Actor) -> MemberRow:
    number = member.id or 0
    return MemberRow(
        id=number,
        name=member.name,
        email=member.email or "",
        picture=file_href(member.picture),
        initials=initials(member.name),
        colour=colour(number),
        role=member.role,
        is_active=member.is_active,
        is_me=number == actor.member_id,
        is_placeholder=member.email is None,
        created_at=_iso(member.created_at),
    )


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
