"""Sessions: who holds a cookie, for how long, and who no longer does."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from academy_app.core import bus
from academy_app.core.actor import Actor, Role
from academy_app.core.channels import ACCESS
from academy_app.core.clock import Travel, now
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import Forbidden, NotFound
from academy_app.core.events import Event, MemberChanged, Rang, SessionsRevoked
from academy_app.core.settings import settings
from academy_app.models.membership import Member, Session
from academy_app.services import sessions
from academy_app.services.sessions import Opened
from tests import factories
from tests.conftest import Statements


@pytest.fixture
def rung() -> Iterator[list[Event]]:
    """Every event that was published, in order."""
    heard: list[Event] = []

    async def hear(event: Event) -> None:
        heard.append(event)

    stop = bus.listen(hear)
    yield heard
    stop()


async def opened(member: Member | None = None) -> Opened:
    async with writing() as tx:
        return await sessions.open_session(tx, member or await factories.member(tx), "a browser")


async def row_of(session: Opened) -> Session:
    async with reading() as rx:
        return await rx.get_one(Session, session.actor.session_id)


async def test_the_cookie_leads_to_its_member_and_is_not_kept(db: Database) -> None:
    session = await opened()
    assert await sessions.actor_of(session.token) == session.actor
    row = await row_of(session)
    assert session.token not in row.model_dump().values()
    assert len(session.token) >= 43


@pytest.mark.parametrize("token", ["", "x", "0" * 64, "ü" * 40, "\ud800"])
async def test_any_other_value_is_nobody(db: Database, token: str) -> None:
    await opened()
    assert await sessions.actor_of(token) is None


async def test_the_stored_hash_opens_nothing(db: Database) -> None:
    row = await row_of(await opened())
    assert await sessions.actor_of(row.token_hash) is None


async def test_a_revoked_session_is_refused_at_once(db: Database, rung: list[Event]) -> None:
    session, other = await opened(), await opened()
    assert await sessions.actor_of(session.token)
    async with writing() as tx:
        await sessions.revoke(tx, session.actor, session.actor.session_id or 0)
    assert await sessions.actor_of(session.token) is None
    assert await sessions.actor_of(other.token) == other.actor
    assert rung == [SessionsRevoked((session.actor.session_id or 0,)), Rang(((ACCESS, 1),))]


async def test_what_is_rolled_back_was_not_revoked(db: Database, rung: list[Event]) -> None:
    session = await opened()

    async def fail() -> None:
        async with writing() as tx:
            await sessions.revoke_all(tx, session.actor.member_id)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await sessions.actor_of(session.token) == session.actor
    assert rung == []


async def test_nobody_revokes_anothers_session(db: Database) -> None:
    mine, theirs = await opened(), await opened()
    with pytest.raises(NotFound):
        async with writing() as tx:
            await sessions.revoke(tx, mine.actor, theirs.actor.session_id or 0)
    assert await sessions.actor_of(theirs.token)


async def test_a_script_revokes_no_sessions(db: Database) -> None:
    session = await opened()
    script = Actor(session.actor.member_id, Role.USER)
    with pytest.raises(Forbidden):
        async with writing() as tx:
            await sessions.revoke(tx, script, session.actor.session_id or 0)


async def test_all_but_this_one(db: Database, rung: list[Event]) -> None:
    async with writing() as tx:
        member = await factories.member(tx)
    kept, first, second = [await opened(member) for _ in range(3)]
    async with writing() as tx:
        await sessions.revoke_all(tx, factories.key(member), keep=kept.actor.session_id)
    assert await sessions.actor_of(kept.token)
    assert await sessions.actor_of(first.token) is None
    assert isinstance(rung[0], SessionsRevoked)
    assert set(rung[0].session_ids) == {first.actor.session_id, second.actor.session_id}


async def test_a_session_ends_by_itself_also_while_it_is_remembered(
    db: Database, clock: Travel
) -> None:
    session = await opened()
    clock.forward(settings().session_days * 86_400 - 1)
    async with writing() as tx:
        # Seen a moment ago, so that looking now does not move its end on.
        await tx.execute(update(Session).values(seen_at=now()))
    assert await sessions.actor_of(session.token)
    clock.forward(1)
    assert await sessions.actor_of(session.token) is None


async def test_use_moves_the_end_on_but_writes_seldom(
    db: Database, clock: Travel, statements: Statements
) -> None:
    session = await opened()
    before = (await row_of(session)).expires_at
    clock.forward(299)
    with statements() as seen:
        await sessions.actor_of(session.token)
    assert len(seen) == 2  # the sessions, and the groups of their members
    clock.forward(10)
    await sessions.actor_of(session.token)
    assert (await row_of(session)).expires_at == before + timedelta(seconds=309)


async def test_five_hundred_reports_ask_the_database_once(
    db: Database, clock: Travel, statements: Statements
) -> None:
    session = await opened()
    with statements() as seen:
        for _ in range(500):
            assert await sessions.actor_of(session.token) == session.actor
        assert len(seen) == 2  # the sessions, and the groups of their members
        clock.forward(5)
        await sessions.actor_of(session.token)
        assert len(seen) == 4


async def test_a_new_role_counts_at_once(db: Database) -> None:
    session = await opened()
    await sessions.actor_of(session.token)
    async with writing() as tx:
        await tx.execute(
            update(Member)
            .where(col(Member.id) == session.actor.member_id)
            .values(role=Role.MODERATOR)
        )
        tx.emit(MemberChanged(session.actor.member_id))
    found = await sessions.actor_of(session.token)
    assert found is not None
    assert found.role is Role.MODERATOR


async def test_what_another_worker_did_counts_after_five_seconds(
    db: Database, clock: Travel
) -> None:
    session = await opened()
    await sessions.actor_of(session.token)
    async with writing() as tx:
        # No bell: it rang in another process.
        await tx.execute(update(Session).values(revoked_at=now()))
    clock.forward(5)
    assert await sessions.actor_of(session.token) is None


async def test_revoking_while_others_ask_leaves_nothing_remembered(db: Database) -> None:
    session = await opened()

    async def ask() -> None:
        for _ in range(20):
            await sessions.actor_of(session.token)

    async def revoke() -> None:
        async with writing() as tx:
            await sessions.revoke_all(tx, session.actor.member_id)

    await asyncio.gather(*(ask() for _ in range(5)), revoke(), *(ask() for _ in range(5)))
    assert await sessions.actor_of(session.token) is None


async def test_a_member_shut_out_has_no_session(db: Database) -> None:
    async with writing() as tx:
        member = await factories.member(tx, is_active=False)
    assert await sessions.actor_of((await opened(member)).token) is None


async def test_ended_sessions_are_forgotten_after_a_month(db: Database, clock: Travel) -> None:
    ended, living = await opened(), await opened()
    async with writing() as tx:
        await sessions.revoke_all(tx, ended.actor.member_id)
    clock.forward(31 * 86_400)
    async with writing() as tx:
        await tx.execute(
            update(Session)
            .where(col(Session.id) == living.actor.session_id)
            .values(expires_at=now() + timedelta(days=1))
        )
        await sessions.forget_old(tx)
        assert list(await tx.scalars(select(col(Session.id)))) == [living.actor.session_id]
