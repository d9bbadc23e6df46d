"""Links that open something once: kept as hashes, with an end, used up by one UPDATE.

The token travels behind the # of the address, which browsers send to nobody: no proxy's log
and no Referer header learns it. The page reads it and posts it.
"""

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, select, update
from sqlmodel import col

from academy_app.core.clock import now
from academy_app.core.db import Reading, Tx
from academy_app.core.errors import NotFound
from academy_app.core.opaque import digest, new_token
from academy_app.core.settings import settings
from academy_app.models.membership import OneTimeLink


class Purpose(StrEnum):
    """What a link opens."""

    SIGN_UP = "sign_up"
    INVITATION = "invitation"
    FIRST_ADMIN = "first_admin"
    RESET = "reset"
    CLAIM = "claim"


LIVES = {
    Purpose.SIGN_UP: timedelta(hours=24),
    Purpose.INVITATION: timedelta(days=7),
    Purpose.FIRST_ADMIN: timedelta(hours=24),
    Purpose.RESET: timedelta(hours=1),
    Purpose.CLAIM: timedelta(days=14),
}
JOINING = (Purpose.SIGN_UP, Purpose.INVITATION, Purpose.FIRST_ADMIN, Purpose.CLAIM)

_PAGES = {
    Purpose.SIGN_UP: "/invitation",
    Purpose.INVITATION: "/invitation",
    Purpose.FIRST_ADMIN: "/welcome",
    Purpose.RESET: "/reset",
    Purpose.CLAIM: "/invitation",
}


async def make(
    tx: Tx, purpose: Purpose, *, email: str = "", member_id: int | None = None, role: str = "USER"
) -> str:
    """The path of a new link."""
    token = new_token()
    tx.add(
        OneTimeLink(
            purpose=purpose,
            token_hash=digest(token),
            member_id=member_id,
            email=email,
            role=role,
            created_at=now(),
            expires_at=now() + LIVES[purpose],
        )
    )
    await tx.flush()
    return f"{_PAGES[purpose]}#{token}"


def address(path: str) -> str:
    """The link as it stands in a letter."""
    return settings().base_url.rstrip("/") + path


async def find(rx: Reading, token: str, *purposes: Purpose) -> OneTimeLink:
    """The link that this token opens now. Raises NotFound, whatever is wrong with it."""
    link = await rx.scalar(
        select(OneTimeLink).where(
            col(OneTimeLink.token_hash) == digest(token),
            col(OneTimeLink.purpose).in_(purposes),
            col(OneTimeLink.used_at).is_(None),
            col(OneTimeLink.expires_at) > now(),
        )
    )
    if link is None:
        raise NotFound("link.invalid")
    return link


async def use_up(tx: Tx, link: OneTimeLink) -> None:
    """Spend the link. Raises NotFound if another did so since it was found."""
    spent = await tx.scalar(
        update(OneTimeLink)
        .where(
            col(OneTimeLink.id) == link.id,
            col(OneTimeLink.used_at).is_(None),
            col(OneTimeLink.expires_at) > now(),
        )
        .values(used_at=now())
        .returning(col(OneTimeLink.id))
    )
    if spent is None:
        raise NotFound("link.invalid")


async def withdraw(
    tx: Tx, *purposes: Purpose, email: str | None = None, member_id: int | None = None
) -> None:
    """Delete the unused links of these purposes; all of them, or one person's."""
    which: list[ColumnElement[bool]] = [
        col(OneTimeLink.purpose).in_(purposes),
        col(OneTimeLink.used_at).is_(None),
    ]
    if email is not None:
        which.append(col(OneTimeLink.email) == email)
    if member_id is not None:
        which.append(col(OneTimeLink.member_id) == member_id)
    await tx.execute(delete(OneTimeLink).where(*which))


async def forget_old(tx: Tx) -> None:
    """Drop the links that ended more than a month ago."""
    await tx.execute(
        delete(OneTimeLink).where(col(OneTimeLink.expires_at) < now() - timedelta(days=30))
    )
