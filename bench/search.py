"""Search over 100,000 posts: as one types, and ranked when one has typed, on both databases.

Words are drawn from an invented vocabulary as often as words of a language are (Zipf), so that a
few stand everywhere and most are rare. PostgreSQL is left out where there is none.
"""

import asyncio
import random
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from uuid import uuid4

import asyncpg
from sqlalchemy import insert, text
from sqlalchemy.engine import make_url
from sqlmodel import SQLModel

import academy_app.models  # noqa: F401  fills the metadata
from academy_app.core.actor import Actor, Role
from academy_app.core.db import Database, reading, using, writing
from academy_app.models.discussion import Category, Post, Thread
from academy_app.models.membership import Member
from academy_app.queries.search import Filters, Mode, search
from academy_app.services.search import put
from bench.common import figure, is_quick, percentile

POSTS = 100_000
REPLIES = 9
VOCABULARY = 40_000
WORDS = (20, 180)
LIMIT_MS = 30
BATCH = 1_000
CATEGORIES = 20
POSTGRES = (
    "postgresql://127.0.0.1:5432/test",
    "postgresql:///test?host=/var/run/postgresql",
)
ACTOR = Actor(1, Role.USER)
_SYLLABLES = (
    *("an", "ba", "ber", "che", "con", "da", "de", "el", "en", "er", "fi", "ge", "ha", "he", "in"),
    *("ka", "la", "le", "lo", "ma", "mi", "ne", "no", "on", "pa", "per", "ra", "re", "ri", "sa"),
    *("se", "sta", "ta", "te", "ti", "to", "tra", "un", "ver", "we", "wi", "zu"),
)


async def main(posts: int, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}")
        await _measure("sqlite", database, posts, rounds)
    async with _postgresql() as address:
        if address:
            await _measure("postgresql", Database(address), posts, rounds)


async def _measure(name: str, database: Database, posts: int, rounds: int) -> None:
    chance = random.Random(7)
    vocabulary = _vocabulary(chance)
    with using(database):
        await _fill(name, database, posts, chance, vocabulary)
        common, middle, rare = vocabulary[:20], vocabulary[300:1_500], vocabulary[8_000:]

        def beginnings(words: Sequence[str], letters: int) -> list[str]:
            return [word[:letters] for word in chance.choices(words, k=rounds)]

        def one(words: Sequence[str]) -> list[str]:
            return chance.choices(words, k=rounds)

        spoken = chance.choices(vocabulary, cum_weights=_weights(), k=rounds)
        typed = {
            "letters_2": [word[:2] for word in spoken],
            "letters_3": [word[:3] for word in spoken],
            "letters_5": [word[:5] for word in spoken],
            "two_words": [f"{a} {b[:3]}" for a, b in zip(one(middle), spoken, strict=True)],
            "rare": beginnings(rare, 9),
        }
        for kind, wishes in typed.items():
            await _times(f"search.{name}.type.{kind}", wishes, "type", limit=LIMIT_MS)
        ranked = {
            "middle": one(middle),
            "common": one(common),
            "two_words": [f"{a} {b}" for a, b in zip(one(common), one(middle), strict=True)],
            "nothing": [f"{word}qx" for word in one(middle)],
        }
        for kind, wishes in ranked.items():
            await _times(f"search.{name}.full.{kind}", wishes[: rounds // 2], "full")
    await database.dispose()


async def _times(name: str, wishes: Sequence[str], mode: Mode, **more: float) -> None:
    times = []
    for wish in wishes:
        begun = time.perf_counter()
        async with reading() as rx:
            await search(rx, ACTOR, wish, Filters(), mode=mode)
        times.append((time.perf_counter() - begun) * 1000)
    for share in (50, 95, 99):
        figure(f"{name}.p{share}", percentile(times, share / 100), "ms", n=len(times), **more)


def _vocabulary(chance: random.Random) -> list[str]:
    """The most common first, and shorter than the rest."""
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        most = 2 if len(words) < 200 else 4
        words["".join(chance.choices(_SYLLABLES, k=chance.randint(1, most)))] = None
        if len(words) > 200:
            words["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 5)))] = None
    return list(words)[:VOCABULARY]


def _weights() -> list[float]:
    return list(accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))


async def _fill(
    name: str, database: Database, posts: int, chance: random.Random, vocabulary: Sequence[str]
) -> None:
    async with database.writer.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with writing() as tx:
        tx.add(Member(id=1, name="Learner"))
        for number in range(1, CATEGORIES + 1):
            # One in five is not for everyone.
            closed = "staff" if number % 5 == 0 else "everyone"
            tx.add(Category(id=number, slug=f"c{number}", name=f"C{number}", read_by=closed))
    weights, begun, letters = _weights(), datetime(2026, 1, 1, tzinfo=UTC), 0
    took = 0.0
    for first in range(1, posts + 1, BATCH):
        threads, rows, entries = [], [], []
        for number in range(first, first + BATCH):
            thread_id, place = (number - 1) // (REPLIES + 1) + 1, (number - 1) % (REPLIES + 1)
            words = chance.choices(vocabulary, cum_weights=weights, k=chance.randint(*WORDS))
            body, at = " ".join(words), begun + timedelta(seconds=60 * number)
            letters += len(body)
            title = " ".join(words[:6]).capitalize() if place == 0 else ""
            if place == 0:
                where = chance.randint(1, CATEGORIES)
                threads.append(
                    Thread(id=thread_id, category_id=where, author_id=1, title=title).model_dump()
                )
            post = Post(id=number, thread_id=thread_id, number=place, author_id=1, body="")
            rows.append(post.model_dump())
            entries.append(
                {
                    "key": f"post-{number}",
                    "kind": "post" if place else "thread",
                    "thread_id": thread_id,
                    "post_id": number,
                    "author_id": 1,
                    "at": at,
                    "title": title,
                    "text": body,
                }
            )
        async with writing() as tx:
            await tx.execute(insert(Thread), threads)
            await tx.execute(insert(Post), rows)
            since = time.perf_counter()
            await put(tx, *entries)
            took += time.perf_counter() - since
    figure(f"search.{name}.indexed", posts / took, "posts/s", megabytes=round(letters / 1e6))
    async with database.writer.connect() as connection:
        await connection.execute(text("ANALYZE"))
        await connection.commit()


@asynccontextmanager
async def _postgresql() -> AsyncIterator[str]:
    """The address of a database of its own for a while; "" where no server answers."""
    server = None
    for address in POSTGRES:
        try:
            server = await asyncpg.connect(address, timeout=5)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            continue
        break
    if server is None:
        yield ""
        return
    name = f"academy_bench_{uuid4().hex[:12]}"
    await server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    url = make_url(address).set(database=name, drivername="postgresql+asyncpg")
    try:
        yield url.render_as_string(hide_password=False)
    finally:
        await server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        await server.close()


if __name__ == "__main__":
    if is_quick():
        asyncio.run(main(posts=10_000, rounds=60))
    else:
        asyncio.run(main(POSTS, rounds=400))
