"""How Alembic reaches the database: the application's own address, driver and metadata.

Each migration runs in one transaction on both databases, under a lock: when several workers
start at once, one migrates and the others find it done.
"""

import asyncio
from typing import Any

from alembic import context
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import academy_app.models  # noqa: F401  fills the metadata
from academy_app.core.settings import settings
from academy_app.models.columns import UtcDateTime
from academy_app.models.search import is_of_metadata

MIGRATION_LOCK = 4_701_923


def main() -> None:
    if context.is_offline_mode():
        context.configure(url=_url(), literal_binds=True, **_options())
        with context.begin_transaction():
            context.run_migrations()
    else:
        asyncio.run(_migrate())


async def _migrate() -> None:
    engine = create_async_engine(_url(), poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        _begin_for_real(engine.sync_engine)
    async with engine.begin() as connection:
        await connection.run_sync(_run)
    await engine.dispose()


def _run(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
    context.configure(connection=connection, **_options())
    context.run_migrations()


def _options() -> dict[str, Any]:
    return {
        "target_metadata": SQLModel.metadata,
        "render_as_batch": True,
        "render_item": _render,
        "include_name": _is_compared,
        "compare_type": True,
        "transactional_ddl": True,
    }


def _url() -> str:
    return context.config.attributes.get("url") or settings().sqlalchemy_url


def _is_compared(name: str | None, kind: str, _parents: Any) -> bool:
    """The tables that find words are each database's own, not the models'."""
    return kind != "table" or is_of_metadata(name or "")


def _render(kind: str, item: Any, _context: Any) -> str | bool:
    """Our column types as the plain ones beneath: a migration must outlive the models."""
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})"
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def _begin_for_real(engine: Engine) -> None:
    """The driver would run DDL outside of any transaction; and foreign keys stay off, as a
    table that is copied and renamed needs."""

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _entry: Any) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA busy_timeout = 60000")
        connection.exec_driver_sql("BEGIN IMMEDIATE")


main()
