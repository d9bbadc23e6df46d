"""A thread with a window of its replies."""

from collections.abc import Mapping

import reflex as rx
from reflex.event import EventSpec

from academy_app.core.actor import Actor
from academy_app.core.channels import of_thread
from academy_app.core.db import reading
from academy_app.core.errors import NotFound
from academy_app.core.views.categories import CategoryCard
from academy_app.core.views.discussion import Mine, PostView, Rights, ThreadHead
from academy_app.queries import discussion
from academy_app.state.session import Loaded, SessionState

# Digits of an id; no database has longer ones.
MOST = 18


async def load_thread(actor: Actor, params: Mapping[str, str]) -> Loaded:
    """`?post=` asks for a post in its place, `?post=unread` for the first that is unread,
    `?after=` and `?before=` for another window of replies."""
    thread_id = _number(params.get("thread", ""))
    if not thread_id:
        raise NotFound
    async with reading() as session:
        asked = params.get("post", "")
        post_id = _number(asked)
        if asked == "unread":
            post_id = await discussion.first_unread(session, actor, thread_id)
        page, head = await discussion.thread_page(
            session, actor, thread_id, post_id, _window(params)
        )
    return {
        "head": page.head,
        "opening": page.opening,
        "replies": page.replies,
        "before": page.before,
        "after": page.after,
        "focus": page.focus,
        "marks": page.mine,
        "rights": page.rights,
        "targets": [],
        "fresh": [],
        "heads": {of_thread(thread_id): head},
        "reader": actor.member_id,
    }


def _window(params: Mapping[str, str]) -> discussion.Around:
    return discussion.Around(params.get("before", ""), params.get("after", ""))


def _number(text: str) -> int:
    """0, which no row has, for what is no id."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST else 0


class ThreadState(SessionState):
    head: ThreadHead = ThreadHead()
    opening: rx.Field[list[PostView]] = rx.field(default_factory=list)
    replies: rx.Field[list[PostView]] = rx.field(default_factory=list)
    before: str = ""
    after: str = ""
    focus: int = 0
    marks: Mine = Mine()
    rights: Rights = Rights()
    # Where who keeps order may move the thread; the browser asks when they look.
    targets: rx.Field[list[CategoryCard]] = rx.field(default_factory=list)
    # Ids of replies that have come since beneath what is shown; the browser collects them.
    fresh: rx.Field[list[int]] = rx.field(default_factory=list)
    heads: rx.Field[dict[str, int]] = rx.field(default_factory=dict)
    reader: int = 0

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_thread)
