"""/categories/[category]: one category, to be changed by admins."""

from academy_app.components import forms
from academy_app.components.categories import back, keeping, mark
from academy_app.components.category_form import fields
from academy_app.components.el import Node, Value, el, t, when
from academy_app.components.kit import LINK
from academy_app.components.membership import section
from academy_app.pages.page import Page, Screen
from academy_app.state.categories import CategoryState, load_category


def draw(screen: Screen) -> Node:
    category = screen.category
    row = category.row
    return el(
        "div",
        back(t("categories.title"), "/categories"),
        el(
            "h1",
            mark(row.colour, row.icon),
            el("span", row.name, cls="min-w-0 wrap-anywhere"),
            cls="flex items-center gap-3 text-2xl font-semibold",
        ),
        el(
            "p",
            el("a", t("categories.open"), href=row.href, cls=LINK),
            cls="mt-1 mb-6 text-sm",
        ),
        forms.api_form(
            fields(category, el("div", forms.submit(t("account.save")))),
            forms.done(t("account.saved")),
            to=f"/community/categories/{row.id}",
            name="category-form",
            cls="flex flex-col gap-5",
            key=row.id,
            data_method="PATCH",
            data_refresh="refresh",
            data_keep="",
        ),
        el("div", _end(row), cls="mt-8"),
        forms.confirmation(),
        forms.refresher(screen.opened),
        keeping(),
        cls="mx-auto max-w-2xl",
    )


def _end(row: Value) -> Node:
    """Closing a category, and what can be done with an empty one."""
    return el(
        "div",
        when(
            row.is_archived,
            lambda: section(
                t("categories.archived"),
                t("categories.archived_text"),
                _form(
                    row,
                    "/archive",
                    t("categories.unarchive"),
                    name="unarchive-category",
                    data_method="DELETE",
                    data_refresh="refresh",
                ),
                name="archive",
            ),
            lambda: section(
                t("categories.archive"),
                t("categories.archive_text"),
                _form(
                    row,
                    "/archive",
                    t("categories.archive_submit"),
                    name="archive-category",
                    data_method="PUT",
                    data_refresh="refresh",
                    data_confirm=t("categories.archive_question", name=row.name),
                ),
                name="archive",
            ),
        ),
        section(
            t("categories.delete"),
            None,
            when(
                row.is_empty,
                lambda: _form(
                    row,
                    "",
                    t("categories.delete_submit"),
                    name="delete-category",
                    data_method="DELETE",
                    data_next="/categories",
                    data_confirm=t("categories.delete_question", name=row.name),
                ),
                lambda: el("p", t("category.not_empty"), cls="mt-1 text-sm text-text-secondary"),
            ),
            name="delete",
        ),
    )


def _form(row: Value, path: str, label: Value, **props: Value) -> Node:
    return forms.api_form(
        el("div", forms.submit(label, look="secondary"), cls="mt-2"),
        to=f"/community/categories/{row.id}{path}",
        **props,
    )


PAGE = Page(
    "/categories/[category]",
    "categories.title",
    draw,
    CategoryState,
    load_category,
    title_of=lambda screen: screen.category.row.name,
)
