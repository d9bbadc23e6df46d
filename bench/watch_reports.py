"""Watch reports over real HTTP: 500 a second on one process with SQLite, and none lost.

A server process of the API on a fresh SQLite database; 500 members, half with cookies, half
with bearer tokens, each with a connection of their own. Waiting is counted from the moment a
report was due, so that a server that falls behind cannot hide it. At last the server is killed
with SIGKILL in the middle of the stream, and what it acknowledged is looked for in the database.
"""

import asyncio
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import psutil
from sqlalchemy import select
from sqlmodel import SQLModel, col

import academy_app.models  # noqa: F401  fills the metadata
from academy_app.core import spans
from academy_app.core.cookies import session_cookie
from academy_app.core.db import Database, reading, using, writing
from academy_app.models.learning import Course, Lesson, Module, Video
from academy_app.models.membership import Member
from academy_app.models.watching import Watch
from academy_app.services import sessions, tokens
from bench.common import figure, is_quick, percentile, spread

MEMBERS = 500
LESSONS = 100
RATE = 500
AT_ONCE = 100
LIMIT_MS = 50
ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Viewer:
    """A member before a video, reporting second after second."""

    member_id: int
    video_id: int
    headers: dict[str, str]
    seq: int = 0
    acknowledged: list[int] = field(default_factory=list)

    async def report(self, http: aiohttp.ClientSession, address: str) -> None:
        second, self.seq = self.seq, self.seq + 1
        body = {
            "session": f"bench-{self.member_id}",
            "seq": second,
            "videoId": self.video_id,
            "spans": [[second, second + 1]],
            "position": second + 1,
            "duration": 3600,
        }
        async with http.put(address, json=body, headers=self.headers) as answer:
            told = await answer.json()
            if answer.status != 200:
                raise RuntimeError(f"{answer.status}: {told}")
            if not told["deferred"]:
                self.acknowledged.append(second)


@dataclass
class Server:
    process: asyncio.subprocess.Process
    address: str

    async def kill(self) -> None:
        """The whole group: granian's worker is a child of its own."""
        os.killpg(self.process.pid, signal.SIGKILL)
        await self.process.wait()

    def cpu_seconds(self) -> float:
        """Spent so far by the workers."""
        workers = psutil.Process(self.process.pid).children(recursive=True)
        return sum(sum(worker.cpu_times()[:2]) for worker in workers)


async def main(seconds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{Path(folder) / 'academy.db'}")
        with using(database):
            viewers = await _fill(database)
            # No connection of ours may stand in the server's way.
            await database.dispose()
            async with _server(folder) as server, _client() as http:
                await _steady(viewers, http, server, 2, is_warm_up=True)
                await _steady(viewers, http, server, seconds)
                await _flat_out(viewers, http, server, max(2, seconds // 4))
                await _killed(viewers, http, server)
            lost = await _lost(viewers)
            acknowledged = sum(len(viewer.acknowledged) for viewer in viewers)
            figure("watch_reports.lost_after_kill", lost, "reports", of=acknowledged, limit=0)
        await database.dispose()


async def _fill(database: Database) -> list[Viewer]:
    async with database.writer.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with writing() as tx:
        tx.add(Course(id=1, slug="bench", title="Bench", is_published=True))
        await tx.flush()
        tx.add(Module(id=1, course_id=1, title="All"))
        await tx.flush()
        numbers = range(1, LESSONS + 1)
        tx.add_all(
            Lesson(id=n, course_id=1, module_id=1, slug=f"l{n}", title=f"L{n}", kind="video")
            for n in numbers
        )
        await tx.flush()
        tx.add_all(Video(id=n, lesson_id=n, provider="youtube", key="x" * 11) for n in numbers)
        members = [Member(name=f"Member {n}") for n in range(MEMBERS)]
        tx.add_all(members)
        await tx.flush()
        return [
            Viewer(
                member.id or 0,
                n % LESSONS + 1,
                _headers(await sessions.open_session(tx, member), n),
            )
            for n, member in enumerate(members)
        ]


def _headers(opened: sessions.Opened, number: int) -> dict[str, str]:
    if number % 2:
        return {"Authorization": f"Bearer {tokens.access_token(opened.actor).token}"}
    return {"Cookie": f"{session_cookie()}={opened.token}"}


@asynccontextmanager
async def _server(folder: str) -> AsyncIterator[Server]:
    port = _free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "asgi", "--workers", "1",
        "--host", "127.0.0.1", "--port", str(port), "--no-access-log", "--log-level", "warning",
        "--factory", "academy_app.api.application:application",
    ]  # fmt: skip
    environment = {**os.environ, "ACADEMY_DATA_DIR": folder}
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=environment, start_new_session=True
    )
    server = Server(process, f"http://127.0.0.1:{port}/api/lms/progress/video")
    try:
        await _answering(port)
        yield server
    finally:
        if process.returncode is None:
            await server.kill()


@asynccontextmanager
async def _client() -> AsyncIterator[aiohttp.ClientSession]:
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(
        connector=connector, cookie_jar=aiohttp.DummyCookieJar()
    ) as http:
        yield http


async def _steady(
    viewers: Sequence[Viewer],
    http: aiohttp.ClientSession,
    server: Server,
    seconds: int,
    *,
    is_warm_up: bool = False,
) -> None:
    """`RATE` reports a second, each due at its own moment, whatever became of those before."""
    waits: list[float] = []
    failures: list[BaseException] = []
    begun, cpu = time.perf_counter() + 0.1, server.cpu_seconds()

    async def due(number: int) -> None:
        moment = begun + number / RATE
        await asyncio.sleep(max(0.0, moment - time.perf_counter()))
        try:
            await viewers[number % len(viewers)].report(http, server.address)
        except (aiohttp.ClientError, RuntimeError) as error:
            failures.append(error)
        waits.append((time.perf_counter() - moment) * 1000)

    await asyncio.gather(*(due(number) for number in range(RATE * seconds)))
    took = time.perf_counter() - begun
    if is_warm_up:
        return
    figure("watch_reports.rate", len(waits) / took, "reports/s", failures=len(failures), limit=RATE)
    spread("watch_reports.wait", waits, "ms", limit=LIMIT_MS)
    figure("watch_reports.wait.p99", percentile(waits, 0.99), "ms")
    cpu = server.cpu_seconds() - cpu
    figure("watch_reports.cpu", cpu / len(waits) * 1000, "ms a report")


async def _flat_out(
    viewers: Sequence[Viewer], http: aiohttp.ClientSession, server: Server, seconds: int
) -> None:
    """As many as are answered when `AT_ONCE` members each send their next at once."""
    until, answered = time.perf_counter() + seconds, 0

    async def keep_on(viewer: Viewer) -> None:
        nonlocal answered
        while time.perf_counter() < until:
            await viewer.report(http, server.address)
            answered += 1

    await asyncio.gather(*(keep_on(viewer) for viewer in viewers[:AT_ONCE]))
    figure("watch_reports.most", answered / seconds, "reports/s", at_once=AT_ONCE)


async def _killed(viewers: Sequence[Viewer], http: aiohttp.ClientSession, server: Server) -> None:
    """Members report without a pause until the server is gone."""

    async def until_the_end(viewer: Viewer) -> None:
        try:
            while True:
                await viewer.report(http, server.address)
        except (aiohttp.ClientError, ConnectionError):
            return

    streams = [asyncio.create_task(until_the_end(viewer)) for viewer in viewers]
    await asyncio.sleep(2)
    await server.kill()
    await asyncio.gather(*streams)


async def _lost(viewers: Sequence[Viewer]) -> int:
    """Reports that were acknowledged in full and are not in the database."""
    async with reading() as rx:
        rows = await rx.execute(select(col(Watch.member_id), col(Watch.spans)))
        stored = {row.member_id: row.spans for row in rows}
    return sum(
        spans.length(spans.clip(stored.get(viewer.member_id, []), n * 1000, n * 1000 + 1000)) < 1000
        for viewer in viewers
        for n in viewer.acknowledged
    )


async def _answering(port: int) -> None:
    for _ in range(300):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise RuntimeError("the server does not answer")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    asyncio.run(main(seconds=5 if is_quick() else 20))
