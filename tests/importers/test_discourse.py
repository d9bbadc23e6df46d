"""What a Discourse forum held comes over: whole, once, or named in the report."""

import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from academy_app.core.actor import Role
from academy_app.core.db import Database, reading
from academy_app.core.errors import Invalid
from academy_app.importers.community import Options
from academy_app.importers.community.people import People
from academy_app.importers.discourse import import_discourse
from academy_app.importers.discourse.posts import scribe
from academy_app.importers.reading import Staged, staging
from academy_app.importers.report import Report
from academy_app.models.discussion import (
    Category,
    Mention,
    Poll,
    PollOption,
    Post,
    Thread,
    ThreadTag,
)
from academy_app.models.membership import Member
from academy_app.services import points
from tests import factories
from tests.importers import discourse_pages as pages
from tests.importers import world


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return pages.write(tmp_path / "forum")


async def brought(path: Path, **options: Any) -> Report:
    async with reading() as rx:
        row = await rx.scalar(select(Member).where(col(Member.role) == Role.ADMIN))
    actor = factories.as_actor(row, 1) if row is not None else await world.an_admin()
    return await import_discourse(actor, path, Options(**options))


async def test_topics_come_with_all_that_stands_in_them(db: Database, folder: Path) -> None:
    report = await brought(folder)
    async with reading() as rx:
        threads = list(await rx.scalars(select(Thread).order_by(col(Thread.id))))
        posts = list(await rx.scalars(select(Post).order_by(col(Post.thread_id), col(Post.path))))
        categories = {row.id: row for row in await rx.scalars(select(Category))}
        tags = list(await rx.scalars(select(ThreadTag.tag).order_by(col(ThreadTag.tag))))
        members = {row.name: row for row in await rx.scalars(select(Member))}
        mentions = list(await rx.scalars(select(Mention.member_id)))
        poll = (await rx.scalars(select(Poll))).one()
        options = list(await rx.scalars(select(PollOption).order_by(col(PollOption.position))))
        assert await points.wrong(rx) == []
    birds, owls = threads
    assert (birds.title, birds.is_pinned, birds.is_locked) == ("Where do birds sleep?", True, True)
    assert (birds.replies, birds.likes) == (3, 1)
    assert birds.created_at == datetime(2022, 5, 1, 10, tzinfo=UTC)
    assert tags == ["nests", "night"]
    assert [(each.path, each.likes) for each in posts[:4]] == [
        ("", 1),
        ("000001", 2),
        ("000001000002", 3),
        ("000001000002000003", 5),
    ]
    assert birds.answer_id == posts[1].id
    assert [categories[each.category_id or 0].read_by for each in (birds, owls)] == [
        "everyone",
        "staff",
    ]
    assert set(members) == {"Admin", "Ada Wren", "Ben Lark", "Cleo Finch"}
    assert members["Ben Lark"].role == "USER"
    assert mentions == [members["Ben Lark"].id, members["Ada Wren"].id]
    assert (poll.is_multiple, poll.voters) == (True, 2)
    assert [(each.text, each.votes) for each in options] == [("Tea & cake", 2), ("Milk", 1)]
    ben, ada = members["Ben Lark"].id, members["Ada Wren"].id
    assert posts[0].body == (
        f"Hello [@ben](</people/{ben}>), *this* is fine.\n\n\n\n"
        "> **ben:**\n>\n> He said so\n> > deeper\n\n\n\n"
        "And `@ben [quote]` stays.\n\n```\n@ben [quote] code\n```\n\n"
        "\n\n**More here**\n\n\nHidden words\n\n\n\n\nmap\n\n\n\n<script>alert(1)</script>"
    )
    assert posts[1].body == (
        f"Cooked **words**, [@ada](</people/{ada}>) & more :bird:\n\n> > Quoted words\n\n"
        "```python\nx = 1\n```"
    )
    assert "<script" not in posts[0].body_html
    assert report.count("import.posts_missing") == 1
    assert report.count("import.topic_without_posts") == 1


async def test_every_run_of_text_is_here_or_in_the_report(db: Database, folder: Path) -> None:
    report = await brought(folder)
    seen = world.squeezed(await world.shown() + world.words_of(report))
    words = [
        *("this", "He said", "so", "deeper", "code", "More here", "Hidden words", "map"),
        *("Cooked", "Quoted words", "x = 1", "Answering two", "From a later page"),
        "closed.enabled",
        *("All about birds.", "Owls", "Owl words", "Hidden owl", "Just between us"),
        *("Never opened topic", "Secret owls", "upload://abc.png", "ada@example.org"),
    ]  # fmt: skip
    assert [each for each in words if world.squeezed(each) not in seen] == []
    # What two said to each other is for nobody else, the importing admin included.
    assert "Whisperedlove" not in seen


async def test_again_changes_nothing_and_two_forums_are_two(
    db: Database, folder: Path, tmp_path: Path
) -> None:
    rehearsed = await brought(folder, is_dry=True)
    real = await brought(folder)
    assert rehearsed.counts == real.counts
    before = await world.dump()
    await brought(folder)
    assert await world.dump() == before
    report = await brought(folder, site="other.example.org")
    assert report.count("import.thread_new") == 2


async def test_a_later_page_continues_a_thread(db: Database, tmp_path: Path) -> None:
    early, late = tmp_path / "early.json", tmp_path / "late.json"
    early.write_text(json.dumps(pages.TOPIC))
    topic = json.loads(json.dumps(pages.TOPIC))
    topic["post_stream"]["posts"] += pages.LATER["post_stream"]["posts"]
    late.write_text(json.dumps(topic))
    await brought(early)
    await brought(late)
    async with reading() as rx:
        posts = list(await rx.scalars(select(Post).order_by(col(Post.number))))
        thread = (await rx.scalars(select(Thread))).one()
    assert [each.path for each in posts] == [
        "",
        "000001",
        "000001000002",
        "000001000002000003",
    ]
    assert (thread.replies, thread.highest) == (3, 3)


@pytest.mark.parametrize(
    "content",
    [
        '{"topics": [1]}',
        '{"topics": [{"id": 1, "title": ["x"], "posts": []}]}',
        '{"topics": [{"id": 1, "title": "x", "posts": ["x"]}]}',
        '{"post_stream": {"posts": [{"topic_id": 1, "post_number": {}}]}}',
        '{"topics": [{"id": 1, "title": "x", "posts": [{"post_number": 1, "raw": 7.5}]}]}',
        '{"users": [',
    ],
)
async def test_what_is_unsound_is_refused_before_a_word_is_written(
    db: Database, folder: Path, content: str
) -> None:
    (folder / "zz.json").write_text(content)
    await world.an_admin()
    before = await world.dump()
    with pytest.raises(Invalid) as refused:
        await brought(folder)
    assert "zz.json" in str(refused.value.fields["file"].params)
    assert await world.dump() == before


@pytest.mark.parametrize(
    "text",
    [
        "[quote]" * 20_000,
        "[/quote]" * 20_000,
        "[poll]" * 20_000 + "[/poll]",
        "[details=" * 20_000,
        "`" * 9_000 + "``` x\n" * 3_000,
        "@a" * 30_000,
        "![" * 30_000 + "](upload://x)",
    ],
)
async def test_hostile_text_takes_no_long_time(text: str) -> None:
    begun = time.process_time()
    async with staging() as stage:
        staged = Staged("1:2", {"text": text, "form": "raw"}, "x.json")
        scribe(staged, People(stage), Report())
    # A pattern that tries everything again from each sign would take minutes.
    assert time.process_time() - begun < 20


async def test_an_unclosed_quote_ends_with_the_text() -> None:
    async with staging() as stage:
        staged = Staged("1:2", {"text": 'a [quote="b"]c [quote]d', "form": "raw"}, "x.json")
        written = scribe(staged, People(stage), Report())
    assert re.sub(r"\s+", " ", written).strip() == "a > **b:** > > c > > > d"
