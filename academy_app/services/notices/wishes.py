"""What a member wishes to be told of."""

from collections.abc import Mapping
from typing import Final

from academy_app.core.actor import Actor
from academy_app.core.channels import of_member
from academy_app.core.db import Tx
from academy_app.core.errors import Invalid
from academy_app.core.upsert import upsert
from academy_app.models.notices import NotificationWish

KINDS: Final = (
    "reply",
    "mention",
    "like",
    "answer",
    "endorsement",
    "post",
    "follow",
    "request",
    "enrolment",
)


async def wish(tx: Tx, actor: Actor, wishes: Mapping[str, bool]) -> None:
    """Turn kinds on or off; what is not named stays as it is."""
    unknown = sorted(set(wishes) - set(KINDS))
    if unknown:
        raise Invalid(dict.fromkeys(unknown, "error.unknown_field"))
    rows = [
        {"member_id": actor.member_id, "kind": kind, "is_on": is_on}
        for kind, is_on in sorted(wishes.items())
    ]
    await upsert(tx, NotificationWish, rows, on=["member_id", "kind"], change=["is_on"])
    if rows:
        tx.record(of_member(actor.member_id), "mark")
