"""The leaderboard over a million likes, and a member's page who wrote ten thousand posts."""

import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import SQLModel

import academy_app.models  # noqa: F401  fills the metadata
from academy_app.core.actor import Actor, Role
from academy_app.core.clock import now
from academy_app.core.db import Database, reading, using, writing
from academy_app.models.discussion import Category, Like, Post, Thread
from academy_app.models.membership import Member
from academy_app.queries import people
from academy_app.queries.people import boards
from bench.common import figure, is_quick, spread
from tests.conftest import postgres_database

MEMBERS = 20_000
POSTS = 20_000
PROLIFIC = 10_000


async def main(likes: int, rounds: int, address: str) -> None:
    database = Database(address)
    kind = "sqlite" if database.is_sqlite else "postgresql"
    with using(database):
        await _fill(database, likes)
        await _boards(kind, rounds)
        await _pages(kind, rounds)
    await database.dispose()


async def _boards(kind: str, rounds: int) -> None:
    """Counted at each look, and then as members meet it."""
    actor = Actor(MEMBERS, Role.USER)
    rest = boards.REST
    for period in boards.PERIODS:

        async def board(period: str = period) -> None:
            async with reading() as rx:
                await people.leaderboard(rx, actor, period)

        boards.REST = 0  # type: ignore[misc]
        await _times(f"leaderboard.{period}.counted.{kind}", board, max(3, rounds // 10))
        boards.REST = 10**6  # type: ignore[misc]
        await board()
        await _times(f"leaderboard.{period}.kept.{kind}", board, rounds)
        boards.REST = rest  # type: ignore[misc]


async def _pages(kind: str, rounds: int) -> None:
    actor = Actor(2, Role.USER)

    async def page() -> None:
        async with reading() as rx:
            await people.profile(rx, actor, 1)

    async def card() -> None:
        async with reading() as rx:
            await people.person_card(rx, actor, 1)

    await _times(f"profile.{PROLIFIC}_posts.{kind}", page, rounds)
    await _times(f"person_card.{kind}", card, rounds)


async def _times(name: str, read: Callable[[], Awaitable[None]], rounds: int) -> None:
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        await read()
        times.append((time.perf_counter() - begun) * 1000)
    spread(name, times, "ms")


async def _fill(database: Database, likes: int) -> None:
    """Likes spread over a year, few members getting most; the first wrote most posts."""
    async with database.writer.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    chance, at = random.Random(1), now()
    writers = [1] * PROLIFIC + [_somebody(chance) for _ in range(POSTS - PROLIFIC)]
    async with writing() as tx:
        await _insert(
            tx,
            Member,
            [
                {"id": n, "name": f"M {n}", "email": f"{n}@example.org", "role": "USER"}
                for n in range(1, MEMBERS + 1)
            ],
        )
        await _insert(tx, Category, [{"id": 1, "slug": "all", "name": "All"}])
        threads = range(1, POSTS // 10 + 1)
        await _insert(
            tx, Thread, [{"id": n, "category_id": 1, "author_id": 1, "title": "T"} for n in threads]
        )
        await _insert(
            tx,
            Post,
            [
                {
                    "id": n + 1,
                    "thread_id": n // 10 + 1,
                    "number": n % 10,
                    "author_id": writer,
                    "body": "Words " * 50,
                    "body_html": "",
                    "created_at": at - timedelta(minutes=chance.random() * 525_600),
                }
                for n, writer in enumerate(writers)
            ],
        )
        rows: list[dict[str, Any]] = []
        points = [0] * (MEMBERS + 1)
        for n in range(likes):
            author = _somebody(chance)
            points[author] += 1
            liker = 1 + (n // POSTS * 7919 + n) % MEMBERS
            moment = at - timedelta(minutes=chance.random() * 525_600)
            rows.append(
                {
                    "post_id": n % POSTS + 1,
                    "member_id": liker,
                    "author_id": author if author != liker else None,
                    "at": moment,
                }
            )
        await _insert(tx, Like, rows)
        await tx.execute(
            update(Member), [{"id": n, "points": points[n]} for n in range(1, MEMBERS + 1)]
        )
    async with database.writer.begin() as connection:
        await connection.exec_driver_sql("ANALYZE")
    figure("leaderboard.likes", likes, "rows")


def _somebody(chance: random.Random) -> int:
    """A member; few are met often."""
    return 1 + int(MEMBERS * chance.random() ** 3)


async def _insert(tx: Any, model: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    for first in range(0, len(rows), 20_000):
        await tx.execute(insert(model), rows[first : first + 20_000])


if __name__ == "__main__":
    likes, rounds = (100_000, 30) if is_quick() else (1_000_000, 100)
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(main(likes, rounds, f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"))
    with postgres_database() as postgres:
        asyncio.run(main(likes, rounds, postgres))
