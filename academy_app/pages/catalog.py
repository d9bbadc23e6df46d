"""/courses: every course the member may see, with search and tags."""

from urllib.parse import quote

import reflex as rx
from reflex.vars import Var

from academy_app.components import course
from academy_app.components.el import Node, Value, each, el, fragment, is_html, pick, t, when
from academy_app.components.kit import INPUT, button, empty, icon, link_button
from academy_app.pages.page import Page, Screen
from academy_app.state.catalog import CatalogState, load_catalog

_CHIP = (
    "inline-flex min-h-9 items-center rounded-full border border-border-medium px-3.5 text-sm "
    "hover:bg-surface-hover aria-[current=true]:border-transparent "
    "aria-[current=true]:bg-surface-inverted aria-[current=true]:text-text-inverted"
)


def draw(screen: Screen) -> Node:
    catalog = screen.catalog
    return fragment(
        el("h1", t("catalog.title"), cls="text-2xl font-semibold"),
        _search(catalog, screen.searched),
        _tags(catalog),
        el(
            "p",
            t("catalog.found", count=catalog.total),
            role="status",
            cls="mt-5 mb-3 text-sm text-text-secondary",
        ),
        when(
            catalog.total == 0,
            lambda: empty(
                "search",
                t("catalog.nothing"),
                t("catalog.nothing_text"),
                link_button(t("catalog.show_all"), href="/courses", on_click=_emptied()),
            ),
            lambda: fragment(
                el("h2", t("catalog.results"), cls="sr-only"), course.cards(catalog.courses)
            ),
        ),
    )


def _search(catalog: Value, on_search: Value) -> Node:
    """A plain form, so it also works before the live page; there it searches as one types."""
    typed = {} if is_html() else {"on_change": on_search.debounce(150)}
    return el(
        "form",
        el("label", t("catalog.search"), html_for="catalog-search", cls="sr-only"),
        el(
            "input",
            id="catalog-search",
            name="q",
            type="search",
            max_length=100,
            default_value=catalog.query,
            placeholder=t("catalog.search"),
            auto_complete="off",
            cls=INPUT,
            **typed,
        ),
        when(catalog.tag != "", lambda: el("input", type="hidden", name="tag", value=catalog.tag)),
        button(
            icon("search"), el("span", t("catalog.search_button"), cls="sr-only"), type="submit"
        ),
        action="/courses",
        role="search",
        cls="mt-4 flex max-w-xl gap-2",
    )


def _emptied() -> Value:
    """The search field forgets its words along with the page."""
    return None if is_html() else rx.set_value("catalog-search", "")


def _tags(catalog: Value) -> Node:
    return el(
        "nav",
        el(
            "a",
            t("catalog.all_tags"),
            href="/courses",
            on_click=_emptied(),
            aria_current=pick(catalog.tag == "", "true", "false"),
            cls=_CHIP,
        ),
        each(
            catalog.tags,
            lambda tag: el(
                "a",
                tag,
                href=_tag_href(tag),
                on_click=_emptied(),
                aria_current=pick(catalog.tag == tag, "true", "false"),
                key=tag,
                cls=_CHIP,
            ),
        ),
        aria_label=t("catalog.tags"),
        cls="mt-4 flex flex-wrap gap-2",
    )


def _tag_href(tag: Value) -> Value:
    if is_html():
        return f"/courses?tag={quote(tag, safe='')}"
    encoded: Var[str] = Var(
        _js_expr=f"encodeURIComponent({tag!s})", _var_data=tag._get_all_var_data()
    )
    return "/courses?tag=" + encoded.to(str)


PAGE = Page("/courses", "catalog.title", draw, CatalogState, load_catalog)
