"""What members and admins see of categories and groups."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from academy_app.core.actor import Actor, Role
from academy_app.core.clock import now
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import Forbidden, NotFound
from academy_app.core.views.categories import CategoryCard
from academy_app.models.discussion import CategoryGrant, Follow, ThreadRead
from academy_app.models.learning import CourseGrant
from academy_app.models.membership import Member
from academy_app.queries import categories as queries
from academy_app.queries import groups as group_queries
from tests import factories
from tests.conftest import Statements
from tests.factories import key


async def shown_to(actor: Actor) -> list[CategoryCard]:
    async with reading() as rx:
        return await queries.categories(rx, actor)


async def test_those_that_one_may_read_in_their_order(db: Database, statements: Statements) -> None:
    async with writing() as tx:
        member = await factories.actor(tx)
        await factories.category(tx, name="Last", position=3, post_by="staff")
        await factories.category(tx, name="First", position=1, is_archived=True)
        await factories.category(tx, name="Staff", position=0, read_by="staff")
        await factories.category(tx, name="High", position=0, level=2)
        club = await factories.category(tx, name="Club", position=2, read_by="listed")
        tx.add(CategoryGrant(category_id=key(club), action="read", role=Role.USER))
        tx.add(
            Follow(member_id=member.member_id, kind="category", target_id=key(club), is_muted=True)
        )
    with statements() as seen:
        found = await shown_to(member)
    assert len(seen) == 2
    assert [(card.name, card.can_post, card.post_reason, card.follow) for card in found] == [
        ("High", False, "category.level", ""),
        ("First", False, "category.archived", ""),
        ("Club", True, "", "mute"),
        ("Last", False, "category.not_for_you", ""),
    ]
    assert found[2].href == f"/community?category={club.slug}"


async def test_of_what_a_level_closes_only_the_name_is_told(db: Database) -> None:
    async with writing() as tx:
        member = await factories.member(tx, created_at=now() - timedelta(days=2))
        author = await factories.actor(tx, Role.MODERATOR)
        high = await factories.category(tx, name="High", description="For bakers.", level=2)
        await factories.thread(tx, author, high)
        await factories.category(tx, name="Staff", read_by="staff", level=2)
        tx.add(Follow(member_id=key(member), kind="category", target_id=key(high)))
    [card] = await shown_to(factories.as_actor(member))
    assert (card.name, card.description, card.level) == ("High", "For bakers.", 2)
    assert (card.is_locked, card.threads, card.unread, card.follow) == (True, 0, 0, "")
    [open_one] = await shown_to(replace(factories.as_actor(member), level=2))
    assert (open_one.is_locked, open_one.threads, open_one.unread) == (False, 1, 1)
    assert (open_one.follow, open_one.can_post) == ("follow", True)
    assert [each.is_locked for each in await shown_to(author)] == [False, False]


async def test_threads_and_what_is_unread_are_counted(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_THREADS", 4)
    async with writing() as tx:
        member = await factories.member(tx, created_at=now() - timedelta(days=2))
        category = await factories.category(tx)
        place: dict[str, Any] = {"category_id": key(category)}
        await factories.thread(tx, **place, activity_at=now() - timedelta(days=3))
        await factories.thread(tx, **place, deleted_at=now())
        threads = [await factories.thread(tx, **place, highest=2) for _ in range(3)]
        for thread, number in zip(threads, (2, 1), strict=False):
            tx.add(ThreadRead(member_id=key(member), thread_id=key(thread), number=number))
    [card] = await shown_to(factories.as_actor(member))
    assert (card.threads, card.is_more, card.unread, card.is_more_unread) == (4, False, 2, False)
    async with writing() as tx:
        await factories.thread(tx, **place, is_pinned=True)
        (await tx.get_one(Member, key(member))).caught_up_at = now() + timedelta(days=1)
    [card] = await shown_to(factories.as_actor(member))
    assert (card.threads, card.is_more, card.unread) == (4, True, 0)


async def test_admins_see_all_of_them_and_what_they_can_move(
    db: Database, statements: Statements
) -> None:
    async with writing() as tx:
        admin = await factories.admin(tx)
        group = await factories.group(tx, name="Bakers")
        a, b = [await factories.category(tx, position=place) for place in range(2)]
        await factories.thread(tx, category_id=key(a), deleted_at=now())
        tx.add(CategoryGrant(category_id=key(b), action="post", group_id=key(group)))
        tx.add(CategoryGrant(category_id=key(b), action="read", role=Role.USER))
    async with reading() as rx:
        with statements() as seen:
            page = await queries.categories_admin(rx, admin)
        form = await queries.category_admin(rx, admin, key(b))
        with pytest.raises(NotFound):
            await queries.category_admin(rx, admin, 999)
    assert len(seen) == 2
    assert [(row.place, row.threads, row.is_empty) for row in page.rows] == [
        (1, 0, False),
        (2, 0, True),
    ]
    moved = f"[{key(b)}, {key(a)}]"
    assert [(row.order_up, row.order_down) for row in page.rows] == [("", moved), (moved, "")]
    assert (form.read_roles, form.post_roles) == (["USER"], [])
    assert [(each.name, each.may_read, each.may_post) for each in form.groups] == [
        ("Bakers", False, True)
    ]


async def test_a_group_shows_who_is_in_it_and_finds_whom_to_add(
    db: Database, statements: Statements
) -> None:
    async with writing() as tx:
        admin = await factories.admin(tx, name="Zoe")
        inside = [await factories.member(tx, name=f"Baker {number:02}") for number in range(60)]
        await factories.member(tx, name="Baker Outside")
        await factories.member(tx, name="Baker Placeholder", email=None)
        group = await factories.group(tx, *inside, name="Bakers")
        club = await factories.category(tx, name="Club", read_by="listed")
        for action in ("read", "post"):
            tx.add(CategoryGrant(category_id=key(club), action=action, group_id=key(group)))
        tree = await factories.course(tx, title="Crust", enrol_by="listed")
        tx.add(CourseGrant(course_id=tree.id, group_id=key(group)))
    async with reading() as rx:
        [row] = await group_queries.groups_admin(rx, admin)
        with statements() as seen:
            page = await group_queries.group_admin(rx, admin, key(group), "baker")
        rest = await group_queries.group_admin(rx, admin, key(group), after=page.next)
        with pytest.raises(NotFound):
            await group_queries.group_admin(rx, admin, 999)
    assert (row.name, row.members) == ("Bakers", 60)
    assert len(seen) <= 5
    assert [each.person.name for each in page.found] == ["Baker Outside"]
    assert (page.categories, page.courses) == (["Club"], ["Crust"])
    names = [each.person.name for each in (*page.rows, *rest.rows)]
    assert names == [member.name for member in inside]
    assert rest.next == ""


@pytest.mark.parametrize("role", [Role.USER, Role.MODERATOR, Role.CONTENT_CREATOR])
async def test_what_is_for_admins(db: Database, role: Role) -> None:
    async with writing() as tx:
        actor = await factories.actor(tx, role)
        category, group = await factories.category(tx), await factories.group(tx)
    async with reading() as rx:
        for asked in (
            queries.categories_admin(rx, actor),
            queries.category_admin(rx, actor, key(category)),
            group_queries.groups_admin(rx, actor),
            group_queries.group_admin(rx, actor, key(group)),
        ):
            with pytest.raises(Forbidden):
                await asked
