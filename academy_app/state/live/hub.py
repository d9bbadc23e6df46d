"""From bells to deltas: what is new in a channel is read once here and sent to all who follow it.

A bell says only that a channel's head has moved. It may be lost, so every two seconds the heads
are compared with the database as well; numbers have no holes, so nothing is skipped or told twice.

Who follows a channel was allowed to when they began to, and is asked anew as soon as the channel
`access` moves: its head is read after the rows that are about to be told, so that nothing written
after the loss of a right reaches who has lost it.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta

import reflex as rx
from reflex.event import fix_events
from reflex.state import StateUpdate

from academy_app.core import background, bus
from academy_app.core.actor import Actor
from academy_app.core.channels import ACCESS, of_member, of_thread
from academy_app.core.clock import now
from academy_app.core.db import reading
from academy_app.core.events import (
    Event,
    MemberChanged,
    Present,
    Rang,
    SessionsRevoked,
    Typed,
)
from academy_app.queries import live
from academy_app.queries.live import AccessChange
from academy_app.services import sessions
from academy_app.state.live import rooms
from academy_app.state.live.presence import Presence
from academy_app.state.live.rooms import Room, Socket
from academy_app.state.live.sending import Outlet

logger = logging.getLogger(__name__)

CHECKED_EVERY = 2.0
# How long a session that ended by itself may still be told something.
SESSIONS_EVERY = timedelta(minutes=1)
# What comes within this time after something was told is told together. The first never waits.
MERGED = 0.2
# To tell a thousand takes its time. Half of that as long nothing more is told, so that those who
# write are heard meanwhile.
BREATH = 0.5
# Channels that one page may follow.
MOST_CHANNELS = 200
# Readings at once: pages that open need the database too.
READERS = 3


class Hub:
    """The one of this worker."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self.presence = Presence(outlet)
        self._access: int | None = None
        self._asked = 0
        self._sessions_asked_at = now()
        self._asking = asyncio.Lock()
        self._readers = asyncio.Semaphore(READERS)

    async def follow(
        self, actor: Actor, socket: Socket, channels: Collection[str]
    ) -> dict[str, int] | None:
        """Let a socket follow these channels and no others; their heads now.

        None where the actor, as they are now, may not follow one of them.
        """
        wanted = list(dict.fromkeys([of_member(actor.member_id), *channels]))[:MOST_CHANNELS]
        if not await self._may_follow(socket, wanted):
            rooms.move(socket, [])
            return None
        before = set(socket.channels)
        # From here on bells count; what rang before is in the heads that are read now.
        rooms.move(socket, wanted)
        async with reading() as rx_:
            heads = await live.heads(rx_, wanted)
        for channel, head in heads.items():
            self._begin(channel, head)
        await self._outlet.send({socket.id: socket}, present=heads)
        self.presence.moved(before ^ set(wanted), socket.id)
        return heads

    async def _may_follow(self, socket: Socket, channels: Collection[str]) -> bool:
        """Asked of the database, not of memory; again when rights moved meanwhile."""
        if self._access is None:
            async with reading() as rx_:
                self._access = (await live.heads(rx_, [ACCESS]))[ACCESS]
        while True:
            async with self._asking:
                asked = self._asked
            actor = (await sessions.living([socket.session_id])).get(socket.session_id)
            if actor is None:
                return False
            async with reading() as rx_:
                asks = {channel: [actor.member_id] for channel in channels}
                audiences = await live.audiences(rx_, asks)
            if asked == self._asked:
                return all(audiences[channel].may_follow(actor) for channel in channels)

    def _begin(self, channel: str, head: int) -> None:
        room = rooms.rooms.get(channel)
        if room is None:
            return
        if room.head is None:
            room.head = head
        self._ring(room, head)

    async def hear(self, event: Event) -> None:
        """A bell. Whoever rings is not kept waiting, except for sockets that must close."""
        match event:
            case Rang(heads):
                for channel, head in heads:
                    self._rang(channel, head)
            case SessionsRevoked(session_ids):
                for session_id in session_ids:
                    await self._close([each.id for each in rooms.of_session(session_id)])
            case MemberChanged(member_id):
                background.start(self._ask([AccessChange(0, "member", member_id)]))
            case Present() | Typed():
                self.presence.hear(event)

    def _rang(self, channel: str, head: int) -> None:
        if channel == ACCESS:
            if self._access is not None and head > self._access:
                background.start(self._ask_for_news_of_access())
        elif channel in rooms.rooms:
            self._ring(rooms.rooms[channel], head)

    def _ring(self, room: Room, head: int) -> None:
        room.rung = max(room.rung, head)
        if room.is_behind and room.teller is None:
            room.teller = asyncio.create_task(self._tell(room))

    async def _tell(self, room: Room) -> None:
        """Until the room knows all that rang. A failure is tried again with the next check."""
        try:
            while room.is_behind and room.sockets:
                pause = room.next_at - time.monotonic()
                if pause > 0:
                    await asyncio.sleep(pause)
                began = time.monotonic()
                await self._tell_once(room)
                ended = time.monotonic()
                room.next_at = max(began + MERGED, ended + (ended - began) * BREATH)
        except Exception:
            logger.exception("news of %s could not be told", room.channel)
        finally:
            room.teller = None

    async def _tell_once(self, room: Room) -> None:
        assert room.head is not None, "a room without a head is not behind"
        async with self._readers, reading() as rx_:
            news = await live.news(rx_, room.channel, room.head)
            # Behind the rows: whoever lost the right before they were written is found.
            lost = await live.access_since(rx_, self._access or 0)
            if news is None:
                room.head = (await live.heads(rx_, [room.channel]))[room.channel]
                room.rung = room.head
        if lost:
            await self._ask(lost)
        if news is None:
            await self._load_anew(room.sockets)
            return
        room.head = news.last
        await self._outlet.send(room.sockets, news=news)

    async def _ask_for_news_of_access(self) -> None:
        async with reading() as rx_:
            lost = await live.access_since(rx_, self._access or 0)
        await self._ask(lost)

    async def _ask(self, lost: Collection[AccessChange]) -> None:
        """Ask those who may have lost a right whether they may still follow what they follow."""
        async with self._asking:
            # Whoever begins to follow meanwhile is asked again, see _may_follow.
            self._asked += 1
            known = self._access or 0
            news = [change for change in lost if not change.number or change.number > known]
            await self._evict(_meant(news))
            self._access = max([known, *(change.number for change in news)])

    async def _evict(self, asked: Collection[Socket]) -> None:
        if not asked:
            return
        actors = await sessions.living({socket.session_id for socket in asked})
        async with reading() as rx_:
            audiences = await live.audiences(rx_, _followers(asked, actors))
        evicted: dict[str, Socket] = {}
        gone: list[str] = []
        for socket in asked:
            actor = actors.get(socket.session_id)
            if actor is None:
                gone.append(socket.id)
                continue
            for channel in tuple(socket.channels):
                # One that came meanwhile was asked for by itself.
                if channel in audiences and not audiences[channel].may_follow(actor):
                    rooms.leave(socket, channel)
                    evicted[socket.id] = socket
        await self._close(gone)
        await self._load_anew(evicted)

    async def _load_anew(self, to: Mapping[str, Socket]) -> None:
        await self._outlet.send(to, stale=time.time_ns() // 1000)

    async def _close(self, socket_ids: Iterable[str]) -> None:
        """The browser is told first: it reloads, finds itself signed out and says so."""
        farewell = StateUpdate(events=fix_events([rx.call_script("location.reload()")], token=""))
        closed = list(socket_ids)
        for socket_id in closed:
            rooms.drop(socket_id)
        for socket_id in closed:
            await self._outlet.close(socket_id, farewell)

    async def check(self) -> None:
        """Compare what rooms know with the database: bells are lost when Redis is away, and
        other processes ring none here."""
        rooms.forget_gone(self._outlet.living)
        await self.close_ended()
        if not rooms.rooms:
            return
        before = {room.channel: room.head or 0 for room in rooms.rooms.values()}
        before[ACCESS] = self._access or 0
        async with self._readers, reading() as rx_:
            heads = await live.heads(rx_, before)
        if any(heads[channel] < head for channel, head in before.items()):
            await self._begin_anew(heads)
        self._rang(ACCESS, heads.pop(ACCESS))
        for channel, head in heads.items():
            self._begin(channel, head)

    async def close_ended(self) -> None:
        """Sessions that are revoked ring; those that just end do not. One statement for all that
        have sockets here, once in a while."""
        if now() - self._sessions_asked_at < SESSIONS_EVERY:
            return
        self._sessions_asked_at = now()
        here = {socket.session_id for socket in rooms.sockets.values()}
        for session_id in await sessions.ended(here) if here else ():
            await self._close([each.id for each in rooms.of_session(session_id)])

    async def _begin_anew(self, heads: Mapping[str, int]) -> None:
        """A backup was restored under our feet: what is shown may never have been."""
        self._access = heads[ACCESS]
        for channel, head in heads.items():
            if channel in rooms.rooms:
                rooms.rooms[channel].head = rooms.rooms[channel].rung = head
        await self._evict(list(rooms.sockets.values()))
        await self._load_anew(rooms.sockets)


def _meant(changes: Collection[AccessChange]) -> list[Socket]:
    """The sockets of whoever may have lost a right."""
    found: dict[str, Socket] = {}
    for change in changes:
        match change.kind:
            case "member":
                asked = rooms.of_member(change.subject_id)
            case "session":
                asked = rooms.of_session(change.subject_id)
            case "thread":
                asked = rooms.following(of_thread(change.subject_id))
            case _:
                return list(rooms.sockets.values())
        found.update({socket.id: socket for socket in asked})
    return list(found.values())


def _followers(asked: Collection[Socket], actors: Mapping[int, Actor]) -> dict[str, set[int]]:
    """The members at the sockets, by what they follow."""
    found: dict[str, set[int]] = {}
    for socket in asked:
        actor = actors.get(socket.session_id)
        for channel in socket.channels if actor is not None else ():
            found.setdefault(channel, set()).add(socket.member_id)
    return found


_hub: Hub | None = None


def enter(actor: Actor, socket_id: str) -> None:
    """Remember that this socket speaks for the actor's session."""
    rooms.enter(actor, socket_id)


async def follow(actor: Actor, socket_id: str, channels: Collection[str]) -> bool:
    """Let the page at this socket follow these channels, and the member's own, and no others.

    False where the actor may not: rights can have moved since the page was loaded.
    """
    socket = rooms.enter(actor, socket_id)
    if _hub is None or socket is None:
        return True
    return await _hub.follow(actor, socket, channels) is not None


def leave(socket_id: str) -> None:
    """The page at this socket follows nothing any more."""
    socket = rooms.sockets.get(socket_id)
    if socket is not None:
        rooms.move(socket, [])


def is_following(socket_id: str, channel: str) -> bool:
    return socket_id in rooms.sockets and channel in rooms.sockets[socket_id].channels


async def typed(socket_id: str, channel: str) -> None:
    """A member writes. Believed of channels that the socket follows, and not too often."""
    socket = rooms.sockets.get(socket_id)
    if _hub is not None and socket is not None and channel in socket.channels:
        await _hub.presence.typed(socket, channel)


@asynccontextmanager
async def running(app: rx.App) -> AsyncIterator[None]:
    """While the server runs, tell open pages what is new."""
    global _hub
    _hub = hub = Hub(Outlet(app))
    stop = bus.listen(hub.hear)
    tasks = [asyncio.create_task(_checking(hub)), asyncio.create_task(hub.presence.telling())]
    try:
        yield
    finally:
        stop()
        for task in tasks:
            task.cancel()
        _hub = None


async def _checking(hub: Hub) -> None:
    while True:
        await asyncio.sleep(CHECKED_EVERY)
        try:
            await hub.check()
        except Exception:
            logger.exception("the heads could not be compared")
