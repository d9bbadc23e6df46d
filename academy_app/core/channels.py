"""Channels: lines of numbered changes that open pages follow.

A change is written with what it tells of, in the same transaction, and takes its number as the
transaction's last act, under the lock of its channel's row: numbers have no holes, and whoever
reads up to one has missed none before it. Changes name rows; what is in them is read by who may.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import BigInteger, String, column, delete, insert, table, text
from sqlalchemy.ext.asyncio import AsyncSession

from academy_app.core.clock import now
from academy_app.core.moments import UtcDateTime

ACCESS: Final = "access"
"""The channel of what decides who may see what: roles, groups, categories, drafts."""

KEPT: Final = timedelta(days=7)

# Of models/channels.py, which this floor cannot import.
_CHANGE = table(
    "change",
    column("channel", String),
    column("number", BigInteger),
    column("kind", String),
    column("subject_id", BigInteger),
    column("at", UtcDateTime),
)


@dataclass(frozen=True, slots=True)
class Changed:
    """The row `subject_id` is not as it was; `kind` says what it is a row of, and more."""

    channel: str
    kind: str
    subject_id: int = 0


def of_community() -> str:
    """Which categories there are. Says only that something changed: not all may know of all."""
    return "community:1"


def of_category(category_id: int) -> str:
    """A category and its threads, as a list."""
    return f"category:{category_id}"


def of_lesson(lesson_id: int) -> str:
    """The threads under a lesson, as a list."""
    return f"lesson:{lesson_id}"


def of_builder(course_id: int) -> str:
    """A course's tree and what its lessons say, for those who write it."""
    return f"course-edit:{course_id}"


def of_lesson_editor(lesson_id: int) -> str:
    """Who is writing a lesson; nothing else is told there."""
    return f"lesson-edit:{lesson_id}"


def of_thread(thread_id: int) -> str:
    """A thread and its posts."""
    return f"thread:{thread_id}"


def of_member(member_id: int) -> str:
    """What is for one member alone: notifications, what was read."""
    return f"member:{member_id}"


async def write(tx: AsyncSession, changes: Sequence[Changed]) -> dict[str, int]:
    """Number and keep the changes; each channel's new head. The last act before the commit."""
    wanted = list(dict.fromkeys(changes))
    if not wanted:
        return {}
    counts = Counter(change.channel for change in wanted)
    heads = await _advance(tx, counts)
    number = {name: head - counts[name] for name, head in heads.items()}
    rows, at = [], now()
    for change in wanted:
        number[change.channel] += 1
        rows.append(
            {
                "channel": change.channel,
                "number": number[change.channel],
                "kind": change.kind,
                "subject_id": change.subject_id,
                "at": at,
            }
        )
    await (await tx.connection()).execute(insert(_CHANGE), rows)
    return heads


async def forget_old(tx: AsyncSession) -> None:
    """Drop changes of long ago; heads stay. Who comes back later loads their page anew."""
    await tx.execute(delete(_CHANGE).where(_CHANGE.c.at < now() - KEPT))


async def _advance(tx: AsyncSession, counts: Mapping[str, int]) -> dict[str, int]:
    """Move the heads on, in the order of their names: no two transactions wait for each other."""
    is_sqlite = tx.get_bind().dialect.name == "sqlite"
    wanted = json.dumps(sorted(counts.items()))
    rows = await tx.execute(_ADVANCE_SQLITE if is_sqlite else _ADVANCE_POSTGRESQL, {"all": wanted})
    return {row.name: row.head for row in rows}


# One parameter for any number of channels: thousands may be told of one post, and to write as
# many VALUES took 125 ms for 2,000 on SQLite and 350 on PostgreSQL, under the locks.
_ADVANCE = """
INSERT INTO channel (name, head) {rows}
ON CONFLICT (name) DO UPDATE SET head = channel.head + excluded.head
RETURNING name, head
"""
_ADVANCE_SQLITE = text(
    _ADVANCE.format(
        rows="SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') "
        "FROM json_each(:all) WHERE true ORDER BY key"
    )
)
_ADVANCE_POSTGRESQL = text(
    _ADVANCE.format(
        rows="SELECT value ->> 0, CAST(value ->> 1 AS bigint) "
        "FROM json_array_elements(CAST(:all AS json)) WITH ORDINALITY AS wanted (value, place) "
        "ORDER BY place"
    )
)
