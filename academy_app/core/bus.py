"""How events reach those who listen, in this process. Between workers it will be Redis."""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from academy_app.core.events import Event

logger = logging.getLogger(__name__)

Listener: TypeAlias = Callable[[Event], Awaitable[None]]

_listeners: list[Listener] = []


def listen(listener: Listener) -> Callable[[], None]:
    """Call `listener` with every event from now on; returns the way to stop."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


async def publish(events: list[Event]) -> None:
    """Ring for each event, in order. A listener's failure never reaches the writer:
    what it was told is already committed."""
    for event in events:
        for listener in tuple(_listeners):
            try:
                await listener(event)
            except Exception:
                logger.exception("a listener failed on %s", type(event).__name__)
