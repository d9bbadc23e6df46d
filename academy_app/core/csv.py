"""Tables for spreadsheet programs, which must not take what people typed for formulas."""

import csv
import io
from collections.abc import Iterable
from typing import Final

# So that Excel reads it as UTF-8.
BEGIN: Final = "\ufeff"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def lines(rows: Iterable[Iterable[str | int | float]]) -> str:
    """Rows as they stand in a file; to be sent behind BEGIN."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(
        [_cell(value) for value in row] for row in rows
    )
    return written.getvalue()


def _cell(value: str | int | float) -> str:
    """Text that a program would reckon with is shown as text."""
    if not isinstance(value, str):
        return str(value)
    return "'" + value if value.lstrip(" \u00a0").startswith(_FORMULA) else value
