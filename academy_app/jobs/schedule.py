"""Tells open pages of courses, modules and lessons whose time has come."""

import asyncio
import logging
from datetime import timedelta

from academy_app.core.db import writing
from academy_app.services import authoring

logger = logging.getLogger(__name__)

EVERY = timedelta(seconds=30)


async def keep_schedule() -> None:
    """Look every half minute, until cancelled."""
    while True:
        try:
            await release()
        except Exception:
            logger.exception("what was scheduled could not be told of")
        await asyncio.sleep(EVERY.total_seconds())


async def release() -> int:
    """Tell of what is out since the last look; how many rows that were."""
    async with writing() as tx:
        return await authoring.release_due(tx)
