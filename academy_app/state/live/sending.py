"""One delta to many sockets: encoded once, handed on in slices.

The framework's own way makes a task for each socket and waits for all of them; with a thousand
sockets nothing else runs meanwhile. What is used of python-socketio here is not public: its version
is pinned, and a test holds what it does.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

import reflex as rx
from engineio import packet as engine
from reflex.state import StateUpdate
from reflex_base.constants.state import FIELD_MARKER
from socketio import packet

from academy_app.state.live.rooms import Socket
from academy_app.state.live.state import LiveState

SLICE = 50


class Outlet:
    """The sockets of this worker's app."""

    def __init__(self, app: rx.App) -> None:
        self._app = app

    @property
    def living(self) -> Mapping[str, str]:
        """The ids of the sockets that are connected."""
        namespace = self._app.event_namespace
        return {} if namespace is None else namespace.sid_to_token

    async def send(self, to: Mapping[str, Socket], **values: object) -> int:
        """Set vars of LiveState in every browser of `to`; how many bytes went to each.

        Who leaves `to` while it is being sent gets nothing any more.
        """
        return await self._emit(to, StateUpdate(delta={_name(): _suffixed(values)}))

    async def _emit(self, to: Mapping[str, Socket], update: StateUpdate) -> int:
        server, namespace = self._app.sio, self._app.event_namespace
        if server is None or namespace is None or not to:
            return 0
        made = server.packet_class(
            packet.EVENT, namespace=namespace.namespace, data=["event", update]
        ).encode()
        # Only packets with bytes in them are lists; ours are JSON.
        wrapped = engine.Packet(engine.MESSAGE, made)
        ids = tuple(to)
        for start in range(0, len(ids), SLICE):
            if start:
                await asyncio.sleep(0)
            for socket_id in ids[start : start + SLICE]:
                if socket_id in to:
                    _queue(server, namespace.namespace, socket_id, wrapped)
        return len(made)

    async def close(self, socket_id: str, farewell: StateUpdate) -> None:
        """Tell one socket something last, and end it."""
        namespace = self._app.event_namespace
        if namespace is not None:
            await namespace.emit("event", farewell, to=socket_id)
            await namespace.disconnect(socket_id)


def _queue(server: Any, namespace: str, socket_id: str, wrapped: Any) -> None:
    """Behind what this socket is still to be sent: a slow connection holds up nobody else."""
    engine_id = server.manager.eio_sid_from_sid(socket_id, namespace)
    socket = server.eio.sockets.get(engine_id)
    if socket is not None and not socket.closed:
        socket.queue.put_nowait(wrapped)


def _name() -> str:
    return LiveState.get_full_name()


def _suffixed(values: Mapping[str, object]) -> dict[str, object]:
    """Vars as they are called on the wire."""
    return {name + FIELD_MARKER: value for name, value in values.items()}
