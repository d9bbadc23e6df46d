"""Reports recorded in the database: cheats, devices, lengths, completion, groups."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from academy_app.core import bus
from academy_app.core.actor import Actor, Role
from academy_app.core.clock import Travel
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import Invalid, NotFound, RateLimited
from academy_app.core.events import Event, LessonCompleted
from academy_app.models.learning import Lesson, Subtitle, Video
from academy_app.models.watching import Completion, Enrolment, Replay, Watch
from academy_app.services import learning
from academy_app.services.watching import (
    Ask,
    Recorder,
    Standing,
    record_group,
    recorder,
    report,
)
from tests import factories
from tests.factories import CourseTree, key

Statements = Callable[[], AbstractContextManager[list[str]]]

_numbers = count()


@dataclass
class Scene:
    """A member before a course whose first lesson has a video of 100 seconds."""

    actor: Actor
    tree: CourseTree
    video: Video

    async def send(self, *pairs: tuple[float, float], **values: Any) -> Standing:
        return await recorder.record(values.pop("actor", self.actor), self.ask(*pairs, **values))

    def ask(self, *pairs: tuple[float, float], **values: Any) -> Any:
        body = {
            "lessonId": self.video.lesson_id,
            "videoId": self.video.id,
            "session": "tab",
            "seq": next(_numbers),
            "spans": [list(pair) for pair in pairs],
            "position": pairs[-1][1] if pairs else 0,
            **values,
        }
        return report({name: value for name, value in body.items() if value is not None})

    async def watched(self, actor: Actor | None = None) -> Watch | None:
        async with reading() as rx:
            return await rx.get(Watch, ((actor or self.actor).member_id, self.video.id))

    async def completion(self) -> str | None:
        async with reading() as rx:
            found = await rx.get(Completion, (self.actor.member_id, self.video.lesson_id))
        return found.how if found else None


@pytest.fixture
async def scene(db: Database, clock: Travel) -> Scene:
    async with writing() as tx:
        tree = await factories.course(tx, lessons=3)
        video = await factories.video(tx, tree.lessons[0])
        actor = await factories.actor(tx)
        await learning.open_lesson(tx, actor, key(tree.lessons[0]))
        return Scene(actor, tree, video)


@pytest.fixture
async def heard() -> AsyncIterator[list[Event]]:
    events: list[Event] = []

    async def hear(event: Event) -> None:
        events.append(event)

    stop = bus.listen(hear)
    yield events
    stop()


async def test_watching_through_completes_the_lesson(
    scene: Scene, clock: Travel, heard: list[Event]
) -> None:
    for n in range(6):
        clock.forward(15)
        standing = await scene.send((n * 15, n * 15 + 15))
    assert standing == Standing(
        covered=90.0,
        duration=100.0,
        fraction=0.9,
        position=90.0,
        completed=True,
        lesson_completed=True,
        course_done=1,
        course_total=3,
        deferred=[],
    )
    assert await scene.completion() == "watched"
    assert heard == [LessonCompleted(scene.actor.member_id, scene.tree.id, scene.video.lesson_id)]
    async with reading() as rx:
        enrolment = await rx.get(Enrolment, (scene.actor.member_id, scene.tree.id))
    assert enrolment is not None
    assert enrolment.last_lesson_id == scene.video.lesson_id


class TestCheats:
    async def test_a_seek_to_the_end(self, scene: Scene, clock: Travel) -> None:
        clock.forward(60)
        standing = await scene.send((0, 1), (98, 100))
        assert (standing.covered, standing.completed) == (3.0, False)

    async def test_one_part_again_and_again(self, scene: Scene, clock: Travel) -> None:
        for _ in range(20):
            clock.forward(20)
            standing = await scene.send((0, 20))
        assert (standing.covered, standing.completed) == (20.0, False)

    async def test_a_forged_whole(self, scene: Scene) -> None:
        standing = await scene.send((0, 100))
        assert (standing.covered, standing.completed) == (15.0, False)
        assert standing.deferred == [[15.0, 100.0]]

    async def test_many_sessions_and_videos_at_once(self, scene: Scene) -> None:
        async with writing() as tx:
            others = [
                Scene(scene.actor, scene.tree, await factories.video(tx, scene.tree.lessons[1]))
                for _ in range(5)
            ]
        standings = await asyncio.gather(
            *(
                each.send((0, 100), session=f"s{n}", seq=0)
                for each in [scene, *others]
                for n in range(5)
            )
        )
        assert not any(standing.completed for standing in standings)
        async with reading() as rx:
            covered = list(await rx.scalars(select(col(Watch.covered))))
        assert sum(covered) == 15_000

    async def test_a_shrunken_length(self, scene: Scene, clock: Travel) -> None:
        clock.forward(5)
        for _ in range(3):
            standing = await scene.send((0, 5), duration=5)
        assert (standing.duration, standing.completed) == (100.0, False)

    async def test_double_speed_is_none(self, scene: Scene, clock: Travel) -> None:
        for n in range(4):
            clock.forward(12.5)
            standing = await scene.send((n * 25, n * 25 + 25))
            assert standing.deferred == []
        assert standing.completed

    async def test_a_sleeping_tab(self, scene: Scene, clock: Travel) -> None:
        await scene.send((0, 10))
        clock.forward(7 * 3600)
        standing = await scene.send((10, 100))
        assert standing.covered == 25.0
        assert standing.deferred == [[25.0, 100.0]]
        clock.forward(40)
        standing = await scene.send((25, 100))
        assert (standing.completed, standing.deferred) == (True, [])

    async def test_a_clock_that_jumps(self, scene: Scene, clock: Travel) -> None:
        clock.forward(30)
        await scene.send((0, 60))
        clock.forward(-86_400)
        standing = await scene.send((60, 100))
        assert standing.covered == 75.0
        clock.forward(10)
        standing = await scene.send((75, 100))
        assert standing.covered == 95.0

    async def test_anothers_draft_does_not_exist(self, scene: Scene) -> None:
        async with writing() as tx:
            author = await factories.actor(tx, Role.CONTENT_CREATOR)
            draft = await factories.course(tx, author, is_published=False)
            in_draft = await factories.video(tx, draft.lessons[0])
            tree = await factories.course(tx, author)
            tree.lessons[0].is_published = False
            unpublished = await factories.video(tx, tree.lessons[0])
        for video in (in_draft, unpublished):
            named = {"videoId": video.id, "lessonId": video.lesson_id}
            for form in (named, {**named, "videoId": None}, {**named, "lessonId": None}):
                with pytest.raises(NotFound):
                    await scene.send((0, 5), **form)
            assert (await scene.send((0, 5), actor=author, **named)).covered == 5.0

    async def test_a_first_report_without_opening_the_lesson(
        self, scene: Scene, clock: Travel
    ) -> None:
        """Time before a member was ever seen is no time that they watched in."""
        async with writing() as tx:
            stranger = await factories.actor(tx)
        clock.forward(600)
        standing = await scene.send((0, 100), actor=stranger)
        assert standing.deferred == [[15.0, 100.0]]

    async def test_a_video_of_another_lesson(self, scene: Scene) -> None:
        with pytest.raises(Invalid) as refused:
            await scene.send((0, 5), lessonId=scene.tree.lessons[1].id)
        assert list(refused.value.fields) == ["videoId"]

    @pytest.mark.parametrize("video_id", [2**62, 1_000_000])
    async def test_a_video_that_is_none(self, scene: Scene, video_id: int) -> None:
        with pytest.raises(NotFound):
            await scene.send((0, 5), videoId=video_id)

    async def test_a_lesson_without_a_video(self, scene: Scene) -> None:
        with pytest.raises(NotFound):
            await scene.send((0, 5), lessonId=scene.tree.lessons[2].id, videoId=None)


async def test_a_repeat_changes_nothing_but_is_answered(scene: Scene, clock: Travel) -> None:
    clock.forward(30)
    first = await scene.send((0, 20), seq=1)
    await scene.send((20, 25), seq=2)
    before = await scene.watched()
    again = await scene.send((0, 20), seq=1)
    assert (again.covered, again.position) == (25.0, 25.0)
    assert first.covered == 20.0
    after = await scene.watched()
    assert before is not None
    assert after is not None
    assert (after.spans, after.position) == (before.spans, before.position)
    async with reading() as rx:
        played = list(await rx.scalars(select(col(Replay.ms)).order_by(col(Replay.bucket))))
    assert played == [10_000, 10_000, 5_000]


async def test_a_late_report_counts_but_does_not_move_the_position(
    scene: Scene, clock: Travel
) -> None:
    clock.forward(60)
    await scene.send((20, 30), seq=900)
    standing = await scene.send((0, 10), seq=899)
    assert (standing.covered, standing.position) == (20.0, 30.0)


async def test_the_position_may_go_back(scene: Scene) -> None:
    await scene.send((0, 10))
    assert (await scene.send(position=3)).position == 3.0


async def test_two_devices_merge(scene: Scene, clock: Travel) -> None:
    clock.forward(60)
    await scene.send((0, 40), session="laptop", seq=0)
    standing = await scene.send((30, 90), session="phone", seq=0)
    assert (standing.covered, standing.completed) == (90.0, True)


async def test_devices_on_two_workers_merge(scene: Scene, clock: Travel) -> None:
    """Each worker has a recorder of its own; the rows are the same."""
    clock.forward(3600)
    laptop, phone = Recorder(), Recorder()
    await asyncio.gather(
        *(
            worker.record(scene.actor, scene.ask((n, n + 1), session=name, seq=n))
            for n in range(100)
            for worker, name in ((laptop, "laptop"), (phone, "phone"))
            if n % 2 == (name == "phone")
        )
    )
    watch = await scene.watched()
    assert watch is not None
    assert watch.spans == [0, 100_000]


async def test_the_simple_form_under_the_same_budget(scene: Scene, clock: Travel) -> None:
    async def send(time: float, position: float) -> Standing:
        body = {"lessonId": scene.video.lesson_id, "watchTime": time, "position": position}
        return await recorder.record(scene.actor, report(body))

    assert (await send(10, 10)).covered == 10.0
    assert (await send(10, 10)).covered == 10.0
    forged = await send(100, 100)
    assert (forged.covered, forged.deferred) == (15.0, [[15.0, 100.0]])
    clock.forward(45)
    assert (await send(100, 100)).completed


class TestLengths:
    @pytest.fixture
    async def unknown(self, scene: Scene) -> Scene:
        async with writing() as tx:
            video = await factories.video(
                tx, scene.tree.lessons[1], duration=None, is_duration_final=False
            )
        return Scene(scene.actor, scene.tree, video)

    async def length(self, scene: Scene) -> float | None:
        async with reading() as rx:
            found = await rx.get(Video, scene.video.id)
        assert found is not None
        return found.duration

    async def member(self) -> Actor:
        async with writing() as tx:
            return await factories.actor(tx)

    async def test_the_first_stable_value_is_pinned(self, unknown: Scene, clock: Travel) -> None:
        clock.forward(600)
        assert not (await unknown.send((0, 200), duration=200.4)).completed
        assert await self.length(unknown) is None
        assert (await unknown.send(duration=200.0)).completed
        assert await self.length(unknown) == 200.0

    async def test_it_reaches_at_least_to_the_last_subtitle(self, unknown: Scene) -> None:
        async with writing() as tx:
            for language, end in (("en", 90_000), ("de", 95_500)):
                tx.add(
                    Subtitle(
                        video_id=key(unknown.video),
                        language=language,
                        cues=[(0, 1_000, "a"), (1_000, end, "b")],
                    )
                )
        for _ in range(2):
            standing = await unknown.send((0, 5), duration=5)
        assert await self.length(unknown) == 95.5
        assert not standing.completed

    async def test_one_client_never_shrinks_it_two_enlarge_it(self, unknown: Scene) -> None:
        for _ in range(2):
            await unknown.send((0, 5), duration=5)
        assert await self.length(unknown) == 5.0
        second, third = await self.member(), await self.member()
        for _ in range(3):
            await unknown.send((0, 5), actor=second, duration=300)
        assert await self.length(unknown) == 5.0
        for _ in range(2):
            await unknown.send((0, 5), actor=third, duration=300.5)
        assert await self.length(unknown) == 300.5
        for _ in range(2):
            await unknown.send((0, 5), duration=5, session="again")
        assert await self.length(unknown) == 300.5

    async def test_voices_of_the_same_moment_are_heard_together(self, unknown: Scene) -> None:
        for _ in range(2):
            await unknown.send(duration=5)
        members = [await self.member() for _ in range(2)]
        for _ in range(2):
            await asyncio.gather(*(unknown.send(actor=each, duration=300) for each in members))
        assert await self.length(unknown) == 300.0

    async def test_an_invented_length_gives_way_to_three(self, unknown: Scene) -> None:
        for _ in range(2):
            await unknown.send(duration=43_000)
        for member in [await self.member() for _ in range(3)]:
            assert await self.length(unknown) == 43_000.0
            for _ in range(2):
                await unknown.send(actor=member, duration=120)
        assert await self.length(unknown) == 120.0

    async def test_what_the_author_set_stands(self, scene: Scene) -> None:
        for member in [await self.member() for _ in range(4)]:
            for _ in range(2):
                await scene.send(actor=member, duration=500)
        assert await self.length(scene) == 100.0


class TestCompletion:
    async def test_a_lesson_needs_all_its_videos(
        self, scene: Scene, clock: Travel, heard: list[Event]
    ) -> None:
        async with writing() as tx:
            second = await factories.video(tx, scene.tree.lessons[0], position=1)
        clock.forward(600)
        standing = await scene.send((0, 100))
        assert (standing.completed, standing.lesson_completed) == (True, False)
        standing = await Scene(scene.actor, scene.tree, second).send((0, 100))
        assert standing.lesson_completed
        assert len(heard) == 1

    async def test_both_in_one_group(self, scene: Scene, clock: Travel) -> None:
        async with writing() as tx:
            second = await factories.video(tx, scene.tree.lessons[0], position=1)
        clock.forward(600)
        both = (scene, Scene(scene.actor, scene.tree, second))
        standings = await asyncio.gather(*(each.send((0, 100)) for each in both))
        assert all(standing.lesson_completed for standing in standings)

    async def test_it_never_goes_back(self, scene: Scene, clock: Travel) -> None:
        clock.forward(600)
        await scene.send((0, 100))
        async with writing() as tx:
            video = await tx.get_one(Video, scene.video.id)
            video.duration = 1000.0
        standing = await scene.send((0, 5))
        assert standing.fraction == 0.1
        assert standing.completed
        assert await scene.completion() == "watched"

    async def test_a_manual_mark_stays_manual(
        self, scene: Scene, clock: Travel, heard: list[Event]
    ) -> None:
        async with writing() as tx:
            await learning.mark(tx, scene.actor, scene.video.lesson_id, is_done=True)
        clock.forward(600)
        assert (await scene.send((0, 100))).lesson_completed
        assert await scene.completion() == "manual"
        assert len(heard) == 1

    async def test_the_share_is_the_courses_or_the_sites(self, scene: Scene, clock: Travel) -> None:
        clock.forward(600)
        assert not (await scene.send((0, 50))).completed
        async with writing() as tx:
            tx.add(scene.tree.course)
            scene.tree.course.watched_fraction = 0.5
        assert (await scene.send((0, 5))).completed

    async def test_drafts_are_not_counted_for_learners(self, scene: Scene) -> None:
        async with writing() as tx:
            admin = await factories.actor(tx, Role.ADMIN)
            draft = await tx.get_one(Lesson, scene.tree.lessons[2].id)
            draft.is_published = False
        assert (await scene.send((0, 5))).course_total == 2
        assert (await scene.send((0, 5), actor=admin)).course_total == 3


class TestGroups:
    async def test_a_group_takes_a_handful_of_statements(
        self, scene: Scene, statements: Statements
    ) -> None:
        async with writing() as tx:
            actors = [await factories.actor(tx) for _ in range(40)]
        asks = [Ask(actor, scene.ask((0, 5), duration=100)) for actor in actors]
        with statements() as seen:
            async with writing() as tx:
                await record_group(tx, asks)
        assert len(seen) <= 16

    async def test_a_refused_report_does_not_touch_its_neighbours(self, scene: Scene) -> None:
        results = await asyncio.gather(
            scene.send((0, 5), session="a", seq=0),
            scene.send((5, 7), session="b", seq=0, videoId=999_999),
            scene.send((5, 10), session="c", seq=0),
            return_exceptions=True,
        )
        assert isinstance(results[1], NotFound)
        watch = await scene.watched()
        assert watch is not None
        assert watch.spans == [0, 10_000]

    async def test_a_report_that_breaks_the_group_fails_alone(
        self, scene: Scene, caplog: pytest.LogCaptureFixture
    ) -> None:
        """The member is gone between the request and the commit."""
        ghost = Actor(999_999, Role.USER)
        results = await asyncio.gather(
            scene.send((0, 5)),
            scene.send((5, 7), actor=ghost),
            scene.send((5, 10)),
            return_exceptions=True,
        )
        assert [isinstance(each, Standing) for each in results] == [True, False, True]
        watch = await scene.watched()
        assert watch is not None
        assert watch.spans == [0, 10_000]
        assert "one by one" in caplog.text

    async def test_a_request_that_is_gone_loses_nothing(self, scene: Scene) -> None:
        gone = asyncio.create_task(scene.send((0, 5)))
        await asyncio.sleep(0)
        gone.cancel()
        await recorder.finish()
        watch = await scene.watched()
        assert watch is not None
        assert watch.spans == [0, 5_000]

    async def test_acknowledged_means_committed(self, scene: Scene) -> None:
        for n in range(5):
            await scene.send((n, n + 1))
            watch = await scene.watched()
            assert watch is not None
            assert watch.spans == [0, (n + 1) * 1000]

    async def test_too_many_are_asked_to_wait(self, scene: Scene) -> None:
        narrow = Recorder(most_waiting=3)
        results = await asyncio.gather(
            *(narrow.record(scene.actor, scene.ask((n, n + 1))) for n in range(5)),
            return_exceptions=True,
        )
        assert [isinstance(each, RateLimited) for each in results] == [False] * 3 + [True] * 2

    async def test_workers_on_the_same_rows_do_not_block_each_other(
        self, scene: Scene, clock: Travel
    ) -> None:
        """Accounts are locked in one order: no deadlock, and every report counts."""
        async with writing() as tx:
            actors = [await factories.actor(tx) for _ in range(12)]
            for actor in actors:
                await learning.open_lesson(tx, actor, scene.video.lesson_id)
        clock.forward(3600)
        workers = [Recorder() for _ in range(4)]
        await asyncio.gather(
            *(
                worker.record(actor, scene.ask((n * 10, n * 10 + 10), session=f"w{n}", seq=0))
                for n, worker in enumerate(workers)
                for actor in (actors if n % 2 else reversed(actors))
            )
        )
        for actor in actors:
            watch = await scene.watched(actor)
            assert watch is not None
            assert watch.spans == [0, 40_000]
        async with reading() as rx:
            played = list(await rx.scalars(select(col(Replay.ms)).order_by(col(Replay.bucket))))
        assert played == [120_000] * 4
