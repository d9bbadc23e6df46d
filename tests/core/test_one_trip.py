"""SQLite in a thread, crossed over to once for each statement."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from academy_app.core.db import Database

pytestmark = pytest.mark.sqlite_only

TABLE = "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)"
INSERT = text("INSERT INTO thing (name) VALUES (:name)")
ALL = text("SELECT id, name FROM thing ORDER BY id")


async def filled(connection: AsyncConnection) -> None:
    await connection.execute(text(TABLE))
    await connection.execute(INSERT, [{"name": name} for name in "abcde"])


async def test_each_statement_crosses_once(db: Database) -> None:
    async with db.writer.begin() as connection:
        await filled(connection)
        crossings = 0
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        crossing = driver._execute

        async def counted(*given: object) -> object:
            nonlocal crossings
            crossings += 1
            return await crossing(*given)

        driver._execute = counted
        try:
            assert len((await connection.execute(ALL)).all()) == 5
            await connection.execute(INSERT, [{"name": "x"}, {"name": "y"}])
        finally:
            del driver._execute
    assert crossings == 2


async def test_results_are_as_they_should_be(db: Database) -> None:
    async with db.writer.begin() as connection:
        await filled(connection)
        changed = await connection.execute(text("UPDATE thing SET name = name || '!' WHERE id > 3"))
        assert changed.rowcount == 2
        made = await connection.execute(
            text("INSERT INTO thing (name) VALUES ('f') RETURNING id, name")
        )
        assert made.one() == (6, "f")
        empty = await connection.execute(text("SELECT id FROM thing WHERE id > 99"))
        assert (list(empty.keys()), empty.all()) == (["id"], [])
        found = await connection.execute(ALL)
        assert [name for _, name in found] == ["a", "b", "c", "d!", "e!", "f"]


async def test_streaming(db: Database) -> None:
    async with db.writer.begin() as connection:
        await filled(connection)
        streamed = await connection.stream(ALL)
        assert [row.name async for row in streamed] == list("abcde")
        streamed = await connection.stream(ALL)
        assert [len(part) async for part in streamed.partitions(2)] == [2, 2, 1]


async def test_errors_keep_their_names_and_the_connection_lives_on(db: Database) -> None:
    async with db.writer.begin() as connection:
        await filled(connection)
        with pytest.raises(IntegrityError):
            await connection.execute(INSERT, {"name": "a"})
        with pytest.raises(OperationalError):
            await connection.execute(text("SELECT nothing FROM nowhere"))
        assert len((await connection.execute(ALL)).all()) == 5
