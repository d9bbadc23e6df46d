"""/teach/media: the images and files that one has brought along, and where they stand."""

from academy_app.components import forms, media
from academy_app.components.el import Node, el, is_empty, t, when
from academy_app.components.kit import empty, link_button
from academy_app.pages.page import Page, Screen
from academy_app.state.media import MediaState, load_media


def draw(screen: Screen) -> Node:
    shown = screen.media
    return el(
        "div",
        el("a", t("teach.title"), href="/teach", cls="text-sm text-text-secondary hover:underline"),
        el("h1", t("media.title"), id=media.HEADING, tab_index=-1, cls="text-2xl font-semibold"),
        el("p", t("media.intro"), cls="mt-1 text-text-secondary"),
        el(
            "div",
            media.kinds(shown),
            media.search(shown),
            cls="my-4 flex flex-wrap items-center justify-between gap-3",
        ),
        when(
            is_empty(shown.rows),
            lambda: when(
                shown.query != "",
                lambda: empty("search", t("media.not_found"), t("media.not_found_text")),
                lambda: empty("paperclip", t("media.none"), t("media.none_text")),
            ),
        ),
        media.rows(shown, screen.uses, screen.asked),
        when(
            shown.next_href != "",
            lambda: link_button(t("media.more"), href=shown.next_href, cls="mt-4"),
        ),
        forms.confirmation(),
        forms.refresher(screen.opened),
        cls="mx-auto max-w-4xl",
    )


PAGE = Page("/teach/media", "media.title", draw, MediaState, load_media)
