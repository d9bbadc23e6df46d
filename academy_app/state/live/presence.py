"""Who is here now, and who is writing: said to rooms, kept nowhere but in memory.

Only members who may read a channel follow it, so only they are told of one another: by name and
picture, nothing else. Each worker says every few seconds who is with it.
"""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from uuid import uuid4

from academy_app.core import bus
from academy_app.core.db import reading
from academy_app.core.events import Event, MemberChanged, Present, Typed
from academy_app.core.views import Person
from academy_app.core.views.live import Company
from academy_app.queries import live
from academy_app.state.live import rooms
from academy_app.state.live.rooms import Room, Socket
from academy_app.state.live.sending import Outlet

logger = logging.getLogger(__name__)

TICK = 0.5
# Seconds between two words about a room at least; a big room is told less often.
MERGED = 1.0
TOLD_BY_SECOND = 200
# A worker repeats itself, and is forgotten when it no longer does.
REPEATED_EVERY, FORGOTTEN_AFTER = 10.0, 25.0
# A browser says every three seconds that its member still writes.
TYPED_EVERY = 2.5
NAMES, WRITERS = 8, 3
KNOWN_PEOPLE = 2_000
# Where people meet. A list is no place to be in.
PLACES = ("thread:", "lesson:", "course-edit:", "lesson-edit:")


class Presence:
    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._worker = uuid4().hex
        self._moved: set[str] = set()
        self._newcomers: defaultdict[str, set[str]] = defaultdict(set)
        self._told: dict[str, tuple[float, Company]] = {}
        self._said: dict[str, tuple[float, tuple[int, ...]]] = {}
        self._others: defaultdict[str, dict[str, tuple[float, frozenset[int]]]] = defaultdict(dict)
        self._writing: defaultdict[str, set[int]] = defaultdict(set)
        self._written_at: dict[str, float] = {}
        self._typed_at: dict[tuple[int, str], float] = {}
        self._people: dict[int, Person] = {}

    def moved(self, channels: Iterable[str], socket_id: str) -> None:
        """A socket has come to these channels, or left them."""
        for channel in channels:
            if channel.startswith(PLACES):
                self._moved.add(channel)
                if channel in rooms.rooms:
                    self._newcomers[channel].add(socket_id)

    async def typed(self, socket: Socket, channel: str) -> None:
        """Tell everyone in the channel, here and on other workers, but not too often."""
        key, at = (socket.member_id, channel), time.monotonic()
        if (
            not channel.startswith(PLACES)
            or at - self._typed_at.get(key, -TYPED_EVERY) < TYPED_EVERY
        ):
            return
        self._typed_at[key] = at
        await bus.publish([Typed(channel, socket.member_id)])

    def hear(self, event: Event) -> None:
        match event:
            case Present(worker, channel, member_ids) if worker != self._worker:
                self._others[channel][worker] = (time.monotonic(), frozenset(member_ids))
                self._moved.add(channel)
            case Typed(channel, member_id) if channel in rooms.rooms:
                self._writing[channel].add(member_id)
            case MemberChanged(member_id):
                self._people.pop(member_id, None)

    async def telling(self) -> None:
        """Tell rooms who is there, until cancelled."""
        while True:
            await asyncio.sleep(TICK)
            try:
                self._forget_gone()
                await self._say()
                await self._tell_company()
                await self._tell_writers()
            except Exception:
                logger.exception("who is here could not be told")

    def _forget_gone(self) -> None:
        at = time.monotonic()
        for channel, workers in list(self._others.items()):
            silent = [name for name, (said, _) in workers.items() if at - said > FORGOTTEN_AFTER]
            for name in silent:
                del workers[name]
                self._moved.add(channel)
            if not workers:
                del self._others[channel]
        self._typed_at = {
            key: then for key, then in self._typed_at.items() if at - then < TYPED_EVERY
        }
        for channel in [each for each in self._told if each not in rooms.rooms]:
            del self._told[channel]
            self._newcomers.pop(channel, None)
            self._written_at.pop(channel, None)

    async def _say(self) -> None:
        """Who is with this worker, to the others: what is new, and now and then all of it."""
        at, said = time.monotonic(), []
        here = [name for name in rooms.rooms if name.startswith(PLACES)]
        for channel in {*here, *self._said}:
            room = rooms.rooms.get(channel)
            ids = tuple(sorted(room.member_ids)) if room else ()
            then, before = self._said.get(channel, (0.0, ()))
            if ids != before or at - then > REPEATED_EVERY:
                said.append(Present(self._worker, channel, ids))
                self._moved.add(channel)
                self._said[channel] = (at, ids)
            if not ids:
                self._said.pop(channel, None)
        if said:
            await bus.publish(said)

    async def _tell_company(self) -> None:
        for channel in list(self._moved):
            room = rooms.rooms.get(channel)
            if room is None:
                self._moved.discard(channel)
            elif self._is_due(room, self._told.get(channel, (0.0, None))[0]):
                self._moved.discard(channel)
                await self._tell(room)

    async def _tell(self, room: Room) -> None:
        ids = set(room.member_ids)
        for _, others in self._others.get(room.channel, {}).values():
            ids |= others
        people = await self._named(sorted(ids)[:NAMES])
        company = Company(room.channel, len(ids), people)
        newcomers = self._newcomers.pop(room.channel, set())
        is_news = self._told.get(room.channel, (0.0, None))[1] != company
        self._told[room.channel] = (time.monotonic(), company)
        to: Mapping[str, Socket] = room.sockets
        if not is_news:
            to = {each: to[each] for each in newcomers if each in to}
        await self._outlet.send(to, here=company)

    async def _tell_writers(self) -> None:
        for channel in list(self._writing):
            room = rooms.rooms.get(channel)
            if room is None:
                del self._writing[channel]
            elif self._is_due(room, self._written_at.get(channel, 0.0)):
                ids = self._writing.pop(channel)
                self._written_at[channel] = time.monotonic()
                people = await self._named(sorted(ids)[:WRITERS])
                writing = Company(channel, len(ids), people, time.time_ns() // 1_000_000)
                await self._outlet.send(room.sockets, writing=writing)

    def _is_due(self, room: Room, told_at: float) -> bool:
        pause = max(MERGED, len(room.sockets) / TOLD_BY_SECOND)
        return time.monotonic() - told_at >= pause

    async def _named(self, ids: Collection[int]) -> list[Person]:
        unknown = [each for each in ids if each not in self._people]
        if unknown:
            async with reading() as rx:
                found = await live.people(rx, unknown)
            if len(self._people) > KNOWN_PEOPLE:
                self._people.clear()
            self._people.update(found)
        return [self._people[each] for each in ids if each in self._people]
