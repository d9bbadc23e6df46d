"""The two doors to the database: `reading()` and `writing()`.

Only `writing()` commits; it numbers the changes recorded in it, and after the commit publishes the
events collected in it. An error rolls back and drops both.
"""

import logging
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.pool import ConnectionPoolEntry

from academy_app.core import bus, channels, one_trip
from academy_app.core.channels import Changed
from academy_app.core.errors import Conflict, Unavailable
from academy_app.core.events import Event, Rang
from academy_app.core.settings import settings

logger = logging.getLogger(__name__)

READERS = 8
RETRY_SECONDS = 5
# By what each database calls them: a key that exists, a row that is named and doesn't.
CLASHES = {
    "23505",
    "23503",
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_ROWID,
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY,
}


class Reading(AsyncSession):
    """A session that is never committed."""


class Tx(Reading):
    """An open transaction, and what it will tell the world once committed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.events: list[Event] = []
        self.changes: list[Changed] = []

    def record(self, channel: str, kind: str, subject_id: int = 0) -> None:
        """Note in `channel` that a row has changed; numbered and kept with the commit."""
        self.changes.append(Changed(channel, kind, subject_id))

    def emit(self, happened: Event) -> None:
        """Publish `happened` after the commit, and only then."""
        self.events.append(happened)


class Database:
    """One database, reached by any number of readers and, on SQLite, one writer at a time."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        if self.is_sqlite:
            # SQLite has one writer anyway: waiting in our line is fair and cheap, waiting in
            # its busy handler is neither.
            self.reader = _sqlite_engine(url, size=READERS, begin="BEGIN")
            self.writer = _sqlite_engine(url, size=1, begin="BEGIN IMMEDIATE")
        else:
            self.reader = self.writer = create_async_engine(
                url, pool_size=READERS, max_overflow=4, pool_pre_ping=True
            )
        self._reading = async_sessionmaker(self.reader, class_=Reading, expire_on_commit=False)
        self._writing = async_sessionmaker(self.writer, class_=Tx, expire_on_commit=False)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reading]:
        with _told_when_busy():
            async with self._reading() as session:
                yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Tx]:
        with _told_when_busy(), _told_when_clashing():
            async with self._writing() as tx:
                yield tx
                heads = await channels.write(tx, tx.changes)
                await tx.commit()
        # Who may see what comes before what there is to see.
        bells = [Rang(tuple(heads.items()))] if heads else []
        await bus.publish([*tx.events, *bells])

    async def dispose(self) -> None:
        """Close every connection."""
        await self.reader.dispose()
        if self.writer is not self.reader:
            await self.writer.dispose()


@contextmanager
def _told_when_busy() -> Iterator[None]:
    """Raises Unavailable where all connections, or the file, were held by others for too long."""
    try:
        yield
    except NoConnection as error:
        raise Unavailable(RETRY_SECONDS) from error
    except DBAPIError as error:
        if not _is_locked(error.orig):
            raise
        raise Unavailable(RETRY_SECONDS) from error


@contextmanager
def _told_when_clashing() -> Iterator[None]:
    """Raises Conflict where somebody else wrote first: the same key, or that a row is gone.

    Services ask before they write; what they find may be no longer so when they do. What no
    other transaction can bring about, such as a value that is missing, stays an error of ours.
    """
    try:
        yield
    except IntegrityError as error:
        if not CLASHES & {_code(error.orig)}:
            raise
        logger.warning("somebody else was first: %s", error.orig)
        raise Conflict from error


def _code(error: BaseException | None) -> object:
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", None)
    return getattr(error, "sqlstate", None)


def _is_locked(error: BaseException | None) -> bool:
    # The low byte is the kind of the error; what stands above tells it apart further.
    return isinstance(error, sqlite3.Error) and (
        getattr(error, "sqlite_errorcode", 0) & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
    )


def _sqlite_engine(url: str, size: int, begin: str) -> AsyncEngine:
    path = make_url(url).database or ""
    engine = create_async_engine(
        url,
        pool_size=size,
        max_overflow=0,
        pool_timeout=60,
        async_creator=partial(one_trip.connect, path),
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _entry: ConnectionPoolEntry) -> None:
        # The driver would open its own transactions; BEGIN is ours to say.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=10000",
            "temp_store=MEMORY",
            "cache_size=-16000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        # SQLite's own lower() knows only ASCII; a search must find "Übung" by "übung".
        connection.create_function("lower", 1, _lower, deterministic=True)

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _lower(text: Any) -> Any:
    return text.lower() if isinstance(text, str) else text


_current: Database | None = None


def database() -> Database:
    """This process's database, opened at first use: workers are forked after import."""
    global _current
    if _current is None:
        settings().data_dir.mkdir(parents=True, exist_ok=True)
        _current = Database(settings().sqlalchemy_url)
    return _current


@contextmanager
def using(other: Database) -> Iterator[Database]:
    """Let every door open onto `other` for a while."""
    global _current
    before, _current = _current, other
    try:
        yield other
    finally:
        _current = before


@asynccontextmanager
async def reading() -> AsyncIterator[Reading]:
    """A session to look with."""
    async with database().reading() as session:
        yield session


@asynccontextmanager
async def writing() -> AsyncIterator[Tx]:
    """A transaction that commits at the end of the block, then publishes its events."""
    async with database().writing() as tx:
        yield tx
