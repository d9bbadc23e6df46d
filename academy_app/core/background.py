"""Work that an answer does not wait for."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

logger = logging.getLogger(__name__)

_running: set[asyncio.Task[None]] = set()


def start(work: Coroutine[Any, Any, object]) -> None:
    """Begin `work` and go on; a failure is logged."""
    task = asyncio.create_task(_watched(work))
    # The loop keeps only a weak reference to its tasks.
    _running.add(task)
    task.add_done_callback(_running.discard)


async def drain() -> None:
    """Wait until all that was started in this loop has ended."""
    loop = asyncio.get_running_loop()
    while tasks := [task for task in _running if task.get_loop() is loop]:
        await asyncio.gather(*tasks)


async def _watched(work: Coroutine[Any, Any, object]) -> None:
    try:
        await work
    except Exception:
        logger.exception("work in the background failed")
