"""/drafts: what the member has begun to write."""

from academy_app.components import forms
from academy_app.components.drafts import draft_row, drafts_keeper
from academy_app.components.el import Node, el, has, is_empty, live_only, t, when
from academy_app.components.kit import empty, link_button
from academy_app.core.hrefs import feed_href
from academy_app.pages.page import Page, Screen
from academy_app.state.drafts import DraftsState, load_drafts


def draw(screen: Screen) -> Node:
    return el(
        "div",
        el("h1", t("drafts.title"), cls="text-2xl font-semibold"),
        el("p", t("drafts.text"), cls="mt-1 mb-4 text-text-secondary"),
        when(
            is_empty(screen.drafts),
            lambda: empty(
                "pencil",
                t("drafts.nothing"),
                t("drafts.nothing_text"),
                link_button(t("bookmarks.to_feed"), href=feed_href(), look="primary"),
            ),
        ),
        forms.rows(screen.drafts, lambda row: draft_row(row, has(screen.gone, row.key))),
        live_only(lambda: drafts_keeper(DraftsState.get_full_name())),
        cls="mx-auto max-w-2xl",
    )


PAGE = Page("/drafts", "drafts.title", draw, DraftsState, load_drafts)
