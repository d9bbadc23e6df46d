"""What members are writing: kept by version, theirs alone, within limits."""

from typing import Any

import pytest

from academy_app.core.actor import Actor
from academy_app.core.clock import Travel, now
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import Conflict, Invalid, RateLimited
from academy_app.core.views.writing import DraftView
from academy_app.models.discussion import Draft
from academy_app.queries import drafts as queries
from academy_app.services import drafts
from tests import factories
from tests.conftest import Statements
from tests.factories import key


@pytest.fixture
async def actor(db: Database) -> Actor:
    async with writing() as tx:
        return await factories.actor(tx)


async def keep(actor: Actor, body: str, version: int = 0, key: str = "thread-1") -> int:
    async with writing() as tx:
        return (await drafts.keep(tx, actor, key, {"body": body}, version)).version


async def found(actor: Actor, key: str = "thread-1") -> DraftView | None:
    async with reading() as rx:
        return await queries.draft(rx, actor, key)


async def stored(actor: Actor) -> DraftView:
    draft = await found(actor)
    assert draft is not None
    return draft


async def test_a_draft_is_kept_version_by_version(actor: Actor, clock: Travel) -> None:
    assert await keep(actor, "Hel") == 1
    clock.forward(1)
    assert await keep(actor, "Hello", 1) == 2
    kept = await stored(actor)
    assert (kept.version, kept.fields) == (2, {"body": "Hello"})


async def test_two_devices_do_not_overwrite_each_other(actor: Actor) -> None:
    await keep(actor, "here", 0)
    with pytest.raises(Conflict) as refused:
        await keep(actor, "there", 0)
    assert refused.value.key == "draft.changed"
    assert (await stored(actor)).fields == {"body": "here"}
    # A repeated request is none.
    assert await keep(actor, "here", 0) == 1


async def test_what_was_sent_elsewhere_does_not_come_back(actor: Actor) -> None:
    version = await keep(actor, "words")
    async with writing() as tx:
        await drafts.forget(tx, actor, "thread-1")
    with pytest.raises(Conflict) as refused:
        await keep(actor, "words and more", version)
    assert refused.value.key == "draft.gone"
    assert await found(actor) is None


async def test_nobody_reaches_anothers(actor: Actor) -> None:
    await keep(actor, "mine")
    async with writing() as tx:
        other = await factories.actor(tx)
        await drafts.forget(tx, other, "thread-1")
    assert await found(other) is None
    assert await keep(other, "theirs") == 1
    assert (await stored(actor)).fields == {"body": "mine"}


@pytest.mark.parametrize(
    "key",
    [
        "",
        "new ",
        "thread-",
        "thread-0",
        "thread--1",
        "member-1",
        "thread-1\x00",
        "x" * 61,
        f"post-{2**63}",
    ],
)
async def test_a_key_names_a_place(actor: Actor, key: str) -> None:
    with pytest.raises(Invalid):
        await keep(actor, "words", key=key)
    async with writing() as tx:
        await drafts.forget(tx, actor, key)
    assert await found(actor, key) is None


async def test_a_key_beyond_all_rows_shuts_nobody_out(actor: Actor) -> None:
    """One that was kept before keys were held against what a row's id can be."""
    async with writing() as tx:
        key = "thread-9999999999999999999"
        tx.add(Draft(member_id=actor.member_id, key=key, version=1, fields='{"body":"x"}'))
    async with reading() as rx:
        assert [row.href for row in await queries.drafts(rx, actor)] == [""]


async def test_a_draft_has_its_size(actor: Actor) -> None:
    with pytest.raises(Invalid):
        await keep(actor, "ü" * 50_000)
    assert await keep(actor, "ü" * 49_900) == 1


@pytest.mark.parametrize("body", ["a\x00b", "\ud800", "\\u0000", '"}\\', "\u2028🙂"])
async def test_whatever_is_typed_can_be_kept(actor: Actor, body: str) -> None:
    version = await keep(actor, body)
    assert await keep(actor, body, version) == version
    assert isinstance((await stored(actor)).fields["body"], str)


async def test_a_member_has_so_many_and_no_more(actor: Actor) -> None:
    async with writing() as tx:
        tx.add_all(
            Draft(member_id=actor.member_id, key=f"thread-{number}", version=1)
            for number in range(2, 101)
        )
    await keep(actor, "the last")
    with pytest.raises(Conflict) as refused:
        await keep(actor, "one more", key="new")
    assert refused.value.params == {"max": 100}


async def test_drafts_cannot_be_kept_without_end(actor: Actor, clock: Travel) -> None:
    version = 0
    for number in range(90):
        version = await keep(actor, f"{number}", version)
    with pytest.raises(RateLimited):
        await keep(actor, "more", version)
    clock.forward(61)
    await keep(actor, "more", version)


async def test_the_list_leads_to_where_each_is_written(
    actor: Actor, clock: Travel, statements: Statements
) -> None:
    async with writing() as tx:
        other = await factories.actor(tx)
        thread = await factories.thread(tx, other, title="Wet dough")
        post = await factories.post(tx, thread, actor)
        gone = await factories.post(tx, thread, actor, deleted_at=now())
        closed = await factories.thread(
            tx, other, await factories.category(tx, read_by="staff"), title="Secret"
        )
        tree = await factories.course(tx, slug="bread")
        lesson = tree.lessons[0]
    number = key(thread)
    keys = {
        "new": ("", "/community#write"),
        f"thread-{number}": ("Wet dough", f"/community/{number}#write"),
        f"post-{key(post)}": ("Wet dough", f"/community/{number}?post={key(post)}#write"),
        f"lesson-{key(lesson)}": (lesson.title, f"/courses/bread/{lesson.slug}#write"),
        f"post-{key(gone)}": ("", ""),
        f"thread-{key(closed)}": ("", ""),
        "thread-999999": ("", ""),
    }
    for each in keys:
        await keep(actor, "Words  of mine", key=each)
        clock.forward(2)
    with statements() as seen:
        async with reading() as rx:
            rows = await queries.drafts(rx, actor)
    assert len(seen) == 4
    assert {row.key: (row.place, row.href) for row in rows} == keys
    # What leads nowhere is there as a whole.
    assert {row.body for row in rows if row.href} == {""}
    assert {row.body for row in rows if not row.href} == {"Words  of mine"}


async def test_the_list_shows_first_words_in_few_statements(
    actor: Actor, clock: Travel, statements: Statements
) -> None:
    fields: list[tuple[str, dict[str, Any]]] = [
        ("thread-1", {"body": "First  words\nand " + "more " * 99}),
        ("new", {"title": "A title", "body": ["no", "text"]}),
    ]
    for name, values in fields:
        async with writing() as tx:
            await drafts.keep(tx, actor, name, values, 0)
        clock.forward(1)
    with statements() as seen:
        async with reading() as rx:
            rows = await queries.drafts(rx, actor)
    assert len(seen) == 2
    assert [(row.key, row.title, row.excerpt[:20]) for row in rows] == [
        ("new", "A title", ""),
        ("thread-1", "", "First words and more"),
    ]
