"""Placeholders get their people: whoever wrote what came with an import takes it up.

One with an address is claimed by signing up with it, by an invitation to it, or by resetting its
password: each goes through the mailbox. For one without, an admin who knows the person makes a
link, or gives what is theirs to the account that they have already.
"""

from collections.abc import Iterator

from sqlalchemy import Column, and_, delete, exists, select, update
from sqlmodel import SQLModel, col

from academy_app.core.actor import Actor
from academy_app.core.channels import ACCESS
from academy_app.core.cleaning import cleaned_email
from academy_app.core.db import Reading, Tx
from academy_app.core.errors import Conflict, NotFound
from academy_app.core.events import MemberChanged
from academy_app.models.discussion import Like
from academy_app.models.imports import Imported
from academy_app.models.membership import Member
from academy_app.policy.decisions import can_change_members, require
from academy_app.services import points
from academy_app.services.membership import links
from academy_app.services.membership.joining import is_to_claim
from academy_app.services.membership.links import Purpose


async def claim_link(tx: Tx, actor: Actor, member_id: int, email: str) -> str:
    """The path of a link by which the owner of `email` becomes this placeholder; it replaces an
    earlier one. Raises Conflict for who is no placeholder, or an address that has an account."""
    require(can_change_members(actor))
    member = await _waiting(tx, member_id)
    email = cleaned_email(email)
    holder = await tx.scalar(select(col(Member.id)).where(col(Member.email) == email))
    if holder not in (None, member.id):
        raise Conflict("claim.has_account")
    await links.withdraw(tx, Purpose.CLAIM, member_id=member.id)
    return await links.make(tx, Purpose.CLAIM, email=email, member_id=member.id)


async def account_of(rx: Reading, email: str) -> int:
    """The member with this address. Raises NotFound where there is none."""
    member_id = await rx.scalar(
        select(col(Member.id)).where(col(Member.email) == cleaned_email(email))
    )
    if member_id is None:
        raise NotFound
    return member_id


async def give_to(tx: Tx, actor: Actor, placeholder_id: int, member_id: int) -> None:
    """All that is the placeholder's becomes the member's, and the placeholder is gone. One likes
    and votes for nothing; what both have otherwise, such as a group, stays once."""
    require(can_change_members(actor))
    waiting = await _waiting(tx, placeholder_id)
    member = await tx.get(Member, member_id, with_for_update=True)
    if member is None:
        raise NotFound
    if member_id == placeholder_id or member.is_placeholder:
        raise Conflict("claim.not_an_account")
    # A letter to the one must not open the other's account.
    await links.withdraw(tx, *Purpose, member_id=placeholder_id)
    for column in _columns():
        await _move(tx, column, placeholder_id, member_id)
    # What they liked of the other's is their own now, and gives no point.
    await tx.execute(
        update(Like)
        .where(col(Like.author_id) == member_id, col(Like.member_id) == member_id)
        .values(author_id=None),
        execution_options={"synchronize_session": False},
    )
    await tx.execute(
        update(Imported)
        .where(col(Imported.kind) == "member", col(Imported.subject_id) == placeholder_id)
        .values(subject_id=member_id)
    )
    await tx.execute(delete(Member).where(col(Member.id) == placeholder_id))
    tx.expunge(waiting)
    await points.recount(tx, [member_id])
    tx.record(ACCESS, "member", member_id)
    tx.emit(MemberChanged(member_id))


async def _waiting(tx: Tx, member_id: int) -> Member:
    member = await tx.get(Member, member_id, with_for_update=True)
    if member is None:
        raise NotFound
    if not is_to_claim(member):
        raise Conflict("claim.no_placeholder")
    return member


def _columns() -> Iterator[Column[int]]:
    """Everything in the database that names a member."""
    members = SQLModel.metadata.tables[str(Member.__tablename__)]
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column is members.c.id for key in column.foreign_keys):
                yield column


async def _move(tx: Tx, column: Column[int], before: int, after: int) -> None:
    """Where the member has such a row of their own already, the other goes with its owner."""
    table = column.table
    mine = column == before
    for key in _keys_with(column):
        other = table.alias()
        same = and_(
            *(other.c[each.name] == table.c[each.name] for each in key if each is not column),
            other.c[column.name] == after,
        )
        mine = and_(mine, ~exists(select(1).select_from(other).where(same)))
    await tx.execute(
        update(table).where(mine).values({column.name: after}),
        execution_options={"synchronize_session": False},
    )


def _keys_with(column: Column[int]) -> Iterator[list[Column[int]]]:
    """The unique keys of its table that the column is part of."""
    table = column.table
    for constraint in table.constraints:
        columns = list(getattr(constraint, "columns", ()))
        is_key = constraint.__visit_name__ in ("primary_key_constraint", "unique_constraint")
        if is_key and column in columns:
            yield columns
