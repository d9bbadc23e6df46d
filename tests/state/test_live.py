"""Sockets of sessions that have ended."""

from collections.abc import Iterator

import pytest
from sqlalchemy import update
from sqlmodel import col

from academy_app.academy_app import app
from academy_app.core.clock import Travel, now
from academy_app.core.db import Database, writing
from academy_app.core.settings import settings
from academy_app.models.membership import Session
from academy_app.services import sessions
from academy_app.state.live import rooms
from academy_app.state.live.hub import SESSIONS_EVERY, Hub
from academy_app.state.live.sending import Outlet
from tests import factories
from tests.conftest import Statements


@pytest.fixture(autouse=True)
def nobody_stays() -> Iterator[None]:
    rooms.forget_gone(())
    yield
    rooms.forget_gone(())


async def test_a_session_that_ends_by_itself_is_told_nothing_more(
    db: Database, clock: Travel, statements: Statements
) -> None:
    hub = Hub(Outlet(app))
    async with writing() as tx:
        member = await factories.member(tx)
        opened = [await sessions.open_session(tx, member) for _ in range(3)]
    for number, each in enumerate(opened):
        socket = rooms.enter(each.actor, f"socket-{number}")
        assert socket is not None
        rooms.move(socket, ["thread:1"])
    clock.forward(settings().session_days * 86_400 - 30)
    await hub.close_ended()
    assert len(rooms.sockets) == 3
    # Of use, only the first has been.
    async with writing() as tx:
        await tx.execute(
            update(Session)
            .where(col(Session.id) == opened[0].actor.session_id)
            .values(expires_at=now() + SESSIONS_EVERY * 10)
        )
    clock.forward(SESSIONS_EVERY.total_seconds() - 1)
    with statements() as seen:
        await hub.close_ended()
    assert (len(seen), len(rooms.sockets)) == (0, 3)
    clock.forward(1)
    with statements() as seen:
        await hub.close_ended()
    assert len(seen) == 1
    assert set(rooms.sockets) == set(rooms.rooms["thread:1"].sockets) == {"socket-0"}


async def test_looking_whether_a_session_has_ended_is_no_use_of_it(
    db: Database, clock: Travel
) -> None:
    hub = Hub(Outlet(app))
    async with writing() as tx:
        opened = await sessions.open_session(tx, await factories.member(tx))
    rooms.enter(opened.actor, "socket")
    for _ in range(settings().session_days):
        clock.forward(86_400)
        await hub.close_ended()
    assert rooms.sockets == {}
