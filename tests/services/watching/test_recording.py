"""Reports recorded in the database: cheats, repeats, devices."""

import asyncio

import pytest
from sqlalchemy import select
from sqlmodel import col

from academy_app.core.actor import Role
from academy_app.core.clock import Travel
from academy_app.core.db import reading, writing
from academy_app.core.errors import Invalid, NotFound
from academy_app.core.events import Event, LessonCompleted
from academy_app.models.watching import Enrolment, Replay, Watch
from academy_app.services.watching import (
    Recorder,
    Standing,
    recorder,
    report,
)
from tests import factories
from tests.services.watching.scene import Scene


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
        required=0.9,
        first_gap=90.0,
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
        assert standing.first_gap == 1.0

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
