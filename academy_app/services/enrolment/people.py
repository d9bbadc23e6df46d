"""A course's people, put in and taken out by who teaches it."""

from typing import Final

from sqlalchemy import select, update
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.channels import ACCESS
from academy_app.core.clock import now
from academy_app.core.db import Tx
from academy_app.core.errors import Conflict, NotFound
from academy_app.core.ids import is_id
from academy_app.models.membership import Group, GroupMember, Member
from academy_app.models.watching import Enrolment
from academy_app.services import notices
from academy_app.services.enrolment.rows import let_in, taught_course

# Of a group that comes in at once.
MOST: Final = 10_000


async def enrol(tx: Tx, actor: Actor, course_id: int, member_id: int) -> None:
    """Put a member in, whatever the course asks of others. Who is in stays in."""
    course = await taught_course(tx, actor, course_id)
    member = await tx.get(Member, member_id) if is_id(member_id) else None
    if member is None:
        raise NotFound
    new = await let_in(tx, course_id, [member_id], "staff")
    await notices.let_in(tx, actor, course, new)


async def enrol_group(tx: Tx, actor: Actor, course_id: int, group_id: int) -> int:
    """Put in all who are in a group now; how many that are new. Who joins the group later does
    not follow: for that, open the course to the group."""
    course = await taught_course(tx, actor, course_id)
    if not is_id(group_id) or await tx.get(Group, group_id) is None:
        raise NotFound
    found = await tx.scalars(
        select(col(GroupMember.member_id))
        .join(Member, col(Member.id) == col(GroupMember.member_id))
        .where(col(GroupMember.group_id) == group_id, col(Member.is_active))
        .limit(MOST + 1)
    )
    members = list(found)
    if len(members) > MOST:
        raise Conflict("people.group_too_large", max=MOST)
    new = await let_in(tx, course_id, members, "staff") if members else []
    await notices.let_in(tx, actor, course, new)
    return len(new)


async def remove(tx: Tx, actor: Actor, course_id: int, member_id: int) -> None:
    """Take a member out; what they did stays, and shows again when they come back."""
    await taught_course(tx, actor, course_id)
    removed = await tx.scalar(
        update(Enrolment)
        .where(
            col(Enrolment.course_id) == course_id,
            col(Enrolment.member_id) == (member_id if is_id(member_id) else 0),
            col(Enrolment.removed_at).is_(None),
        )
        .values(removed_at=now())
        .returning(col(Enrolment.member_id))
        .execution_options(synchronize_session=False)
    )
    if removed is None:
        raise NotFound
    tx.record(ACCESS, "member", member_id)
    notices.rights_changed(tx, [member_id])


async def restore(tx: Tx, actor: Actor, course_id: int, member_id: int) -> None:
    """Undo a removal: they are in as they were. Raises NotFound for who was not removed."""
    await taught_course(tx, actor, course_id)
    restored = await tx.scalar(
        update(Enrolment)
        .where(
            col(Enrolment.course_id) == course_id,
            col(Enrolment.member_id) == (member_id if is_id(member_id) else 0),
            col(Enrolment.removed_at).is_not(None),
        )
        .values(removed_at=None)
        .returning(col(Enrolment.member_id))
        .execution_options(synchronize_session=False)
    )
    if restored is None:
        raise NotFound
    notices.rights_changed(tx, [member_id])
