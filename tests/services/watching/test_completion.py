"""How long a video is, and when a lesson is done."""

import asyncio

import pytest

from academy_app.core.actor import Actor, Role
from academy_app.core.clock import Travel
from academy_app.core.db import reading, writing
from academy_app.core.events import Event
from academy_app.models.learning import Lesson, Subtitle, Video
from academy_app.services import learning
from tests import factories
from tests.factories import key
from tests.services.watching.scene import Scene


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

    async def test_a_shrunken_length_completes_nobody(self, unknown: Scene, clock: Travel) -> None:
        for _ in range(2):
            shrunken = await unknown.send((0, 0.5), duration=0.5)
        assert not shrunken.completed
        honest, simple = await self.member(), await self.member()
        await unknown.send(actor=honest)
        clock.forward(600)
        for span in ((0, 0.5), (0.5, 5), (5, 170)):
            standing = await unknown.send(span, actor=honest, duration=200)
            assert not standing.completed
        assert (standing.duration, standing.fraction) == (200.0, 0.85)
        assert (await unknown.send((170, 181), actor=honest, duration=200)).completed
        assert not (await unknown.send((0, 5), actor=simple)).completed

    async def test_alone_before_a_new_video(self, unknown: Scene, clock: Travel) -> None:
        await unknown.send(duration=200)
        clock.forward(600)
        assert not (await unknown.send((0, 170), duration=200)).completed
        assert (await unknown.send((170, 181), duration=200)).completed

    async def test_a_short_clip_is_completed_once_two_agree(self, unknown: Scene) -> None:
        for _ in range(2):
            assert not (await unknown.send((0, 4), duration=4)).completed
        second = await self.member()
        standings = [await unknown.send((0, 4), actor=second, duration=4) for _ in range(2)]
        assert [standing.completed for standing in standings] == [False, True]
        assert (await unknown.send(duration=4)).completed

    async def test_two_do_not_stretch_what_more_confirm(self, unknown: Scene) -> None:
        for member in [await self.member() for _ in range(6)]:
            for _ in range(2):
                await unknown.send(actor=member, duration=200)
        for member in [await self.member() for _ in range(2)]:
            for _ in range(2):
                await unknown.send(actor=member, duration=43_200)
        assert await self.length(unknown) == 200.0

    async def test_what_many_invented_gives_way_to_more(self, unknown: Scene) -> None:
        for member in [await self.member() for _ in range(4)]:
            for _ in range(2):
                await unknown.send(actor=member, duration=43_200)
        assert await self.length(unknown) == 43_200.0
        for member in [await self.member() for _ in range(5)]:
            for _ in range(2):
                await unknown.send(actor=member, duration=200)
        assert await self.length(unknown) == 200.0

    async def test_what_was_completed_stays_when_the_length_grows(
        self, unknown: Scene, clock: Travel
    ) -> None:
        clock.forward(600)
        for _ in range(2):
            early = await unknown.send((0, 30), duration=30)
        assert early.completed
        for member in [await self.member() for _ in range(2)]:
            for _ in range(2):
                standing = await unknown.send((0, 30), actor=member, duration=300)
                assert not standing.completed
        assert await self.length(unknown) == 300.0
        standing = await unknown.send(duration=30)
        assert (standing.completed, standing.fraction) == (True, 0.1)

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
