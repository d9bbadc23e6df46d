"""The upload, what was imported before, and what can be taken along."""

from academy_app.components import forms
from academy_app.components.el import (
    Node,
    Value,
    date_time,
    each,
    el,
    is_empty,
    t,
    t_of,
    when,
)
from academy_app.components.imports.words import HEADING, download, key_of, state
from academy_app.components.kit import LINK, empty


def upload(imports: Value) -> Node:
    """Choose a format and a file. What it would bring is rehearsed first."""
    return forms.api_form(
        forms.choices(
            t("imports.what"),
            "format",
            each(imports.formats, _format),
            cls="grid gap-2 sm:grid-cols-2",
        ),
        el(
            "div",
            el("label", t("imports.file"), html_for="import-file", cls="mb-1 block font-medium"),
            el(
                "input",
                id="import-file",
                name="file",
                type="file",
                required=True,
                accept=".zip,.gz,.tgz,.tar,.imscc,.json,.html,.htm,.csv,.jsonl",
                aria_describedby="import-file-hint",
                data_max=imports.most_bytes,
                data_too_large=t("imports.too_large", mb=imports.most_bytes / 1_000_000),
                cls="block w-full cursor-pointer rounded-2xl border-2 border-dashed "
                "border-border-heavy bg-surface-primary-alt px-4 py-8 text-sm "
                "hover:bg-surface-hover file:me-3 file:cursor-pointer file:rounded-lg "
                "file:border file:border-border-medium file:bg-surface-primary file:px-3 "
                "file:py-1.5 file:text-text-primary",
            ),
            el(
                "p",
                t("imports.file_hint", mb=imports.most_bytes / 1_000_000),
                id="import-file-hint",
                cls="mt-1 text-xs text-text-secondary",
            ),
            el(
                "p",
                data_error_for="file",
                id="import-file-error",
                cls="mt-1 text-sm text-text-destructive empty:hidden",
            ),
        ),
        el(
            "div",
            forms.submit(t("imports.rehearse")),
            el(
                "p",
                t("imports.uploading"),
                role="status",
                cls="hidden text-sm text-text-secondary group-has-[[aria-busy=true]]/upload:block",
            ),
            cls="flex flex-wrap items-center gap-3",
        ),
        el("p", t("imports.rehearse_hint"), cls="text-sm text-text-secondary"),
        to="/imports",
        name="upload",
        cls="group/upload my-6 flex flex-col gap-5 rounded-2xl border border-border-light "
        "bg-surface-primary p-4 sm:p-5",
        data_multipart="",
        data_next_of="href",
    )


def _format(name: Value) -> Node:
    return el(
        "label",
        el(
            "input",
            type="radio",
            name="format",
            value=name,
            required=True,
            cls="mt-1 size-4 shrink-0",
        ),
        el(
            "span",
            el("span", t_of(key_of(f"import_format.{name}")), cls="block font-medium"),
            el(
                "span",
                t_of(key_of(f"import_about.{name}")),
                cls="block text-sm text-text-secondary",
            ),
            cls="min-w-0 wrap-anywhere",
        ),
        key=name,
        cls="flex cursor-pointer gap-3 rounded-xl border border-border-light p-3 "
        "hover:bg-surface-hover has-checked:border-accent has-checked:bg-surface-active",
    )


def past(rows: Value) -> Node:
    return el(
        "section",
        el("h2", t("imports.past"), cls=HEADING),
        when(
            is_empty(rows),
            lambda: empty("download", t("imports.none"), t("imports.none_text"), heading="h3"),
            lambda: forms.rows(rows, _row),
        ),
    )


def _row(row: Value) -> Node:
    return el(
        "li",
        el(
            "div",
            el("a", row.name, href=row.href, cls=LINK + " font-medium wrap-anywhere"),
            el(
                "p",
                el("span", t_of(key_of(f"import_format.{row.format}"))),
                el("span", date_time(row.at)),
                el("span", row.by),
                cls="mt-1 flex flex-wrap gap-x-4 text-sm text-text-secondary",
            ),
            cls="min-w-0 flex-1",
        ),
        state(row),
        key=row.id,
        cls="flex flex-wrap items-center gap-3 py-3",
    )


def exports(imports: Value) -> Node:
    return el(
        "section",
        el("h2", t("imports.take"), cls=HEADING),
        el("p", t("imports.take_text"), cls="mb-3 text-sm text-text-secondary"),
        when(
            imports.community_href != "",
            lambda: el(
                "p",
                download(imports.community_href, t("imports.take_community")),
                cls="mb-3",
            ),
        ),
        when(
            is_empty(imports.courses),
            lambda: el("p", t("imports.no_courses"), cls="text-sm text-text-secondary"),
            lambda: forms.rows(imports.courses, _export),
        ),
    )


def _export(row: Value) -> Node:
    return el(
        "li",
        el("span", row.title, cls="min-w-0 flex-1 wrap-anywhere"),
        download(
            row.href, t("imports.take_course"), t("imports.take_course_named", name=row.title)
        ),
        key=row.href,
        cls="flex items-center gap-3 py-2",
    )
