"""The application as a server runs it, without its built pages, and with a page that follows
whatever its address names: `/watch/thread:12`."""

from collections.abc import Mapping
from typing import Any

import reflex as rx
from reflex.event import EventSpec
from sqlalchemy import select
from sqlmodel import col
from starlette.types import ASGIApp

from academy_app.academy_app import app
from academy_app.core.actor import Actor
from academy_app.core.db import Reading, reading
from academy_app.core.errors import NotFound
from academy_app.models.discussion import Category, Post, Thread
from academy_app.queries import live
from academy_app.state.session import Loaded, SessionState

# Of an item's kind in a channel: which rows a page of that channel holds.
OF: dict[tuple[str, str], tuple[Any, Any]] = {
    ("thread", "post"): (col(Post.id), col(Post.thread_id)),
    ("thread", "thread"): (col(Thread.id), col(Thread.id)),
    ("category", "category"): (col(Category.id), col(Category.id)),
    ("category", "thread"): (col(Thread.id), col(Thread.category_id)),
    ("lesson", "thread"): (col(Thread.id), col(Thread.lesson_id)),
}


async def load_watched(actor: Actor, params: Mapping[str, str]) -> Loaded:
    """All rows of the channel, by kind and id, and the head that they are true at."""
    channel = params["channel"]
    async with reading() as session:
        if not await live.may_follow(session, actor, channel):
            raise NotFound
        heads = await live.heads(session, [channel])
        return {"heads": heads, "rows": await rows(session, channel)}


async def rows(session: Reading, channel: str) -> dict[str, Any]:
    kind, own_id = live.parsed(channel)
    found: dict[str, Any] = {}
    for (of, item), (column, parent) in OF.items():
        if of == kind:
            ids = list(await session.scalars(select(column).where(parent == own_id)))
            built = await live.BUILDERS[of, item](session, own_id, ids)
            found.update({f"{item} {key}": row for key, row in built.items()})
    return found


class WatchState(SessionState):
    heads: rx.Field[dict[str, int]] = rx.field(default_factory=dict)
    rows: rx.Field[dict[str, Any]] = rx.field(default_factory=dict)

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_watched)


app.add_page(rx.fragment, route="/watch/[channel]", on_load=WatchState.opened)


def target() -> ASGIApp:
    return app()
