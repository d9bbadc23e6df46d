"""The server's clock: the only source of "now", so that a test can move it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta


def _system() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _source()


class Travel:
    """A clock that stands still until it is told to move."""

    def __init__(self, start: datetime) -> None:
        self.at = start

    def __call__(self) -> datetime:
        return self.at

    def forward(self, seconds: float) -> None:
        """Move on by `seconds`; a negative number moves back."""
        self.at += timedelta(seconds=seconds)


@contextmanager
def travelling(start: datetime | None = None) -> Iterator[Travel]:
    """Put a clock in place that only the caller moves; the system's returns at the end."""
    global _source
    before, travel = _source, Travel(start or _source())
    _source = travel
    try:
        yield travel
    finally:
        _source = before
