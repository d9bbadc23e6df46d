"""The outline of a 300-lesson course with progress, alone and with a lesson page."""

import asyncio
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
from bench.common import figure, is_quick, spread

LESSONS = 300
MODULES = 20
LIMIT_MS = 15


async def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}")
        with using(database):
            actor = await _fill(database)

            async def outline(rx: Reading) -> None:
                await learning.outline(rx, actor, "big")

            async def with_lesson(rx: Reading) -> None:
                await learning.outline(rx, actor, "big")
                await learning.lesson_page(rx, actor, "big", "lesson-150")

            await _statements("outline.300_lessons", outline, limit=3)
            await _times("outline.300_lessons", outline, rounds, limit=LIMIT_MS)
            await _statements("outline.with_lesson_page", with_lesson, limit=8)
            await _times("outline.with_lesson_page", with_lesson, rounds)
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


async def _statements(name: str, read: Callable[[Reading], Awaitable[None]], limit: int) -> None:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    async with reading() as rx:
        # BEGIN is no statement of ours.
        await rx.connection()
        event.listen(Engine, "before_cursor_execute", note)
        await read(rx)
        event.remove(Engine, "before_cursor_execute", note)
    figure(f"{name}.statements", len(seen), "statements", limit=limit)


async def _times(
    name: str, read: Callable[[Reading], Awaitable[None]], rounds: int, **more: float
) -> None:
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        async with reading() as rx:
            await read(rx)
        times.append((time.perf_counter() - begun) * 1000)
    spread(name, times, "ms", **more)


if __name__ == "__main__":
    asyncio.run(main(rounds=50 if is_quick() else 500))
