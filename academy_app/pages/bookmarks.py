"""/bookmarks: the posts that the member has kept."""

from academy_app.components import forms
from academy_app.components.bookmarks import bookmark_row, bookmarks_keeper
from academy_app.components.el import Node, el, is_empty, live_only, t, when
from academy_app.components.kit import empty, link_button
from academy_app.core.hrefs import feed_href
from academy_app.pages.page import Page, Screen
from academy_app.state.bookmarks import BookmarksState, load_bookmarks


def draw(screen: Screen) -> Node:
    bookmarks = screen.bookmarks
    return el(
        "div",
        el("h1", t("bookmarks.title"), cls="mb-4 text-2xl font-semibold"),
        when(
            is_empty(bookmarks.rows),
            lambda: empty(
                "bookmark",
                t("bookmarks.nothing"),
                t("bookmarks.nothing_text"),
                link_button(t("bookmarks.to_feed"), href=feed_href(), look="primary"),
            ),
        ),
        forms.rows(bookmarks.rows, lambda row: bookmark_row(row, screen.let_go)),
        when(
            bookmarks.next_href != "",
            lambda: link_button(
                t("bookmarks.more"), href=bookmarks.next_href, data_more="", cls="mt-6"
            ),
        ),
        forms.refresher(screen.opened),
        live_only(lambda: bookmarks_keeper(BookmarksState.get_full_name())),
        cls="mx-auto max-w-2xl",
    )


PAGE = Page("/bookmarks", "bookmarks.title", draw, BookmarksState, load_bookmarks)
