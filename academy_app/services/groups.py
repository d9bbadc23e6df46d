"""Groups of members, whom categories and courses can be opened to.

Who is in one may read what others may not: as with roles, only admins who are signed in decide.
"""

from typing import Final

from sqlalchemy import delete, func, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.channels import ACCESS
from academy_app.core.cleaning import cleaned_line
from academy_app.core.db import Tx
from academy_app.core.errors import Conflict, Invalid, NotFound, Problem
from academy_app.core.events import MemberChanged
from academy_app.core.upsert import upsert
from academy_app.models.membership import Group, GroupMember, Member
from academy_app.policy.decisions import can_change_members, can_manage_community, require
from academy_app.services import notices

NAME: Final = 80
HIGHEST_RANK: Final = 100
# So that a list of all of them stays a short one.
MOST: Final = 200


async def create_group(tx: Tx, actor: Actor, name: str) -> Group:
    """A new group with nobody in it. Raises Invalid naming `name`, also for one that is there."""
    _require(actor)
    if (await tx.scalar(select(func.count(col(Group.id)))) or 0) >= MOST:
        raise Conflict("group.too_many", max=MOST)
    group = Group(name=await _free_name(tx, name))
    tx.add(group)
    await tx.flush()
    return group


async def rename_group(tx: Tx, actor: Actor, group_id: int, name: str) -> Group:
    group = await _managed(tx, actor, group_id)
    group.name = await _free_name(tx, name, group_id)
    return group


async def rank_group(tx: Tx, actor: Actor, group_id: int, rank: int | None) -> None:
    """Make it a tier, or with None a group like others. What is opened to a tier is open to
    those of a higher rank, too."""
    group = await _managed(tx, actor, group_id)
    if rank is not None and not 1 <= rank <= HIGHEST_RANK:
        raise Invalid({"rank": Problem("error.between", {"min": 1, "max": HIGHEST_RANK})})
    if rank == group.rank:
        return
    group.rank = rank
    tx.record(ACCESS, "access")
    members = await tx.scalars(
        select(col(GroupMember.member_id)).where(col(GroupMember.group_id) == group_id)
    )
    notices.rights_changed(tx, members)


async def delete_group(tx: Tx, actor: Actor, group_id: int) -> None:
    """Its members stay members, and read and post no more what was open to the group alone."""
    group = await _managed(tx, actor, group_id)
    found = await tx.scalars(
        select(col(GroupMember.member_id)).where(col(GroupMember.group_id) == group_id)
    )
    members = list(found)
    for member_id in members:
        tx.emit(MemberChanged(member_id))
    await tx.delete(group)
    tx.record(ACCESS, "access")
    notices.rights_changed(tx, members)


async def add_to_group(tx: Tx, actor: Actor, group_id: int, member_id: int) -> None:
    """Who is in it already stays so."""
    await _managed(tx, actor, group_id)
    if await tx.get(Member, member_id) is None:
        raise NotFound
    row = {"group_id": group_id, "member_id": member_id}
    await upsert(tx, GroupMember, [row], on=("group_id", "member_id"))
    _tell(tx, member_id)


async def remove_from_group(tx: Tx, actor: Actor, group_id: int, member_id: int) -> None:
    """Who is not in it stays out."""
    await _managed(tx, actor, group_id)
    await tx.execute(
        delete(GroupMember).where(
            col(GroupMember.group_id) == group_id, col(GroupMember.member_id) == member_id
        )
    )
    _tell(tx, member_id)


def _require(actor: Actor) -> None:
    require(can_manage_community(actor))
    require(can_change_members(actor))


async def _managed(tx: Tx, actor: Actor, group_id: int) -> Group:
    _require(actor)
    group = await tx.get(Group, group_id)
    if group is None:
        raise NotFound
    return group


async def _free_name(tx: Tx, typed: str, own_id: int | None = None) -> str:
    name = cleaned_line(typed, "name", NAME)
    holder = await tx.scalar(
        select(col(Group.id)).where(func.lower(col(Group.name)) == name.lower()).limit(1)
    )
    if holder not in (None, own_id):
        raise Invalid({"name": "group.name_taken"})
    return name


def _tell(tx: Tx, member_id: int) -> None:
    tx.emit(MemberChanged(member_id))
    tx.record(ACCESS, "member", member_id)
    notices.rights_changed(tx, [member_id])
