"""A community of 100,000 posts comes over: how fast, and with how much memory, on SQLite.

One file of a scraper's page: threads with nine comments each, of words, links, lists and names,
with likes and labels. Each size is imported by a process of its own, whose peak is told.
"""

import asyncio
import json
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlmodel import SQLModel

import academy_app.models  # noqa: F401  fills the metadata
from academy_app.core.actor import Actor, Role
from academy_app.core.db import Database, reading, using, writing
from academy_app.importers.community import Options
from academy_app.importers.skool import import_skool
from academy_app.models.discussion import Post
from academy_app.models.membership import Member
from academy_app.services import points
from bench.common import figure, is_quick

POSTS = 100_000
COMMENTS = 9
MEMBERS = 2_000
LIMIT_SECONDS = 180
_SYLLABLES = (
    *("ba", "che", "dor", "el", "fin", "gar", "hu", "is", "jo", "kan", "li", "mer", "no", "ost"),
    *("pra", "qui", "ren", "sol", "tam", "ur", "ven", "wil"),
)


def main(sizes: tuple[int, ...]) -> None:
    for posts in sizes:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "page.json"
            _write(file, posts)
            context = multiprocessing.get_context("spawn")
            with context.Pool(1) as pool:
                seconds, megabytes, before = pool.apply(_measure, (str(file), posts))
            size = file.stat().st_size / 1e6
        name = f"imports.skool.{posts}"
        limit = {"limit": LIMIT_SECONDS} if posts == POSTS else {}
        figure(f"{name}.seconds", seconds, "s", file_mb=round(size), **limit)
        figure(f"{name}.speed", posts / seconds, "posts/s")
        figure(f"{name}.peak", megabytes, "MB", before=round(before))


def _measure(file: str, posts: int) -> tuple[float, float, float]:
    return asyncio.run(_imported(Path(file), posts))


async def _imported(file: Path, posts: int) -> tuple[float, float, float]:
    """Seconds, and the peak of this process in MB with what it was before."""
    database = Database(f"sqlite+aiosqlite:///{file.parent / 'bench.db'}")
    async with database.writer.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    with using(database):
        async with writing() as tx:
            tx.add(Member(id=1, name="Admin", role=Role.ADMIN))
        before, begun = _peak(), time.perf_counter()
        await import_skool(Actor(1, Role.ADMIN, session_id=1), file, Options())
        seconds, peak = time.perf_counter() - begun, _peak()
        async with reading() as rx:
            assert await rx.scalar(select(func.count()).select_from(Post)) == posts
            assert await points.wrong(rx) == []
    await database.dispose()
    return seconds, peak, before


def _peak() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def _write(file: Path, posts: int) -> None:
    chance = random.Random(11)
    vocabulary = ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(8_000)]
    labels = [{"id": f"label{n}", "name": f"Label {n}"} for n in range(12)]
    with file.open("w", encoding="utf-8") as out:
        group = {"id": "g", "metadata": {"displayName": "Bench"}, "labels": labels}
        out.write('{"props": {"pageProps": {"currentGroup": ' + json.dumps(group))
        _write_list(out, "users", (_user(n) for n in range(MEMBERS)))
        trees = (_tree(n, chance, vocabulary) for n in range(posts // (COMMENTS + 1)))
        _write_list(out, "postTrees", trees)
        out.write("}}}")


def _write_list(out: Any, name: str, items: Iterator[Any]) -> None:
    out.write(f', "{name}": [')
    for number, item in enumerate(items):
        out.write(("," if number else "") + json.dumps(item))
    out.write("]")


def _user(number: int) -> dict[str, Any]:
    email = {"email": f"m{number}@example.org"} if number % 3 else {}
    return {"id": f"user{number}", "firstName": f"Member{number}", "lastName": "Bench", **email}


def _tree(number: int, chance: random.Random, vocabulary: list[str]) -> dict[str, Any]:
    begun = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=10 * number)
    key = f"post{number}"
    post = _post((key, key, ""), begun, chance, _text(chance, vocabulary, 30, 200))
    post["labelId"] = f"label{number % 12}"
    post["metadata"]["title"] = " ".join(chance.choices(vocabulary, k=6))
    children: list[dict[str, Any]] = []
    parents = [key]
    for place in range(COMMENTS):
        at = begun + timedelta(seconds=30 * place + 30)
        comment_key, parent = f"{key}c{place}", chance.choice(parents)
        words = _text(chance, vocabulary, 5, 70)
        children.append({"post": _post((comment_key, key, parent), at, chance, words)})
        parents.append(comment_key)
    return {"post": post, "children": children}


def _post(
    names: tuple[str, str, str], at: datetime, chance: random.Random, text: str
) -> dict[str, Any]:
    """`names` are its id, its root's and its parent's."""
    return {
        **dict(zip(("id", "rootId", "parentId"), names, strict=True)),
        "userId": f"user{chance.randrange(MEMBERS)}",
        "createdAt": at.isoformat(),
        "metadata": {
            "content": text,
            "upvotes": chance.choice((0, 0, 1, 3)),
            "attachmentsData": "[]",
        },
    }


def _text(chance: random.Random, vocabulary: list[str], least: int, most: int) -> str:
    """Words, with what members put between them."""
    words = chance.choices(vocabulary, k=chance.randint(least, most))
    if chance.random() < 0.3:
        words.insert(3, f"[{words[0]}](https://example.org/{words[1]})")
    if chance.random() < 0.2:
        words.insert(0, f"[@{words[0]}](obj://user/user{chance.randrange(MEMBERS)})")
    if chance.random() < 0.2:
        words.append(f"\n\n[ul][li]{words[0]}[li]{words[1]}")
    return " ".join(words).replace(" the ", "\n\n")


if __name__ == "__main__":
    main((2_000, 10_000) if is_quick() else (10_000, POSTS))
