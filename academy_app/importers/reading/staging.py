"""What was read, on disk until all of it has been seen: merged, put in order, checked.

Nothing of an import is written before its whole source is known to be sound, and its memory does
not grow with the source.
"""

import asyncio
import json
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from academy_app.core.errors import Invalid, Problem

_TABLES: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -16000;
CREATE TABLE item (
    number INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, above TEXT, parent TEXT,
    at TEXT NOT NULL, place TEXT NOT NULL, content TEXT NOT NULL, step INTEGER, ours INTEGER,
    UNIQUE (kind, key)
);
CREATE TABLE alias (kind TEXT, name TEXT, key TEXT, PRIMARY KEY (kind, name)) WITHOUT ROWID;
"""
# Replies in the order in which they can have been written: behind their parents, by their times.
_ARRANGE: Final = """
CREATE TABLE seen (number INTEGER PRIMARY KEY, at TEXT, depth INTEGER);
INSERT INTO seen
WITH RECURSIVE below (number, key, at, depth) AS (
    SELECT number, key, at, 0 FROM item WHERE kind = 'reply' AND parent IS NULL
    UNION ALL
    SELECT item.number, item.key, max(item.at, below.at), below.depth + 1
    FROM below JOIN item ON item.kind = 'reply' AND item.parent = below.key
)
SELECT number, at, depth FROM below;
"""
_STEPS: Final = """
CREATE TABLE ranked (number INTEGER PRIMARY KEY, step INTEGER);
INSERT INTO ranked
SELECT item.number, row_number() OVER (
    ORDER BY thread.at, thread.number, seen.at, seen.depth, item.number)
FROM seen JOIN item ON item.number = seen.number
JOIN item AS thread ON thread.kind = 'thread' AND thread.key = item.above;
INSERT INTO ranked
SELECT number, row_number() OVER (PARTITION BY kind ORDER BY at, number)
FROM item WHERE kind <> 'reply';
UPDATE item SET step = (SELECT step FROM ranked WHERE ranked.number = item.number);
CREATE INDEX by_step ON item (kind, step);
"""
# Texts of which another version is not lost in silence.
_WORDS: Final = frozenset(("title", "text", "name", "bio", "description"))


@dataclass(frozen=True, slots=True)
class Staged:
    """Something of the source, with what it became here once that is known. `step` is its place
    in the order of its kind, from 1."""

    key: str
    content: dict[str, Any]
    place: str
    step: int = 0
    above: str = ""
    parent: str = ""
    at: str = ""


class Staging:
    """Kinds are `member`, `label`, `thread`, `reply`, and a format's own. For one thread at a
    time."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self.connection.executescript(_TABLES)
        self.connection.execute("BEGIN")

    def close(self) -> None:
        self.connection.close()

    def put(
        self,
        kind: str,
        key: str,
        content: Mapping[str, Any],
        place: str,
        *,
        at: str = "",
        above: str = "",
        parent: str = "",
    ) -> list[tuple[str, str]]:
        """Keep it; what was known of the same key is joined with it, the fuller of each field. The
        words of other versions, by field, where they are not in the one that is kept.

        `above` is the thread of a reply, `parent` the reply that it answers.
        """
        found = self.connection.execute(
            "SELECT number, content, place FROM item WHERE kind = ? AND key = ?", (kind, key)
        ).fetchone()
        if found is None:
            self.connection.execute(
                "INSERT INTO item (kind, key, above, parent, at, place, content)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (kind, key, above or None, parent or None, at, place, _packed(content)),
            )
            return []
        # Reports name where there is most of it.
        where = place if len(_packed(content)) > len(found[1]) else found[2]
        joined, others = _joined(json.loads(found[1]), content)
        self.connection.execute(
            "UPDATE item SET content = ?, at = CASE at WHEN '' THEN ? ELSE at END, place = ?,"
            " above = coalesce(above, ?), parent = coalesce(parent, ?) WHERE number = ?",
            (_packed(joined), at, where, above or None, parent or None, found[0]),
        )
        return others

    def get(self, kind: str, key: str) -> dict[str, Any] | None:
        found = self.connection.execute(
            "SELECT content FROM item WHERE kind = ? AND key = ?", (kind, key)
        ).fetchone()
        return None if found is None else dict(json.loads(found[0]))

    def name(self, kind: str, name: str, key: str) -> None:
        """Let `name` stand for the key, too; the first that has it keeps it."""
        self.connection.execute("INSERT OR IGNORE INTO alias VALUES (?, ?, ?)", (kind, name, key))

    def named(self, kind: str, name: str) -> str:
        found = self.connection.execute(
            "SELECT key FROM alias WHERE kind = ? AND name = ?", (kind, name)
        ).fetchone()
        return "" if found is None else str(found[0])

    def change(self, kind: str, key: str, content: Mapping[str, Any]) -> None:
        """Write over what is known."""
        known = self.get(kind, key)
        if known is not None:
            self.connection.execute(
                "UPDATE item SET content = ? WHERE kind = ? AND key = ?",
                (_packed({**known, **content}), kind, key),
            )

    def drop(self, kind: str, key: str) -> None:
        self.connection.execute("DELETE FROM item WHERE kind = ? AND key = ?", (kind, key))

    def count(self, kind: str, *, only_new: bool = False) -> int:
        also = " AND ours IS NULL" if only_new else ""
        found = self.connection.execute(f"SELECT count(*) FROM item WHERE kind = ?{also}", (kind,))  # noqa: S608
        return int(found.fetchone()[0])

    def arrange(self) -> Iterator[Staged]:
        """Put everything in order. Yields the replies that belong to no thread, and leaves them
        out. Raises Invalid naming `file` where replies answer each other in a circle."""
        self.connection.execute("CREATE INDEX by_parent ON item (kind, parent)")
        yield from self._without(
            "kind = 'reply' AND NOT EXISTS (SELECT 1 FROM item AS other"
            " WHERE other.kind = 'thread' AND other.key = item.above)"
        )
        # Whose parent is not there answers the thread; who answers in another one, too.
        self.connection.execute(
            "UPDATE item SET parent = NULL WHERE kind = 'reply' AND parent IS NOT NULL AND NOT"
            " EXISTS (SELECT 1 FROM item AS other WHERE other.kind = 'reply'"
            " AND other.key = item.parent AND other.above = item.above)"
        )
        self._run(_ARRANGE)
        circle = self.connection.execute(
            "SELECT place, key FROM item WHERE kind = 'reply'"
            " AND number NOT IN (SELECT number FROM seen) LIMIT 1"
        ).fetchone()
        if circle is not None:
            params = {"place": circle[0], "name": circle[1]}
            raise Invalid({"file": Problem("import.circle", params)})
        self._run(_STEPS)

    def each(self, kind: str, *, only_new: bool = False) -> Iterator[Staged]:
        """All of a kind, in order once that is known; some hundreds are held at a time."""
        step = 0
        while batch := self.batch(kind, step, 500, only_new=only_new):
            yield from batch
            step = batch[-1].step

    def batch(self, kind: str, after: int, most: int, *, only_new: bool = True) -> list[Staged]:
        """The next in order behind the step `after`; of those that are not here yet."""
        also = "ours IS NULL AND" if only_new else ""
        rows = self.connection.execute(
            "SELECT key, content, place, step, above, parent, at FROM item"  # noqa: S608
            f" WHERE kind = ? AND {also} step > ? ORDER BY step LIMIT ?",
            (kind, after, most),
        )
        return [
            Staged(key, json.loads(content), place, step, above or "", parent or "", at)
            for key, content, place, step, above, parent, at in rows
        ]

    def unordered(self, kind: str) -> Iterator[Staged]:
        """All of a kind, as they came."""
        number = 0
        while True:
            rows = self.connection.execute(
                "SELECT number, key, content, place, above, parent, at FROM item"
                " WHERE kind = ? AND number > ? ORDER BY number LIMIT 500",
                (kind, number),
            ).fetchall()
            for number, key, content, place, above, parent, at in rows:  # noqa: B007
                yield Staged(key, json.loads(content), place, 0, above or "", parent or "", at)
            if not rows:
                return

    def settle(self, kind: str, ids: Iterable[tuple[str, int]]) -> None:
        """What keys became here."""
        self.connection.executemany(
            "UPDATE item SET ours = ? WHERE kind = ? AND key = ?",
            [(ours, kind, key) for key, ours in ids],
        )

    def ours(self, kind: str, keys: Iterable[str]) -> dict[str, int]:
        """What these are here, as far as it is known."""
        wanted = json.dumps(sorted({key for key in keys if key}))
        rows = self.connection.execute(
            "SELECT key, ours FROM item WHERE kind = ? AND ours IS NOT NULL"
            " AND key IN (SELECT value FROM json_each(?))",
            (kind, wanted),
        )
        return dict(rows.fetchall())

    def ask(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(statement, values).fetchall()

    def _without(self, which: str) -> Iterator[Staged]:
        rows = self.connection.execute(
            f"SELECT key, content, place FROM item WHERE {which}"  # noqa: S608
        ).fetchall()
        self.connection.execute(f"DELETE FROM item WHERE {which}")  # noqa: S608
        for key, content, place in rows:
            yield Staged(key, json.loads(content), place)

    def _run(self, script: str) -> None:
        for statement in script.strip().split(";\n"):
            if statement.strip(" ;\n"):
                self.connection.execute(statement)


@asynccontextmanager
async def staging() -> AsyncIterator[Staging]:
    """An empty one, gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix="academy-") as folder:
        made = await asyncio.to_thread(Staging, Path(folder) / "staging.db")
        try:
            yield made
        finally:
            await asyncio.to_thread(made.close)


def _joined(
    old: dict[str, Any], new: Mapping[str, Any]
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    others: list[tuple[str, str]] = []
    for name, value in new.items():
        known = old.get(name)
        if not value or known == value:
            continue
        if known and name in _WORDS and isinstance(known, str):
            old[name], other = _fuller(known, str(value))
            if other:
                others.append((name, other))
        else:
            old[name] = _more(known, value)
    return old, others


def _more(one: Any, other: Any) -> Any:
    """Of two values the greater number, the longer list, the text that was there first."""
    if not one:
        return other
    if isinstance(one, int) and isinstance(other, int):
        return max(one, other)
    if isinstance(one, str):
        return one
    return max(one, other, key=lambda value: len(_packed(value)))


def _fuller(one: str, other: str) -> tuple[str, str]:
    """The longer text, and the other where the longer one does not hold it."""
    longer, shorter = sorted((one, other), key=len, reverse=True)
    within = " ".join(shorter.rstrip("…. \n").split()) in " ".join(longer.split())
    return longer, "" if within else shorter


def _packed(content: Any) -> str:
    return json.dumps(content, separators=(",", ":"))
