"""Looks whether what lessons link to is still there."""

import asyncio
import logging
from datetime import timedelta

from academy_app.core.db import writing
from academy_app.core.settings import settings
from academy_app.services import links

logger = logging.getLogger(__name__)

EVERY = timedelta(minutes=1)


async def keep_links() -> None:
    """Look at a few every minute, until cancelled; not at all where the settings say so."""
    while settings().check_links:
        await asyncio.sleep(EVERY.total_seconds())
        try:
            await look()
        except Exception:
            logger.exception("links could not be looked at")


async def look() -> int:
    """Read the lessons that have changed, then look at what is due; how many addresses."""
    more = True
    while more:
        async with writing() as tx:
            more = await links.gather(tx) > 0
    return await links.check_due()
