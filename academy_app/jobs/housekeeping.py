"""What a site does for itself: forget what nobody needs, render what an older renderer made, count
points again, let be found what was written before there was a search."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from academy_app.core import channels
from academy_app.core.clock import now
from academy_app.core.db import Reading, Tx, reading, writing
from academy_app.core.markdown import plain_text
from academy_app.services import (
    authoring,
    limits,
    notices,
    points,
    search,
    sessions,
    uploads,
    watching,
)
from academy_app.services import links as addresses
from academy_app.services.membership import links

logger = logging.getLogger(__name__)

EVERY = timedelta(hours=6)
BATCH = 20


async def keep_house() -> None:
    """Tidy now and then every few hours, until cancelled. What fails is tried again then."""
    while True:
        try:
            await forget()
            await clear_uploads()
            await render_anew()
            await recount_points()
            await index_missing()
        except Exception:
            logger.exception("housekeeping failed")
        await asyncio.sleep(EVERY.total_seconds())


@asynccontextmanager
async def finishing_reports() -> AsyncIterator[None]:
    """While the server runs; at its end, what players have reported is written first."""
    yield
    await watching.recorder.finish()


async def forget() -> None:
    """Drop tries, sessions and links that ended long ago, changes that nobody still lacks, and
    notifications that were read."""
    async with writing() as tx:
        await limits.forget_old(tx)
        await sessions.forget_old(tx)
        await links.forget_old(tx)
        await channels.forget_old(tx)
        await notices.forget_old(tx)
        await addresses.forget_unnamed(tx)


async def clear_uploads() -> int:
    """Delete images that no text shows, a few at a time; returns how many there were."""
    before = now()
    async with reading() as rx:
        unused = await uploads.unused(rx)
    count = 0
    for first in range(0, len(unused), BATCH):
        async with writing() as tx:
            dropped = await uploads.drop(tx, unused[first : first + BATCH], before)
        await uploads.delete_files(dropped)
        count += len(dropped)
    return count


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


async def index_missing() -> int:
    """Index what cannot be found yet, the oldest first, a few at a time; returns how many."""
    lessons = await _index(search.unindexed_lessons, search.index_late_lesson)
    posts = await _index(search.unindexed_posts, search.index_late_post)
    return lessons + await _index_subtitles() + posts


async def _index(
    find: Callable[[Reading, int, int], Awaitable[list[tuple[int, str]]]],
    index: Callable[[Tx, int, str, str], Awaitable[None]],
) -> int:
    count, after = 0, 0
    while True:
        async with reading() as rx:
            found = await find(rx, BATCH, after)
        if not found:
            return count
        plain = [await asyncio.to_thread(plain_text, source) for _, source in found]
        async with writing() as tx:
            for (row_id, source), words in zip(found, plain, strict=True):
                await index(tx, row_id, source, words)
        count, after = count + len(found), found[-1][0]


async def _index_subtitles() -> int:
    count, after = 0, 0
    while True:
        async with reading() as rx:
            found = await search.unindexed_subtitles(rx, BATCH, after)
        if not found:
            return count
        async with writing() as tx:
            for subtitle_id in found:
                await search.index_late_subtitle(tx, subtitle_id)
        count, after = count + len(found), found[-1]
