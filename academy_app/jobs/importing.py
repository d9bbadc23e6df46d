"""Brings in what was uploaded, one import after another, in one of the workers."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeAlias

from academy_app.core.clock import now
from academy_app.core.db import reading, writing
from academy_app.core.errors import AcademyError, Invalid, Params, Unavailable
from academy_app.core.leading import leading
from academy_app.importers import community, courses
from academy_app.importers.report import Report
from academy_app.services import importing
from academy_app.services.importing import Work

logger = logging.getLogger(__name__)

EVERY: Final = timedelta(seconds=1)
# Between two looks whether the worker that leads is gone.
STAND_BY: Final = timedelta(seconds=15)
TIDY_EVERY: Final = timedelta(hours=1)

Tell: TypeAlias = Callable[[str, int, int], None]


async def keep_importing() -> None:
    """Take up what is queued, until cancelled; the other workers wait for this one's end."""
    while True:
        try:
            with leading("imports") as is_leader:
                if is_leader:
                    await _lead()
        except Exception:
            logger.exception("the queue of imports failed")
        await asyncio.sleep(STAND_BY.total_seconds())


async def _lead() -> None:
    async with writing() as tx:
        await importing.requeue_interrupted(tx)
    tidied = now() - TIDY_EVERY
    while True:
        while await run_next():
            pass
        if now() - tidied >= TIDY_EVERY:
            tidied = now()
            await forget_uploads()
        await asyncio.sleep(EVERY.total_seconds())


async def forget_uploads() -> None:
    """Delete what waited for too long, and what no run knows of."""
    async with writing() as tx:
        dropped = await importing.forget_uploads(tx)
    for stored in dropped:
        await importing.delete_upload(stored)
    async with reading() as rx:
        await importing.delete_strays(rx)


async def run_next() -> bool:
    """Bring in what waits for the longest; whether anything did."""
    async with reading() as rx:
        run_id = await importing.next_queued(rx)
    if run_id is None:
        return False
    async with writing() as tx:
        work = await importing.take(tx, run_id)
    if work is not None:
        await _do(work)
    return True


async def _do(work: Work) -> None:
    """A failure is the run's, and told in its row; only the end of the worker is not."""
    try:
        report = await _told(work)
    except Invalid as error:
        first = next(iter(error.fields.values()), None)
        await _fail(work, first.key if first else error.key, first.params if first else {})
    except AcademyError as error:
        await _fail(work, error.key, error.params)
    except Exception:
        logger.exception("import %s failed", work.run_id)
        await _fail(work, "error.unknown", {})
    else:
        async with writing() as tx:
            stored = await importing.finish(tx, work.run_id, json.loads(report.to_json()))
        await importing.delete_upload(stored)


async def _fail(work: Work, key: str, params: Params) -> None:
    async with writing() as tx:
        await importing.fail(tx, work.run_id, key, params)


@dataclass
class _Progress:
    """What an importer said last, from whatever thread."""

    said: tuple[str, int, int] = ("", 0, 0)

    def __call__(self, what: str, done: int, total: int) -> None:
        self.said = what, done, total


async def _told(work: Work) -> Report:
    """The import, and how far it is written down once a second at the most."""
    progress, ended = _Progress(), asyncio.Event()
    teller = asyncio.create_task(_tell(work.run_id, progress, ended))
    try:
        return await _bring(work, progress)
    finally:
        ended.set()
        await teller


async def _tell(run_id: int, progress: _Progress, ended: asyncio.Event) -> None:
    told = progress.said
    while not ended.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), EVERY.total_seconds())
        if progress.said != told:
            told = progress.said
            # An import of a course is one transaction: on SQLite nobody else writes meanwhile.
            with suppress(Unavailable):
                async with writing() as tx:
                    await importing.tell(tx, run_id, *told)


def _bring(work: Work, progress: Tell) -> Awaitable[Report]:
    asked = work.options
    if importing.is_community(work.format):
        return _communities()[work.format](
            work.actor,
            work.path,
            community.Options(
                work.is_rehearsal,
                asked.language,
                asked.labels,
                asked.category,
                asked.site,
                work.run_id,
                asked.publish,
            ),
            progress,
        )
    options = courses.Options(
        asked.course_slug,
        asked.title,
        None,
        asked.language,
        work.is_rehearsal,
        asked.publish,
    )
    return _courses()[work.format](work.actor, work.path, options, progress)


def _communities() -> dict[str, Callable[..., Awaitable[Report]]]:
    # Each brings libraries that a site without imports never needs.
    from academy_app.importers.academy import import_academy
    from academy_app.importers.discourse import import_discourse
    from academy_app.importers.skool import import_skool

    return {"academy": import_academy, "discourse": import_discourse, "skool": import_skool}


def _courses() -> dict[str, Callable[..., Awaitable[Report]]]:
    from academy_app.importers.cartridge import import_cartridge
    from academy_app.importers.markdown import import_markdown
    from academy_app.importers.olx import import_olx

    return {"cartridge": import_cartridge, "markdown": import_markdown, "olx": import_olx}
