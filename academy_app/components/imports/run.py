"""One import: how far it is, and the step from the dry run to the real."""

from pathlib import Path

import reflex as rx

from academy_app.components import forms
from academy_app.components.el import (
    Node,
    Value,
    date_time,
    each,
    either,
    el,
    is_empty,
    no,
    pick,
    t,
    t_of,
    t_with,
    when,
)
from academy_app.components.imports.words import key_of, state
from academy_app.components.kit import field, icon, link_button, panel
from academy_app.components.scripts import linked

_MODULE = linked(Path(__file__).with_name("imports.js"))


class ImportWatch(rx.Component):
    """imports.js."""

    library = _MODULE
    tag = "ImportWatch"

    address: rx.Var[str]
    underway: rx.Var[bool]


def watcher(page: Value) -> Node:
    return ImportWatch.create(
        address=f"{forms.API}/imports/{page.run.id}", underway=page.is_underway
    )


def heading(page: Value) -> Node:
    return el(
        "header",
        el("h1", page.run.name, cls="mt-2 text-2xl font-semibold wrap-anywhere"),
        el(
            "p",
            state(page.run),
            el("span", t_of(key_of(f"import_format.{page.run.format}"))),
            el("span", date_time(page.run.at)),
            el("span", page.run.by),
            cls="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-text-secondary",
        ),
    )


def under_way(page: Value) -> Node:
    """The words and the bar are imports.js's to keep up, and so is what is read aloud."""
    return panel(
        el(
            "p",
            pick(page.run.is_rehearsal, t("imports.is_rehearsing"), t("imports.is_importing")),
            cls="font-medium",
        ),
        el(
            "progress",
            max=100,
            aria_label=t("imports.progress"),
            data_import_bar="",
            cls="mt-3 w-full",
        ),
        el("p", data_import_step="", cls="mt-2 min-h-6 text-sm wrap-anywhere"),
        el("p", data_import_said="", role="status", cls="sr-only"),
        el("p", t("imports.may_leave"), cls="mt-2 text-sm text-text-secondary"),
        cls="mt-6 p-5",
    )


def failure(page: Value) -> Node:
    return panel(
        el(
            "p",
            icon("alert", "!size-5 shrink-0 text-text-destructive"),
            el("span", t("imports.failed"), cls="font-medium"),
            cls="flex items-center gap-2",
        ),
        el("p", t_with(page.run.error, page.run.error_params), cls="mt-2 wrap-anywhere"),
        el("p", t("imports.failed_text"), cls="mt-2 text-sm text-text-secondary"),
        cls="mt-6 p-5",
        role="alert",
    )


def summary(page: Value) -> Node:
    return panel(
        el(
            "p",
            icon("check", "!size-5 shrink-0 text-accent"),
            el(
                "span",
                pick(page.run.is_rehearsal, t("imports.rehearsed"), t("imports.imported")),
                cls="font-medium",
            ),
            cls="flex items-center gap-2",
            role="status",
        ),
        when(
            no(page.run.is_rehearsal),
            lambda: el(
                "p",
                link_button(t("imports.look"), href=page.next_href, look="primary"),
                when(
                    page.is_community,
                    lambda: link_button(t("nav.members"), href="/members"),
                ),
                when(
                    page.run.format == "skool",
                    lambda: link_button(t("teach.title"), href="/teach"),
                ),
                cls="mt-4 flex flex-wrap gap-2",
            ),
        ),
        cls="mt-6 p-5",
    )


def step_on(page: Value) -> Node:
    """From what was rehearsed to the real: with what can still be chosen."""
    return forms.api_form(
        el("h2", t("imports.now_title"), cls="text-lg font-semibold"),
        when(is_empty(page.labels), None, lambda: _labels(page)),
        when(no(page.is_community), lambda: _title(page)),
        when(
            either(page.run.format == "skool", no(page.is_community)),
            lambda: forms.choices(
                t("imports.visible"),
                "publish",
                _choice("true", page.publish, t("imports.publish")),
                _choice("false", no(page.publish), t("imports.as_drafts")),
                cls="flex flex-wrap gap-x-6 gap-y-2",
            ),
        ),
        el("input", type="hidden", name="site", default_value=page.site),
        el("div", forms.submit(t("imports.now"))),
        to=f"/imports/{page.run.id}/run",
        name="import-now",
        cls="mt-6 flex flex-col gap-4 rounded-2xl border border-border-light "
        "bg-surface-primary p-5",
        data_refresh="refresh",
        data_keep="",
    )


def _choice(value: str, is_chosen: Value, label: Value) -> Node:
    return el(
        "label",
        forms.option("radio", "publish", value, is_chosen, data_json="", cls="size-4"),
        label,
        cls="flex min-h-8 cursor-pointer items-center gap-2 text-sm",
    )


def _title(page: Value) -> Node:
    return field(
        "title",
        t("imports.course_title"),
        hint=t("imports.course_title_hint"),
        max_length=200,
        default_value=page.title,
    )


def _labels(page: Value) -> Node:
    """Which category each label becomes: one that is here, or one of any name."""
    return el(
        "fieldset",
        el("legend", t("imports.labels"), cls="mb-1 font-medium"),
        el("p", t("imports.labels_hint"), cls="mb-3 text-sm text-text-secondary"),
        el(
            "datalist",
            each(page.categories, lambda name: el("option", value=name, key=name)),
            id="import-categories",
        ),
        el("ul", each(page.labels, _label), role="list", cls="flex flex-col gap-3"),
        el(
            "p",
            data_error_for="labels",
            id="labels-error",
            cls="mt-1 text-sm text-text-destructive empty:hidden",
        ),
        cls="min-w-0",
    )


def _label(row: Value) -> Node:
    return el(
        "li",
        el(
            "label",
            el("span", row.label, cls="min-w-0 text-sm wrap-anywhere sm:w-1/3"),
            el(
                "input",
                name=row.label,
                data_map="labels",
                default_value=row.category,
                list="import-categories",
                max_length=60,
                cls=_INPUT,
            ),
            cls="flex flex-col gap-1 sm:flex-row sm:items-center sm:gap-3",
        ),
        key=row.label,
    )


_INPUT = (
    "min-h-9 w-full min-w-0 flex-1 rounded-xl border border-border-heavy bg-surface-primary "
    "px-3 py-1.5 text-text-primary"
)


def removal(page: Value) -> Node:
    return forms.api_form(
        forms.submit(t("imports.remove"), look="secondary"),
        el("p", t("imports.remove_hint"), cls="text-xs text-text-secondary"),
        to=f"/imports/{page.run.id}",
        name="remove-import",
        cls="mt-10 flex flex-col items-start gap-2 border-t border-border-light pt-5",
        data_method="DELETE",
        data_next="/imports",
        data_confirm=t("imports.remove_question"),
    )
