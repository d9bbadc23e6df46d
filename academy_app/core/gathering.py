"""One question to the database for what many callers ask at the same time."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Generic, TypeVar

Key = TypeVar("Key")
Answer = TypeVar("Answer")


class Gathered(Generic[Key, Answer]):
    """While one question is on its way, the next ones wait together.

    Nobody is given an answer whose question was sent before they asked.
    """

    def __init__(
        self, ask: Callable[[Collection[Key]], Awaitable[Mapping[Key, Answer]]], most: int = 200
    ) -> None:
        self._ask = ask
        self._most = most
        self._waiting: list[tuple[Key, asyncio.Future[Answer | None]]] = []
        self._asker: asyncio.Task[None] | None = None

    async def get(self, key: Key) -> Answer | None:
        """What `ask` finds for `key`; None when it finds nothing."""
        answer: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((key, answer))
        if self._asker is None or self._asker.done():
            self._asker = asyncio.create_task(self._ask_all(), name="gathered questions")
        return await answer

    async def _ask_all(self) -> None:
        while self._waiting:
            asked, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            try:
                found = await self._ask({key for key, _ in asked})
            except Exception as error:  # noqa: BLE001  it is raised where it was asked
                for _, answer in asked:
                    if not answer.done():
                        answer.set_exception(error)
                continue
            for key, answer in asked:
                if not answer.done():
                    answer.set_result(found.get(key))
