"""/teach: the courses that one writes, with what has become of them."""

from academy_app.components import forms, teach
from academy_app.components.el import Node, el, is_empty, t, when
from academy_app.components.kit import LINK, empty
from academy_app.pages.page import Page, Screen
from academy_app.state.teach import TeachState, load_teaching


def draw(screen: Screen) -> Node:
    teaching = screen.teaching
    return el(
        "div",
        el("h1", t("teach.title"), cls="text-2xl font-semibold"),
        el("p", t("teach.intro"), cls="mt-1 text-text-secondary"),
        teach.tools(),
        teach.new_course(),
        el("p", el("a", t("teach.import"), href="/imports", cls=LINK), cls="mb-4 text-sm"),
        when(
            is_empty(teaching.courses),
            lambda: empty("cap", t("teach.none"), t("teach.none_text")),
            lambda: teach.listed(teaching),
        ),
        when(is_empty(teaching.deleted), None, lambda: teach.deleted_courses(teaching.deleted)),
        forms.refresher(screen.opened),
        cls="mx-auto max-w-4xl",
    )


PAGE = Page("/teach", "teach.title", draw, TeachState, load_teaching)
