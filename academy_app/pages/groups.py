"""/groups: members whom categories can be opened to. For admins."""

from academy_app.components import forms
from academy_app.components.el import Node, Value, el, is_empty, t, when
from academy_app.components.kit import badge, empty, field, icon
from academy_app.pages.page import Page, Screen
from academy_app.state.groups import GroupsState, load_groups


def draw(screen: Screen) -> Node:
    groups = screen.groups
    return el(
        "div",
        el("h1", t("groups.title"), cls="text-2xl font-semibold"),
        el("p", t("groups.intro"), cls="mt-1 text-text-secondary"),
        forms.api_form(
            el(
                "div",
                el("div", group_name("new-"), cls="flex-1 basis-56"),
                forms.submit(t("groups.create"), cls="mt-6"),
                cls="flex flex-wrap items-start gap-x-3",
            ),
            to="/community/groups",
            name="new-group",
            cls="my-6",
            data_refresh="refresh",
        ),
        when(
            is_empty(groups),
            lambda: empty("group", t("groups.none"), t("groups.none_text")),
            lambda: forms.rows(groups, _row),
        ),
        forms.refresher(screen.opened),
        cls="mx-auto max-w-3xl",
    )


def group_name(prefix: str, value: Value = None) -> Node:
    return field(
        "name",
        t("groups.name"),
        prefix=prefix,
        required=True,
        max_length=80,
        auto_complete="off",
        default_value=value,
    )


def _row(row: Value) -> Node:
    return el(
        "li",
        el(
            "a",
            icon("group", "text-text-secondary"),
            el(
                "span",
                row.name,
                " ",
                when(row.rank != "", lambda: badge(t("access.tier", rank=row.rank))),
                cls="min-w-0 flex-1 font-medium wrap-anywhere",
            ),
            el(
                "span",
                t("groups.members", count=row.members),
                cls="shrink-0 text-sm text-text-secondary",
            ),
            icon("chevron-next", "text-text-tertiary"),
            href=row.href,
            cls="flex min-h-11 items-center gap-3 rounded-lg px-2 py-2 hover:bg-surface-hover",
        ),
        key=row.id,
        cls="py-1",
    )


PAGE = Page("/groups", "groups.title", draw, GroupsState, load_groups)
