"""/notifications: what the member was told, and what they wish to be told."""

from academy_app.components import forms
from academy_app.components.acts import act
from academy_app.components.el import Node, Value, el, is_empty, pick, t, when
from academy_app.components.kit import button, empty, icon, panel
from academy_app.components.notices import HREF, earlier, notice_list, wish_switch
from academy_app.pages.page import Page, Screen
from academy_app.state.notices import NoticesState, load_notices


def draw(screen: Screen) -> Node:
    notices = screen.notices
    return el(
        "div",
        el(
            "div",
            el("h1", t("notices.title"), cls="text-2xl font-semibold"),
            button(
                icon("check"),
                t("notices.read_all"),
                **act("read-all", "/notifications/read", body='{"all":true}'),
            ),
            cls="flex flex-wrap items-center justify-between gap-3",
        ),
        _filters(notices),
        _wishes(screen.wishes),
        when(is_empty(notices.rows), lambda: _nothing(notices)),
        notice_list(notices.rows),
        earlier(notices, NoticesState.get_full_name()),
        cls="mx-auto max-w-2xl",
    )


def _filters(notices: Value) -> Node:
    return el(
        "nav",
        _filter(t("notices.all"), HREF, pick(notices.is_unread_only, "false", "page")),
        _filter(
            t("notices.unread"), HREF + "?unread=1", pick(notices.is_unread_only, "page", "false")
        ),
        aria_label=t("notices.filter"),
        cls="mt-4 flex gap-1",
    )


def _wishes(wishes: Value) -> Node:
    """Above the list: what stands under one that grows is never reached."""
    return el(
        "details",
        el(
            "summary",
            icon("settings", "!size-4"),
            t("notices.wishes"),
            cls="flex min-h-9 w-fit items-center gap-2 rounded-lg px-3 text-sm cursor-pointer "
            "text-text-secondary list-none hover:bg-surface-hover "
            "[&::-webkit-details-marker]:hidden",
        ),
        panel(
            el("p", t("notices.wishes_text"), cls="pt-3 text-sm text-text-secondary"),
            forms.rows(wishes, wish_switch),
            cls="mt-1 px-4",
        ),
        cls="mt-1",
    )


def _filter(label: Value, href: str, current: Value) -> Node:
    return el(
        "a",
        label,
        href=href,
        aria_current=current,
        cls="inline-flex min-h-9 items-center rounded-lg px-3 text-sm font-medium "
        "text-text-secondary hover:bg-surface-hover aria-[current=page]:bg-surface-active "
        "aria-[current=page]:text-text-primary",
    )


def _nothing(notices: Value) -> Node:
    return empty(
        "bell",
        pick(notices.is_unread_only, t("notices.nothing_unread"), t("notices.nothing")),
        t("notices.nothing_text"),
    )


PAGE = Page(HREF, "notices.title", draw, NoticesState, load_notices)
