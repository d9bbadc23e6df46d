"""Whom a post may name, as one types."""

import pytest

from academy_app.core.actor import Actor
from academy_app.core.db import Database, reading, writing
from academy_app.core.markdown import render
from academy_app.queries import mentions
from academy_app.services import discussion
from academy_app.services.discussion import ThreadDraft
from tests import factories
from tests.conftest import Statements


@pytest.fixture
async def actor(db: Database) -> Actor:
    async with writing() as tx:
        for name in ("Anna Admin", "Beate Anders", "Lena-Änne Öz", "Joanna Smith", "100% _x_"):
            await factories.member(tx, name=name)
        await factories.member(tx, name="Anna Gone", is_active=False)
        await factories.member(tx, name="Anna Nobody", email=None)
        return await factories.actor(tx, name="Zoe")


async def names(actor: Actor, typed: str, thread_id: int | None = None) -> list[str]:
    async with reading() as rx:
        return [row.name for row in await mentions.people(rx, actor, typed, thread_id)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("an", ["Anna Admin", "Beate Anders"]),
        ("ANNA", ["Anna Admin"]),
        ("anna a", ["Anna Admin"]),
        ("ädm", []),
        ("änn", ["Lena-Änne Öz"]),
        ("A\u0308NN", ["Lena-Änne Öz"]),
        ("öz", ["Lena-Änne Öz"]),
        ("%", []),
        ("ann\x00", ["Anna Admin"]),
        ("_", ["100% _x_"]),
        ("100%", ["100% _x_"]),
        ("", []),
        ("  ", []),
        ("x" * 500, []),
    ],
)
async def test_any_word_of_a_name_begins_it(actor: Actor, typed: str, found: list[str]) -> None:
    assert await names(actor, typed) == found


async def test_who_wrote_in_the_thread_comes_first(actor: Actor, statements: Statements) -> None:
    async with writing() as tx:
        category = factories.key(await factories.category(tx))
        hidden = factories.key(await factories.category(tx, read_by="listed"))
        beate = await factories.actor(tx, name="Anja Zuletzt")
        threads = []
        for place in (category, hidden):
            words = await discussion.words("How?")
            draft = ThreadDraft("Title", words, f"client-{place:03}", place)
            writer = await factories.admin(tx, name=f"Anton {place}") if place == hidden else beate
            threads.append(factories.key(await discussion.start_thread(tx, writer, draft)))
    with statements() as seen:
        found = await names(actor, "an", threads[0])
    assert len(seen) == 1
    assert found[0] == "Anja Zuletzt"
    assert await names(actor, "", threads[0]) == ["Anja Zuletzt"]
    # Of a thread that they may not see, they learn nothing.
    assert await names(actor, "", threads[1]) == []


async def test_at_most_eight(actor: Actor) -> None:
    async with writing() as tx:
        for number in range(12):
            await factories.member(tx, name=f"Mary {number:02}")
    assert len(await names(actor, "mary")) == 8


@pytest.mark.parametrize(
    "name", ["Ben *Bold* [x]", "a](javascript:alert(1))", "<b>x</b> & y", "`c` ~~d~~ $e$ \\", "|x|"]
)
async def test_a_name_is_shown_as_it_is(actor: Actor, name: str) -> None:
    async with writing() as tx:
        key = factories.key(await factories.member(tx, name=f"Quentin {name}"))
    async with reading() as rx:
        (row,) = await mentions.people(rx, actor, "quentin")
    words = await discussion.words(f"Ask {row.markdown} please")
    assert words.mentioned == (key,)
    assert words.plain == f"Ask @Quentin {name} please"
    assert render(row.markdown).html.count("<a href=") == 1
