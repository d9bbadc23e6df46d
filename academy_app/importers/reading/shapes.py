"""Values of strangers, taken only in the shape that they should have."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from academy_app.core.errors import Invalid, Problem

_FRACTION = re.compile(r"(\.\d{6})\d+")
_CAMEL = re.compile(r"_([a-z0-9])")
# Numbers of seconds, milliseconds, microseconds and nanoseconds since 1970, by their size.
_UNITS: Final = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3), (0, 1.0))
# So that a number of a stranger fits into any column.
MOST: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Record:
    """An object of JSON. Names are asked for in camelCase and found in snake_case too. What is
    there in another shape raises Invalid naming `file`, with its place."""

    content: Mapping[str, Any]
    place: str

    @staticmethod
    def of(value: Any, place: str) -> "Record":
        if not isinstance(value, Mapping):
            raise _bad(place, "")
        return Record(value, place)

    def has(self, *names: str) -> bool:
        return any(self._raw(name) is not None for name in names)

    def text(self, *names: str) -> str:
        """The first that says something; numbers are ids."""
        for name in names:
            value = self._raw(name)
            if value is None or value == "":
                continue
            if isinstance(value, bool) or not isinstance(value, (str, int)):
                raise _bad(self.place, name)
            return str(value).replace("\x00", "").encode("utf-8", "replace").decode()
        return ""

    def number(self, *names: str) -> int:
        for name in names:
            value = self._raw(name)
            if value is None or value == "":
                continue
            if isinstance(value, str) and re.fullmatch(r"-?\d{1,15}", value):
                value = int(value)
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                raise _bad(self.place, name)
            if value != value:  # noqa: PLR0124  not a number
                raise _bad(self.place, name)
            return int(min(max(value, -MOST), MOST))
        return 0

    def flag(self, *names: str) -> bool:
        """Also of 0 and 1, and of the words for them."""
        for name in names:
            value = self._raw(name)
            if isinstance(value, (bool, int)):
                return bool(value)
            if isinstance(value, str) and value:
                return value.lower() in ("true", "1", "yes")
        return False

    def record(self, *names: str) -> "Record":
        """An empty one where there is none. A string of JSON is read."""
        for name in names:
            value = self._read(name)
            if value is not None and value != "":
                if not isinstance(value, Mapping):
                    raise _bad(self.place, name)
                return Record(value, self.place)
        return Record({}, self.place)

    def records(self, *names: str) -> Iterator["Record"]:
        for value in self.values(*names):
            yield Record.of(value, self.place)

    def values(self, *names: str) -> list[Any]:
        """The items of a list; one may stand for itself. A string of JSON is read."""
        for name in names:
            value = self._read(name)
            if value is not None and value not in ("", {}):
                return list(value) if isinstance(value, list) else [value]
        return []

    def _raw(self, name: str) -> Any:
        value = self.content.get(name)
        return self.content.get(_snake(name)) if value is None else value

    def _read(self, name: str) -> Any:
        value = self._raw(name)
        if isinstance(value, str) and value.strip()[:1] in ("[", "{"):
            try:
                return json.loads(value)
            except (ValueError, RecursionError) as error:
                raise _bad(self.place, name) from error
        return value


def moment(value: Any) -> datetime | None:
    """ISO 8601 with any number of digits, or a number since 1970; None for what is no moment. One
    without a zone is in UTC."""
    try:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            unit = next(unit for most, unit in _UNITS if abs(value) >= most)
            return _sensible(datetime.fromtimestamp(value / unit, UTC))
        if not isinstance(value, str) or not value.strip():
            return None
        found = datetime.fromisoformat(_FRACTION.sub(r"\1", value.strip()))
        return _sensible(found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC))
    except (ValueError, OverflowError, OSError):
        return None


def _sensible(found: datetime) -> datetime | None:
    """Systems write their year 1 for never."""
    return found if 1970 <= found.year < 2200 else None


def _snake(name: str) -> str:
    return re.sub(r"[A-Z]", lambda found: f"_{found[0].lower()}", name)


def _bad(place: str, name: str) -> Invalid:
    return Invalid({"file": Problem("import.bad_value", {"place": place, "name": name})})
