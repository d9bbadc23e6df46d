"""/categories: where members talk, in which order, opened to whom. For admins."""

from academy_app.components import forms
from academy_app.components.categories import category_row, dragged_order, keeping
from academy_app.components.category_form import new_fields
from academy_app.components.el import Node, Value, each, el, fragment, is_empty, t, when
from academy_app.components.kit import empty, icon
from academy_app.pages.page import Page, Screen
from academy_app.state.categories import CategoriesState, load_categories


def draw(screen: Screen) -> Node:
    categories = screen.categories
    return el(
        "div",
        el("h1", t("categories.title"), cls="text-2xl font-semibold"),
        el("p", t("categories.intro"), cls="mt-1 text-text-secondary"),
        _new(categories),
        when(
            is_empty(categories.rows),
            lambda: empty("chat", t("categories.none"), t("categories.none_text")),
            lambda: _list(categories.rows),
        ),
        forms.refresher(screen.opened),
        keeping(),
        cls="mx-auto max-w-3xl",
    )


def _new(categories: Value) -> Node:
    return el(
        "details",
        el(
            "summary",
            icon("plus"),
            t("categories.new"),
            cls="inline-flex min-h-9 cursor-pointer list-none items-center gap-2 rounded-lg "
            "bg-surface-submit px-3 text-sm font-medium text-white "
            "hover:bg-surface-submit-hover [&::-webkit-details-marker]:hidden",
        ),
        forms.api_form(
            new_fields(
                categories.groups,
                el("div", forms.submit(t("categories.create"))),
            ),
            forms.done(t("categories.created")),
            to="/community/categories",
            name="new-category",
            cls="mt-4 flex flex-col gap-5 rounded-2xl border border-border-light "
            "bg-surface-primary p-5",
            data_refresh="refresh",
        ),
        cls="my-6",
    )


def _list(rows: Value) -> Node:
    return fragment(
        el(
            "ul",
            each(rows, category_row),
            role="list",
            aria_label=t("categories.title"),
            data_order="order",
            cls="divide-y divide-border-light",
        ),
        el("p", role="status", data_tells="", cls="sr-only"),
        dragged_order(),
    )


PAGE = Page("/categories", "categories.title", draw, CategoriesState, load_categories)
