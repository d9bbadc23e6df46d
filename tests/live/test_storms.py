"""Nothing acknowledged is lost or doubled: by tabs that come and go, by workers and a Redis that
are killed in mid-stream."""

import asyncio
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from academy_app.core.actor import Role
from tests import factories
from tests.live.conftest import Place, gathered, place, verify_ring
from tests.live.server import RedisServer, Worker, redis_server
from tests.live.stream import Stream
from tests.live.tab import Tab

pytestmark = pytest.mark.asyncio(loop_scope="session")

TABS = 60


async def _complete(tabs: Sequence[Tab], stream: Stream) -> None:
    """Every tab shows every acknowledged reply once, and came by them in order."""
    wanted = sorted(stream.acknowledged)
    assert len(set(wanted)) == len(wanted)
    await asyncio.gather(*(tab.until(lambda each: each.posts() == wanted, 20) for tab in tabs))
    for tab in tabs:
        assert tab.order == sorted(set(tab.order)), "once each, in order"
    await verify_ring(tabs[0])


async def _come_and_go(tab: Tab, until: asyncio.Event, chance: random.Random) -> None:
    while not until.is_set():
        await asyncio.sleep(chance.uniform(0.2, 1.5))
        await tab.disconnect()
        await asyncio.sleep(chance.uniform(0, 0.3))
        tab.order.clear()
        await tab.reconnect()


async def _follow_restarts(tab: Tab, until: asyncio.Event) -> None:
    """As a browser: connect again whenever the connection is gone."""
    while not until.is_set():
        await asyncio.sleep(0.05)
        if not tab.is_connected:
            tab.order.clear()
            await tab.reconnect()


async def test_tabs_that_come_and_go_miss_nothing(shared: Place) -> None:
    author = await shared.person(Role.ADMIN)
    thread = await shared.thread(author)
    readers = [await shared.person() for _ in range(10)]
    tabs = [shared.tab(readers[n % 10], f"thread:{thread.id}") for n in range(TABS)]
    await gathered(*tabs)
    chance, over = random.Random(7), asyncio.Event()
    restless = [
        asyncio.create_task(_come_and_go(tab, over, chance)) for tab in tabs[: TABS * 2 // 3]
    ]
    stream = Stream(factories.key(thread))
    await asyncio.gather(*(stream.write(author, 10, 0.1) for _ in range(3)))
    over.set()
    await asyncio.gather(*restless)
    await _complete(tabs, stream)
    await asyncio.gather(*(tab.disconnect() for tab in tabs))


async def test_a_worker_killed_in_mid_stream_loses_nothing(tmp_path: Path) -> None:
    async with place(tmp_path, f"sqlite+aiosqlite:///{tmp_path / 'academy.db'}") as site:
        author, reader = await site.person(Role.ADMIN), await site.person()
        thread = await site.thread(author)
        tabs = [site.tab(reader, f"thread:{thread.id}") for _ in range(8)]
        await gathered(*tabs)
        over = asyncio.Event()
        watchers = [asyncio.create_task(_follow_restarts(tab, over)) for tab in tabs]
        stream = Stream(factories.key(thread))
        writing = asyncio.gather(*(stream.write(author, 12, 0.1) for _ in range(2)))
        await asyncio.sleep(0.7)
        site.worker.kill()
        site.worker.begin()
        await site.worker.wait()
        await writing
        over.set()
        await asyncio.gather(*watchers)
        await _complete(tabs, stream)
        assert len(stream.acknowledged) == 24
        await asyncio.gather(*(tab.disconnect() for tab in tabs))


@pytest.mark.redis
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_two_workers_tell_one_another_until_redis_dies_and_after(
    tmp_path: Path, kind: str, postgres: str, redis_url: str
) -> None:
    sqlite = f"sqlite+aiosqlite:///{tmp_path / 'academy.db'}"
    url = postgres if kind == "postgresql" else sqlite
    with redis_server(tmp_path) as redis:
        async with place(tmp_path, url, redis.url) as site:
            second = Worker(tmp_path, url, redis.url)
            second.begin()
            try:
                await second.wait()
                await _with_two(site, second, redis)
            finally:
                second.kill()


async def _with_two(site: Place, second: Worker, redis: RedisServer) -> None:
    author = await site.person(Role.ADMIN)
    readers = [await site.person(worker=worker) for worker in (site.worker, second)]
    thread = await site.thread(author)
    channel = f"thread:{thread.id}"
    tabs = [
        site.tab(reader, channel, worker)
        for reader, worker in zip(readers, (site.worker, second), strict=True)
        for _ in range(3)
    ]
    await gathered(*tabs)
    stream = Stream(factories.key(thread))
    loop = asyncio.get_running_loop()
    await stream.write(author, 1)
    begun = loop.time()
    await _complete(tabs, stream)
    assert loop.time() - begun < 1, "by a bell, not by looking now and then"
    for tab in tabs:
        await tab.until(lambda each: each.live["here"].get("count") == 2)
    writing = asyncio.create_task(stream.write(author, 8, 0.1))
    await asyncio.sleep(0.4)
    redis.kill()
    await writing
    await _complete(tabs, stream)
    redis.start()
    await asyncio.sleep(2.5)
    await stream.write(author, 1)
    begun = loop.time()
    await _complete(tabs, stream)
    assert loop.time() - begun < 1, "the bells are back"
    await asyncio.gather(*(tab.disconnect() for tab in tabs))
