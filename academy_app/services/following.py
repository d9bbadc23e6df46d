"""Members follow, or mute, threads, categories and each other."""

from typing import Any, Final

from sqlalchemy import Select, delete, func, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.channels import of_member
from academy_app.core.clock import now
from academy_app.core.db import Tx
from academy_app.core.errors import Conflict, Invalid, NotFound
from academy_app.core.ids import is_id
from academy_app.core.upsert import upsert
from academy_app.models.discussion import Category, Follow, Thread
from academy_app.models.membership import Member
from academy_app.policy.visibility import readable_categories, visible_threads
from academy_app.services import notices

KINDS: Final = ("thread", "category", "member")
STATES: Final = ("follow", "mute", "none")
# Of a kind, followed and muted: as many as the list of them shows.
MOST: Final = 500


async def set_follow(tx: Tx, actor: Actor, kind: str, target_id: int, state: str) -> None:
    """`state` is `follow`, `mute` or `none`. What one may no longer see can still be let go.

    Raises NotFound for what the actor may not see, Conflict for oneself and for too many.
    """
    if state not in STATES:
        raise Invalid({"state": "error.invalid_value"})
    if kind not in KINDS or not is_id(target_id):
        raise NotFound
    before = await _state(tx, actor, kind, target_id)
    if before == state:
        return
    if state == "none":
        await tx.execute(delete(Follow).where(*_own(actor, kind, target_id)))
    else:
        await _require(tx, actor, kind, target_id)
        if before == "none":
            await _require_room(tx, actor, kind)
        await _keep(tx, actor, kind, target_id, is_muted=state == "mute")
        if kind == "member" and state == "follow":
            await notices.followed(tx, actor, target_id)
    tx.record(of_member(actor.member_id), f"follow_{kind}", target_id)


async def _state(tx: Tx, actor: Actor, kind: str, target_id: int) -> str:
    is_muted = await tx.scalar(select(col(Follow.is_muted)).where(*_own(actor, kind, target_id)))
    if is_muted is None:
        return "none"
    return "mute" if is_muted else "follow"


async def _keep(tx: Tx, actor: Actor, kind: str, target_id: int, *, is_muted: bool) -> None:
    row = {
        "member_id": actor.member_id,
        "kind": kind,
        "target_id": target_id,
        "is_muted": is_muted,
        "at": now(),
    }
    key = ["member_id", "kind", "target_id"]
    await upsert(tx, Follow, [row], on=key, change=["is_muted", "at"])


async def _require(tx: Tx, actor: Actor, kind: str, target_id: int) -> None:
    if kind == "member" and target_id == actor.member_id:
        raise Conflict("follow.oneself")
    if await tx.scalar(_seen(actor, kind, target_id)) is None:
        raise NotFound


async def _require_room(tx: Tx, actor: Actor, kind: str) -> None:
    count = await tx.scalar(
        select(func.count())
        .select_from(Follow)
        .where(col(Follow.member_id) == actor.member_id, col(Follow.kind) == kind)
    )
    if (count or 0) >= MOST:
        raise Conflict("follow.too_many", max=MOST)


def _seen(actor: Actor, kind: str, target_id: int) -> Select[Any]:
    """Finds the target if the actor may see it."""
    if kind == "thread":
        return select(col(Thread.id)).where(col(Thread.id) == target_id, visible_threads(actor))
    if kind == "category":
        return select(col(Category.id)).where(
            col(Category.id) == target_id, readable_categories(actor)
        )
    return select(col(Member.id)).where(col(Member.id) == target_id, col(Member.is_active))


def _own(actor: Actor, kind: str, target_id: int) -> tuple[Any, ...]:
    return (
        col(Follow.member_id) == actor.member_id,
        col(Follow.kind) == kind,
        col(Follow.target_id) == target_id,
    )
