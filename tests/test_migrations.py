"""Migrations run up and down on both databases, filled or empty, and agree with the models."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, MetaData, Table, func, inspect, select, types
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

from academy_app.core.migrations import ROOT, downgrade, head, upgrade
from academy_app.models.search import WORDS, is_of_metadata
from tests.conftest import postgres_database

Result = TypeVar("Result")

REVISIONS = [
    script.revision
    for script in ScriptDirectory.from_config(Config(ROOT / "alembic.ini")).walk_revisions()
][::-1]


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
    else:
        with postgres_database() as made:
            yield made


def test_up_down_up(address: str) -> None:
    upgrade(address)
    assert table_names(address) == expected_tables(address)
    downgrade(address)
    assert table_names(address) == {"alembic_version"}
    upgrade(address)
    upgrade(address)
    assert table_names(address) == expected_tables(address)


def expected_tables(address: str) -> set[str]:
    """Those of the models, and what finds words: on SQLite an FTS5 table and those it stands on."""
    endings = ("", "_config", "_data", "_docsize", "_idx") if "sqlite" in address else ("",)
    return {
        *SQLModel.metadata.tables,
        "alembic_version",
        *(f"{WORDS}{ending}" for ending in endings),
    }


def test_tables_made_from_the_models_find_words_as_migrated_ones_do(address: str) -> None:
    upgrade(address)
    migrated = looking(address, search_objects)
    downgrade(address)
    looking(address, SQLModel.metadata.create_all)
    assert looking(address, search_objects) == migrated
    assert len(migrated) > 3


def search_objects(connection: Connection) -> list[str]:
    """The definitions of what finds words, by name and without their layout."""
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql(
            "SELECT name || ' ' || sql FROM sqlite_master WHERE sql LIKE '%search_words%'"
        )
    else:
        found = connection.exec_driver_sql(
            "SELECT indexdef FROM pg_indexes WHERE tablename = 'search_words' UNION ALL "
            "SELECT column_name || ' ' || data_type || ' ' || is_nullable "
            "FROM information_schema.columns WHERE table_name = 'search_words'"
        )
    return sorted(" ".join(definition.split()) for definition in found.scalars())


def test_every_step_up_and_down_on_a_filled_database(address: str) -> None:
    for before, revision in zip(["base", *REVISIONS], REVISIONS, strict=False):
        upgrade(address, revision)
        downgrade(address, before)
        upgrade(address, revision)
        looking(address, fill)
    assert REVISIONS[-1] == head()
    assert set(looking(address, row_counts).values()) == {1}
    downgrade(address)
    assert table_names(address) == {"alembic_version"}


def test_models_and_migrations_agree(address: str) -> None:
    upgrade(address)
    assert looking(address, differences) == []


def test_a_drift_of_type_would_be_seen(address: str) -> None:
    upgrade(address)

    def widened(connection: Connection) -> list[Any]:
        connection.exec_driver_sql("DROP TABLE attempt")
        connection.exec_driver_sql(
            "CREATE TABLE attempt (id BIGINT NOT NULL, key TEXT NOT NULL, at DATE NOT NULL)"
        )
        return differences(connection)

    kinds = {entry[0][0] for entry in looking(address, widened) if isinstance(entry, list)}
    assert "modify_type" in kinds


def test_there_is_one_head() -> None:
    scripts = ScriptDirectory.from_config(Config(ROOT / "alembic.ini"))
    assert len(scripts.get_heads()) == 1


def differences(connection: Connection) -> list[Any]:
    options: dict[str, Any] = {
        "compare_type": True,
        "compare_server_default": True,
        "include_name": lambda name, kind, _parents: kind != "table" or is_of_metadata(name),
    }
    found: list[Any] = compare_metadata(
        MigrationContext.configure(connection, opts=options), SQLModel.metadata
    )
    return found


def fill(connection: Connection) -> None:
    """One row in each table that has none; every foreign key points at row 1."""
    found = reflected(connection)
    for table in found.sorted_tables:
        if not connection.scalar(select(func.count()).select_from(table)):
            connection.execute(table.insert().values(row_for(table)))


def row_for(table: Table) -> dict[str, Any]:
    return {column.name: value_for(column) for column in table.columns}


def value_for(column: Column[Any]) -> Any:
    kind = column.type
    if isinstance(kind, types.DateTime):
        return datetime(2026, 1, 1, tzinfo=UTC if kind.timezone else None)
    if isinstance(kind, types.JSON):
        return []
    return True if isinstance(kind, types.Boolean) else kind.python_type(1)


def row_counts(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in reflected(connection).sorted_tables
    }


def reflected(connection: Connection) -> MetaData:
    found = MetaData()
    found.reflect(connection, only=lambda name, _found: is_of_metadata(name))
    return found


def table_names(address: str) -> set[str]:
    return looking(address, lambda connection: set(inspect(connection).get_table_names()))


def looking(address: str, look: Callable[[Connection], Result]) -> Result:
    """What `look` says of the database, on a connection of its own."""

    async def run() -> Result:
        engine = create_async_engine(address, poolclass=NullPool)
        async with engine.begin() as connection:
            result = await connection.run_sync(look)
        await engine.dispose()
        return result

    return asyncio.run(run())
