"""What is in the database, as tests of imports compare it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from sqlmodel import SQLModel

from academy_app.core.actor import Actor
from academy_app.core.db import reading, writing
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
