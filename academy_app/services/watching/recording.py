"""Group commit: reports that arrive together are written in one transaction.

A transaction costs about the same whether it carries one report or fifty. Each caller is
answered when the commit that carries its report is on disk, and not before.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from academy_app.core.actor import Actor
from academy_app.core.db import writing
from academy_app.core.errors import AcademyError, RateLimited, Unavailable
from academy_app.services.watching.group import Ask, record_group
from academy_app.services.watching.report import Report, Standing

logger = logging.getLogger(__name__)

PERIOD_SECONDS = 0.025
LARGEST_GROUP = 200
MOST_WAITING = 5_000


@dataclass(frozen=True, slots=True)
class _Waiting:
    ask: Ask
    answer: asyncio.Future[Standing]


class Recorder:
    """Takes reports from concurrent requests. Its task runs only while some are waiting."""

    def __init__(self, most_waiting: int = MOST_WAITING) -> None:
        self._most_waiting = most_waiting
        self._waiting: list[_Waiting] = []
        self._writer: asyncio.Task[None] | None = None
        self._begun = 0.0

    async def record(self, actor: Actor, report: Report) -> Standing:
        """Where the report leaves the member, once it is committed.

        Raises what the report deserves: NotFound, Forbidden, Invalid; RateLimited when more are
        waiting than can be written in a few seconds.
        """
        if len(self._waiting) >= self._most_waiting:
            raise RateLimited(1, "watch.busy")
        answer: asyncio.Future[Standing] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(Ask(actor, report), answer))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all(), name="watch reports")
        return await answer

    async def finish(self) -> None:
        """Wait until everything taken so far is written."""
        if self._writer is not None:
            await self._writer

    async def _write_all(self) -> None:
        clock = asyncio.get_running_loop().time
        while self._waiting:
            # Reports that come soon after a group was begun go along in the next one; the time
            # that the last commit took counts as waiting. A lone report waits for nobody.
            await asyncio.sleep(self._begun + PERIOD_SECONDS - clock())
            self._begun = clock()
            group, self._waiting = (
                self._waiting[:LARGEST_GROUP],
                self._waiting[LARGEST_GROUP:],
            )
            await _write(group)


async def _write(group: Sequence[_Waiting]) -> None:
    try:
        outcomes = await _commit(group)
    except Exception as error:
        # A database that is busy is not made less so by one try for each.
        if len(group) == 1 or isinstance(error, Unavailable):
            for waiting in group:
                _settle(waiting, error)
            return
        logger.warning("a group of %d watch reports failed: one by one", len(group), exc_info=True)
        for waiting in group:
            await _write([waiting])
        return
    for waiting, outcome in zip(group, outcomes, strict=True):
        _settle(waiting, outcome)


async def _commit(group: Sequence[_Waiting]) -> list[Standing | AcademyError]:
    async with writing() as tx:
        return await record_group(tx, [waiting.ask for waiting in group])


def _settle(waiting: _Waiting, outcome: Standing | Exception) -> None:
    if waiting.answer.done():
        return  # its request was cancelled; the report is written all the same
    if isinstance(outcome, Exception):
        waiting.answer.set_exception(outcome)
    else:
        waiting.answer.set_result(outcome)


recorder = Recorder()
