"""A room's members against the policy, after every change of who may read."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest

from academy_app.core.actor import Role
from academy_app.models.discussion import Category, CategoryGrant
from academy_app.models.membership import Member
from academy_app.services import categories, groups, sessions
from academy_app.services.authoring import unpublish_course, unpublish_lesson
from academy_app.services.membership import set_active, set_role
from tests import factories
from tests.live.conftest import Person, Place, gathered

pytestmark = pytest.mark.asyncio(loop_scope="session")

Change = Callable[[], Awaitable[None]]


async def _says(site: Place, author: Person, thread_id: int) -> None:
    await author.call("POST", f"/threads/{thread_id}/posts", body=uuid4().hex, clientId=uuid4().hex)


async def _loses(
    site: Place,
    admin: Person,
    reader: Person,
    thread_id: int,
    change: Change,
    *,
    shut: bool = False,
) -> None:
    """What is written after `change` reaches the admin's tab and not the reader's."""
    tabs = [site.tab(each, f"thread:{thread_id}") for each in (admin, reader)]
    await gathered(*tabs)
    await _says(site, admin, thread_id)
    for tab in tabs:
        await tab.until(lambda each: 1 in each.posts())
    heard = len(tabs[1].heard)
    await change()
    await _says(site, admin, thread_id)
    await tabs[0].until(lambda each: 2 in each.posts())
    if shut:
        await tabs[1].until(lambda each: not each.is_connected or bool(each.scripts))
    else:
        await tabs[1].until(lambda each: bool(each.problem))
    assert [n for n in tabs[1].heard[heard:] if n["channel"].startswith("thread:")] == []
    for tab in tabs:
        await tab.disconnect()


@pytest.fixture(params=["here", "elsewhere"])
def by(request: pytest.FixtureRequest) -> str:
    """Whether the change is made through the worker, or by a process that rings no bell there."""
    return str(request.param)


async def test_a_role_is_taken_away(shared: Place, by: str) -> None:
    admin, reader = await shared.person(Role.ADMIN), await shared.person(Role.MODERATOR)
    thread = await shared.thread(admin, of=await shared.category(read_by="staff"))

    async def change() -> None:
        if by == "here":
            answer = await admin.http.patch(f"/api/lms/members/{reader.id}", json={"role": "USER"})
            assert answer.is_success, answer.text
            return
        async with shared.database.writing() as tx:
            await set_role(tx, factories.as_actor(admin.member, 1), reader.id, "USER")

    await _loses(shared, admin, reader, factories.key(thread), change)


async def test_a_group_is_left(shared: Place) -> None:
    admin, reader = await shared.person(Role.ADMIN), await shared.person()
    acting = factories.as_actor(admin.member, 1)
    async with shared.database.writing() as tx:
        group = await groups.create_group(tx, acting, f"Bakers {uuid4().hex[:6]}")
        await groups.add_to_group(tx, acting, factories.key(group), reader.id)
        category = await factories.category(tx, read_by="listed")
        tx.add(
            CategoryGrant(
                category_id=factories.key(category), action="read", group_id=factories.key(group)
            )
        )
    thread = await shared.thread(admin, of=category)

    async def change() -> None:
        async with shared.database.writing() as tx:
            await groups.remove_from_group(tx, acting, factories.key(group), reader.id)

    await _loses(shared, admin, reader, factories.key(thread), change)


async def test_a_category_is_closed(shared: Place) -> None:
    admin, reader = await shared.person(Role.ADMIN), await shared.person()
    category = await shared.category()
    thread = await shared.thread(admin, of=category)

    async def change() -> None:
        async with shared.database.writing() as tx:
            row = await tx.get_one(Category, factories.key(category))
            draft = categories.CategoryDraft(name=row.name, slug=row.slug, read_by="staff")
            await categories.update_category(
                tx, factories.as_actor(admin.member, 1), factories.key(category), draft
            )

    await _loses(shared, admin, reader, factories.key(thread), change)


async def test_a_thread_is_moved(shared: Place) -> None:
    admin, reader = await shared.person(Role.ADMIN), await shared.person()
    closed = await shared.category(read_by="staff")
    thread = await shared.thread(admin)

    async def change() -> None:
        await admin.call("PUT", f"/threads/{thread.id}/category", categoryId=closed.id)

    await _loses(shared, admin, reader, factories.key(thread), change)


@pytest.mark.parametrize("what", ["course", "lesson"])
async def test_a_course_or_a_lesson_is_withdrawn(shared: Place, what: str) -> None:
    admin, reader = await shared.person(Role.ADMIN), await shared.person()
    async with shared.database.writing() as tx:
        tree = await factories.course(tx)
    thread = await shared.thread(admin, of=tree.lessons[0])
    acting = factories.as_actor(admin.member, 1)

    async def change() -> None:
        async with shared.database.writing() as tx:
            if what == "course":
                await unpublish_course(tx, acting, tree.id)
            else:
                await unpublish_lesson(tx, acting, factories.key(tree.lessons[0]))

    await _loses(shared, admin, reader, factories.key(thread), change)


async def test_a_level_is_lost(shared: Place) -> None:
    admin, reader = await shared.person(Role.ADMIN), await shared.person()
    async with shared.database.writing() as tx:
        (await tx.get_one(Member, reader.id)).points = 5
        category = await factories.category(tx, level=2)
    thread = await shared.thread(admin, of=category)

    async def change() -> None:
        from academy_app.services import points

        async with shared.database.writing() as tx:
            await points.lost(tx, reader.id)

    await _loses(shared, admin, reader, factories.key(thread), change)


@pytest.mark.parametrize("how", ["revoked", "shut out"])
async def test_a_session_ends(shared: Place, how: str, by: str) -> None:
    admin, reader = await shared.person(Role.ADMIN), await shared.person()
    thread = await shared.thread(admin)

    async def change() -> None:
        if by == "here":
            path = f"/api/lms/members/{reader.id}"
            if how == "revoked":
                answer = await reader.http.post("/api/lms/auth/logout")
            else:
                answer = await admin.http.patch(path, json={"is_active": False})
            assert answer.is_success, answer.text
            return
        async with shared.database.writing() as tx:
            if how == "revoked":
                await sessions.revoke_all(tx, reader.id)
            else:
                await set_active(tx, factories.as_actor(admin.member, 1), reader.id, False)

    await _loses(shared, admin, reader, factories.key(thread), change, shut=True)


async def test_a_deleted_thread_is_its_author_s_alone(shared: Place) -> None:
    admin, reader = await shared.person(Role.ADMIN), await shared.person()
    thread = await shared.thread(admin)
    tabs = [shared.tab(each, f"thread:{thread.id}") for each in (admin, reader)]
    await gathered(*tabs)
    opening = (await admin.call("GET", f"/threads/{thread.id}"))["opening"][0]["id"]
    await admin.call("DELETE", f"/posts/{opening}")
    await tabs[1].until(lambda each: bool(each.problem))
    await tabs[0].until(lambda each: each.head >= 2)
    assert not tabs[0].problem
    assert [n for n in tabs[1].heard if n["channel"].startswith("thread:")] == []
    for tab in tabs:
        await tab.disconnect()


async def test_nobody_follows_what_they_may_not_read(shared: Place) -> None:
    admin, reader = await shared.person(Role.ADMIN), await shared.person()
    thread = await shared.thread(admin, of=await shared.category(read_by="staff"))
    async with shared.tab(reader, f"thread:{thread.id}") as tab:
        await tab.until(lambda each: bool(each.problem))
        await _says(shared, admin, factories.key(thread))
        async with shared.tab(admin, f"thread:{thread.id}") as other:
            await other.until(lambda each: 1 in each.posts())
        assert tab.heard == []
    async with shared.tab(reader, f"member:{admin.id}") as tab:
        await tab.until(lambda each: bool(each.problem))


async def test_what_strangers_call_leaves_neither_a_token_nor_a_failure_in_the_log(
    shared: Place,
) -> None:
    admin = await shared.person(Role.ADMIN)
    thread = await shared.thread(admin)
    tab = shared.tab(admin, f"thread:{thread.id}")
    await gathered(tab)
    for channel in ({"a": 1}, ["thread:1"], None):
        await tab.send("typing", channel=channel)
    await tab.send("../x")
    async with asyncio.timeout(20):
        while "No registered handler" not in shared.worker.log:  # noqa: ASYNC110  a file tells nobody
            await asyncio.sleep(0.05)
    await tab.disconnect()
    assert admin.token not in shared.worker.log
    assert "unhashable" not in shared.worker.log
