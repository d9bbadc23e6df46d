"""What is in the database, as tests of imports compare it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from sqlmodel import SQLModel

from academy_app.core.actor import Actor
from academy_app.core.db import Database, reading, writing
from academy_app.core.markdown import text_of
from academy_app.importers.report import Report
from tests import factories

# Runs tell of themselves; changes of who was told.
LEFT_OUT = {"import_run", "change", "channel"}


async def an_admin() -> Actor:
    async with writing() as tx:
        return await factories.admin(tx, name="Admin", email="admin@example.org")


async def dump() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, without when it was written."""
    found = {}
    async with reading() as rx:
        for table in SQLModel.metadata.sorted_tables:
            if table.name not in LEFT_OUT:
                rows = await rx.execute(table.select().order_by(*table.primary_key))
                found[table.name] = [dict(row) for row in rows.mappings()]
    for row in [*found["member"], *found["course"], *found["lesson"], *found["category"]]:
        for name in ("caught_up_at", "updated_at", "created_at"):
            row.pop(name, None)
    for row in found["search_entry"]:
        if row["kind"] == "lesson":
            row.pop("at")
    for row in found["imported"]:
        row.pop("run_id")
    return found


async def emptied(db: Database) -> None:
    """Let the database be as it was made, its ids from 1 again."""
    names = ", ".join(f'"{table.name}"' for table in SQLModel.metadata.sorted_tables)
    async with db.writer.begin() as connection:
        if not db.is_sqlite:
            await connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
            return
        for table in reversed(SQLModel.metadata.sorted_tables):
            await connection.execute(table.delete())


async def told() -> list[Any]:
    """What people find, with names for ids: the same however often a run was cut off."""
    found = await dump()
    names = {row["id"]: row["name"] for row in [*found["member"]]}
    places = {row["id"]: row["name"] for row in found["category"]}
    threads = {row["id"]: row for row in found["thread"]}
    posts = {row["id"]: row for row in found["post"]}

    def named(text: str) -> str:
        return re.sub(r"/people/(\d+)", lambda one: names[int(one[1])], text)

    def of_post(row: dict[str, Any]) -> tuple[Any, ...]:
        parent = posts.get(row["parent_id"])
        kept = [row[name] for name in ("path", "number", "likes", "likes_carried", "created_at")]
        who = names.get(row["author_id"])
        return (threads[row["thread_id"]]["title"], *kept, who, named(row["body_html"]),
                parent and parent["number"])  # fmt: skip

    def of_thread(row: dict[str, Any]) -> tuple[Any, ...]:
        kept = ("title", "excerpt", "replies", "highest", "likes", "score", "activity_at",
                "is_pinned", "is_locked", "has_poll")  # fmt: skip
        answer = posts.get(row["answer_id"])
        return (*(row[name] for name in kept), places[row["category_id"]],
                names.get(row["last_author_id"]), answer and answer["number"])  # fmt: skip

    return [
        sorted(map(of_thread, threads.values())),
        sorted(map(of_post, posts.values()), key=repr),
        sorted((row["name"], row["email"] or "", row["points"]) for row in found["member"]),
        sorted((row["title"], row["body"], row["is_published"]) for row in found["lesson"]),
        sorted(
            (row["kind"], row["title"], row["tags"], row["text"]) for row in found["search_entry"]
        ),
        sorted((row["kind"], row["key"]) for row in found["imported"]),
        sorted((row["text"], row["votes"]) for row in found["poll_option"]),
        sorted((names[row["member_id"]], row["number"]) for row in found["thread_read"]),
    ]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def words_of(report: Report) -> str:
    """All that the report says of the source."""
    return "\n".join(str(value) for each in report.entries for value in each.params.values())


async def shown() -> str:
    """All words that people see of what came."""
    found: list[str] = []
    for name, rows in (await dump()).items():
        for row in rows:
            if name in ("post", "lesson"):
                found.append(text_of(row["body_html"]))
                found.append(row["body_html"])
            found += [
                str(row[column])
                for column in ("title", "name", "description", "text", "bio", "tag", "email", "key")
                if row.get(column) is not None
            ]
    return "\n".join(found)


def runs(content: Any) -> Iterator[str]:
    """All strings of JSON, those of JSON within strings too."""
    if isinstance(content, dict):
        for value in content.values():
            yield from runs(value)
    elif isinstance(content, list):
        for value in content:
            yield from runs(value)
    elif isinstance(content, str):
        inner = content.removeprefix("[v2]")
        if inner[:1] in ("[", "{"):
            try:
                yield from runs(json.loads(inner))
            except ValueError:
                yield content
            return
        yield content
