"""/search: posts, replies, lessons and transcripts by their words."""

from academy_app.components import search as parts
from academy_app.components.el import Node, el, fragment, is_empty, t, when
from academy_app.pages.page import Page, Screen
from academy_app.state.search import SearchState, load_search


def draw(screen: Screen) -> Node:
    page = screen.search
    return fragment(
        el("h1", t("search.title"), cls="text-2xl font-semibold"),
        parts.form(page),
        when(
            page.query == "",
            parts.nothing_asked,
            lambda: fragment(
                parts.kinds(page),
                when(
                    is_empty(page.hits),
                    lambda: parts.nothing_found(page),
                    lambda: parts.results(page),
                ),
            ),
        ),
    )


PAGE = Page("/search", "search.title", draw, SearchState, load_search)
