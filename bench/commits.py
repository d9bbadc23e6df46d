"""What a durable commit costs on SQLite, and what standing in line for it gains.

docs/decisions/0005 rests on these figures.
"""

import asyncio
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import Engine, event, text
from sqlalchemy.ext.asyncio import create_async_engine

from academy_app.core.db import Database
from bench.common import figure, is_quick, spread

WRITERS = 50
# What a service does between its statements, in seconds.
WORK = 0.003


async def main(rounds: int) -> None:
    for synchronous in ("FULL", "NORMAL"):
        with tempfile.TemporaryDirectory() as folder:
            database = Database(_address(folder))
            _set(database, synchronous)
            await _measure(f"commits.one_line.{synchronous.lower()}", database, rounds)
    with tempfile.TemporaryDirectory() as folder:
        await _measure("commits.busy_handler.full", _crowd(folder), rounds)


async def _measure(name: str, database: Database, rounds: int) -> None:
    """`WRITERS` at once, each committing one small row `rounds` times."""
    async with database.writer.begin() as connection:
        await connection.execute(text("CREATE TABLE row (id INTEGER PRIMARY KEY, body TEXT)"))
    waits: list[float] = []
    failures = 0

    async def write() -> None:
        nonlocal failures
        for _ in range(rounds):
            start = perf_counter()
            try:
                async with database.writing() as tx:
                    await tx.execute(text("INSERT INTO row (body) VALUES ('x')"))
                    await asyncio.sleep(WORK)
            except Exception:  # noqa: BLE001  a locked database is a result here
                failures += 1
            waits.append((perf_counter() - start) * 1000)

    start = perf_counter()
    await asyncio.gather(*(write() for _ in range(WRITERS)))
    took = perf_counter() - start
    await database.dispose()
    figure(f"{name}.rate", len(waits) / took, "commits/s", writers=WRITERS, failures=failures)
    spread(f"{name}.wait", waits, "ms")
    figure(f"{name}.wait.max", max(waits), "ms")


def _crowd(folder: str) -> Database:
    """As many writers as readers: SQLite's busy handler decides who is next."""
    database = Database(_address(folder))
    crowd = create_async_engine(_address(folder), pool_size=8, max_overflow=0, pool_timeout=60)
    _prepare_like_ours(crowd.sync_engine)
    database.writer = crowd
    database._writing.configure(bind=crowd)
    return database


def _prepare_like_ours(sync_engine: Engine) -> None:
    @event.listens_for(sync_engine, "connect")
    def _connected(connection: Any, _entry: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(sync_engine, "begin")
    def _begun(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _set(database: Database, synchronous: str) -> None:
    @event.listens_for(database.writer.sync_engine, "connect")
    def _connected(connection: Any, _entry: object) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA synchronous={synchronous}")
        cursor.close()


def _address(folder: str) -> str:
    return f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"


if __name__ == "__main__":
    asyncio.run(main(rounds=5 if is_quick() else 30))
