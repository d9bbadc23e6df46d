"""The list of what a member has begun to write."""

from pathlib import Path

import reflex as rx

from academy_app.components import live as _live  # noqa: F401  its modules are imported by ours
from academy_app.components.el import Node, Value, ago, el, fragment, live_only, pick, t, when
from academy_app.components.forms import API
from academy_app.components.kit import button, icon, link_button
from academy_app.components.scripts import linked


class DraftsKeeper(rx.Component):
    """drafts.js: throws drafts away, and brings them back until the page is left."""

    library = linked(Path(__file__).with_name("drafts.js"))
    tag = "DraftsKeeper"

    state: rx.Var[str]
    api: rx.Var[str]


def drafts_keeper(state: str) -> Node:
    """`state` is the full name of the page's state."""
    return DraftsKeeper.create(state=state, api=API)


def draft_row(row: Value, is_gone: Value) -> Node:
    return el(
        "li",
        el("div", _words(row, is_gone), cls="min-w-0 flex-1"),
        live_only(
            lambda: button(
                icon(pick(is_gone, "undo", "trash"), "!size-4"),
                el(
                    "span",
                    pick(is_gone, t("drafts.undo"), t("drafts.delete")),
                    cls="max-sm:sr-only",
                ),
                data_draft=row.key,
                cls="shrink-0",
            )
        ),
        key=row.key,
        cls="flex items-start gap-3 py-4",
    )


def _words(row: Value, is_gone: Value) -> Node:
    return fragment(
        el("p", _place(row), cls="text-sm text-text-secondary wrap-anywhere"),
        el(
            "div",
            when(row.title != "", lambda: el("p", row.title, cls="mt-1 font-medium wrap-anywhere")),
            when(
                row.href != "",
                lambda: fragment(
                    el("p", row.excerpt, cls="mt-1 line-clamp-2 text-sm wrap-anywhere"),
                    link_button(t("drafts.write_on"), href=row.href, cls="mt-3"),
                ),
                lambda: fragment(
                    el("p", t("drafts.place_gone"), cls="mt-1 text-sm text-text-secondary"),
                    el(
                        "p",
                        row.body,
                        cls="mt-2 max-h-60 overflow-y-auto rounded-xl bg-surface-tertiary p-3 "
                        "text-sm whitespace-pre-wrap wrap-anywhere",
                        tab_index=0,
                    ),
                ),
            ),
            cls=pick(is_gone, "hidden", ""),
        ),
        el(
            "p",
            when(is_gone, lambda: t("drafts.is_gone")),
            role="status",
            cls="mt-1 text-sm text-text-secondary empty:hidden",
        ),
    )


def _place(row: Value) -> Node:
    """What it would become, and where."""
    kinds = (("new", "editor.new_thread"), ("thread", "drafts.reply"), ("post", "drafts.edit"))
    return fragment(
        *[when(row.kind == kind, lambda key=key: t(key)) for kind, key in kinds],
        when(row.kind == "lesson", lambda: t("editor.new_question")),
        when(row.place != "", lambda: fragment(" · ", el("span", row.place))),
        " · ",
        ago(row.updated_at),
    )
