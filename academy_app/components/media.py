"""The library of images and files."""

from academy_app.components import forms
from academy_app.components.el import (
    Node,
    Value,
    beyond_the_router,
    date,
    each,
    el,
    fragment,
    is_empty,
    is_html,
    live_only,
    n,
    pick,
    t,
    t_of,
    when,
)
from academy_app.components.kit import INPUT, button, icon
from academy_app.core.hrefs import media_href

HEADING = "media-title"


def kinds(media: Value) -> Node:
    """Images or files."""
    return el(
        "nav",
        *[
            el(
                "a",
                label,
                href=media_href(kind),
                aria_current=pick(media.kind == kind, "page", "false"),
                cls="inline-flex min-h-9 items-center rounded-lg px-3 text-sm font-medium "
                "text-text-secondary hover:bg-surface-hover aria-[current=page]:bg-surface-active "
                "aria-[current=page]:text-text-primary",
            )
            for kind, label in (("images", t("media.images")), ("files", t("media.files")))
        ],
        aria_label=t("media.kinds"),
        cls="flex gap-1",
    )


def search(media: Value) -> Node:
    return el(
        "form",
        el("label", t("media.search"), html_for="media-search", cls="sr-only"),
        el("input", type="hidden", name="kind", **_value(media.kind)),
        el(
            "input",
            id="media-search",
            name="q",
            type="search",
            max_length=100,
            placeholder=t("media.search"),
            auto_complete="off",
            cls=INPUT,
            **_value(media.query),
        ),
        button(icon("search"), el("span", t("media.search"), cls="sr-only"), type="submit"),
        action="/teach/media",
        role="search",
        data_get="",
        key=media.kind,
        cls="flex min-w-0 flex-1 basis-60 gap-2 sm:max-w-sm",
    )


def _value(value: Value) -> dict[str, Value]:
    return {"value": value} if is_html() else {"default_value": value}


def media_row(row: Value, uses: Value, on_asked: Value) -> Node:
    return el(
        "li",
        _picture(row),
        el(
            "div",
            el(
                "p",
                el(
                    "a",
                    pick(row.name != "", row.name, t("media.no_name")),
                    href=row.href,
                    target="_blank",
                    **beyond_the_router(),
                    cls="font-medium hover:underline",
                ),
                cls="wrap-anywhere",
            ),
            _facts(row),
            when(
                row.uses == 0,
                lambda: el("p", t("media.unused"), cls="mt-1 text-sm text-text-secondary"),
                lambda: _used(row, uses, on_asked),
            ),
            cls="min-w-0 flex-1",
        ),
        when(row.uses == 0, lambda: _delete(row)),
        key=row.key,
        cls="flex flex-wrap items-start gap-4 py-4",
    )


def _picture(row: Value) -> Node:
    return when(
        row.thumbnail != "",
        lambda: el(
            "img",
            src=row.thumbnail,
            alt="",
            loading="lazy",
            decoding="async",
            cls="size-20 shrink-0 rounded-lg border border-border-light bg-surface-tertiary "
            "object-cover",
        ),
        lambda: el(
            "span",
            icon("paperclip"),
            cls="flex size-12 shrink-0 items-center justify-center rounded-lg bg-surface-tertiary "
            "text-text-secondary",
        ),
    )


def _facts(row: Value) -> Node:
    return el(
        "p",
        el("span", t("lesson.kilobytes", size=n(row.kilobytes))),
        when(
            row.width != 0,
            lambda: el("span", t("media.sides", width=n(row.width), height=n(row.height))),
        ),
        when(row.at != "", lambda: el("span", date(row.at))),
        when(row.owner != "", lambda: el("span", t("media.by", name=row.owner))),
        cls="mt-1 flex flex-wrap gap-x-3 text-sm text-text-secondary",
    )


def _used(row: Value, uses: Value, on_asked: Value) -> Node:
    """How often; where, when it is asked for."""
    count = t("media.uses", count=row.uses)
    return fragment(
        el("p", count, cls="mt-1 text-sm") if is_html() else None,
        live_only(
            lambda: button(
                icon("chevron-down", "!size-4"),
                count,
                look="ghost",
                cls="-ms-3 mt-1",
                aria_expanded=pick(uses.of == row.key, "true", "false"),
                on_click=on_asked(row.key),
            )
        ),
        live_only(lambda: when(uses.of == row.key, lambda: _places(uses))),
    )


def _places(uses: Value) -> Node:
    return el(
        "div",
        el(
            "ul",
            each(uses.rows, _place),
            role="list",
            cls="flex flex-col gap-1",
        ),
        when(
            uses.hidden != 0,
            lambda: el(
                "p", t("media.hidden", count=uses.hidden), cls="mt-1 text-sm text-text-secondary"
            ),
        ),
        role="status",
        cls="mt-1",
    )


def _place(use: Value) -> Node:
    return el(
        "li",
        el("span", t_of(use.label), cls="text-text-secondary"),
        " ",
        el("a", use.title, href=use.href, cls="hover:underline"),
        key=use.key,
        cls="text-sm wrap-anywhere",
    )


def _delete(row: Value) -> Node:
    return forms.api_form(
        forms.submit(t("media.delete"), look="secondary"),
        to=f"/teach/media/images/{row.id}",
        name=f"delete-{row.id}",
        cls="text-end",
        data_method="DELETE",
        data_confirm=t("media.delete_question"),
        data_refresh="refresh",
    )


def rows(media: Value, uses: Value, on_asked: Value) -> Node:
    return when(
        is_empty(media.rows),
        None,
        lambda: forms.rows(media.rows, lambda row: media_row(row, uses, on_asked)),
    )
