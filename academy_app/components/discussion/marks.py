"""Small pieces that say what a thread or a post is."""

from collections.abc import Callable

from academy_app.components.el import Node, Value, el, is_empty, n, t, when
from academy_app.components.kit import button, icon

_COUNT = "inline-flex items-center gap-1 text-sm tabular-nums text-text-secondary"


def place_chip(card: Value) -> Node:
    """The category, or the lesson, that a thread stands in."""
    return el(
        "a",
        icon(card.icon, "!size-3.5"),
        el("span", card.place, cls="truncate"),
        href=card.place_href,
        data_colour=card.colour,
        cls="place inline-flex min-h-6 max-w-full items-center gap-1 rounded-full "
        "bg-surface-tertiary px-2.5 py-0.5 text-xs font-medium text-text-secondary "
        "hover:bg-surface-hover",
    )


def tag_chip(tag: Value) -> Node:
    return el("span", "#", tag, key=tag, cls="text-xs text-text-tertiary")


def count(icon_name: str, number: Value, label: Value) -> Node:
    """How many, with what is counted said to those who don't see the icon."""
    return el(
        "span",
        icon(icon_name, "!size-4"),
        el("span", n(number), aria_hidden="true"),
        el("span", label, cls="sr-only"),
        title=label,
        cls=_COUNT,
    )


def moment_link(thread: Value, cls: str = "") -> Node:
    """The second of the lesson's video that a thread is about, and the way there."""
    return el(
        "a",
        icon("play", "!size-3"),
        el("span", thread.time, aria_hidden="true", cls="tabular-nums"),
        el("span", t("thread.at_time", time=thread.time), cls="sr-only"),
        href=thread.moment_href,
        data_video=thread.video_id,
        data_seek=thread.seconds,
        title=t("thread.at_time", time=thread.time),
        cls="inline-flex min-h-6 items-center gap-1 rounded-full bg-surface-tertiary px-2.5 "
        "text-xs font-medium text-text-secondary hover:bg-surface-hover " + cls,
    )


def unread_dot() -> Node:
    return el(
        "span",
        el("span", t("feed.is_unread"), cls="sr-only"),
        title=t("feed.is_unread"),
        cls="size-2.5 shrink-0 rounded-full bg-accent",
    )


def signs(card: Value) -> Node:
    """Pinned, locked, answered, with a poll."""
    return el(
        "span",
        when(card.is_pinned, lambda: _sign("pin", t("thread.is_pinned"))),
        when(card.is_locked, lambda: _sign("lock", t("thread.is_locked"))),
        when(card.has_answer, lambda: _sign("check", t("thread.is_answered"), "text-accent")),
        when(card.has_poll, lambda: _sign("poll", t("thread.has_poll"))),
        cls="inline-flex shrink-0 items-center gap-1.5 empty:hidden",
    )


def _sign(name: str, label: Value, cls: str = "text-text-tertiary") -> Node:
    return el(
        "span",
        icon(name, "!size-4"),
        el("span", label, cls="sr-only"),
        title=label,
        cls="inline-flex " + cls,
    )


def fresh_pill(fresh: Value, icon_name: str, words: Callable[[], Value], cls: str) -> Node:
    """Says what has come, without a jump of what is being read; the page's script shows it on a
    press. `words` is asked only where there is something."""
    return el(
        "div",
        when(
            is_empty(fresh),
            None,
            lambda: button(
                icon(icon_name, "!size-4"),
                words(),
                look="primary",
                data_fresh="",
                cls="rounded-full shadow-lg",
            ),
        ),
        role="status",
        cls="pointer-events-none sticky z-20 flex justify-center *:pointer-events-auto " + cls,
    )
