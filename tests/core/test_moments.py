"""Moments that the database reckons with, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import literal, select

from academy_app.core.db import Database, reading
from academy_app.core.moments import DaysLater, UtcDateTime


@pytest.mark.both_databases
@pytest.mark.parametrize("fraction", [0, 1, 999, 1_000, 123_456, 999_499, 999_500, 999_999])
@pytest.mark.parametrize("days", [0, 1, 30, 3650])
async def test_days_are_counted_to_the_microsecond(db: Database, fraction: int, days: int) -> None:
    # Over the end of a month, of summer time and of a leap year's February.
    for begun in (
        datetime(2026, 10, 24, 23, 59, 59, fraction, UTC),
        datetime(2028, 2, 28, 0, 0, 0, fraction, UTC),
    ):
        reckoned = DaysLater(literal(begun, UtcDateTime()), literal(days))
        async with reading() as rx:
            assert await rx.scalar(select(reckoned)) == begun + timedelta(days=days)
