"""The two doors: only `writing()` commits, and events follow the commit."""

import asyncio
import sqlite3
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import QueuePool
from sqlmodel import select

from academy_app.core import bus
from academy_app.core.db import READERS, Database, reading, writing
from academy_app.core.errors import AcademyError, Conflict, Invalid, NotFound, Unavailable
from academy_app.core.events import Event
from academy_app.models.discussion import Thread
from academy_app.models.membership import Group, Member
from academy_app.services import categories, discussion, groups
from tests import factories
from tests.conftest import Statements

pytestmark = pytest.mark.both_databases


@dataclass(frozen=True, slots=True)
class Rang(Event):
    number: int


async def members() -> list[Member]:
    async with reading() as rx:
        return list((await rx.execute(select(Member))).scalars())


async def test_writing_commits_then_publishes(db: Database) -> None:
    heard: list[tuple[Event, int]] = []

    async def listener(event: Event) -> None:
        heard.append((event, len(await members())))

    stop = bus.listen(listener)
    try:
        async with writing() as tx:
            await factories.member(tx)
            tx.emit(Rang(1))
            assert heard == []
    finally:
        stop()
    assert heard == [(Rang(1), 1)]


@pytest.mark.sqlite_only
async def test_a_file_that_others_hold_is_busy(db: Database) -> None:
    path = make_url(db.url).database or ""
    async with writing() as tx:
        await tx.execute(text("PRAGMA busy_timeout=50"))
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable) as refused:
        async with writing() as tx:
            await factories.member(tx)
    holder.close()
    assert (refused.value.status, refused.value.retry_after) == (503, 5)
    async with writing() as tx:
        await factories.member(tx)


async def test_no_connection_left_is_busy(db: Database) -> None:
    pool = db.reader.sync_engine.pool
    assert isinstance(pool, QueuePool)
    pool._timeout = 0.05
    with pytest.raises(Unavailable):
        await hold(READERS + 5)
    assert await members() == []


async def hold(connections: int) -> None:
    async with AsyncExitStack() as held:
        for _ in range(connections):
            session = await held.enter_async_context(reading())
            await session.execute(select(Member))


async def test_what_else_fails_is_no_business_of_waiting(db: Database) -> None:
    with pytest.raises(DBAPIError):
        async with reading() as rx:
            await rx.execute(text("SELECT nothing FROM nowhere"))


async def write_and_fail() -> None:
    async with writing() as tx:
        await factories.member(tx)
        tx.emit(Rang(1))
        raise ZeroDivisionError


async def test_an_error_rolls_back_and_drops_the_events(db: Database) -> None:
    heard: list[Event] = []

    async def listener(event: Event) -> None:
        heard.append(event)

    stop = bus.listen(listener)
    try:
        with pytest.raises(ZeroDivisionError):
            await write_and_fail()
    finally:
        stop()
    assert heard == []
    assert await members() == []


async def test_reading_never_commits(db: Database) -> None:
    async with reading() as rx:
        rx.add(Member(name="Nobody"))
        await rx.flush()
    assert await members() == []


async def test_statements_are_counted_without_begin(db: Database, statements: Statements) -> None:
    with statements() as seen:
        await members()
        await members()
    assert len(seen) == 2


async def test_each_test_starts_empty(db: Database) -> None:
    assert await members() == []
    async with writing() as tx:
        made = await factories.course(tx, modules=2, lessons=3)
    assert len(made.lessons) == 6


async def test_a_key_that_exists_is_a_conflict(db: Database) -> None:
    async with writing() as tx:
        await factories.member(tx, email="anna@example.org")
    with pytest.raises(Conflict) as refused:
        async with writing() as tx:
            await factories.member(tx, email="anna@example.org")
    assert refused.value.key == "error.conflict"
    # Also when nothing was flushed before the end.
    with pytest.raises(Conflict):
        async with writing() as tx:
            tx.add(Member(email="anna@example.org", name="Anna"))
    assert len(await members()) == 1


async def test_a_row_that_is_gone_is_a_conflict(db: Database) -> None:
    with pytest.raises(Conflict):
        async with writing() as tx:
            await factories.thread(tx, category_id=999)


async def test_a_value_that_is_missing_is_an_error_of_ours(db: Database) -> None:
    with pytest.raises(IntegrityError):
        async with writing() as tx:
            await tx.execute(text("INSERT INTO thread_tag (thread_id, tag) VALUES (1, NULL)"))


async def test_of_two_groups_of_one_name_made_at_once_one_is_refused(db: Database) -> None:
    async with writing() as tx:
        admin = await factories.admin(tx)

    async def late() -> None:
        async with writing() as tx:
            await groups.create_group(tx, admin, "Bakers")

    async with writing() as tx:
        await groups.create_group(tx, admin, "Bakers")
        second = await _meanwhile(late())
    # SQLite lets one write after the other: there, it is seen in time.
    assert isinstance(await _refused(second), Invalid if db.is_sqlite else Conflict)
    async with reading() as rx:
        assert len(list(await rx.scalars(select(Group)))) == 1


@pytest.mark.parametrize("what", ["start", "move"])
async def test_no_thread_comes_into_a_category_that_is_deleted(db: Database, what: str) -> None:
    async with writing() as tx:
        admin = await factories.admin(tx)
        category = await factories.category(tx)
        thread = await factories.thread(tx, admin)
    words = await discussion.words("Hello.")

    async def late() -> None:
        async with writing() as tx:
            if what == "move":
                await discussion.move_thread(
                    tx, admin, factories.key(thread), factories.key(category)
                )
            else:
                draft = discussion.ThreadDraft("Title", words, "c" * 8, category_id=category.id)
                await discussion.start_thread(tx, admin, draft)

    async with writing() as tx:
        await categories.delete_category(tx, admin, factories.key(category))
        await tx.flush()
        second = await _meanwhile(late())
    assert isinstance(await _refused(second), NotFound if db.is_sqlite else Conflict)
    async with reading() as rx:
        [kept] = await rx.scalars(select(Thread))
        assert (kept.id, kept.category_id) == (thread.id, thread.category_id)


async def _meanwhile(work: Coroutine[None, None, None]) -> asyncio.Task[None]:
    """Begun, and as far as it comes while this transaction is open."""
    begun = asyncio.create_task(work)
    await asyncio.wait({begun}, timeout=0.3)
    assert not begun.done()
    return begun


async def _refused(work: asyncio.Task[None]) -> AcademyError:
    with pytest.raises(AcademyError) as refused:
        await work
    return refused.value
