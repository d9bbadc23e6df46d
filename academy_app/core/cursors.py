"""Cursors of lists in the order of time: opaque to clients, hostile when they come back."""

import re
from datetime import UTC, datetime, timedelta

from academy_app.core.errors import Invalid
from academy_app.core.ids import is_id

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"(\d{1,16})-(\d{1,19})", re.ASCII)


def cursor_of(at: datetime, row_id: int) -> str:
    """The place behind the row with this moment and id."""
    return f"{(at - _EPOCH) // timedelta(microseconds=1)}-{row_id}"


def moment_and_id(cursor: str) -> tuple[datetime, int]:
    """What `cursor_of` was given. Raises Invalid naming `after`."""
    found = _CURSOR.fullmatch(cursor)
    if found is None or not is_id(int(found[2])):
        raise Invalid({"after": "error.invalid_value"})
    return _EPOCH + timedelta(microseconds=int(found[1])), int(found[2])
