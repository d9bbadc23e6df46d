"""Reports of many, in one transaction."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import select
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.clock import Travel
from academy_app.core.db import reading, writing
from academy_app.core.errors import NotFound, RateLimited
from academy_app.models.watching import Replay
from academy_app.services import learning
from academy_app.services.watching import (
    Ask,
    Recorder,
    Standing,
    record_group,
    recorder,
)
from tests import factories
from tests.services.watching.scene import Scene

Statements = Callable[[], AbstractContextManager[list[str]]]


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
