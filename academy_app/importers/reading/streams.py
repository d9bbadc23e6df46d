"""JSON, pages with JSON in them and CSV, value by value: no file is held as a whole."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, Final

import ijson
from ijson.common import IncompleteJSONError, JSONError

from academy_app.core.errors import Invalid, Problem
from academy_app.importers.reading.files import Source

# Deeper than any page; what is nested deeper is made to harm.
DEEPEST: Final = 200
# Of a page with its JSON in it, in bytes: it is read as a whole.
LARGEST_PAGE: Final = 100_000_000

_DATA = re.compile(
    rb"""<script\b[^>]*\bid\s*=\s*["']?__NEXT_DATA__["']?[^>]*>(.*?)</script""",
    re.IGNORECASE | re.DOTALL,
)
_BEGINS: Final = frozenset(("start_map", "start_array"))
_ENDS: Final = frozenset(("end_map", "end_array"))
_BOM: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Value:
    """An item of a list that was asked for, or what else a value at the top holds: `name` is the
    list's or "". `place` is where, such as `pages/2.json: postTrees 14`."""

    name: str
    content: Any
    place: str


def values(source: Source, lists: frozenset[str]) -> Iterator[Value]:
    """All that a JSON file, or a saved page, holds. Lists under one of the names `lists` come item
    by item, as does a list at the top; the rest of each value comes behind them, without them.

    Raises Invalid naming `file` for what is no JSON.
    """
    try:
        with _opened(source) as stream:
            yield from _values(stream, source.name, lists)
    except IncompleteJSONError as error:
        raise _broken(source, error) from error
    except (JSONError, UnicodeError, ValueError) as error:
        raise _broken(source, error) from error


def table(source: Source) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a CSV file with their numbers, by the names of its first line."""
    try:
        with source.path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restkey="", restval="", strict=True)
            for row in reader:
                yield (
                    reader.line_num,
                    {
                        str(name or "").strip(): value.strip()
                        for name, value in row.items()
                        if isinstance(value, str)
                    },
                )
    except (csv.Error, UnicodeError) as error:
        raise _broken(source, error) from error


def _opened(source: Source) -> IO[bytes]:
    if source.kind in (".html", ".htm"):
        if source.path.stat().st_size > LARGEST_PAGE:
            raise Invalid({"file": Problem("import.page_too_large", {"file": source.name})})
        found = _DATA.search(source.path.read_bytes())
        return io.BytesIO(found[1].strip() if found else b"")
    file = source.path.open("rb")
    if file.read(3) != _BOM:
        file.seek(0)
    return file


def _values(stream: IO[bytes], file: str, lists: frozenset[str]) -> Iterator[Value]:
    """One pass over the events: those of an item of a list go to its own builder, all others to
    the one of the value at the top."""
    names = _Names(lists)
    rest, item = _Building(), _Building()
    counts: Counter[str] = Counter()
    for prefix, event, value in _events(stream, file):
        if not item.is_open and event not in _ENDS and (name := names.of(prefix)):
            item.open(prefix)
            counts[name] += 1
        if item.is_open:
            if item.add(prefix, event, value):
                name = names.of(prefix)
                yield Value(name, item.close(), f"{file}: {name} {counts[name]}")
            continue
        if not rest.is_open:
            # A list at the top is no value; each of its items is.
            if event in _ENDS or (prefix, event) == ("", "start_array"):
                continue
            rest.open(prefix)
            counts[""] += 1
        if rest.add(prefix, event, value):
            is_one = prefix == "" and counts[""] == 1
            yield Value("", rest.close(), file if is_one else f"{file}: {counts['']}")


def _events(stream: IO[bytes], file: str) -> Iterator[tuple[str, str, Any]]:
    depth = 0
    for prefix, event, value in ijson.parse(stream, use_float=True, multiple_values=True):
        depth += (event in _BEGINS) - (event in _ENDS)
        if depth > DEEPEST:
            raise Invalid({"file": Problem("import.too_deep", {"file": file})})
        yield prefix, event, value


class _Building:
    """A value that grows with the events at its prefix and below."""

    def __init__(self) -> None:
        self.builder: ijson.ObjectBuilder | None = None
        self.prefix = ""

    @property
    def is_open(self) -> bool:
        return self.builder is not None

    def open(self, prefix: str) -> None:
        self.builder, self.prefix = ijson.ObjectBuilder(), prefix

    def add(self, prefix: str, event: str, value: Any) -> bool:
        """Whether the value is whole now."""
        assert self.builder is not None
        self.builder.event(event, value)
        return prefix == self.prefix and event != "map_key" and event not in _BEGINS

    def close(self) -> Any:
        assert self.builder is not None
        value, self.builder = self.builder.value, None
        return value


class _Names:
    """Which prefixes are items of lists that were asked for. They repeat: each is asked once."""

    def __init__(self, lists: frozenset[str]) -> None:
        self.lists = lists
        self.known: dict[str, str] = {}

    def of(self, prefix: str) -> str:
        """The list's name; "" for any other prefix."""
        found = self.known.get(prefix)
        if found is None:
            steps = prefix.split(".")
            is_item = len(steps) > 1 and steps[-1] == "item" and "item" not in steps[1:-1]
            found = steps[-2] if is_item and steps[-2] in self.lists else ""
            if len(self.known) < 10_000:
                self.known[prefix] = found
        return found


def _broken(source: Source, error: Exception) -> Invalid:
    why = " ".join(str(error).split())[:200]
    return Invalid({"file": Problem("import.broken_file", {"file": source.name, "why": why})})
