"""The community: its list of threads."""

from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import urlencode

import reflex as rx
from reflex.event import EventSpec

from academy_app.core.actor import Actor
from academy_app.core.db import reading
from academy_app.core.views.categories import CategoryCard
from academy_app.core.views.discussion import Feed, FeedLinks, FeedWish, ThreadCard
from academy_app.queries import categories as places
from academy_app.queries import discussion
from academy_app.state.session import Loaded, SessionState


async def load_community(actor: Actor, params: Mapping[str, str]) -> Loaded:
    """The threads that the address asks for, in the channels that the page follows."""
    wish = discussion.cleaned_wish(dict(params))
    async with reading() as session:
        shown = await places.categories(session, actor)
        heads = await discussion.channel_heads(session, discussion.feed_channels(shown))
        chosen = next((each for each in shown if each.slug == wish.category), CategoryCard())
        cursor = params.get("cursor", "")[:400]
        feed, unread = (
            (Feed(), list[int]())
            if chosen.is_locked
            else await discussion.feed(session, actor, wish, shown, cursor)
        )
        mutes = await discussion.mutes(session, actor)
    is_under_lessons = wish.category.startswith((discussion.LESSONS, discussion.LESSON))
    if wish.category.startswith(discussion.LESSON):
        chosen = CategoryCard(name=next((card.place for card in feed.threads), ""))
    return {
        "categories": shown,
        "chosen": chosen,
        "is_under_lessons": is_under_lessons,
        "wish": wish,
        "links": _links(wish, feed.next),
        "threads": feed.threads,
        "next": feed.next,
        "unread": unread,
        "fresh": [],
        "heads": heads,
        "mutes": mutes,
        "reader": actor.member_id,
    }


def _links(wish: FeedWish, following: str) -> FeedLinks:
    kept = {"category": wish.category, "tag": wish.tag}
    period = wish.period if wish.period != "all" else ""
    as_it_is = {
        "sort": wish.sort if wish.sort != "active" else "",
        "period": period,
        "unanswered": "1" if wish.is_unanswered else "",
    }
    return FeedLinks(
        here=_href(kept, **as_it_is),
        active=_href(kept),
        new=_href(kept, sort="new"),
        top=_href(kept, sort="top"),
        week=_href(kept, sort="top", period="week"),
        month=_href(kept, sort="top", period="month"),
        unanswered=_href(kept, unanswered="1"),
        more=_href(kept, **as_it_is, cursor=following),
        every_tag=_href({**kept, "tag": ""}, **as_it_is),
    )


def _href(kept: Mapping[str, str], **wished: str) -> str:
    query = urlencode({name: value for name, value in {**kept, **wished}.items() if value})
    return f"/community?{query}" if query else "/community"


class CommunityState(SessionState):
    _settled: ClassVar[frozenset[str]] = frozenset({"wish", "links", "is_under_lessons", "reader"})

    categories: rx.Field[list[CategoryCard]] = rx.field(default_factory=list)
    chosen: CategoryCard = CategoryCard()
    is_under_lessons: bool = False
    wish: FeedWish = FeedWish()
    links: FeedLinks = FeedLinks()
    threads: rx.Field[list[ThreadCard]] = rx.field(default_factory=list)
    next: str = ""
    unread: rx.Field[list[int]] = rx.field(default_factory=list)
    # Threads that have come or moved since; the browser collects them.
    fresh: rx.Field[list[ThreadCard]] = rx.field(default_factory=list)
    heads: rx.Field[dict[str, int]] = rx.field(default_factory=dict)
    mutes: rx.Field[list[str]] = rx.field(default_factory=list)
    reader: int = 0

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_community)
