"""Which sockets belong to which session, so that revoking one closes the other."""

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import reflex as rx
from reflex.event import fix_events
from reflex.state import StateUpdate

from academy_app.core import bus
from academy_app.core.actor import Actor
from academy_app.core.events import Event, SessionsRevoked

_sockets: defaultdict[int, set[str]] = defaultdict(set)


def enter(actor: Actor, socket_id: str) -> None:
    """Remember that this socket speaks for the actor's session."""
    if actor.session_id is not None:
        _sockets[actor.session_id].add(socket_id)


def leave(socket_id: str) -> None:
    """A socket is gone."""
    for session_id, sockets in tuple(_sockets.items()):
        sockets.discard(socket_id)
        if not sockets:
            del _sockets[session_id]


@asynccontextmanager
async def closing_revoked_sockets(app: rx.App) -> AsyncIterator[None]:
    """While the server runs, close the sockets of every session that is revoked."""

    async def close(event: Event) -> None:
        if isinstance(event, SessionsRevoked):
            for session_id in event.session_ids:
                for socket_id in _sockets.pop(session_id, set()):
                    await _close(app, socket_id)

    stop = bus.listen(close)
    try:
        yield
    finally:
        stop()


async def _close(app: rx.App, socket_id: str) -> None:
    """The browser is told first: it reloads, finds itself signed out and says so."""
    namespace = app.event_namespace
    if namespace is None:
        return
    farewell = StateUpdate(events=fix_events([rx.call_script("location.reload()")], token=""))
    await namespace.emit("event", farewell, to=socket_id)
    await namespace.disconnect(socket_id)
