"""Following and muting."""

from typing import Literal

from fastapi import APIRouter

from academy_app.api.bodies import Body, RowId
from academy_app.api.deps import CurrentActor
from academy_app.core.db import reading, writing
from academy_app.core.views.notices import Following
from academy_app.queries import following as queries
from academy_app.services import following

router = APIRouter(prefix="/community/follows", tags=["community"])


class FollowState(Body):
    state: Literal["follow", "mute", "none"]


@router.get("")
async def follows(actor: CurrentActor) -> list[Following]:
    """What the member follows and has muted."""
    async with reading() as rx:
        return await queries.follows(rx, actor)


@router.put("/{kind}/{target_id}")
async def set_follow(
    kind: Literal["thread", "category", "member"],
    target_id: RowId,
    body: FollowState,
    actor: CurrentActor,
) -> FollowState:
    async with writing() as tx:
        await following.set_follow(tx, actor, kind, target_id, body.state)
    return body
