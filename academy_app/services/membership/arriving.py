"""Members who came with an import: they are here, with what they wrote, before they sign in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.cleaning import BIO, NAME, cleaned_line, cleaned_text
from academy_app.core.clock import now
from academy_app.core.db import Tx
from academy_app.core.errors import Invalid
from academy_app.core.numbering import new_ids
from academy_app.models.membership import Member
from academy_app.policy.decisions import can_import, require


@dataclass(frozen=True, slots=True)
class ArrivingMember:
    """`source_key` says whom the source means; `email` is clean, or empty. Whatever they were
    there, here they are members like others."""

    source_key: str
    name: str
    email: str = ""
    bio: str = ""
    since: datetime | None = None


async def members_arrive(
    tx: Tx, actor: Actor, arriving: Sequence[ArrivingMember]
) -> list[tuple[int, bool]]:
    """Their ids in the same order, and whether they are new: who has the address here already, or
    came before, is found and stays as they are."""
    require(can_import(actor))
    by_email, by_key = await _known(tx, arriving)
    found: list[tuple[int, bool]] = []
    rows: list[dict[str, Any]] = []
    ids = iter(await new_ids(tx, Member, len(arriving)))
    for each in arriving:
        here = by_email.get(each.email) if each.email else None
        here = here or by_key.get(each.source_key)
        if here is None:
            row = _row(next(ids), each)
            here = by_key[each.source_key] = row["id"]
            if each.email:
                by_email[each.email] = here
            rows.append(row)
            found.append((here, True))
        else:
            found.append((here, False))
    if rows:
        await (await tx.connection()).execute(insert(Member), rows)
    return found


def cleaned_name(name: str, otherwise: str) -> str:
    """A name as members have one, cut where it is too long; `otherwise` where it says nothing."""
    try:
        return cleaned_line(name[: NAME * 4], "name", NAME * 4)[:NAME].strip()
    except Invalid:
        return otherwise[:NAME]


async def _known(
    tx: Tx, arriving: Sequence[ArrivingMember]
) -> tuple[dict[str, int], dict[str, int]]:
    by_email = await tx.execute(
        select(col(Member.email), col(Member.id)).where(
            col(Member.email).in_([each.email for each in arriving if each.email])
        )
    )
    by_key = await tx.execute(
        select(col(Member.source_key), col(Member.id)).where(
            col(Member.source_key).in_([each.source_key for each in arriving])
        )
    )
    emails, keys = by_email.all(), by_key.all()
    return (
        {email: row_id for email, row_id in emails if email and row_id},
        {key: row_id for key, row_id in keys if key and row_id},
    )


def _row(member_id: int, each: ArrivingMember) -> dict[str, Any]:
    return {
        "id": member_id,
        "email": each.email or None,
        "name": each.name,
        "role": str(Role.USER),
        "bio": cleaned_text(each.bio[: BIO * 2], "bio", BIO * 2)[:BIO],
        "picture": "",
        "is_active": True,
        "is_placeholder": True,
        "source_key": each.source_key,
        "points": 0,
        # What was said before they come is nothing that they missed.
        "caught_up_at": now(),
        "created_at": each.since or now(),
    }
