"""/imports: bring a course or a community in from elsewhere, and take one along."""

from academy_app.components import imports as looks
from academy_app.components.el import Node, el, t
from academy_app.pages.page import Page, Screen
from academy_app.state.imports import ImportsState, load_imports


def draw(screen: Screen) -> Node:
    imports = screen.imports
    return el(
        "div",
        el("h1", t("imports.title"), cls="text-2xl font-semibold"),
        el("p", t("imports.intro"), cls="mt-1 text-text-secondary"),
        looks.upload(imports),
        looks.past(imports.rows),
        looks.exports(imports),
        cls="mx-auto max-w-4xl",
    )


PAGE = Page("/imports", "imports.title", draw, ImportsState, load_imports)
