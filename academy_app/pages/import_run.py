"""/imports/<id>: one import: how far it is, its report, and the step from rehearsal to the real."""

from academy_app.components import forms
from academy_app.components import imports as looks
from academy_app.components.el import Node, el, live_only, t, when
from academy_app.components.kit import LINK
from academy_app.pages.page import Page, Screen
from academy_app.state.imports import ImportState, load_import


def draw(screen: Screen) -> Node:
    page = screen.bringing
    return el(
        "div",
        el("a", t("imports.title"), href="/imports", cls=LINK + " text-sm"),
        looks.heading(page),
        when(page.is_underway, lambda: looks.under_way(page)),
        when(page.run.error != "", lambda: looks.failure(page)),
        when(page.run.state == "done", lambda: looks.summary(page)),
        when(page.can_run, lambda: looks.step_on(page)),
        when(page.has_report, lambda: looks.report(page)),
        when(page.is_underway, None, lambda: looks.removal(page)),
        forms.refresher(screen.opened),
        forms.confirmation(),
        live_only(lambda: looks.watcher(page)),
        cls="mx-auto max-w-4xl",
    )


PAGE = Page(
    "/imports/[run]",
    "imports.title",
    draw,
    ImportState,
    load_import,
    title_of=lambda screen: screen.bringing.run.name,
)
