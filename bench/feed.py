"""Feeds and threads of a community of 10,000 and of 1,000,000 posts: the same cost in both.

The ratio of the medians is the promise; times are of the queries that a page's load makes.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert, text
from sqlmodel import SQLModel

import academy_app.models  # noqa: F401  fills the metadata
from academy_app.core.actor import Actor, Role
from academy_app.core.clock import now
from academy_app.core.db import Database, reading, using, writing
from academy_app.models.discussion import Category, Post, Thread, ThreadRead
from academy_app.models.membership import Member
from academy_app.queries.discussion.feed import ORDERS, cursor_of
from academy_app.state.community import load_community
from academy_app.state.thread import load_thread
from bench.common import figure, is_quick, percentile
from tests.conftest import postgres_database

SMALL: Final = 10_000
CATEGORIES: Final = 10
MEMBERS: Final = 200
# Posts of a thread, its opening among them; the first thread is a long one.
POSTS: Final = 10
LONG: Final = 2_000
BATCH: Final = 20_000
RATIO: Final = 1.5
READER: Final = Actor(1, Role.USER)

Look = Callable[[], Awaitable[object]]


def main(large: int, rounds: int) -> None:
    medians: dict[str, dict[int, float]] = {}
    for posts in (SMALL, large):
        with tempfile.TemporaryDirectory() as folder:
            address = f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"
            asyncio.run(_measure(address, posts, rounds, medians))
        with postgres_database() as address:
            asyncio.run(_measure(address, posts, rounds, medians))
    for name, found in medians.items():
        figure(f"{name}.ratio", found[large] / found[SMALL], "times", limit=RATIO)


async def _measure(
    address: str, posts: int, rounds: int, medians: dict[str, dict[int, float]]
) -> None:
    database = Database(address)
    kind = "sqlite" if database.is_sqlite else "postgresql"
    with using(database):
        await _fill(database, posts)
        for what, look in (await _looks(posts)).items():
            times = await _times(look, rounds)
            name = f"feed.{kind}.{what}"
            medians.setdefault(name, {})[posts] = percentile(times, 0.5)
            for share in (0.5, 0.95):
                figure(f"{name}.{posts}.p{share:.0%}"[:-1], percentile(times, share), "ms")
    await database.dispose()


async def _looks(posts: int) -> dict[str, Look]:
    """What members open."""
    middle = {"cursor": await _deep(posts // POSTS // 2)}

    def feed(**params: str) -> Look:
        return lambda: load_community(READER, params)

    def thread(**params: str) -> Look:
        return lambda: load_thread(READER, {"thread": "1", **params})

    return {
        "all": feed(),
        "category": feed(category="c3"),
        "deep": feed(**middle),
        "new": feed(sort="new"),
        "top": feed(sort="top"),
        "top_week": feed(sort="top", period="week"),
        "unanswered": feed(unanswered="1"),
        "thread": thread(),
        "thread_deep": thread(post=str(LONG // 2)),
    }


async def _deep(places: int) -> str:
    """The cursor of a page far down, as if one had scrolled there."""
    async with reading() as rx:
        order = ORDERS["active"]
        statement = SQLModel.metadata.tables["thread"].select()
        row = (
            await rx.execute(
                statement.order_by(*(column.desc() for column in order)).offset(places).limit(1)
            )
        ).one()
    return cursor_of(row, order)


async def _times(look: Look, rounds: int) -> list[float]:
    times = []
    for number in range(rounds + 3):
        begun = time.perf_counter()
        await look()
        if number >= 3:
            times.append((time.perf_counter() - begun) * 1000)
    return times


async def _fill(database: Database, posts: int) -> None:
    async with database.writer.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    start = now() - timedelta(days=365)
    async with writing() as tx:
        await tx.execute(
            insert(Member),
            [_row(Member(id=n, name=f"M{n}", created_at=start)) for n in range(1, MEMBERS + 1)],
        )
        await tx.execute(
            insert(Category),
            [_row(Category(id=n, slug=f"c{n}", name=f"C{n}")) for n in range(1, CATEGORIES + 1)],
        )
    step = timedelta(days=365) / (posts // POSTS)
    for first in range(1, posts // POSTS + 1, BATCH // POSTS):
        numbers = range(first, min(first + BATCH // POSTS, posts // POSTS + 1))
        async with writing() as tx:
            await tx.execute(insert(Thread), [_thread(n, start + step * n) for n in numbers])
            for chunk in numbers:
                await tx.execute(insert(Post), _posts(chunk, start + step * chunk))
            read = [
                _row(ThreadRead(member_id=1, thread_id=n, number=5)) for n in numbers if n % 3 == 0
            ]
            await tx.execute(insert(ThreadRead), read)
    async with database.writer.connect() as connection:
        await connection.execute(text("ANALYZE"))
        await connection.commit()


def _thread(number: int, at: datetime) -> dict[str, Any]:
    replies = (LONG if number == 1 else POSTS) - 1
    if number % 50 == 0:
        replies = 0
    return _row(
        Thread(
            id=number,
            category_id=number % CATEGORIES + 1,
            author_id=number % MEMBERS + 1,
            last_author_id=(number + 7) % MEMBERS + 1,
            title=f"Thread {number}",
            excerpt="Words of the opening post, as a list shows them. " * 4,
            created_at=at,
            activity_at=at,
            highest=replies,
            replies=replies,
            score=number * 7919 % 1000,
        )
    )


def _posts(thread: int, at: datetime) -> list[dict[str, Any]]:
    count = LONG if thread == 1 else POSTS
    # The long thread's posts have the ids from 1 on; the others follow.
    first = 1 if thread == 1 else LONG + (thread - 2) * POSTS + 1
    return [
        _row(
            Post(
                id=first + number,
                thread_id=thread,
                number=number,
                path=f"{number:06}" if number else "",
                author_id=(thread + number) % MEMBERS + 1,
                created_at=at,
                body="Words. " * 40,
                body_html="<p>" + "Words. " * 40 + "</p>",
            )
        )
        for number in range(count)
    ]


def _row(row: SQLModel) -> dict[str, Any]:
    return row.model_dump()


if __name__ == "__main__":
    if is_quick():
        main(large=50_000, rounds=15)
    else:
        main(large=1_000_000, rounds=60)
