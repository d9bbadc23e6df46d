"""Threads are started and answered: once, in order, within bounds."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import col, select

from academy_app.core.actor import Role
from academy_app.core.channels import of_category, of_thread
from academy_app.core.clock import Travel
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import Conflict, Forbidden, Invalid, NotFound, RateLimited
from academy_app.models.channels import Change, Channel
from academy_app.models.discussion import Mention, Poll, PollOption, Post, Thread, ThreadRead
from academy_app.services import discussion, pace
from academy_app.services.discussion import PollDraft, ThreadDraft
from tests import factories
from tests.services.discussion.scene import regular, replied, started


async def test_a_thread_has_its_opening_post_and_tells_its_category(db: Database) -> None:
    async with writing() as tx:
        asker, category = await regular(tx), await factories.category(tx)
    thread = await started(asker, category, "**How** do I knead?", tags=["Dough", "dough"])
    async with reading() as rx:
        post = (await rx.scalars(select(Post))).one()
        assert (post.number, post.path, post.body_html) == (
            0,
            "",
            "<p><strong>How</strong> do I knead?</p>\n",
        )
        assert thread.excerpt == "How do I knead?"
        changes = (await rx.execute(select(Change.channel, Change.number, Change.kind))).all()
        assert sorted(map(tuple, changes)) == [
            (of_category(factories.key(category)), 1, "thread"),
            (of_thread(factories.key(thread)), 1, "post"),
        ]


async def test_sending_twice_writes_once(db: Database) -> None:
    async with writing() as tx:
        asker, helper = await regular(tx), await regular(tx)
        category = await factories.category(tx)
    first = await started(asker, category, client_id="same-client-id")
    again = await started(asker, category, client_id="same-client-id")
    assert first.id == again.id
    sent = [replied(helper, first, "Slowly.", client_id="my-answer-1") for _ in range(5)]
    posts = await asyncio.gather(*sent)
    assert len({post.id for post in posts}) == 1
    async with reading() as rx:
        assert (await rx.get_one(Thread, first.id)).replies == 1


async def test_many_at_once_are_numbered_without_holes(db: Database) -> None:
    async with writing() as tx:
        asker, category = await regular(tx), await factories.category(tx)
        helpers = [await regular(tx) for _ in range(12)]
    thread = await started(asker, category)
    await asyncio.gather(*(replied(helper, thread) for helper in helpers))
    async with reading() as rx:
        numbers = (await rx.scalars(select(Post.number).order_by(col(Post.number)))).all()
        assert list(numbers) == list(range(13))
        head = await rx.get_one(Channel, of_thread(factories.key(thread)))
        told = await rx.scalars(
            select(Change.number).where(Change.channel == head.name).order_by(col(Change.number))
        )
        assert list(told) == list(range(1, head.head + 1))


async def test_replies_nest_three_levels_deep(db: Database) -> None:
    async with writing() as tx:
        asker, category = await regular(tx), await factories.category(tx)
        helpers = [await regular(tx) for _ in range(5)]
    thread = await started(asker, category)
    first = await replied(helpers[0], thread)
    second = await replied(helpers[1], thread, parent=first)
    third = await replied(helpers[2], thread, parent=second)
    fourth = await replied(helpers[3], thread, parent=third)
    beside = await replied(helpers[4], thread)
    assert [post.path for post in (first, second, third, fourth, beside)] == [
        "000001",
        "000001000002",
        "000001000002000003",
        "000001000002000004",
        "000005",
    ]
    assert fourth.parent_id == third.id


async def test_who_writes_has_read_what_stands_before(db: Database) -> None:
    async with writing() as tx:
        asker, helper = await regular(tx), await regular(tx)
        category = await factories.category(tx)
    thread = await started(asker, category)
    await replied(helper, thread)
    async with reading() as rx:
        rows = (await rx.execute(select(ThreadRead.member_id, ThreadRead.number))).all()
        assert {row[0]: row[1] for row in rows} == {asker.member_id: 0, helper.member_id: 1}


async def test_members_are_mentioned_where_there_are_such(db: Database) -> None:
    async with writing() as tx:
        asker, anna = await regular(tx), await regular(tx)
        gone = await regular(tx, is_active=False)
        category = await factories.category(tx)
    named = f"[@Anna](/people/{anna.member_id})"
    await started(asker, category, f"{named} {named} [@Gone](/people/{gone.member_id})")
    async with reading() as rx:
        assert list(await rx.scalars(select(Mention.member_id))) == [anna.member_id]


async def test_a_poll_has_two_to_ten_different_options(db: Database) -> None:
    async with writing() as tx:
        asker, category = await regular(tx), await factories.category(tx)
    for options in (["one"], ["same", "SAME"], [str(number) for number in range(11)], ["a", " "]):
        with pytest.raises(Invalid) as refused:
            await started(asker, category, poll=PollDraft(options))
        assert "poll" in refused.value.fields
    thread = await started(asker, category, poll=PollDraft(["Rye", "Wheat"]))
    async with reading() as rx:
        assert await rx.get(Poll, thread.id) is not None
        texts = await rx.scalars(select(PollOption.text).order_by(col(PollOption.position)))
        assert list(texts) == ["Rye", "Wheat"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "ab"}, "title"),
        ({"title": "x" * 256}, "title"),
        ({"title": "\u202e\u202e\u202e"}, "title"),
        ({"client_id": "short"}, "clientId"),
        ({"client_id": "../../../etc"}, "clientId"),
        ({"tags": ["x" * 41]}, "tags"),
        ({"tags": ["a", "b", "c", "d", "e", "f"]}, "tags"),
        ({"seconds": 3.0}, "seconds"),
    ],
)
async def test_what_is_wrong_is_named(db: Database, values: dict[str, Any], field: str) -> None:
    async with writing() as tx:
        asker, category = await regular(tx), await factories.category(tx)
    with pytest.raises(Invalid) as refused:
        await started(asker, category, **values)
    assert field in refused.value.fields
    async with reading() as rx:
        assert (await rx.scalars(select(Thread))).first() is None


@pytest.mark.parametrize("body", ["", "  \n\t ", "\x00", "x" * 32_001])
async def test_words_are_neither_none_nor_too_many(body: str) -> None:
    with pytest.raises(Invalid) as refused:
        await discussion.words(body)
    assert "body" in refused.value.fields


async def test_nobody_writes_where_they_may_not(db: Database) -> None:
    async with writing() as tx:
        asker, staff = await regular(tx), await regular(tx, Role.MODERATOR)
        closed = await factories.category(tx, read_by="staff")
        spoken_to = await factories.category(tx, post_by="staff")
        archived = await factories.category(tx, is_archived=True)
        high = await factories.category(tx, level=3)
    with pytest.raises(NotFound):
        await started(asker, closed)
    for category, reason in (
        (spoken_to, "category.not_for_you"),
        (archived, "category.archived"),
        (high, "category.level"),
    ):
        with pytest.raises(Forbidden) as refused:
            await started(asker, category)
        assert refused.value.key == reason
    announced = await started(staff, spoken_to)
    assert (await replied(asker, announced)).number == 1
    hidden = await started(staff, closed)
    with pytest.raises(NotFound):
        await replied(asker, hidden)


async def test_a_locked_thread_is_for_who_keeps_order(db: Database) -> None:
    async with writing() as tx:
        asker, moderator = await regular(tx), await regular(tx, Role.MODERATOR)
        category = await factories.category(tx)
    thread = await started(asker, category)
    async with writing() as tx:
        await discussion.set_locked(tx, moderator, factories.key(thread), True)
    with pytest.raises(Forbidden) as refused:
        await replied(asker, thread)
    assert refused.value.key == "thread.locked"
    await replied(moderator, thread)


async def test_a_parent_of_another_thread_is_none(db: Database) -> None:
    async with writing() as tx:
        asker, helper = await regular(tx), await regular(tx)
        category = await factories.category(tx)
        other = await factories.thread(tx, asker, category)
        elsewhere = await factories.post(tx, other, helper)
    thread = await started(asker, category)
    with pytest.raises(NotFound):
        await replied(helper, thread, parent=elsewhere)


async def test_newcomers_go_slowly_and_link_little(db: Database, clock: Travel) -> None:
    async with writing() as tx:
        newcomer, category = await factories.actor(tx), await factories.category(tx)
    for body, key in (
        ("http://a.example http://b.example http://c.example", "post.too_many_links"),
        ("![a](/a.png) ![b](/b.png)", "post.too_many_images"),
        ("".join(f"[@x](/people/{number}) " for number in range(1, 4)), "post.too_many_mentions"),
    ):
        with pytest.raises(Invalid) as refused:
            await started(newcomer, category, body)
        assert refused.value.fields["body"].key == key
    for number in range(3):
        await started(newcomer, category, f"Question {number}")
        with pytest.raises(RateLimited):
            await started(newcomer, category, f"At once {number}")
        clock.forward(121)
    with pytest.raises(RateLimited):
        await started(newcomer, category, "A fourth")


async def test_the_same_text_twice_is_refused_for_a_while(db: Database, clock: Travel) -> None:
    async with writing() as tx:
        asker, category = await regular(tx), await factories.category(tx)
    await started(asker, category, "Same words")
    clock.forward(20)
    with pytest.raises(Conflict) as refused:
        await started(asker, category, "Same words ")
    assert refused.value.key == "post.same_text"
    clock.forward(timedelta(minutes=5).total_seconds())
    await started(asker, category, "Same words")


async def test_a_question_under_a_lesson_has_a_time_in_its_video(
    db: Database, clock: Travel
) -> None:
    async with writing() as tx:
        asker = await regular(tx)
        tree = await factories.course(tx)
        lesson, draft = tree.lessons[0], (await factories.course(tx, is_published=False)).lessons[0]
        video = await factories.video(tx, lesson)
        other = await factories.video(tx, tree.lessons[1])
    words = await discussion.words("What does this mean?")

    async def ask(lesson_id: int, **values: Any) -> Thread:
        clock.forward(400)
        draft = {"title": "A question", "client_id": uuid4().hex, **values}
        async with writing() as tx:
            return await discussion.start_thread(
                tx, asker, ThreadDraft(words=words, lesson_id=lesson_id, **draft)
            )

    thread = await ask(factories.key(lesson), seconds=12.5)
    assert (thread.video_id, thread.seconds) == (video.id, 12.5)
    with pytest.raises(Invalid):
        await ask(factories.key(lesson), seconds=1.0, video_id=factories.key(other))
    with pytest.raises(NotFound):
        await ask(factories.key(draft))


async def test_an_id_of_other_words_swallows_nothing(db: Database) -> None:
    async with writing() as tx:
        asker, category = await regular(tx, Role.MODERATOR), await factories.category(tx)
    first = await started(asker, category, client_id="used-before")
    second = await started(asker, category, "Another")
    with pytest.raises(Conflict):
        await replied(asker, second, client_id="used-before")
    await replied(asker, first, client_id="a-reply-of-one")
    with pytest.raises(Conflict):
        await replied(asker, second, client_id="a-reply-of-one")
    with pytest.raises(Conflict):
        await started(asker, category, "Third", client_id="a-reply-of-one")


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("|" + "a|" * 5000 + "\n|" + "-|" * 5000 + "\n" + "|a\n" * 1000, "post.too_wide"),
        ("|a" * 50 + "|\n" + "|-" * 50 + "|\n" + "|a\n" * 5000, "post.too_intricate"),
    ],
)
async def test_what_is_small_to_send_is_not_large_to_keep(body: str, key: str) -> None:
    with pytest.raises(Invalid) as refused:
        await discussion.words(body[:32_000])
    assert refused.value.fields["body"].key == key


async def test_rendering_is_counted_before_anything_is_asked(db: Database) -> None:
    async with writing() as tx:
        asker = await regular(tx)
    pace.forget()
    for number in range(40):
        await discussion.words(f"Text {number}", by=asker)
    with pytest.raises(RateLimited):
        await discussion.words("One more", by=asker)


async def test_links_are_counted_however_they_are_written() -> None:
    for body, count in (
        ("[x](https:/e.example)", 1),
        ("<a href=https:&#47;&#47;e.example>x</a>", 1),
        ('<a href=" https://e.example">x</a>', 1),
        ("[a][1] [b][1] [c][1]\n\n[1]: https://e.example", 3),
        ("[here](/community/1)", 0),
    ):
        assert (await discussion.words(body)).links == count, body
