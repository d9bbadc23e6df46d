"""Replies that stream into a thread from members who do not give up."""

import asyncio
from dataclasses import dataclass, field
from uuid import uuid4

import httpx

from tests.live.conftest import API, Person


@dataclass
class Stream:
    """`acknowledged` are the numbers of the replies that the server has confirmed."""

    thread_id: int
    acknowledged: list[int] = field(default_factory=list)

    async def write(self, person: Person, count: int, pause: float = 0.0) -> None:
        """Write `count` replies one after another; each is sent until it is acknowledged."""
        for _ in range(count):
            await self._send(person)
            await asyncio.sleep(pause)

    async def _send(self, person: Person) -> None:
        client_id, body = uuid4().hex, f"Words {uuid4().hex}"
        path = f"{API}/threads/{self.thread_id}/posts"
        while True:
            try:
                answer = await person.http.post(path, json={"body": body, "clientId": client_id})
                if answer.status_code == 201:
                    self.acknowledged.append(answer.json()["number"])
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.1)
