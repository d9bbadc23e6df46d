"""What a learner does with a lesson."""

from collections.abc import AsyncIterator

import pytest

from academy_app.core import bus
from academy_app.core.actor import Actor, Role
from academy_app.core.clock import Travel
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import Conflict, NotFound
from academy_app.core.events import Event, LessonCompleted
from academy_app.models.watching import Completion, Enrolment, WatchAccount
from academy_app.services import learning
from academy_app.services.watching import rows
from academy_app.services.watching.rule import Account
from tests import factories
from tests.factories import CourseTree, key


@pytest.fixture
async def actor(db: Database) -> Actor:
    async with writing() as tx:
        return await factories.actor(tx)


@pytest.fixture
async def tree(db: Database) -> CourseTree:
    async with writing() as tx:
        return await factories.course(tx, lessons=3)


@pytest.fixture
async def heard() -> AsyncIterator[list[Event]]:
    events: list[Event] = []

    async def hear(event: Event) -> None:
        events.append(event)

    stop = bus.listen(hear)
    yield events
    stop()


async def how(actor: Actor, lesson_id: int) -> str | None:
    async with reading() as rx:
        found = await rx.get(Completion, (actor.member_id, lesson_id))
    return found.how if found else None


class TestOpening:
    async def test_remembers_where_the_member_is(
        self, actor: Actor, tree: CourseTree, clock: Travel
    ) -> None:
        begun = clock.at
        for lesson in tree.lessons[:2]:
            clock.forward(60)
            async with writing() as tx:
                await learning.open_lesson(tx, actor, key(lesson))
        async with reading() as rx:
            enrolment = await rx.get_one(Enrolment, (actor.member_id, tree.id))
            account = await rx.get_one(WatchAccount, actor.member_id)
        assert enrolment.last_lesson_id == tree.lessons[1].id
        assert (enrolment.seen_at - begun).total_seconds() == 120
        assert (enrolment.started_at - begun).total_seconds() == 60
        assert (account.since - begun).total_seconds() == 60

    async def test_opening_again_gives_no_new_time(
        self, actor: Actor, tree: CourseTree, clock: Travel
    ) -> None:
        async with writing() as tx:
            await learning.open_lesson(tx, actor, key(tree.lessons[0]))
            await rows.save_accounts(
                tx, {actor.member_id: Account(clock.at, clock.at, granted=15_000)}
            )
        async with writing() as tx:
            await learning.open_lesson(tx, actor, key(tree.lessons[0]))
        async with reading() as rx:
            account = await rx.get_one(WatchAccount, actor.member_id)
        assert account.granted == 15_000


class TestMarking:
    async def test_done_by_ones_own_word_and_not_after_all(
        self, actor: Actor, tree: CourseTree, heard: list[Event]
    ) -> None:
        lesson_id = key(tree.lessons[0])
        async with writing() as tx:
            standing = await learning.mark(tx, actor, lesson_id, is_done=True)
        assert standing == learning.LessonStanding(lesson_id, True, "manual", 1, 3)
        async with writing() as tx:
            again = await learning.mark(tx, actor, lesson_id, is_done=True)
        assert again == standing
        assert heard == [LessonCompleted(actor.member_id, tree.id, lesson_id)]
        for _ in range(2):
            async with writing() as tx:
                standing = await learning.mark(tx, actor, lesson_id, is_done=False)
            assert (standing.done, standing.how, standing.course_done) == (False, "", 0)
        assert await how(actor, lesson_id) is None

    async def test_what_was_watched_stays(self, actor: Actor, tree: CourseTree) -> None:
        lesson_id = key(tree.lessons[0])
        async with writing() as tx:
            await rows.save_completions(tx, [(actor.member_id, lesson_id, tree.id)], "watched")
        with pytest.raises(Conflict):
            async with writing() as tx:
                await learning.mark(tx, actor, lesson_id, is_done=False)
        assert await how(actor, lesson_id) == "watched"

    async def test_only_ones_own(self, actor: Actor, tree: CourseTree) -> None:
        lesson_id = key(tree.lessons[0])
        async with writing() as tx:
            other = await factories.actor(tx)
            await learning.mark(tx, actor, lesson_id, is_done=True)
            await learning.mark(tx, other, lesson_id, is_done=False)
        assert await how(actor, lesson_id) == "manual"


class TestReading:
    async def test_to_the_end_completes(
        self, actor: Actor, tree: CourseTree, heard: list[Event]
    ) -> None:
        for _ in range(2):
            async with writing() as tx:
                standing = await learning.complete_by_reading(tx, actor, key(tree.lessons[0]))
            assert (standing.done, standing.how, standing.course_done) == (True, "read", 1)
        assert len(heard) == 1

    async def test_a_mark_is_not_overwritten(self, actor: Actor, tree: CourseTree) -> None:
        async with writing() as tx:
            await learning.mark(tx, actor, key(tree.lessons[0]), is_done=True)
            standing = await learning.complete_by_reading(tx, actor, key(tree.lessons[0]))
        assert standing.how == "manual"

    async def test_not_where_the_course_asks_for_a_mark_or_there_is_a_video(
        self, actor: Actor, tree: CourseTree
    ) -> None:
        async with writing() as tx:
            strict = await factories.course(tx, text_completion="mark")
            await factories.video(tx, tree.lessons[1])
        for lesson in (strict.lessons[0], tree.lessons[1]):
            with pytest.raises(Conflict):
                async with writing() as tx:
                    await learning.complete_by_reading(tx, actor, key(lesson))
            assert await how(actor, key(lesson)) is None


async def test_lessons_that_one_may_not_see(actor: Actor, tree: CourseTree) -> None:
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
        draft = await factories.course(tx, author, is_published=False)
    for lesson_id in (key(draft.lessons[0]), 0, -1, 2**40, 2**63, 10**30):
        for verb in (
            learning.open_lesson,
            learning.complete_by_reading,
            lambda tx, actor, at: learning.mark(tx, actor, at, is_done=True),
        ):
            with pytest.raises(NotFound):
                async with writing() as tx:
                    await verb(tx, actor, lesson_id)
    async with reading() as rx:
        assert await rx.get(Enrolment, (actor.member_id, draft.id)) is None
