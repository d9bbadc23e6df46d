"""Groups of members, kept by admins."""

from typing import Annotated

from fastapi import APIRouter, Query

from academy_app.api.bodies import Body, RowId, Short
from academy_app.api.deps import CurrentActor
from academy_app.core.db import reading, writing
from academy_app.core.views.categories import GroupPage, GroupRow
from academy_app.queries import groups as queries
from academy_app.services import groups

router = APIRouter(prefix="/community/groups", tags=["groups"])


class GroupName(Body):
    name: Short


class GroupChange(Body):
    """What is left out stays as it is; a rank of null makes it a group like others."""

    name: Short | None = None
    rank: int | None = None


@router.get("")
async def all_groups(actor: CurrentActor) -> list[GroupRow]:
    async with reading() as rx:
        return await queries.groups_admin(rx, actor)


@router.post("", status_code=201)
async def create(body: GroupName, actor: CurrentActor) -> GroupPage:
    async with writing() as tx:
        made = await groups.create_group(tx, actor, body.name)
        return await queries.group_admin(tx, actor, made.id or 0)


@router.get("/{group_id}")
async def one(
    group_id: RowId,
    actor: CurrentActor,
    query: Annotated[str, Query(max_length=100)] = "",
    after: Annotated[str, Query(max_length=20)] = "",
) -> GroupPage:
    """A page of its members; `query` finds whom to add."""
    async with reading() as rx:
        return await queries.group_admin(rx, actor, group_id, query, after)


@router.patch("/{group_id}", status_code=204)
async def change(group_id: RowId, body: GroupChange, actor: CurrentActor) -> None:
    async with writing() as tx:
        if body.name is not None:
            await groups.rename_group(tx, actor, group_id, body.name)
        if "rank" in body.model_fields_set:
            await groups.rank_group(tx, actor, group_id, body.rank)


@router.delete("/{group_id}", status_code=204)
async def delete(group_id: RowId, actor: CurrentActor) -> None:
    async with writing() as tx:
        await groups.delete_group(tx, actor, group_id)


@router.put("/{group_id}/members/{member_id}", status_code=204)
async def add(group_id: RowId, member_id: RowId, actor: CurrentActor) -> None:
    async with writing() as tx:
        await groups.add_to_group(tx, actor, group_id, member_id)


@router.delete("/{group_id}/members/{member_id}", status_code=204)
async def remove(group_id: RowId, member_id: RowId, actor: CurrentActor) -> None:
    async with writing() as tx:
        await groups.remove_from_group(tx, actor, group_id, member_id)
