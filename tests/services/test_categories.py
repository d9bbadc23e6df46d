"""Categories as admins keep them."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import AcademyError, Conflict, Forbidden, Invalid, NotFound
from academy_app.models.channels import Change
from academy_app.models.discussion import Category, CategoryGrant, Follow, Thread
from academy_app.policy.decisions import Access, Grant
from academy_app.policy.places import accesses
from academy_app.services import categories
from academy_app.services.categories import CategoryDraft
from tests import factories
from tests.factories import key


@pytest.fixture
async def admin(db: Database) -> Actor:
    async with writing() as tx:
        return await factories.admin(tx)


async def made(admin: Actor, **wanted: Any) -> Category:
    async with writing() as tx:
        return await categories.create_category(tx, admin, CategoryDraft(**wanted))


async def changed(admin: Actor, category: Category, **wanted: Any) -> Category:
    async with writing() as tx:
        return await categories.update_category(tx, admin, key(category), CategoryDraft(**wanted))


async def access(category: Category) -> Access:
    async with reading() as rx:
        return (await accesses(rx, [key(category)]))[key(category)]


async def told(since: int = 0) -> list[tuple[str, str, int]]:
    """The changes noted, in order, as (channel, kind, subject)."""
    async with reading() as rx:
        rows = await rx.execute(
            select(col(Change.channel), col(Change.kind), col(Change.subject_id)).order_by(
                col(Change.at), col(Change.channel), col(Change.number)
            )
        )
    return [(row.channel, row.kind, row.subject_id) for row in rows][since:]


async def test_a_category_is_made_of_what_is_wanted(admin: Actor) -> None:
    async with writing() as tx:
        group = await factories.group(tx)
    category = await made(
        admin,
        name="  Über\u202e Brot ",
        description="Kneten\r\nund warten",
        colour=13,
        icon="book",
        level=9,
        read_by="listed",
        read_roles=["MODERATOR", "MODERATOR"],
        read_groups=[key(group)],
        post_by="staff",
    )
    assert (category.name, category.slug) == ("Über Brot", "über-brot")
    assert (category.description, category.colour, category.icon) == (
        "Kneten\nund warten",
        13,
        "book",
    )
    grants = frozenset({Grant("read", "MODERATOR"), Grant("read", None, key(group))})
    assert await access(category) == Access("listed", "staff", 9, False, grants)
    number = key(category)
    assert await told() == [
        ("access", "access", number),
        (f"category:{number}", "category", number),
        ("community:1", "category", 0),
    ]


async def test_a_new_one_comes_last_and_has_an_address_of_its_own(admin: Actor) -> None:
    slugs = [(await made(admin, name="Talk")).slug for _ in range(3)]
    assert slugs == ["talk", "talk-2", "talk-3"]
    async with reading() as rx:
        places = await rx.scalars(select(col(Category.position)).order_by(col(Category.id)))
        assert places.all() == [0, 1, 2]


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"name": " \u200b "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"description": "x" * 501}, "description"),
        ({"colour": 14}, "colour"),
        ({"colour": -1}, "colour"),
        ({"icon": "x'); background: url(//evil.example"}, "icon"),
        ({"level": 0}, "level"),
        ({"level": 10}, "level"),
        ({"slug": "No Slug"}, "slug"),
        ({"slug": "taken"}, "slug"),
        ({"read_by": "nobody"}, "read_by"),
        ({"post_by": ""}, "post_by"),
        ({"read_roles": ["BOSS"]}, "read_roles"),
        ({"post_groups": [999]}, "post_groups"),
        ({"read_groups": [2**70]}, "read_groups"),
    ],
)
async def test_what_does_not_fit_is_named(admin: Actor, wanted: dict[str, Any], field: str) -> None:
    category = await made(admin, name="Taken")
    other = await made(admin, name="Other")
    for attempt in (made(admin, **{"name": "Third", **wanted}), changed(admin, other, **wanted)):
        with pytest.raises(Invalid) as refused:
            await attempt
        assert list(refused.value.fields) == [field]
    async with reading() as rx:
        assert await rx.scalar(select(func.count(col(Category.id)))) == 2
        assert (await rx.get_one(Category, key(category))).slug == "taken"


async def test_without_a_name_there_is_none(admin: Actor) -> None:
    with pytest.raises(Invalid, match=r"error\.invalid"):
        await made(admin)


async def test_who_may_is_told_apart_from_how_it_looks(admin: Actor) -> None:
    category = await made(admin, name="Talk")
    number, before = key(category), len(await told())
    line = (f"category:{number}", "category", number)
    await changed(admin, category, name="Chatter", colour=3)
    assert await told(before) == [line]
    await changed(admin, category, name="Chatter", read_by="listed", read_roles=["USER"])
    assert ("access", "access", number) in await told(before + 1)
    before = len(await told())
    await changed(admin, category, read_by="listed", read_roles=["USER"])
    assert ("access", "access", number) not in await told(before)
    await changed(admin, category, level=2)
    await changed(admin, category, post_roles=["MODERATOR"])
    heard = [each for each in await told(before) if each[0] == "access"]
    assert len(heard) == 2
    kept = (await changed(admin, category, slug="")).slug
    assert kept == "talk"


async def test_the_listed_are_replaced_not_added_to(admin: Actor) -> None:
    async with writing() as tx:
        first, second = await factories.group(tx), await factories.group(tx)
    category = await made(admin, name="Club", read_by="listed", read_groups=[key(first)])
    await changed(admin, category, read_groups=[key(second)], post_groups=[key(first)])
    assert (await access(category)).grants == {
        Grant("read", None, key(second)),
        Grant("post", None, key(first)),
    }
    await changed(admin, category, read_groups=[], post_roles=["USER"])
    assert (await access(category)).grants == {
        Grant("post", None, key(first)),
        Grant("post", "USER"),
    }


async def test_the_order_names_each_once(admin: Actor) -> None:
    a, b, c = [key(await made(admin, name=name)) for name in "abc"]
    before = len(await told())
    async with writing() as tx:
        await categories.reorder_categories(tx, admin, [b, a, c])
    assert {each[2] for each in await told(before)} == {a, b}
    async with reading() as rx:
        ids = await rx.scalars(select(col(Category.id)).order_by(col(Category.position)))
        assert ids.all() == [b, a, c]
    for wrong in ([], [a, b], [a, b, c, c], [a, b, 999]):
        with pytest.raises(Invalid):
            async with writing() as tx:
                await categories.reorder_categories(tx, admin, wrong)


async def test_archiving_can_be_taken_back_and_says_who_may_do_what_no_more(admin: Actor) -> None:
    category = await made(admin, name="Old")
    number, before = key(category), len(await told())
    for _ in range(2):
        async with writing() as tx:
            await categories.archive_category(tx, admin, number)
    assert (await access(category)).is_archived
    assert [each[0] for each in await told(before)] == ["access", f"category:{number}"]
    async with writing() as tx:
        await categories.unarchive_category(tx, admin, number)
    assert not (await access(category)).is_archived


async def test_only_an_empty_one_can_be_deleted(admin: Actor) -> None:
    full, empty = (
        await made(admin, name="Full"),
        await made(admin, name="Empty", read_by="listed", read_roles=["USER"]),
    )
    async with writing() as tx:
        await factories.thread(tx, category_id=key(full), deleted_at=full.created_at)
        tx.add(Follow(member_id=admin.member_id, kind="category", target_id=key(empty)))
    with pytest.raises(Conflict, match=r"category\.not_empty"):
        async with writing() as tx:
            await categories.delete_category(tx, admin, key(full))
    async with writing() as tx:
        await categories.delete_category(tx, admin, key(empty))
    async with reading() as rx:
        assert (await rx.scalars(select(col(Category.name)))).all() == ["Full"]
        assert await rx.scalar(select(func.count(col(Thread.id)))) == 1
        for table in (Follow, CategoryGrant):
            assert await rx.scalar(select(func.count()).select_from(table)) == 0


async def test_a_thread_that_comes_meanwhile_is_not_lost(admin: Actor) -> None:
    category = await made(admin, name="Busy")

    async def talk() -> None:
        async with writing() as tx:
            await factories.thread(tx, category_id=key(category))
            await asyncio.sleep(0.05)

    async def delete() -> None:
        await asyncio.sleep(0.02)
        async with writing() as tx:
            await categories.delete_category(tx, admin, key(category))

    said, deleted = await asyncio.gather(talk(), delete(), return_exceptions=True)
    assert said is None
    assert isinstance(deleted, Conflict)


@pytest.mark.parametrize("role", [Role.USER, Role.MODERATOR, Role.CONTENT_CREATOR])
async def test_only_admins_keep_categories(admin: Actor, role: Role) -> None:
    category = await made(admin, name="Talk")
    async with writing() as tx:
        actor = await factories.actor(tx, role)
    number = key(category)
    for attempt in (
        lambda tx: categories.create_category(tx, actor, CategoryDraft(name="Mine")),
        lambda tx: categories.update_category(tx, actor, number, CategoryDraft(name="Mine")),
        lambda tx: categories.reorder_categories(tx, actor, [number]),
        lambda tx: categories.archive_category(tx, actor, number),
        lambda tx: categories.unarchive_category(tx, actor, number),
        lambda tx: categories.delete_category(tx, actor, number),
    ):
        with pytest.raises(Forbidden):
            async with writing() as tx:
                await attempt(tx)
    assert (await access(category)) == Access()


async def test_a_token_opens_and_closes_nothing(admin: Actor) -> None:
    category = await made(admin, name="Staff", read_by="staff")
    by_token, number = replace(admin, session_id=None), key(category)
    for attempt in (
        lambda tx: categories.update_category(
            tx, by_token, number, CategoryDraft(read_by="everyone")
        ),
        lambda tx: categories.archive_category(tx, by_token, number),
        lambda tx: categories.unarchive_category(tx, by_token, number),
        lambda tx: categories.delete_category(tx, by_token, number),
    ):
        with pytest.raises(Forbidden) as refused:
            async with writing() as tx:
                await attempt(tx)
        assert refused.value.key == "account.needs_session"
    assert (await access(category)).read_by == "staff"


async def test_what_is_not_there(admin: Actor) -> None:
    for attempt in (
        lambda tx: categories.update_category(tx, admin, 999, CategoryDraft(name="x")),
        lambda tx: categories.archive_category(tx, admin, 999),
        lambda tx: categories.delete_category(tx, admin, 999),
    ):
        with pytest.raises(NotFound):
            async with writing() as tx:
                await attempt(tx)


async def test_there_are_so_many_and_no_more(admin: Actor) -> None:
    async with writing() as tx:
        for _ in range(categories.MOST):
            await factories.category(tx)
    with pytest.raises(AcademyError, match=r"category\.too_many"):
        await made(admin, name="One more")
