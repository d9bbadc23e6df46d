"""From a member's row to an actor."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.db import Reading
from academy_app.core.levels import level_of
from academy_app.models.membership import GroupMember, Member


async def acting(rx: Reading, member: Member, session_id: int | None = None) -> Actor:
    """The member as who acts."""
    assert member.id is not None, "the member has been written"
    groups = await groups_of(rx, [member.id])
    return Actor(
        member.id,
        Role(member.role),
        session_id,
        groups.get(member.id, frozenset()),
        level_of(member.points),
    )


async def groups_of(rx: Reading, member_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """The ids of the groups that members are in; who is in none is left out."""
    if not member_ids:
        return {}
    rows = await rx.execute(
        select(col(GroupMember.member_id), col(GroupMember.group_id)).where(
            col(GroupMember.member_id).in_(member_ids)
        )
    )
    found: dict[int, set[int]] = defaultdict(set)
    for member_id, group_id in rows:
        found[member_id].add(group_id)
    return {member_id: frozenset(ids) for member_id, ids in found.items()}
