"""A reply on its way to every open tab: latency, bytes, processor, memory, by how many there are.

Workers are processes of their own, on SQLite, or two of them on PostgreSQL with Redis between; the
tabs are real Socket.IO clients, in a process of their own. A reply goes over HTTP as a browser
sends it, and its latency is counted from the moment the request is sent to the moment at which the
last tab, and the poster's own, has it. In a burst 20 replies a second come for ten seconds.

`--quick` looks at 50 and 200 tabs only.
"""

import asyncio
import json
import multiprocessing
import re
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Self
from uuid import uuid4

import aiohttp
import psutil
from sqlmodel import SQLModel

import academy_app.models  # noqa: F401  fills the metadata
from academy_app.core.actor import Role
from academy_app.core.cookies import session_cookie
from academy_app.core.db import Database
from academy_app.services import sessions
from bench.common import figure, is_quick, percentile
from tests import factories
from tests.conftest import postgres_database
from tests.live.server import Worker, redis_server

TABS = (50, 200, 500, 1_000, 2_000)
# Promised for p95, on one worker.
LIMITS = {500: 100.0, 2_000: 400.0}
LIMIT_OWN, LIMIT_BURST = 100.0, 500.0
REPLIES, PAUSE = 25, 0.5
BURST_TABS, BURST_RATE, BURST_SECONDS = 1_000, 20, 10


@dataclass
class Stage:
    """A site with a thread that the tabs follow, and a poster."""

    workers: list[Worker]
    tokens: list[str]
    thread_id: int
    name: str
    http: aiohttp.ClientSession
    sent: dict[int, float] = field(default_factory=dict)

    async def reply(self, number: int) -> None:
        """Its text names it. The clock that all processes share says when it was sent."""
        self.sent[number] = time.monotonic()
        worker = self.workers[number % len(self.workers)]
        address = f"{worker.address}/api/lms/community/threads/{self.thread_id}/posts"
        body = {"body": f"Reply {number} of the bench. {WORDS}", "clientId": uuid4().hex}
        async with self.http.post(address, json=body) as answer:
            if answer.status != 201:
                raise RuntimeError(f"{answer.status}: {await answer.text()}")

    def cpu(self) -> float:
        return sum(sum(each.cpu_times()[:2]) for each in self._processes())

    def memory(self) -> float:
        """In MB."""
        return sum(each.memory_info().rss for each in self._processes()) / 1e6

    def _processes(self) -> list[psutil.Process]:
        roots = [psutil.Process(worker.pid) for worker in self.workers]
        return [each for root in roots for each in (root, *root.children(recursive=True))]


NEWS = re.compile(r'"news_rx_state_": ?{"channel": ?"thread:')
PRESENT = re.compile(r'"present_rx_state_": ?{"member:[^}]*"thread:')
WORDS = "A good dough needs time more than hands, and flour that was milled not long ago. " * 3


def main() -> None:
    quick = is_quick()
    for workers in (1, 2):
        for count in TABS[:2] if quick else TABS:
            _measure(count, workers)
    if not quick:
        _measure(BURST_TABS, 1, is_burst=True)


def _measure(count: int, workers: int, *, is_burst: bool = False) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url, redis_url = f"sqlite+aiosqlite:///{folder / 'academy.db'}", ""
        if workers > 1:
            url = stack.enter_context(postgres_database())
            redis_url = stack.enter_context(redis_server(folder)).url
        running = [Worker(folder, url, redis_url) for _ in range(workers)]
        for worker in running:
            stack.callback(worker.kill)
        asyncio.run(_with(running, count, is_burst=is_burst))


async def _with(workers: list[Worker], count: int, *, is_burst: bool) -> None:
    async with _stage(workers, count) as stage:
        before = stage.memory()
        with _Crowd(stage) as crowd:
            await asyncio.to_thread(crowd.wait_open)
            memory = (stage.memory() - before) / count * 1000
            figure(f"live.{stage.name}.{count}.memory", memory, "KB a tab")
            await (_burst if is_burst else _one_by_one)(stage, crowd, count)


async def _one_by_one(stage: Stage, crowd: "_Crowd", count: int) -> None:
    await stage.reply(0)
    await asyncio.sleep(1)
    cpu = stage.cpu()
    for number in range(1, REPLIES + 1):
        await stage.reply(number)
        await asyncio.sleep(PAUSE + count / 4_000)
    cpu = stage.cpu() - cpu
    await asyncio.sleep(1)
    seen = await asyncio.to_thread(crowd.seen)
    limit = {"limit": LIMITS[count]} if count in LIMITS and len(stage.workers) == 1 else {}
    _figures(f"live.{stage.name}.{count}", stage, seen, range(1, REPLIES + 1), limit)
    figure(f"live.{stage.name}.{count}.cpu", cpu / REPLIES * 1000, "ms a reply")


async def _burst(stage: Stage, crowd: "_Crowd", count: int) -> None:
    """Replies that are due whether or not the one before has been answered."""
    await stage.reply(0)
    await asyncio.sleep(1)
    cpu, begun, total = stage.cpu(), time.monotonic(), BURST_RATE * BURST_SECONDS

    async def due(number: int) -> None:
        await asyncio.sleep(max(0.0, begun + number / BURST_RATE - time.monotonic()))
        await stage.reply(number)

    await asyncio.gather(*(due(number) for number in range(1, total + 1)))
    await asyncio.sleep(3)
    cpu = stage.cpu() - cpu
    seen = await asyncio.to_thread(crowd.seen)
    limit = {"limit": LIMIT_BURST}
    _figures(f"live.burst.{count}", stage, seen, range(1, total + 1), limit)
    figure(f"live.burst.{count}.cpu", cpu / total * 1000, "ms a reply")


def _figures(
    name: str, stage: Stage, seen: "_Seen", numbers: range, limit: dict[str, float]
) -> None:
    count = len(stage.tokens)
    last = [max(seen.at[number].values()) - stage.sent[number] for number in numbers]
    own = [seen.at[number].get(0, float("inf")) - stage.sent[number] for number in numbers]
    each = [at - stage.sent[number] for number in numbers for at in seen.at[number].values()]
    lost = sum(count - len(seen.at[number]) for number in numbers)
    figure(f"{name}.all_tabs.p50", percentile(last, 0.5) * 1000, "ms", n=len(last))
    figure(f"{name}.all_tabs.p95", percentile(last, 0.95) * 1000, "ms", n=len(last), **limit)
    figure(f"{name}.a_tab.p50", percentile(each, 0.5) * 1000, "ms", n=len(each))
    figure(f"{name}.a_tab.p95", percentile(each, 0.95) * 1000, "ms", n=len(each), **limit)
    if "burst" not in name:
        figure(f"{name}.own.p95", percentile(own, 0.95) * 1000, "ms", limit=LIMIT_OWN)
    figure(f"{name}.lost", lost, "deliveries", of=count * len(numbers), limit=0)
    figure(f"{name}.doubled", seen.doubled, "deliveries", limit=0)
    figure(f"{name}.bytes", seen.size / max(1, seen.messages), "bytes a message")


@asynccontextmanager
async def _stage(workers: list[Worker], tabs: int) -> AsyncIterator[Stage]:
    """Every tab is another member's; the first is the poster's."""
    database = Database(workers[0].database_url)
    async with database.writer.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with database.writing() as tx:
        author = await factories.member(tx, Role.ADMIN)
        thread = await factories.thread(tx, author)
        members = [author, *[await factories.member(tx) for _ in range(tabs - 1)]]
        tokens = [(await sessions.open_session(tx, member)).token for member in members]
    await database.dispose()
    for worker in workers:
        worker.begin()
    for worker in workers:
        await worker.wait()
    name = "one_worker" if len(workers) == 1 else "two_workers"
    headers = {"Cookie": f"{session_cookie()}={tokens[0]}"}
    async with aiohttp.ClientSession(headers=headers) as http:
        yield Stage(workers, tokens, factories.key(thread), name, http)


@dataclass
class _Seen:
    """When each reply came, by its number and the tab's; how much came in how many messages."""

    at: dict[int, dict[int, float]]
    doubled: int
    messages: int
    size: int


class _Crowd:
    """The tabs, in a process of their own: reading there delays nothing that is measured here."""

    def __init__(self, stage: Stage) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        addresses = [worker.address for worker in stage.workers]
        self._process = context.Process(
            target=_clients, args=(theirs, addresses, stage.tokens, stage.thread_id)
        )
        self._process.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.join()

    def wait_open(self) -> None:
        assert self._pipe.recv() == "open"

    def seen(self) -> _Seen:
        self._pipe.send("tell")
        told: _Seen = self._pipe.recv()
        return told


def _clients(pipe: Connection, addresses: list[str], tokens: list[str], thread_id: int) -> None:
    asyncio.run(_open_tabs(pipe, addresses, tokens, thread_id))


async def _open_tabs(
    pipe: Connection, addresses: list[str], tokens: list[str], thread_id: int
) -> None:
    """Bare websockets that speak Socket.IO: a client of the library costs more than a server."""
    seen = _Seen({}, 0, 0, 0)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        opened: list[asyncio.Event] = []
        tasks = []
        for tab, token in enumerate(tokens):
            opened.append(asyncio.Event())
            address = addresses[tab % len(addresses)]
            work = _tab(http, address, token, thread_id, tab, seen, opened[-1])
            tasks.append(asyncio.create_task(work))
            if tab % 20 == 19:
                await asyncio.gather(*(event.wait() for event in opened[-20:]))
        await asyncio.gather(*(event.wait() for event in opened))
        # Who is here has been told by then.
        await asyncio.sleep(3)
        pipe.send("open")
        await asyncio.to_thread(pipe.recv)
        pipe.send(seen)
        await asyncio.sleep(30)


async def _tab(  # noqa: PLR0917
    http: aiohttp.ClientSession, address: str, token: str, thread_id: int, tab: int, seen: _Seen,
    is_open: asyncio.Event,
) -> None:  # fmt: skip
    from reflex_base.constants import Reflex

    from tests.live.tab import HYDRATE

    path = f"/watch/thread:{thread_id}"
    router = {"pathname": path, "asPath": path, "query": {"channel": f"thread:{thread_id}"}}
    hydrate = {"name": HYDRATE, "payload": {"vars": {}}, "router_data": router}
    url = f"{address}/_event/?EIO=4&transport=websocket&token={uuid4()}"
    headers = {"Cookie": f"{session_cookie()}={token}"}
    async with http.ws_connect(
        url, headers=headers, protocols=[Reflex.VERSION], max_msg_size=0
    ) as socket:
        await socket.receive()
        await socket.send_str("40/_event," + json.dumps({"event": hydrate}))
        async for message in socket:
            at, text = time.monotonic(), str(message.data)
            if text == "2":
                await socket.send_str("3")
            elif NEWS.search(text, 0, 400):
                _note(seen, tab, at, text)
            elif PRESENT.search(text):
                is_open.set()


def _note(seen: _Seen, tab: int, at: float, text: str) -> None:
    seen.messages += 1
    seen.size += len(text)
    [_, update] = json.loads(text[text.index("[") :])
    [live] = update["delta"].values()
    for item in live["news_rx_state_"]["items"]:
        if item["kind"] != "post" or not item["row"]["number"]:
            continue
        came = seen.at.setdefault(int(item["row"]["html"].split()[1]), {})
        seen.doubled += tab in came
        came.setdefault(tab, at)


if __name__ == "__main__":
    main()
