"""Lists of threads: in order, without gaps, of what may be read, in few statements."""

from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

import pytest

from academy_app.core.actor import Actor, Role
from academy_app.core.clock import now
from academy_app.core.db import Database, Tx, reading, writing
from academy_app.core.errors import Forbidden, Invalid, NotFound
from academy_app.core.views.categories import CategoryCard
from academy_app.core.views.discussion import Feed, FeedWish
from academy_app.models.discussion import Category, Follow, ThreadRead, ThreadTag
from academy_app.queries import discussion
from academy_app.queries.categories import categories
from academy_app.state.community import load_community
from tests import factories
from tests.conftest import Statements


async def _feed(actor: Actor, cursor: str = "", **wish: Any) -> tuple[Feed, list[int]]:
    async with reading() as rx:
        shown = await categories(rx, actor)
        return await discussion.feed(rx, actor, FeedWish(**wish), shown, cursor)


async def _all(actor: Actor, **wish: Any) -> list[int]:
    """Every page's threads, one after the other."""
    found, cursor = [], ""
    while True:
        feed, _ = await _feed(actor, cursor, **wish)
        found += [card.id for card in feed.threads]
        cursor = feed.next
        if not cursor:
            return found


async def _threads(tx: Tx, author: Actor, of: Category, count: int, **values: Any) -> list[int]:
    """The latest last; two share each moment."""
    start = now() - timedelta(days=2)
    made = []
    for number in range(count):
        at = start + timedelta(minutes=number // 2)
        thread = await factories.thread(
            tx, author, of, created_at=at, activity_at=at, score=number % 7, **values
        )
        made.append(factories.key(thread))
    return made


async def test_an_address_asks_for_nothing_that_no_database_compares(db: Database) -> None:
    async with writing() as tx:
        actor = await factories.actor(tx)
    async with reading() as rx:
        wish = discussion.cleaned_wish({"tag": "a\x00b"})
        feed, _ = await discussion.feed(rx, actor, wish, await categories(rx, actor))
    assert feed.threads == []


@pytest.mark.parametrize("sort", ["active", "new", "top"])
async def test_pages_follow_each_other_without_gap_or_repeat(db: Database, sort: str) -> None:
    async with writing() as tx:
        member = await factories.actor(tx)
        category = await factories.category(tx, slug="general")
        made = await _threads(tx, member, category, 60)
        pinned = factories.key(
            await factories.thread(
                tx, member, category, is_pinned=True, activity_at=now() - timedelta(days=9)
            )
        )
    for wish in ({"sort": sort}, {"sort": sort, "category": "general"}):
        found = await _all(member, **wish)
        assert sorted(found) == sorted([*made, pinned])
        if sort == "active":
            assert found == [pinned, *made[::-1]]


async def test_only_what_may_be_read_is_listed(db: Database) -> None:
    async with writing() as tx:
        member, admin = await factories.actor(tx), await factories.admin(tx)
        for values in ({}, {"read_by": "staff"}, {"read_by": "listed"}, {"level": 2}):
            await factories.thread(tx, admin, await factories.category(tx, **values))
        open_one = await factories.category(tx, slug="open")
        await factories.thread(tx, admin, open_one, deleted_at=now())
        lesson = (await factories.course(tx)).lessons[0]
        await factories.thread(tx, admin, lesson)
    assert (len(await _all(member)), len(await _all(admin))) == (1, 4)
    with pytest.raises(NotFound):
        await _feed(member, category="no-such")


async def test_a_category_that_a_level_closes_says_so_and_no_more(db: Database) -> None:
    async with writing() as tx:
        member, admin = await factories.actor(tx), await factories.admin(tx)
        closed = await factories.category(tx, slug="closed", level=3)
        await factories.thread(tx, admin, closed)
    with pytest.raises(Forbidden) as refused:
        await _feed(member, category="closed")
    assert (refused.value.key, refused.value.params) == ("category.level", {"level": 3})
    loaded = await load_community(member, {"category": "closed"})
    assert isinstance(loaded["chosen"], CategoryCard)
    assert loaded["chosen"].is_locked
    assert (loaded["threads"], loaded["next"], loaded["unread"]) == ([], "", [])
    # Nor do its news come.
    assert loaded["heads"] == {"community:1": 0}
    assert [card.id for card in (await _feed(member))[0].threads] == []


async def test_unanswered_tags_and_periods(db: Database) -> None:
    async with writing() as tx:
        member = await factories.actor(tx)
        category = await factories.category(tx)
        plain, tagged, old = [
            await factories.thread(tx, member, category, created_at=at)
            for at in (now(), now(), now() - timedelta(days=10))
        ]
        await factories.post(tx, plain, member)
        tx.add(ThreadTag(thread_id=factories.key(tagged), tag="dough"))
    assert await _all(member, is_unanswered=True, sort="new") == [tagged.id, old.id]
    assert await _all(member, tag="dough") == [tagged.id]
    assert await _all(member, sort="top", period="week") == [plain.id, tagged.id]
    assert len(await _all(member, sort="top", period="month")) == 3


async def test_what_is_muted_is_left_out(db: Database) -> None:
    async with writing() as tx:
        member, loud = await factories.actor(tx), await factories.actor(tx)
        quiet, noisy = await factories.category(tx), await factories.category(tx)
        kept = await factories.thread(tx, member, quiet)
        muted = await factories.thread(tx, member, quiet)
        await factories.thread(tx, loud, quiet)
        await factories.thread(tx, member, noisy)
        for kind, target in (
            ("thread", factories.key(muted)),
            ("member", loud.member_id),
            ("category", factories.key(noisy)),
        ):
            tx.add(Follow(member_id=member.member_id, kind=kind, target_id=target, is_muted=True))
    assert await _all(member) == [kept.id]
    assert len(await _all(loud)) == 4


async def test_unread_is_what_came_after_the_last_look(db: Database) -> None:
    async with writing() as tx:
        author = await factories.actor(tx)
        member = await factories.actor(tx, created_at=now() - timedelta(days=1))
        category = await factories.category(tx)
        before = await factories.thread(tx, author, category, activity_at=now() - timedelta(days=2))
        new, read, more = [await factories.thread(tx, author, category) for _ in range(3)]
        for thread in (read, more):
            await factories.post(tx, thread, author)
        for thread, number in ((read, 1), (more, 0)):
            tx.add(
                ThreadRead(
                    member_id=member.member_id, thread_id=factories.key(thread), number=number
                )
            )
    _, unread = await _feed(member)
    assert set(unread) == {new.id, more.id}
    assert before.id not in unread


async def test_a_first_page_takes_few_statements(db: Database, statements: Statements) -> None:
    async with writing() as tx:
        member = await factories.actor(tx, Role.USER)
        for _ in range(4):
            await _threads(tx, member, await factories.category(tx), 10)
    with statements() as seen:
        await _feed(member)
    assert len(seen) == 4, seen


@pytest.mark.parametrize(
    "cursor", ["x", "e30=", "W10=", "WzEsMiwzLDRd", "WyJhIiwiYiIsImMiXQ==", "\ud800", "AAAA" * 999]
)
async def test_a_cursor_that_is_none_is_refused(db: Database, cursor: str) -> None:
    async with writing() as tx:
        member = await factories.actor(tx)
        await factories.category(tx)
    with pytest.raises(Invalid) as refused:
        await _feed(member, cursor)
    assert "cursor" in refused.value.fields


NEVER = '"0001-01-01T00:00:00+23:00"'


@pytest.mark.parametrize(
    ("sort", "place"),
    [
        ("top", "[1e400,1]"),
        ("top", "[Infinity,1]"),
        ("top", "[NaN,1]"),
        ("top", "[1.5,1]"),
        ("top", "[true,1]"),
        ("top", '["1",1]'),
        ("top", f"[{10**24},1]"),
        ("top", f"[1,{10**23}]"),
        ("top", f"[1,{-(2**63)}]"),
        ("top", "[" * 200),
        ("new", f"[{NEVER},1]"),
        ("new", '["9999-12-31T23:59:59-23:00",1]'),
        ("new", '["2026-01-01T00:00:00",1]'),
        ("new", "[1,1]"),
        ("active", f"[false,{NEVER},1]"),
        ("active", '[1,"2026-01-01T00:00:00+00:00",1]'),
    ],
)
async def test_a_cursor_of_what_no_row_has_is_refused(db: Database, sort: str, place: str) -> None:
    async with writing() as tx:
        member = await factories.actor(tx)
        await factories.category(tx)
    with pytest.raises(Invalid) as refused:
        await _feed(member, urlsafe_b64encode(place.encode()).decode(), sort=sort)
    assert list(refused.value.fields) == ["cursor"]
