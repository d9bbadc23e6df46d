"""Limits let their number through, tell how long to wait, and are not outrun."""

import asyncio

import pytest
from sqlalchemy import func, select

from academy_app.core.clock import Travel
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import RateLimited
from academy_app.models.membership import Attempt
from academy_app.services import limits
from academy_app.services.limits import Limit
from tests.conftest import Statements

TWICE = Limit("test:one", ((2, 60), (3, 600)))


async def try_once(*wanted: Limit) -> None:
    async with writing() as tx:
        await limits.take(tx, *wanted)


async def count() -> int:
    async with reading() as rx:
        return await rx.scalar(select(func.count()).select_from(Attempt)) or 0


async def test_a_limit_tells_when_to_come_back(db: Database, clock: Travel) -> None:
    await try_once(TWICE)
    clock.forward(10)
    await try_once(TWICE)
    with pytest.raises(RateLimited) as refused:
        await try_once(TWICE)
    assert refused.value.retry_after == 50
    clock.forward(49)
    with pytest.raises(RateLimited):
        await try_once(TWICE)
    clock.forward(1)
    await try_once(TWICE)


async def test_the_longer_window_counts_too(db: Database, clock: Travel) -> None:
    for _ in range(3):
        await try_once(TWICE)
        clock.forward(61)
    with pytest.raises(RateLimited) as refused:
        await try_once(TWICE)
    assert refused.value.retry_after == 600 - 3 * 61


async def test_what_is_refused_is_not_counted_anywhere(db: Database, clock: Travel) -> None:
    other = Limit("test:other", ((100, 60),))
    await try_once(TWICE)
    await try_once(TWICE)
    for _ in range(5):
        with pytest.raises(RateLimited):
            await try_once(TWICE, other)
    assert await count() == 2


async def test_a_try_given_back_is_free(db: Database, clock: Travel) -> None:
    for _ in range(5):
        async with writing() as tx:
            taken = await limits.take(tx, TWICE, Limit("test:other", ((1, 60),)))
        async with writing() as tx:
            await limits.give_back(tx, taken)
    assert await count() == 0


async def test_tries_sent_all_at_once_are_counted(db: Database) -> None:
    outcomes = await asyncio.gather(*(try_once(TWICE) for _ in range(8)), return_exceptions=True)
    assert sum(outcome is None for outcome in outcomes) == 2
    assert sum(isinstance(outcome, RateLimited) for outcome in outcomes) == 6


async def test_counting_takes_one_look_and_one_write(db: Database, statements: Statements) -> None:
    async with writing() as tx:
        with statements() as seen:
            await limits.take(tx, *limits.sign_in("192.0.2.1", "anna@example.org", None))
    assert len([statement for statement in seen if "advisory" not in statement]) == 2


async def test_old_tries_are_forgotten(db: Database, clock: Travel) -> None:
    await try_once(TWICE)
    clock.forward(25 * 3600)
    await try_once(TWICE)
    async with writing() as tx:
        await limits.forget_old(tx)
    assert await count() == 1
