"""Events between workers, over Redis's publish and subscribe.

A bell that is lost while Redis is away may be missed: who listens compares the channels' heads
with the database anyway. So nothing is kept for long, and nobody who writes waits.
"""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import Any, Self
from uuid import uuid4

from redis.asyncio import Redis
from redis.exceptions import RedisError

from academy_app.core import events
from academy_app.core.events import Event

logger = logging.getLogger(__name__)

# Events that wait for Redis to come back, the newest.
MOST = 2_000
PATIENCE = 1.0
# Seconds between tries to reach it again.
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0

_FAILURES = (RedisError, OSError, TimeoutError)


class Wire:
    """One worker's end. `site` keeps apart the sites that share a Redis server."""

    def __init__(self, url: str, site: str, hear: Callable[[Event], Awaitable[None]]) -> None:
        self._redis: Redis = Redis.from_url(
            url,
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
            socket_keepalive=True,
            health_check_interval=5,
        )
        # Redis's channels are the same in all its numbered databases.
        self._topic = f"academy:{sha256(site.encode()).hexdigest()[:16]}"
        self._me = uuid4().hex
        self._hear = hear
        self._waiting: deque[str] = deque(maxlen=MOST)
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._is_up = True

    async def __aenter__(self) -> Self:
        for work in (self._send_all(), self._listen()):
            self._tasks.append(asyncio.create_task(work))
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._redis.aclose()

    def send(self, told: Sequence[Event]) -> None:
        """Let the other workers have them soon."""
        self._waiting.extend(encoded(event, self._me) for event in told)
        self._wake.set()

    async def _send_all(self) -> None:
        pause = FIRST_PAUSE
        while True:
            await self._wake.wait()
            self._wake.clear()
            batch = list(self._waiting)
            self._waiting.clear()
            try:
                await self._publish(batch)
            except _FAILURES as error:
                self._is_down(error)
                # Before those that came meanwhile. What arrived after all rings twice, harmlessly.
                self._waiting = deque([*batch, *self._waiting][-MOST:], MOST)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                self._wake.set()
            else:
                pause = FIRST_PAUSE

    async def _publish(self, batch: Sequence[str]) -> None:
        async with asyncio.timeout(PATIENCE), self._redis.pipeline(transaction=False) as pipe:
            for message in batch:
                pipe.publish(self._topic, message)
            await pipe.execute()

    async def _listen(self) -> None:
        """Hear the others, for ever, however often the connection breaks."""
        pause = FIRST_PAUSE
        while True:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as ear:
                    await ear.subscribe(self._topic)
                    self._is_back()
                    pause = FIRST_PAUSE
                    while True:
                        message = await ear.get_message(timeout=PATIENCE)
                        if message is not None:
                            await self._received(message["data"])
            except _FAILURES as error:
                self._is_down(error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _received(self, message: bytes) -> None:
        origin, event = decoded(message)
        if origin != self._me and event is not None:
            await self._hear(event)

    def _is_down(self, error: BaseException) -> None:
        if self._is_up:
            logger.warning("Redis cannot be reached: %s", error)
        self._is_up = False

    def _is_back(self) -> None:
        if not self._is_up:
            logger.warning("Redis is back")
        self._is_up = True


def encoded(event: Event, origin: str) -> str:
    """The event as one line of JSON: the name of its class, and its fields."""
    return json.dumps({"from": origin, "name": type(event).__name__, "fields": asdict(event)})


def decoded(message: bytes | str) -> tuple[str, Event | None]:
    """Who sent it, and the event; None for one that this version does not know."""
    try:
        told = json.loads(message)
        # Not by __subclasses__: a class with slots leaves its first draft behind there.
        kind = vars(events)[told["name"]]
        return told["from"], kind(**_frozen(told["fields"])) if issubclass(kind, Event) else None
    except (ValueError, KeyError, TypeError):
        return "", None


def _frozen(fields: dict[str, Any]) -> dict[str, Any]:
    """JSON knows no tuples; events hold nothing else."""

    def freeze(value: Any) -> Any:
        return tuple(map(freeze, value)) if isinstance(value, list) else value

    return {name: freeze(value) for name, value in fields.items()}
