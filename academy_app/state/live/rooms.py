"""Sockets of this worker: whose each is, and which channels it follows. No input, no output."""

import asyncio
from collections.abc import Collection, Container
from dataclasses import dataclass, field

from academy_app.core.actor import Actor


@dataclass(slots=True, eq=False)
class Socket:
    """One open tab, by the id of its connection."""

    id: str
    member_id: int
    session_id: int
    channels: set[str] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class Room:
    """All sockets here that follow a channel. Each of them may read all of it.

    `head` is the number up to which they were told, None until it is known; `rung` the highest
    that a bell has named; `next_at` the monotonic clock's time before which nothing more is told.
    """

    channel: str
    sockets: dict[str, Socket] = field(default_factory=dict)
    head: int | None = None
    rung: int = 0
    next_at: float = float("-inf")
    teller: asyncio.Task[None] | None = None

    @property
    def is_behind(self) -> bool:
        return self.head is not None and self.rung > self.head

    @property
    def member_ids(self) -> set[int]:
        return {socket.member_id for socket in self.sockets.values()}


sockets: dict[str, Socket] = {}
rooms: dict[str, Room] = {}
_of_session: dict[int, set[str]] = {}


def enter(actor: Actor, socket_id: str) -> Socket | None:
    """Remember that this socket speaks for the actor's session."""
    if actor.session_id is None:
        return None
    known = sockets.get(socket_id)
    if known is not None and known.session_id == actor.session_id:
        return known
    drop(socket_id)
    sockets[socket_id] = made = Socket(socket_id, actor.member_id, actor.session_id)
    _of_session.setdefault(actor.session_id, set()).add(socket_id)
    return made


def of_session(session_id: int) -> list[Socket]:
    return [sockets[each] for each in _of_session.get(session_id, ())]


def of_member(member_id: int) -> list[Socket]:
    return [socket for socket in sockets.values() if socket.member_id == member_id]


def following(channel: str) -> list[Socket]:
    return list(rooms[channel].sockets.values()) if channel in rooms else []


def move(socket: Socket, channels: Collection[str]) -> None:
    """Follow these channels and no others."""
    for channel in socket.channels.difference(channels):
        leave(socket, channel)
    for channel in channels:
        room = rooms.get(channel)
        if room is None:
            room = rooms[channel] = Room(channel)
        room.sockets[socket.id] = socket
        socket.channels.add(channel)


def leave(socket: Socket, channel: str) -> None:
    socket.channels.discard(channel)
    room = rooms.get(channel)
    if room is not None:
        room.sockets.pop(socket.id, None)
        if not room.sockets:
            del rooms[channel]


def drop(socket_id: str) -> None:
    """The socket is gone."""
    socket = sockets.pop(socket_id, None)
    if socket is None:
        return
    for channel in tuple(socket.channels):
        leave(socket, channel)
    siblings = _of_session.get(socket.session_id, set())
    siblings.discard(socket_id)
    if not siblings:
        _of_session.pop(socket.session_id, None)


def forget_gone(living: Container[str]) -> None:
    """Drop the sockets that are not among the `living`."""
    for socket_id in [each for each in sockets if each not in living]:
        drop(socket_id)
