"""What tests stand on: real databases, a clock to move, a count of statements, an API client."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn
from uuid import uuid4

import asyncpg
import httpx
import hypothesis
import pytest
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlmodel import SQLModel

import academy_app.models  # noqa: F401  fills the metadata
from academy_app.cli import front_end
from academy_app.core import clock as core_clock
from academy_app.core.db import Database, using
from academy_app.core.settings import settings
from tests.site import Site, serving

# Over TCP where that is trusted, else through the socket as the system's user.
POSTGRES = os.environ.get("ACADEMY_TEST_POSTGRES", "").split() or [
    "postgresql://127.0.0.1:5432/test",
    "postgresql:///test?host=/var/run/postgresql",
]
REDIS = os.environ.get("ACADEMY_TEST_REDIS", "redis://127.0.0.1:6379/15")
IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}

# In these rooms a statement is written: both databases must read it alike.
ROOMS_OF_SQL = {"services", "queries", "importers", "exporters", "policy", "models"}

# A new counterexample is for whoever works on the code, not for whoever lands something else.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
if IN_CI:
    hypothesis.settings.load_profile("ci")

# Nothing that a test starts looks at the links of its lessons by itself.
os.environ.setdefault("ACADEMY_CHECK_LINKS", "false")

Statements = Callable[[], AbstractContextManager[list[str]]]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests that take `db` run on both databases in the rooms of SQL, or where marked."""
    if "_address" not in metafunc.fixturenames:
        return
    room = metafunc.definition.path.relative_to(Path(__file__).parent).parts[0]
    marks = {mark.name for mark in metafunc.definition.iter_markers()}
    both = room in ROOMS_OF_SQL or "both_databases" in marks
    kinds = ["sqlite", "postgresql"] if both and "sqlite_only" not in marks else ["sqlite"]
    metafunc.parametrize("_address", kinds, indirect=True)


@pytest.fixture(autouse=True)
def _data_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test has its own data directory; settings are read anew."""
    monkeypatch.setenv("ACADEMY_DATA_DIR", str(tmp_path / "data"))
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with every table; a test's own is a copy of it."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        SQLModel.metadata.create_all(connection)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def _postgres_template() -> Iterator[str]:
    """The address of a throw-away PostgreSQL database with every table."""
    with postgres_database() as address:
        asyncio.run(_create_tables(address))
        yield address


@contextmanager
def postgres_database() -> Iterator[str]:
    """An empty PostgreSQL database for a while; the block gets its address."""
    name = f"academy_test_{uuid4().hex[:12]}"
    address = postgres_address()
    asyncio.run(_administer(address, f'CREATE DATABASE "{name}" TEMPLATE template0'))
    url = make_url(address).set(database=name, drivername="postgresql+asyncpg")
    try:
        asyncio.run(_administer(address, f'ALTER DATABASE "{name}" SET synchronous_commit = off'))
        yield url.render_as_string(hide_password=False)
    finally:
        asyncio.run(_administer(address, f'DROP DATABASE "{name}" WITH (FORCE)'))


@lru_cache
def postgres_address() -> str:
    """A PostgreSQL server that answers."""
    refusals = []
    for address in POSTGRES:
        try:
            asyncio.run(_administer(address, "SELECT 1"))
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            refusals.append(f"{address}: {error}")
        else:
            return address
    remedy = "apt-get install postgresql, then createdb test, or set ACADEMY_TEST_POSTGRES"
    return unavailable("PostgreSQL", "; ".join(refusals), remedy)


@pytest.fixture
def _address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where this test's database is; made before any event loop runs."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("_postgres_template"))
    path = tmp_path / "academy.db"
    shutil.copyfile(request.getfixturevalue("_sqlite_template"), path)
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture
async def db(_address: str) -> AsyncIterator[Database]:
    """A fresh database with every table; `reading()` and `writing()` open onto it."""
    opened = Database(_address)
    if not opened.is_sqlite:
        await _empty(opened)
    with using(opened):
        yield opened
    await opened.dispose()


@pytest.fixture
def statements() -> Statements:
    """`with statements() as seen:` collects the SQL that the block sends, on any engine."""
    return _collected


@contextmanager
def _collected() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
def clock() -> Iterator[core_clock.Travel]:
    """The server's clock, standing still until the test moves it."""
    with core_clock.travelling() as travel:
        yield travel


@pytest.fixture
async def client(db: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the API over ASGI, on this test's database."""
    from academy_app.api import application

    transport = httpx.ASGITransport(app=application())
    async with httpx.AsyncClient(transport=transport, base_url="http://academy.test") as opened:
        yield opened


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The address of a Redis database that tests may empty."""
    import redis

    try:
        with redis.Redis.from_url(REDIS, socket_connect_timeout=2) as connection:
            connection.ping()
    except redis.RedisError as error:
        unavailable(
            "Redis", f"{REDIS}: {error}", "apt-get install redis-server, or set ACADEMY_TEST_REDIS"
        )
    return REDIS


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A whole running site with the demo course, shared by the tests that look from outside."""
    front_end.ensure()
    with serving(tmp_path_factory.mktemp("site") / "data", "--no-build", "--demo") as started:
        yield started


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium that tests may drive."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        unavailable("Chromium", "no chromium on PATH", "apt-get install chromium")
    return found


def unavailable(what: str, why: str, remedy: str) -> NoReturn:
    """In CI a missing server fails the run; elsewhere its tests are skipped, and say so."""
    message = f"{what} is not reachable ({why}). To run these tests: {remedy}"
    if IN_CI:
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


async def _administer(address: str, statement: str) -> None:
    connection = await asyncpg.connect(address, timeout=5)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def _create_tables(address: str) -> None:
    made = Database(address)
    async with made.writer.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    await made.dispose()


async def _empty(opened: Database) -> None:
    names = ", ".join(f'"{table.name}"' for table in SQLModel.metadata.sorted_tables)
    async with opened.writer.begin() as connection:
        await connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
