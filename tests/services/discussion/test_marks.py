"""Likes, answers, endorsements, questions shared, votes: counted once, by who may."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlmodel import col, select

from academy_app.core.actor import Actor, Role
from academy_app.core.clock import Travel
from academy_app.core.db import Database, Tx, reading, writing
from academy_app.core.errors import AcademyError, Conflict, Forbidden, Invalid, NotFound
from academy_app.models.discussion import Like, PollOption, Post, Thread, ThreadRead
from academy_app.services import discussion
from academy_app.services.discussion import PollDraft
from tests import factories
from tests.services.discussion.scene import regular, replied, started


async def test_a_like_counts_once_and_is_taken_back(db: Database) -> None:
    async with writing() as tx:
        asker, reader = await regular(tx), await regular(tx)
        category = await factories.category(tx)
        thread = await factories.thread(tx, asker, category)
        post = await factories.post(tx, thread, asker)

    async def likes(mark: Callable[[Tx, Actor, int], Awaitable[object]]) -> int:
        async with writing() as tx:
            await mark(tx, reader, factories.key(post))
        async with reading() as rx:
            return (await rx.get_one(Post, post.id)).likes

    counted = [await likes(mark) for mark in (discussion.like, discussion.like)]
    counted += [await likes(mark) for mark in (discussion.unlike, discussion.unlike)]
    assert counted == [1, 1, 0, 0]


async def test_many_likes_at_once_are_all_counted(db: Database) -> None:
    async with writing() as tx:
        asker = await regular(tx)
        thread = await factories.thread(tx, asker)
        post = await factories.post(tx, thread, asker)
        readers = [await regular(tx) for _ in range(10)]

    async def like(reader: Actor) -> None:
        async with writing() as tx:
            await discussion.like(tx, reader, factories.key(post))

    await asyncio.gather(*map(like, [*readers, *readers]))
    async with reading() as rx:
        assert (await rx.get_one(Post, post.id)).likes == 10


async def test_a_like_of_one_s_own_gives_nobody_a_point(db: Database) -> None:
    async with writing() as tx:
        asker = await regular(tx)
        thread = await factories.thread(tx, asker)
        post = await factories.post(tx, thread, asker)
        await discussion.like(tx, asker, factories.key(post))
    async with reading() as rx:
        assert (await rx.scalars(select(Like.author_id))).one() is None


async def test_the_asker_and_staff_say_what_answers(db: Database) -> None:
    async with writing() as tx:
        asker, other, moderator = (
            await regular(tx),
            await regular(tx),
            await regular(tx, Role.MODERATOR),
        )
        thread = await factories.thread(tx, asker)
        first = factories.key(await factories.post(tx, thread, other))
        second = factories.key(await factories.post(tx, thread, other))
    thread_id = factories.key(thread)
    for actor, answer in ((asker, first), (moderator, second), (asker, None)):
        async with writing() as tx:
            await discussion.mark_answer(tx, actor, thread_id, answer)
        async with reading() as rx:
            assert (await rx.get_one(Thread, thread_id)).answer_id == answer
    async with writing() as tx:
        with pytest.raises(Forbidden):
            await discussion.mark_answer(tx, other, thread_id, first)
        opening = (await tx.scalars(select(Post.id).where(col(Post.number) == 0))).one()
        for wrong in (opening, 10**9, -1):
            with pytest.raises(NotFound):
                await discussion.mark_answer(tx, asker, thread_id, wrong)


async def test_instructors_endorse_others(db: Database) -> None:
    async with writing() as tx:
        member, creator = await regular(tx), await regular(tx, Role.CONTENT_CREATOR)
        thread = await factories.thread(tx, member)
        post = factories.key(await factories.post(tx, thread, member))
        own = factories.key(await factories.post(tx, thread, creator))
        assert (await discussion.endorse(tx, creator, post, True)).endorsed_by_id
        assert (await discussion.endorse(tx, creator, post, False)).endorsed_by_id is None
        with pytest.raises(Forbidden):
            await discussion.endorse(tx, member, post, True)
        with pytest.raises(Conflict):
            await discussion.endorse(tx, creator, own, True)


async def test_under_a_lesson_its_teacher_endorses(db: Database) -> None:
    async with writing() as tx:
        teacher, other = (
            await regular(tx, Role.CONTENT_CREATOR),
            await regular(tx, Role.CONTENT_CREATOR),
        )
        member = await regular(tx)
        tree = await factories.course(tx, teacher)
        thread = await factories.thread(tx, member, tree.lessons[0])
        post = factories.key(await factories.post(tx, thread, member))
        await discussion.endorse(tx, teacher, post, True)
        with pytest.raises(Forbidden):
            await discussion.endorse(tx, other, post, True)


async def test_a_question_is_shared_once(db: Database) -> None:
    async with writing() as tx:
        asker, other = await regular(tx), await regular(tx)
        thread_id = factories.key(await factories.thread(tx, asker))
        for is_wondering, count in ((True, 1), (True, 1), (False, 0), (False, 0)):
            thread = await discussion.wonder(tx, other, thread_id, is_wondering)
            assert thread.wonderers == count
        with pytest.raises(Conflict):
            await discussion.wonder(tx, asker, thread_id, True)


async def test_votes_are_counted_and_changed(db: Database, clock: Travel) -> None:
    async with writing() as tx:
        asker, voter = await regular(tx), await regular(tx)
        category = await factories.category(tx)
    thread = await started(asker, category, poll=PollDraft(["Rye", "Wheat", "Oats"]))
    thread_id = factories.key(thread)
    async with reading() as rx:
        options = list(await rx.scalars(select(PollOption.id).order_by(col(PollOption.position))))
    rye, wheat, _ = [option or 0 for option in options]

    async def votes(actor: Actor, *chosen: int) -> list[int]:
        async with writing() as tx:
            await discussion.vote(tx, actor, thread_id, chosen)
        async with reading() as rx:
            found = await rx.scalars(select(PollOption.votes).order_by(col(PollOption.position)))
            return list(found)

    assert await votes(voter, rye) == [1, 0, 0]
    assert await votes(voter, wheat) == [0, 1, 0]
    assert await votes(asker, wheat, wheat) == [0, 2, 0]
    assert await votes(asker) == [0, 1, 0]
    for wrong in ((rye, wheat), (10**9,)):
        with pytest.raises(Invalid):
            await votes(voter, *wrong)
    other = await replied(voter, thread)
    with pytest.raises(NotFound):
        async with writing() as tx:
            await discussion.vote(tx, voter, factories.key(other) + 10**6, [rye])


async def test_reading_never_goes_back(db: Database) -> None:
    async with writing() as tx:
        asker, reader = await regular(tx), await regular(tx)
        thread = await factories.thread(tx, asker)
        for _ in range(5):
            await factories.post(tx, thread, asker)
        thread_id = factories.key(thread)
        for number, expected in ((2, 2), (1, 2), (99, 5), (-3, 5)):
            await discussion.mark_read(tx, reader, thread_id, number)
            read = await tx.get(ThreadRead, (reader.member_id, thread_id), populate_existing=True)
            assert read is not None
            assert read.number == expected


async def test_what_one_may_not_read_one_cannot_mark(db: Database) -> None:
    async with writing() as tx:
        staff, member = await regular(tx, Role.MODERATOR), await regular(tx)
        closed = await factories.category(tx, read_by="staff")
        thread = await factories.thread(tx, staff, closed)
        post = factories.key(await factories.post(tx, thread, staff))
        thread_id = factories.key(thread)
        acts: list[Awaitable[object]] = [
            discussion.like(tx, member, post),
            discussion.unlike(tx, member, post),
            discussion.endorse(tx, member, post, True),
            discussion.mark_answer(tx, member, thread_id, post),
            discussion.wonder(tx, member, thread_id, True),
            discussion.vote(tx, member, thread_id, []),
            discussion.mark_read(tx, member, thread_id, 1),
            discussion.delete_post(tx, member, post),
            discussion.restore_post(tx, member, post),
            discussion.edit_post(tx, member, post, await discussion.words("Mine now")),
            discussion.set_pinned(tx, member, thread_id, True),
            discussion.set_locked(tx, member, thread_id, True),
            discussion.move_thread(tx, member, thread_id, 1),
        ]
        for act in acts:
            with pytest.raises(NotFound):
                await act


@pytest.mark.parametrize("wrong", [0, -1, 2**63, 10**30, "1", None, True, 1.5])
async def test_ids_that_cannot_be_are_not_there(db: Database, wrong: int) -> None:
    async with writing() as tx:
        member = await regular(tx)
        for act in (discussion.like, discussion.delete_post, discussion.restore_post):
            with pytest.raises(AcademyError):
                await act(tx, member, wrong)
