"""Groups of members: kept by admins who are signed in."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from academy_app.core import bus
from academy_app.core.actor import Actor, Role
from academy_app.core.db import Database, Tx, reading, writing
from academy_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from academy_app.core.events import Event, MemberChanged
from academy_app.models.channels import Channel
from academy_app.models.discussion import CategoryGrant
from academy_app.models.membership import Group, GroupMember, Member
from academy_app.services import groups, sessions
from academy_app.services.categories import CategoryDraft, create_category
from tests import factories
from tests.factories import key


@pytest.fixture
async def admin(db: Database) -> Actor:
    async with writing() as tx:
        return await factories.admin(tx)


async def heads() -> int:
    async with reading() as rx:
        return await rx.scalar(select(col(Channel.head)).where(col(Channel.name) == "access")) or 0


async def test_who_comes_into_a_group_acts_as_of_it_at_once(admin: Actor) -> None:
    async with writing() as tx:
        member = await factories.member(tx)
        token = (await sessions.open_session(tx, member)).token
    async with writing() as tx:
        group = await groups.create_group(tx, admin, "  Bakers ")
    assert group.name == "Bakers"
    before = await sessions.actor_of(token)
    assert before is not None
    assert before.groups == frozenset()
    for _ in range(2):
        async with writing() as tx:
            await groups.add_to_group(tx, admin, key(group), key(member))
    after = await sessions.actor_of(token)
    assert after is not None
    assert after.groups == {key(group)}
    assert await heads() == 2
    async with writing() as tx:
        await groups.remove_from_group(tx, admin, key(group), key(member))
    gone = await sessions.actor_of(token)
    assert gone is not None
    assert gone.groups == frozenset()


async def test_a_group_that_goes_is_told_to_all_who_were_in_it(admin: Actor) -> None:
    heard: list[Event] = []

    async def hear(event: Event) -> None:
        heard.append(event)

    async with writing() as tx:
        members = [await factories.member(tx) for _ in range(2)]
        group = await factories.group(tx, *members)
    async with writing() as tx:
        draft = CategoryDraft(name="Club", read_by="listed", read_groups=[key(group)])
        await create_category(tx, admin, draft)
    stop = bus.listen(hear)
    before = await heads()
    async with writing() as tx:
        await groups.delete_group(tx, admin, key(group))
    stop()
    assert [event for event in heard if isinstance(event, MemberChanged)] == [
        MemberChanged(key(member)) for member in members
    ]
    assert await heads() == before + 1
    async with reading() as rx:
        for table, left in ((Group, 0), (GroupMember, 0), (CategoryGrant, 0), (Member, 3)):
            assert await rx.scalar(select(func.count()).select_from(table)) == left


async def test_names_are_there_once(admin: Actor) -> None:
    async with writing() as tx:
        first = await groups.create_group(tx, admin, "Übung")
        second = await groups.create_group(tx, admin, "Other")
    for name in ("übung", "", "x" * 81):
        with pytest.raises(Invalid) as refused:
            async with writing() as tx:
                await groups.rename_group(tx, admin, key(second), name)
        assert list(refused.value.fields) == ["name"]
    async with writing() as tx:
        assert (await groups.rename_group(tx, admin, key(first), "ÜBUNG")).name == "ÜBUNG"


async def test_only_admins_who_are_signed_in_decide(admin: Actor) -> None:
    async with writing() as tx:
        members = [await factories.actor(tx, role) for role in Role]
        group = key(await factories.group(tx))
    by_token = replace(admin, session_id=None)
    for actor in (*members, by_token):
        for attempt in _attempts(actor, group):
            with pytest.raises(Forbidden):
                async with writing() as tx:
                    await attempt(tx)


def _attempts(actor: Actor, group: int) -> list[Callable[[Tx], Awaitable[object]]]:
    return [
        lambda tx: groups.create_group(tx, actor, "Mine"),
        lambda tx: groups.rename_group(tx, actor, group, "Mine"),
        lambda tx: groups.delete_group(tx, actor, group),
        lambda tx: groups.add_to_group(tx, actor, group, actor.member_id),
        lambda tx: groups.remove_from_group(tx, actor, group, actor.member_id),
    ]


async def test_what_is_not_there(admin: Actor) -> None:
    async with writing() as tx:
        group = key(await factories.group(tx))
    for group_id, member_id in ((999, admin.member_id), (group, 999)):
        with pytest.raises(NotFound):
            async with writing() as tx:
                await groups.add_to_group(tx, admin, group_id, member_id)


async def test_there_are_so_many_and_no_more(admin: Actor) -> None:
    async with writing() as tx:
        tx.add_all(Group(name=f"Group {number}") for number in range(groups.MOST))
    with pytest.raises(Conflict):
        async with writing() as tx:
            await groups.create_group(tx, admin, "One more")
