"""How long the outline of a 300-lesson course takes, with and without its lesson page.

Prints one JSON line a figure: milliseconds and statements.
"""

import argparse
import asyncio
import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from sqlalchemy import Engine, event
from sqlmodel import SQLModel

import academy_app.models  # noqa: F401  fills the metadata
from academy_app.core.actor import Actor, Role
from academy_app.core.db import Database, Reading, reading, using, writing
from academy_app.models.learning import Course, Lesson, Module
from academy_app.models.membership import Member
from academy_app.models.watching import Completion, Enrolment
from academy_app.queries import learning

LESSONS = 300
MODULES = 20


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="fewer rounds")
    rounds = 50 if options.parse_args().quick else 500
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_bench(f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}", rounds))


async def _bench(url: str, rounds: int) -> None:
    database = Database(url)
    with using(database):
        actor = await _fill(database)

        async def outline(rx: Reading) -> None:
            await learning.outline(rx, actor, "big")

        async def lesson(rx: Reading) -> None:
            await learning.outline(rx, actor, "big")
            await learning.lesson_page(rx, actor, "big", "lesson-150")

        await _measure("outline_300", outline, rounds)
        await _measure("outline_300_and_lesson", lesson, rounds)
    await database.dispose()


async def _fill(database: Database) -> Actor:
    async with database.writer.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with writing() as tx:
        tx.add(Member(id=1, name="Learner"))
        tx.add(Course(id=1, slug="big", title="Big", is_published=True))
        await tx.flush()
        tx.add_all(Module(id=n, course_id=1, title=f"M{n}", position=n) for n in range(1, 21))
        await tx.flush()
        tx.add_all(_lesson(n) for n in range(LESSONS))
        await tx.flush()
        tx.add_all(
            Completion(member_id=1, lesson_id=n + 1, course_id=1, how="read")
            for n in range(0, LESSONS, 2)
        )
        tx.add(Enrolment(member_id=1, course_id=1, last_lesson_id=100))
    return Actor(1, Role.USER)


def _lesson(number: int) -> Lesson:
    return Lesson(
        id=number + 1,
        course_id=1,
        module_id=number // (LESSONS // MODULES) + 1,
        slug=f"lesson-{number}",
        title=f"Lesson {number}",
        position=number,
        body="Text. " * 1000,
        body_html="<p>Text.</p> " * 1000,
    )


async def _measure(name: str, read: Callable[[Reading], Awaitable[None]], rounds: int) -> None:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    async with reading() as rx:
        await rx.connection()
        statements.clear()
        await read(rx)
    event.remove(Engine, "before_cursor_execute", note)
    times = sorted([await _once(read) for _ in range(rounds)])
    _print(f"{name}_statements", len(statements), "statements")
    _print(f"{name}_p50", statistics.median(times), "ms")
    _print(f"{name}_p95", times[int(len(times) * 0.95)], "ms")


async def _once(read: Callable[[Reading], Awaitable[None]]) -> float:
    begun = time.perf_counter()
    async with reading() as rx:
        await read(rx)
    return (time.perf_counter() - begun) * 1000


def _print(name: str, value: float, unit: str) -> None:
    machine = f"{platform.machine()}, {os.cpu_count()} cores"
    print(json.dumps({"name": name, "value": round(value, 2), "unit": unit, "machine": machine}))


if __name__ == "__main__":
    main()
