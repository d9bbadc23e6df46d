"""How events reach those who listen: here at once, in the other workers by way of Redis."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TypeAlias

from academy_app.core.events import Event
from academy_app.core.settings import settings
from academy_app.core.wire import Wire

logger = logging.getLogger(__name__)

Listener: TypeAlias = Callable[[Event], Awaitable[None]]

_listeners: list[Listener] = []
_wire: Wire | None = None


def listen(listener: Listener) -> Callable[[], None]:
    """Call `listener` with every event from now on; returns the way to stop."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


async def publish(events: Sequence[Event]) -> None:
    """Ring for each event, in order. A listener's failure never reaches the writer:
    what it was told is already committed. Nobody waits for Redis."""
    if _wire is not None:
        _wire.send(events)
    for event in events:
        await _ring(event)


async def _ring(event: Event) -> None:
    for listener in tuple(_listeners):
        try:
            await listener(event)
        except Exception:
            logger.exception("a listener failed on %s", type(event).__name__)


@asynccontextmanager
async def between_workers() -> AsyncIterator[None]:
    """While the server runs, what is published in one worker rings in all of them."""
    global _wire
    if not settings().redis_url:
        yield
        return
    async with Wire(settings().redis_url, settings().sqlalchemy_url, _ring) as _wire:
        try:
            yield
        finally:
            _wire = None
