"""Notifications: the bell in the header, the list, the wishes."""

from pathlib import Path

import reflex as rx

from academy_app.components.acts import act, json_of
from academy_app.components.el import (
    Node,
    Value,
    ago,
    date,
    each,
    el,
    here,
    is_html,
    pick,
    t,
    t_of,
    when,
)
from academy_app.components.forms import API
from academy_app.components.kit import avatar, icon, link_button
from academy_app.components.scripts import linked

HREF = "/notifications"
_HERE = Path(__file__).parent
# What notices.js imports.
linked(_HERE / "live" / "reducers.js")
linked(_HERE / "notice_list.js")


class Earlier(rx.Component):
    """Fetches the list's next page into it, and lets it take in what is new; see notices.js."""

    library = linked(_HERE / "notices.js")
    tag = "Earlier"

    state: rx.Var[str]
    next: rx.Var[str]
    is_unread_only: rx.Var[bool]
    api: rx.Var[str]


def bell_link(bell: Value) -> Node:
    """Leads to the notifications, and says how many are unread."""
    label = pick(
        bell.unread != 0, t("notices.bell_unread", count=bell.unread), t("notices.bell_none")
    )
    return el(
        "a",
        icon("bell"),
        when(
            bell.unread != 0,
            lambda: el(
                "span",
                bell.shown,
                aria_hidden="true",
                cls="absolute -top-0.5 start-1/2 min-w-4.5 rounded-full bg-surface-destructive "
                "px-1 text-center text-[0.6875rem] leading-4.5 font-semibold whitespace-nowrap "
                "text-white",
            ),
        ),
        href=HREF,
        id="bell",
        aria_label=label,
        title=label,
        aria_current=pick(here() == HREF, "page", "false"),
        cls="relative inline-flex size-9 shrink-0 items-center justify-center rounded-lg "
        "text-text-secondary hover:bg-surface-hover aria-[current=page]:bg-surface-active "
        "aria-[current=page]:text-text-primary",
    )


def notice_list(rows: Value) -> Node:
    return el("ol", each(rows, notice_row), role="list", cls="flex flex-col")


def earlier(notices: Value, state: str) -> Node:
    """The link to the next page. On the live page, `state` being the name of the page's state,
    that page joins the list."""
    link = when(
        notices.next_href != "",
        lambda: link_button(t("notices.more"), href=notices.next_href, cls="mt-6"),
    )
    if is_html():
        return link
    return Earlier.create(
        link, state=state, next=notices.next, is_unread_only=notices.is_unread_only, api=API
    )


def notice_row(row: Value) -> Node:
    """What happened, as a link to where; following it reads it."""
    return el(
        "li",
        when(
            row.opens != "",
            lambda: el(
                "h2",
                date(row.opens),
                cls="mt-6 mb-1 px-3 text-sm font-semibold text-text-secondary",
            ),
        ),
        el(
            "div",
            _link(row),
            when(row.is_unread, lambda: _read_button(row)),
            cls=pick(
                row.is_unread,
                "flex items-center rounded-xl bg-surface-primary-alt hover:bg-surface-hover",
                "flex items-center rounded-xl hover:bg-surface-hover",
            ),
        ),
        key=row.id,
        cls="mt-1",
    )


def _link(row: Value) -> Node:
    return el(
        "a",
        avatar(row.name, row.initials, row.picture, row.colour),
        el(
            "span",
            when(row.is_unread, lambda: el("span", t("notices.is_unread"), cls="sr-only")),
            el(
                "span",
                t_of(row.text, name=row.name, title=row.title, count=row.count),
                cls=pick(row.is_unread, "block font-medium", "block"),
            ),
            ago(row.at, "block text-sm text-text-secondary"),
            cls="min-w-0 flex-1 wrap-anywhere",
        ),
        href=row.href,
        id=f"notice-{row.id}",
        cls="flex min-w-0 flex-1 items-center gap-3 rounded-xl px-3 py-2.5",
        **_reads(row),
    )


def _read_button(row: Value) -> Node:
    return el(
        "button",
        el("span", cls="size-2.5 rounded-full bg-accent", aria_hidden="true"),
        type="button",
        aria_label=t("notices.read_one"),
        title=t("notices.read_one"),
        cls="me-1 inline-flex size-9 shrink-0 items-center justify-center rounded-lg "
        "cursor-pointer hover:bg-surface-active aria-busy:cursor-progress",
        **_reads(row, leads=f"notice-{row.id}"),
    )


def _reads(row: Value, **more: Value) -> dict[str, Value]:
    return act(
        "read",
        "/notifications/read",
        target=row.id,
        body='{"ids":[' + json_of(row.id) + "]}",
        **more,
    )


def wish_switch(wish: Value) -> Node:
    """Turns one kind on or off."""
    return el(
        "li",
        el("span", t_of(wish.text), id=f"wish-{wish.kind}", cls="min-w-0"),
        el(
            "button",
            el(
                "span",
                cls="block size-5 rounded-full bg-white shadow transition-transform "
                "group-aria-checked:translate-x-5 rtl:group-aria-checked:-translate-x-5",
            ),
            type="button",
            role="switch",
            aria_labelledby=f"wish-{wish.kind}",
            cls="group inline-flex h-6 w-11 shrink-0 items-center rounded-full bg-border-heavy "
            "px-0.5 cursor-pointer aria-checked:bg-accent aria-busy:cursor-progress",
            **act(
                "wish",
                "/notifications/wishes",
                target=wish.kind,
                body='{"' + wish.kind + '":true}',
                body_off='{"' + wish.kind + '":false}',
                is_on=wish.is_on,
                is_switch=True,
            ),
        ),
        key=wish.kind,
        cls="flex items-center justify-between gap-4 py-3",
    )
