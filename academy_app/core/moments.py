"""Moments as both databases keep them alike."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the database")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class DaysLater(FunctionElement[datetime]):
    """A moment of the database and so many days of 24 hours, to be compared with others."""

    type = UtcDateTime()
    inherit_cache = True


@compiles(DaysLater)
def _days_later(element: DaysLater, compiler: Any, **options: Any) -> str:
    """In hours: a day of a zone may have more or fewer."""
    moment, days = (compiler.process(each, **options) for each in element.clauses)
    return f"({moment} + make_interval(hours => 24 * ({days})))"


@compiles(DaysLater, "sqlite")
def _days_later_sqlite(element: DaysLater, compiler: Any, **options: Any) -> str:
    """As text, like all its moments. SQLite would round their fractions: days leave them alone."""
    moment, days = (compiler.process(each, **options) for each in element.clauses)
    later = f"datetime(substr({moment}, 1, 19), '+' || ({days}) || ' days')"
    return f"({later} || substr({moment}, 20))"


def aware(moment: datetime) -> datetime:
    """A moment that a stranger named, in UTC. Raises ValueError where it has no zone, or where
    its zone moves it out of all calendars."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("no such moment") from error
