"""/teach/<course>/access: who may enter, and when its parts open."""

from academy_app.components import forms, teaching
from academy_app.components.el import Node, el, is_empty, t, when
from academy_app.components.membership import nothing_yet, section
from academy_app.components.teaching import access
from academy_app.pages.page import Page, Screen
from academy_app.state.teaching import AccessState, load_access


def draw(screen: Screen) -> Node:
    page = screen.access
    return el(
        "div",
        teaching.heading(page.course, "access"),
        section(t("access.title"), t("access.intro"), access.form(page), name="who"),
        section(
            t("access.openings"),
            t("access.openings_text"),
            when(is_empty(page.modules), lambda: nothing_yet(t("access.no_modules"))),
            access.openings(page),
            name="openings",
        ),
        forms.refresher(screen.opened),
        cls="mx-auto max-w-4xl",
    )


PAGE = Page(
    "/teach/[course]/access",
    "teach.access",
    draw,
    AccessState,
    load_access,
    title_of=lambda screen: screen.access.course.title,
)
