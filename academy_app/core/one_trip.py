"""SQLite with one trip to its thread for each statement.

aiosqlite keeps a connection in a thread of its own and crosses over to it four times for a
SELECT: to make a cursor, to execute, to fetch, to close. SQLAlchemy fetches all rows at once
anyway, so that one crossing does; each one saved is two switches between threads.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, Self

import aiosqlite

_CHUNK = 64


async def connect(path: str) -> aiosqlite.Connection:
    """An open connection to the database at `path`."""
    connection = _Connection(lambda: sqlite3.connect(path), _CHUNK)
    # A process that ends must not wait for connections that nobody closed.
    connection._thread.daemon = True
    return await connection


class _Connection(aiosqlite.Connection):
    def cursor(self) -> "_Cursor":  # type: ignore[override]  # the driver only enters it
        return _Cursor(self)


class _Cursor:
    """Makes its cursor, executes and fetches in one go."""

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._done: sqlite3.Cursor | None = None
        self._rows: deque[Any] = deque()
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> Self:
        await self._cross(self._run, sql, () if parameters is None else parameters)
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> Self:
        await self._cross(self._run_many, sql, parameters)
        return self

    async def fetchone(self) -> Any:
        return self._rows.popleft() if self._rows else None

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        return [self._rows.popleft() for _ in range(min(size or self.arraysize, len(self._rows)))]

    async def fetchall(self) -> list[Any]:
        rows = list(self._rows)
        self._rows.clear()
        return rows

    async def close(self) -> None:
        """All rows are fetched: nothing is open any more."""

    @property
    def description(self) -> Any:
        return self._done.description if self._done else None

    @property
    def rowcount(self) -> int:
        return self._done.rowcount if self._done else -1

    @property
    def lastrowid(self) -> int | None:
        return self._done.lastrowid if self._done else None

    async def _cross(self, work: Callable[[str, Any], None], sql: str, parameters: Any) -> None:
        # aiosqlite leaves this one without types.
        await self._connection._execute(work, sql, parameters)  # type: ignore[no-untyped-call]

    def _run(self, sql: str, parameters: Any) -> None:
        self._done = self._connection._conn.execute(sql, parameters)
        self._rows = deque(self._done.fetchall())

    def _run_many(self, sql: str, parameters: Any) -> None:
        self._done = self._connection._conn.executemany(sql, parameters)
