"""What a site does for itself: forget what nobody needs, render what an older renderer made, count
points again."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from academy_app.core.db import reading, writing
from academy_app.services import authoring, limits, points, sessions, watching
from academy_app.services.membership import links

logger = logging.getLogger(__name__)

EVERY = timedelta(hours=6)
BATCH = 20


async def keep_house() -> None:
    """Tidy now and then every few hours, until cancelled. What fails is tried again then."""
    while True:
        try:
            await forget()
            await render_anew()
            await recount_points()
        except Exception:
            logger.exception("housekeeping failed")
        await asyncio.sleep(EVERY.total_seconds())


@asynccontextmanager
async def finishing_reports() -> AsyncIterator[None]:
    """While the server runs; at its end, what players have reported is written first."""
    yield
    await watching.recorder.finish()


async def forget() -> None:
    """Drop tries, sessions and links that ended long ago."""
    async with writing() as tx:
        await limits.forget_old(tx)
        await sessions.forget_old(tx)
        await links.forget_old(tx)


async def render_anew() -> int:
    """Render the lessons of older renderers, a few at a time; returns how many there were."""
    count, after = 0, 0
    while True:
        async with reading() as rx:
            stale = await authoring.stale_lessons(rx, BATCH, after)
        if not stale:
            return count
        for lesson_id, source in stale:
            rendered = await authoring.text(source)
            async with writing() as tx:
                await authoring.store_rendered(tx, lesson_id, rendered)
        count, after = count + len(stale), stale[-1][0]


async def recount_points() -> int:
    """Set right the points that are not the likes there are; returns how many members' were not."""
    async with reading() as rx:
        wrong = await points.wrong(rx)
    for first in range(0, len(wrong), BATCH):
        async with writing() as tx:
            await points.recount(tx, wrong[first : first + BATCH])
    return len(wrong)
