"""What came, what changed on the way and what did not come."""

from reflex.vars import Var, VarData
from reflex_base.utils.imports import ImportVar

from academy_app.components.el import (
    Node,
    Value,
    each,
    el,
    fragment,
    is_empty,
    is_html,
    n,
    pick,
    t,
    t_of,
    when,
)
from academy_app.components.imports.words import HEADING, download, key_of
from academy_app.components.kit import icon

_T = VarData(imports={"$/public/i18n.js": [ImportVar(tag="t")]})


def report(page: Value) -> Node:
    return el(
        "section",
        el("h2", t("imports.report"), cls=HEADING),
        el(
            "p",
            download(page.text_href, t("imports.as_text")),
            download(page.json_href, t("imports.as_json")),
            cls="mb-4 flex flex-wrap gap-2",
        ),
        each(page.outcomes, lambda outcome: _outcome(page, outcome)),
    )


def _outcome(page: Value, outcome: Value) -> Node:
    would = pick(page.run.is_rehearsal, "would_", "")
    return el(
        "section",
        el(
            "h3",
            t_of(key_of(f"import.{would}{outcome.outcome}"), count=outcome.count),
            cls="mt-6 mb-2 font-semibold",
        ),
        el(
            "ul",
            each(outcome.groups, _group),
            role="list",
            cls="divide-y divide-border-light empty:hidden",
        ),
        key=outcome.outcome,
    )


def _group(group: Value) -> Node:
    name = t_of(key_of(f"{group.key}_all"))
    return el(
        "li",
        when(
            is_empty(group.first),
            lambda: el("p", *_counted(group, name), cls="flex gap-3 py-2"),
            lambda: el(
                "details",
                el(
                    "summary",
                    *_counted(group, name),
                    icon("chevron-down", "ms-auto !size-4 shrink-0 self-center"),
                    cls="flex cursor-pointer gap-3 rounded-lg py-2 hover:bg-surface-hover",
                ),
                el(
                    "ul",
                    each(group.first, _entry),
                    role="list",
                    cls="mb-3 flex flex-col gap-1 ps-14 text-sm text-text-secondary",
                ),
                when(
                    group.more != 0,
                    lambda: el(
                        "p",
                        t("imports.more", count=group.more),
                        cls="mb-3 ps-14 text-sm text-text-secondary",
                    ),
                ),
            ),
        ),
        key=group.key,
    )


def _counted(group: Value, name: Value) -> tuple[Node, Node]:
    return (
        el("span", n(group.count), cls="w-11 shrink-0 text-end font-medium tabular-nums"),
        el("span", name, cls="min-w-0 wrap-anywhere"),
    )


def _entry(entry: Value) -> Node:
    return el(
        "li",
        when(entry.place != "", lambda: fragment(el("code", entry.place), " ")),
        _said(entry),
        cls="wrap-anywhere",
    )


def _said(entry: Value) -> Value:
    """The entry's text, with those of its parameters that are texts themselves."""
    if is_html():
        inner = {name: t(key, **entry.params) for name, key in entry.within.items()}
        return t(entry.key, **{**entry.params, **inner})
    key, params, keys = entry.key, entry.params, entry.within
    return Var(
        _js_expr=f"t({key!s}, {{...{params!s}, ...Object.fromEntries(Object.entries({keys!s})"
        f".map(([name, key]) => [name, t(key, {params!s})]))}})",
        _var_type=str,
        _var_data=VarData.merge(Var.create([key, params, keys])._get_all_var_data(), _T),
    ).to(str)
