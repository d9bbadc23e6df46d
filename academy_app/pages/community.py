"""/community: what members talk about."""

from academy_app.components.discussion import feed as parts
from academy_app.components.discussion.scripts import feed_keeper
from academy_app.components.editor import new_thread_button
from academy_app.components.el import (
    Node,
    Value,
    both,
    el,
    fragment,
    is_empty,
    live_only,
    no,
    pick,
    t,
    t_of,
    when,
)
from academy_app.components.following import follow_button
from academy_app.components.kit import empty, link_button
from academy_app.components.person import leaderboard_link
from academy_app.pages.page import Page, Screen
from academy_app.state.community import CommunityState, load_community


def draw(screen: Screen) -> Node:
    return el(
        "div",
        parts.category_list(screen.categories, screen.wish.category),
        el(
            "div",
            _heading(screen),
            when(
                screen.chosen.is_locked,
                lambda: parts.closed(screen.chosen),
                lambda: _threads(screen),
            ),
            parts.more(screen.next, screen.links.more),
            live_only(lambda: feed_keeper(CommunityState.get_full_name())),
            cls="min-w-0 flex-1",
        ),
        cls="flex flex-col gap-5 lg:flex-row lg:gap-8",
    )


def _threads(screen: Screen) -> Node:
    return fragment(
        el("div", parts.orders(screen.wish, screen.links), cls="mt-5 mb-2"),
        parts.new_threads(screen.fresh),
        when(
            is_empty(screen.threads),
            lambda: _nothing(screen),
            lambda: fragment(
                el("h2", t("feed.threads"), cls="sr-only"),
                parts.thread_list(screen.threads, screen.unread),
            ),
        ),
    )


def _heading(screen: Screen) -> Node:
    chosen = screen.chosen
    return el(
        "div",
        el(
            "div",
            el(
                "h1",
                pick(
                    chosen.name == "",
                    pick(screen.is_under_lessons, t("feed.lessons"), t("feed.title")),
                    chosen.name,
                ),
                cls="text-2xl font-semibold",
            ),
            when(
                chosen.description != "",
                lambda: el("p", chosen.description, cls="mt-1 text-text-secondary"),
            ),
            when(screen.is_under_lessons, lambda: parts.lessons_hint(screen.links.here)),
            when(
                both(both(chosen.id != 0, no(chosen.is_locked)), chosen.post_reason != ""),
                lambda: el("p", t_of(chosen.post_reason), cls="mt-1 text-sm text-text-tertiary"),
            ),
            cls="min-w-0 flex-1 basis-60",
        ),
        when(
            both(chosen.id != 0, no(chosen.is_locked)),
            lambda: follow_button(
                "category", chosen.id, pick(chosen.follow == "", "none", chosen.follow)
            ),
            leaderboard_link,
        ),
        when(
            both(_may_post(chosen), no(screen.is_under_lessons)),
            lambda: new_thread_button(chosen.id),
        ),
        cls="flex flex-wrap items-start gap-3",
    )


def _may_post(chosen: Value) -> Value:
    """Among all categories there may be one to post in; the editor knows which."""
    return (chosen.id == 0) | chosen.can_post


def _nothing(screen: Screen) -> Node:
    return when(
        both(is_empty(screen.categories), no(screen.is_under_lessons)),
        lambda: empty("chat", t("feed.no_categories"), t("feed.no_categories_text")),
        lambda: when(
            both(no(screen.wish.is_unanswered), screen.wish.tag == ""),
            lambda: when(
                screen.is_under_lessons,
                lambda: empty(
                    "question",
                    t("feed.nothing"),
                    t("feed.nothing_asked_text"),
                    link_button(t("feed.to_courses"), href="/courses", look="primary"),
                ),
                lambda: empty("chat", t("feed.nothing"), t("feed.nothing_text")),
            ),
            lambda: empty("check", t("feed.all_answered"), t("feed.all_answered_text")),
        ),
    )


PAGE = Page("/community", "feed.title", draw, CommunityState, load_community)
