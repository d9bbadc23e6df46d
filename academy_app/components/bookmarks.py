"""Bookmarks: the button on a post, and the page of those that were kept."""

from pathlib import Path

import reflex as rx

from academy_app.components import forms
from academy_app.components import live as _live  # noqa: F401  its modules are imported by ours
from academy_app.components.acts import act, json_of
from academy_app.components.el import Node, Value, date, el, has, no, pick, t
from academy_app.components.kit import LINK, avatar, icon
from academy_app.components.scripts import linked

_MODULES = {
    name: linked(Path(__file__).with_name(name)) for name in ("bookmarks_list.js", "bookmarks.js")
}


def bookmark_button(post_id: Value, is_kept: Value, note: Value = None) -> Node:
    """Keeps a post or lets it go; with `note`, keeps it with this note again."""
    return el(
        "button",
        el("span", icon("bookmark"), cls="flex group-aria-pressed:hidden"),
        el("span", icon("bookmark-on"), cls="hidden group-aria-pressed:flex"),
        type="button",
        aria_label=t("bookmarks.keep"),
        title=t("bookmarks.keep"),
        cls="group inline-flex size-9 shrink-0 items-center justify-center rounded-lg "
        "cursor-pointer text-text-secondary hover:bg-surface-hover aria-pressed:text-accent "
        "aria-busy:cursor-progress",
        **act(
            "bookmark",
            f"/community/posts/{post_id}/bookmark",
            target=post_id,
            is_on=is_kept,
            body=None if note is None else '{"note":' + json_of(note) + "}",
        ),
    )


class BookmarksKeeper(rx.Component):
    """bookmarks.js."""

    library = _MODULES["bookmarks.js"]
    tag = "BookmarksKeeper"

    state: rx.Var[str]
    api: rx.Var[str]


def bookmarks_keeper(state: str) -> Node:
    """`state` is the full name of the page's state."""
    return BookmarksKeeper.create(state=state, api=forms.API)


def bookmark_row(row: Value, let_go: Value) -> Node:
    """`let_go` are the posts whose bookmarks are gone meanwhile. That can be undone by the same
    button, until the page is left."""
    return el(
        "li",
        el(
            "div",
            el(
                "p",
                el("a", row.title, href=row.href, cls=LINK + " font-medium"),
                cls="wrap-anywhere",
            ),
            el(
                "p",
                avatar(row.name, row.initials, row.picture, row.colour, "!size-5 !text-[0.625rem]"),
                el("span", row.name, cls="truncate"),
                el("span", t("bookmarks.kept_on", day=date(row.at)), cls="shrink-0"),
                cls="mt-1 flex items-center gap-2 text-sm text-text-secondary",
            ),
            el("p", row.excerpt, cls="mt-2 line-clamp-2 text-sm wrap-anywhere"),
            _note(row),
            el(
                "p",
                t("bookmarks.let_go"),
                role="status",
                cls="mt-2 hidden text-sm text-text-secondary "
                "group-has-[[data-act=bookmark][aria-pressed=false]]/row:block",
            ),
            cls="min-w-0 flex-1",
        ),
        bookmark_button(row.post_id, is_kept=no(has(let_go, row.post_id)), note=row.note),
        key=row.post_id,
        cls="group/row flex items-start gap-3 py-4",
    )


def _note(row: Value) -> Node:
    """One's own words, and the form that changes them."""
    return el(
        "details",
        el(
            "summary",
            icon("pencil", "!size-4"),
            el(
                "span",
                pick(row.note != "", row.note, t("bookmarks.add_note")),
                cls="min-w-0 whitespace-pre-line wrap-anywhere",
            ),
            cls="mt-2 flex w-fit max-w-full items-center gap-2 rounded-lg bg-surface-tertiary "
            "px-2.5 py-1 text-sm cursor-pointer list-none hover:bg-surface-hover "
            "[&::-webkit-details-marker]:hidden",
        ),
        forms.api_form(
            forms.text_area(
                f"note-{row.post_id}-",
                "note",
                t("bookmarks.note"),
                row.note,
                t("bookmarks.note_hint"),
            ),
            el("div", forms.submit(t("bookmarks.save"), look="secondary")),
            forms.done(t("account.saved")),
            to=f"/community/posts/{row.post_id}/bookmark",
            name=f"note-form-{row.post_id}",
            cls="mt-3 flex flex-col gap-3",
            data_method="PUT",
            data_refresh="refresh",
            data_keep="",
        ),
    )
