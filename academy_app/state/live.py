"""Which sockets belong to which session, so that revoking one closes the other."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Container
from contextlib import asynccontextmanager

import reflex as rx
from reflex.event import fix_events
from reflex.state import StateUpdate

from academy_app.core import bus
from academy_app.core.actor import Actor
from academy_app.core.events import Event, SessionsRevoked

_sockets: defaultdict[int, set[str]] = defaultdict(set)
SWEPT_EVERY = 60


def enter(actor: Actor, socket_id: str) -> None:
    """Remember that this socket speaks for the actor's session."""
    if actor.session_id is not None:
        _sockets[actor.session_id].add(socket_id)


def forget_gone(living: Container[str]) -> None:
    """Drop the sockets that are not among the `living`."""
    for session_id, sockets in tuple(_sockets.items()):
        sockets.intersection_update([each for each in sockets if each in living])
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
    sweeper = asyncio.create_task(_sweep(app))
    try:
        yield
    finally:
        sweeper.cancel()
        stop()


async def _sweep(app: rx.App) -> None:
    while True:
        await asyncio.sleep(SWEPT_EVERY)
        if app.event_namespace is not None:
            forget_gone(app.event_namespace.sid_to_token)


async def _close(app: rx.App, socket_id: str) -> None:
    """The browser is told first: it reloads, finds itself signed out and says so."""
    namespace = app.event_namespace
    if namespace is None:
        return
    farewell = StateUpdate(events=fix_events([rx.call_script("location.reload()")], token=""))
    await namespace.emit("event", farewell, to=socket_id)
    await namespace.disconnect(socket_id)
