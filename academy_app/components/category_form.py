"""The fields by which admins make and change a category."""

from reflex.vars import Var

from academy_app.components import forms
from academy_app.components.categories import mark
from academy_app.components.el import (
    Node,
    Value,
    each,
    el,
    fragment,
    has,
    is_empty,
    no,
    t,
    when,
)
from academy_app.components.kit import field, icon
from academy_app.core.looks import CATEGORY_ICONS, COLOURS
from academy_app.core.views.categories import CategoryForm

_LEVELS = range(1, 10)
# Who may read, and who may post.
_WHO = {
    "read": (
        ("everyone", "categories.read_everyone"),
        ("staff", "categories.read_staff"),
        ("listed", "categories.read_listed"),
    ),
    "post": (
        ("everyone", "categories.post_everyone"),
        ("staff", "categories.post_staff"),
        ("listed", "categories.post_listed"),
    ),
}
# Admins read and post everywhere: they need not be listed.
_ROLES = (
    ("USER", "role.user"),
    ("MODERATOR", "role.moderator"),
    ("CONTENT_CREATOR", "role.content_creator"),
)


def new_fields(groups: Value, end: Node) -> Node:
    """What a new category is asked for; `end` stands behind."""
    form = CategoryForm(groups=groups)
    return _fields("new-", form, t("categories.new_name"), t("categories.slug_hint"), end)


def fields(form: Value, end: Node) -> Node:
    """What can be changed of a category that is there."""
    return _fields("category-", form, form.row.name, t("categories.slug_keep"), end)


def _fields(prefix: str, form: Value, title: Value, slug_hint: Value, end: Node) -> Node:
    row = form.row
    return fragment(
        _preview(row, title),
        field(
            "name",
            t("categories.name"),
            prefix=prefix,
            required=True,
            max_length=80,
            auto_complete="off",
            default_value=row.name,
        ),
        forms.text_area(
            prefix,
            "description",
            t("categories.description"),
            row.description,
            t("categories.description_hint"),
        ),
        _colours(prefix, row),
        _icons(prefix, row),
        _who(prefix, "read", t("categories.read_by"), form),
        _who(prefix, "post", t("categories.post_by"), form),
        _level(prefix, row),
        field(
            "slug",
            t("categories.slug"),
            prefix=prefix,
            hint=slug_hint,
            max_length=80,
            auto_complete="off",
            auto_capitalize="none",
            spell_check=False,
            default_value=row.slug,
        ),
        end,
    )


def _preview(row: Value, title: Value) -> Node:
    return el(
        "div",
        mark(row.colour, row.icon),
        el("span", title, data_name=title, cls="font-medium wrap-anywhere"),
        data_preview="",
        aria_hidden="true",
        cls="flex items-center gap-3 rounded-2xl border border-border-light bg-surface-secondary "
        "p-3",
    )


# Lies over its tile, so that a click meets it.
_UNSEEN = "absolute inset-0 z-1 size-full cursor-pointer opacity-0"
_TILE = (
    "relative flex size-9 cursor-pointer items-center justify-center rounded-xl "
    "has-checked:outline-2 has-checked:outline-offset-2 has-checked:outline-accent "
    "has-focus-visible:!outline-4 has-focus-visible:outline-offset-2 "
    "has-focus-visible:!outline-text-primary"
)


def _colours(prefix: str, row: Value) -> Node:
    return forms.choices(
        t("categories.colour"),
        "colour",
        *[
            el(
                "label",
                forms.option(
                    "radio",
                    "colour",
                    str(number),
                    row.colour == number,
                    id=f"{prefix}colour-{number}",
                    data_json="",
                    cls=_UNSEEN,
                ),
                el("span", t(f"colour.{number}"), cls="sr-only"),
                title=t(f"colour.{number}"),
                data_colour=number,
                cls="avatar " + _TILE,
            )
            for number in range(COLOURS)
        ],
        cls="flex flex-wrap gap-2.5 p-0.5",
    )


def _icons(prefix: str, row: Value) -> Node:
    return forms.choices(
        t("categories.icon"),
        "icon",
        *[
            el(
                "label",
                forms.option(
                    "radio",
                    "icon",
                    name,
                    row.icon == name,
                    id=f"{prefix}icon-{name}",
                    cls=_UNSEEN,
                ),
                icon(name),
                el("span", t(f"icon.{name}"), cls="sr-only"),
                title=t(f"icon.{name}"),
                cls="border border-border-medium hover:bg-surface-hover "
                "has-checked:bg-surface-active " + _TILE,
            )
            for name in CATEGORY_ICONS
        ],
        cls="flex flex-wrap gap-2.5 p-0.5",
    )


def _who(prefix: str, action: str, title: Value, form: Value) -> Node:
    """Everyone, staff, or roles and groups, which are shown where they count."""
    return forms.choices(
        title,
        f"{action}_by",
        *[
            _option(
                forms.option(
                    "radio",
                    f"{action}_by",
                    who,
                    getattr(form.row, f"{action}_by") == who,
                    id=f"{prefix}{action}-{who}",
                    cls="mt-1",
                ),
                t(key),
            )
            for who, key in _WHO[action]
        ],
        el(
            "div",
            el("p", t("categories.roles"), cls="text-xs text-text-tertiary"),
            *[
                _option(
                    forms.option(
                        "checkbox",
                        f"{action}_roles",
                        role,
                        has(getattr(form, f"{action}_roles"), role),
                        id=f"{prefix}{action}-{role}",
                        data_list="",
                        cls="mt-1",
                    ),
                    t(key),
                )
                for role, key in _ROLES
            ],
            when(
                no(is_empty(form.groups)),
                lambda: el("p", t("categories.groups"), cls="mt-2 text-xs text-text-tertiary"),
            ),
            each(
                form.groups,
                lambda group: _option(
                    forms.option(
                        "checkbox",
                        f"{action}_groups",
                        group.id,
                        getattr(group, f"may_{action}"),
                        id=f"{prefix}{action}-group-{group.id}",
                        data_list="",
                        data_json="",
                        cls="mt-1",
                    ),
                    group.name,
                    key=group.id,
                ),
            ),
            el("p", t("categories.admins_always"), cls="mt-1 text-xs text-text-tertiary"),
            cls="ms-6 mt-1 hidden flex-col gap-1 group-has-[input[value=listed]:checked]:flex",
        ),
        cls="flex flex-col gap-1",
    )


def _option(control: Node, text: Value, **props: Value) -> Node:
    return el(
        "label",
        control,
        el("span", text, cls="wrap-anywhere"),
        cls="flex min-h-7 cursor-pointer items-start gap-2 text-sm",
        **props,
    )


def _level(prefix: str, row: Value) -> Node:
    control = prefix + "level"
    return el(
        "div",
        el("label", t("categories.level"), html_for=control, cls="block text-sm font-medium mb-1"),
        forms.select(
            tuple((str(level), t("categories.level_from", level=level)) for level in _LEVELS),
            _as_option(row.level),
            id=control,
            name="level",
            data_json="",
            aria_describedby=f"{control}-hint",
        ),
        el(
            "p",
            t("categories.level_hint"),
            id=f"{control}-hint",
            cls="mt-1 text-xs text-text-tertiary",
        ),
        el("p", data_error_for="level", cls="mt-1 text-sm text-text-destructive empty:hidden"),
        cls="max-w-xs",
    )


def _as_option(level: Value) -> Value:
    """The level as the value of an option."""
    return level.to_string() if isinstance(level, Var) else str(level)
