"""Events between workers: every kind crosses as it is, nobody hears themselves."""

import asyncio
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from academy_app.core import events
from academy_app.core.events import Event, MemberChanged, Rang, SessionsRevoked
from academy_app.core.wire import Wire, decoded, encoded
from tests.live.server import redis_server


def _example(kind: type[Event]) -> Event:
    values: dict[str, Any] = {
        "int": 7, "str": "x", "tuple[int, ...]": (1, 2),
        "tuple[tuple[str, int], ...]": (("thread:1", 3), ("access", 4)),
    }  # fmt: skip
    return kind(**{each.name: values[_name(each.type)] for each in fields(kind)})


def _name(of: Any) -> str:
    return of.__name__ if isinstance(of, type) and "[" not in str(of) else str(of)


KINDS = [
    kind
    for kind in vars(events).values()
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_event_crosses_as_it_is(kind: type[Event]) -> None:
    event = _example(kind)
    assert decoded(encoded(event, "me")) == ("me", event)


@pytest.mark.parametrize(
    "message",
    ["", "{", "[]", "7", '{"from": "a"}', '{"from": "a", "name": "Gone", "fields": {}}',
     '{"from": "a", "name": "Rang", "fields": {"other": 1}}'],
)  # fmt: skip
def test_what_another_version_sends_is_left_alone(message: str) -> None:
    assert decoded(message)[1] is None


async def _eventually(holds: Any) -> None:
    for _ in range(500):
        if holds():
            return
        await asyncio.sleep(0.02)
    assert holds()


@pytest.mark.redis
async def test_workers_of_a_site_hear_one_another_and_no_others(redis_url: str) -> None:
    heard: dict[str, list[Event]] = {"a": [], "b": [], "other": []}

    def wire(name: str, site: str) -> Wire:
        async def hear(event: Event) -> None:
            heard[name].append(event)

        return Wire(redis_url, site, hear)

    async with wire("a", "site") as first, wire("b", "site"), wire("other", "another"):
        await asyncio.sleep(0.3)
        first.send([MemberChanged(1), Rang((("thread:1", 2),))])
        await _eventually(lambda: len(heard["b"]) == 2)
        assert heard["b"] == [MemberChanged(1), Rang((("thread:1", 2),))]
        assert heard["a"] == heard["other"] == []


@pytest.mark.redis
async def test_what_is_said_while_redis_is_away_is_said_when_it_is_back(
    tmp_path: Path, redis_url: str
) -> None:
    heard: list[Event] = []

    async def hear(event: Event) -> None:
        heard.append(event)

    async def deaf(event: Event) -> None:
        pass

    with redis_server(tmp_path) as server:
        async with Wire(server.url, "site", deaf) as first, Wire(server.url, "site", hear):
            await asyncio.sleep(0.3)
            server.kill()
            await asyncio.sleep(0.2)
            begun = asyncio.get_running_loop().time()
            first.send([SessionsRevoked((5,))])
            assert asyncio.get_running_loop().time() - begun < 0.05
            server.start()
            await asyncio.sleep(2.5)
            first.send([MemberChanged(1)])
            await _eventually(lambda: MemberChanged(1) in heard)
