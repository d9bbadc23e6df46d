"""A site with one worker for the tests that only look, and members with open tabs."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlmodel import SQLModel

from academy_app.core.actor import Role
from academy_app.core.cookies import session_cookie
from academy_app.core.db import Database, reading, using, writing
from academy_app.models.discussion import Category, Thread
from academy_app.models.membership import Member
from academy_app.queries import live
from academy_app.services import sessions
from tests import factories
from tests.conftest import postgres_database
from tests.live.server import Worker
from tests.live.tab import Tab
from tests.live.target import rows
from tests.ports import free_port

API = "/api/lms/community"


@dataclass
class Person:
    """A member who is signed in; `http` acts for them."""

    member: Member
    token: str
    http: httpx.AsyncClient

    @property
    def id(self) -> int:
        return factories.key(self.member)

    async def call(self, method: str, path: str, **body: Any) -> Any:
        """Ask the API; what it answers."""
        answer = await self.http.request(method, API + path, json=body or None)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None


@dataclass
class Place:
    """A running site."""

    worker: Worker
    database: Database
    clients: list[httpx.AsyncClient] = field(default_factory=list)

    async def person(self, role: Role = Role.USER, worker: Worker | None = None) -> Person:
        async with self.database.writing() as tx:
            member = await factories.member(tx, role)
            token = (await sessions.open_session(tx, member)).token
        http = httpx.AsyncClient(
            base_url=(worker or self.worker).address,
            cookies={session_cookie(): token},
            timeout=20,
        )
        self.clients.append(http)
        return Person(member, token, http)

    async def thread(self, author: Person, **values: Any) -> Thread:
        async with self.database.writing() as tx:
            return await factories.thread(tx, author.member, **values)

    async def category(self, **values: Any) -> Category:
        async with self.database.writing() as tx:
            return await factories.category(tx, **values)

    def tab(self, person: Person, channel: str, worker: Worker | None = None) -> Tab:
        return Tab((worker or self.worker).address, person.token, channel)


@asynccontextmanager
async def place(folder: Path, url: str, redis_url: str = "") -> AsyncIterator[Place]:
    """A worker on an empty database."""
    database = Database(url)
    async with database.writer.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    worker = Worker(folder, url, redis_url, free_port())
    worker.begin()
    try:
        await worker.wait()
        with using(database):
            yield (opened := Place(worker, database))
        for client in opened.clients:
            await client.aclose()
    finally:
        worker.kill()
        await database.dispose()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    """One worker and SQLite, for all tests that break nothing."""
    folder = tmp_path_factory.mktemp("live")
    async with place(folder, f"sqlite+aiosqlite:///{folder / 'academy.db'}") as opened:
        yield opened


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with postgres_database() as address:
        yield address


async def verify_ring(tab: Tab) -> None:
    """What the tab shows after the bells is what a fresh load would show."""
    kind, _ = live.parsed(tab.channel)
    async with reading() as rx:
        head = (await live.heads(rx, [tab.channel]))[tab.channel]
        fresh = await rows(rx, tab.channel)
    await tab.until(lambda tab: tab.head >= head)
    assert tab.rows == plain(fresh), kind


def plain(value: Any) -> Any:
    """Views as the browser has them."""
    import json
    from dataclasses import asdict, is_dataclass

    def made(each: Any) -> Any:
        return asdict(each) if is_dataclass(each) and not isinstance(each, type) else each

    return json.loads(json.dumps(value, default=made))


async def gathered(*tabs: Tab) -> None:
    """All of them open and loaded."""
    await asyncio.gather(*(tab.connect() for tab in tabs))
    await asyncio.gather(*(tab.until(lambda each: each.head >= 0) for tab in tabs))


__all__ = ["Person", "Place", "gathered", "place", "plain", "verify_ring", "writing"]
