"""The form of what a course asks of who wants in, and of when its parts open."""

from reflex.vars import Var

from academy_app.components import forms
from academy_app.components.el import (
    Node,
    Value,
    each,
    el,
    fragment,
    is_empty,
    no,
    pick,
    t,
    when,
)
from academy_app.components.kit import INPUT, badge, icon

_LEVELS = range(1, 10)
_WAYS = ("everyone", "listed", "invitation", "request")


def form(access: Value) -> Node:
    return forms.api_form(
        _ways(access),
        _level(access),
        _needed(access),
        _switch(
            "is_sequential",
            access.is_sequential,
            t("access.sequential"),
            t("access.sequential_hint"),
        ),
        _switch("is_hidden", access.is_hidden, t("access.hidden"), t("access.hidden_hint")),
        el("div", forms.submit(t("access.save"))),
        forms.done(t("account.saved")),
        to=f"/courses/{access.course.slug}/access",
        name="access",
        cls="flex flex-col gap-6",
        key=access.course.id,
        data_method="PUT",
        data_refresh="refresh",
        data_keep="",
    )


def _ways(access: Value) -> Node:
    return forms.choices(
        t("access.who"),
        "enrol_by",
        *[
            _choice(
                forms.option(
                    "radio",
                    "enrol_by",
                    way,
                    access.enrol_by == way,
                    id=f"access-{way}",
                    cls="mt-1",
                ),
                t(f"access.{way}"),
                t(f"access.{way}_hint"),
            )
            for way in _WAYS
        ],
        el(
            "div",
            when(
                is_empty(access.groups),
                lambda: el("p", t("access.groups_none"), cls="text-sm text-text-secondary"),
            ),
            each(access.groups, _group),
            el(
                "p",
                data_error_for="groups",
                cls="mt-1 text-sm text-text-destructive empty:hidden",
            ),
            cls="ms-6 mt-1 hidden flex-col gap-1 group-has-[input[value=listed]:checked]:flex",
        ),
        cls="flex flex-col gap-2",
    )


def _group(group: Value) -> Node:
    return _choice(
        forms.option(
            "checkbox",
            "groups",
            group.id,
            group.is_chosen,
            id=f"access-group-{group.id}",
            data_list="",
            data_json="",
            cls="mt-1",
        ),
        fragment(
            group.name,
            " ",
            when(group.is_tier, lambda: badge(t("access.tier", rank=group.rank))),
        ),
        pick(group.is_tier, t("access.tier_hint"), ""),
        key=group.id,
    )


def _choice(control: Node, text: Node, hint: Value, **props: Value) -> Node:
    return el(
        "label",
        control,
        el(
            "span",
            el("span", text, cls="block wrap-anywhere"),
            el("span", hint, cls="block text-xs text-text-tertiary empty:hidden"),
        ),
        cls="flex min-h-7 cursor-pointer items-start gap-2 text-sm",
        **props,
    )


def _level(access: Value) -> Node:
    return el(
        "div",
        el("label", t("categories.level"), html_for="access-level", cls=_LABEL),
        forms.select(
            tuple((str(level), t("categories.level_from", level=level)) for level in _LEVELS),
            access.level.to_string() if isinstance(access.level, Var) else str(access.level),
            id="access-level",
            name="level",
            data_json="",
            aria_describedby="access-level-hint",
        ),
        el("p", t("access.level_hint"), id="access-level-hint", cls=_HINT),
        el("p", data_error_for="level", cls="mt-1 text-sm text-text-destructive empty:hidden"),
        cls="max-w-xs",
    )


_LABEL = "mb-1 block text-sm font-medium"
_HINT = "mt-1 text-xs text-text-tertiary"


def _needed(access: Value) -> Node:
    return when(
        no(is_empty(access.courses)),
        lambda: forms.choices(
            t("access.needed"),
            "needed",
            el(
                "div",
                each(
                    access.courses,
                    lambda course: _choice(
                        forms.option(
                            "checkbox",
                            "needed",
                            course.id,
                            course.is_chosen,
                            id=f"access-needed-{course.id}",
                            data_list="",
                            data_json="",
                            cls="mt-1",
                        ),
                        course.title,
                        "",
                        key=course.id,
                    ),
                ),
                cls="flex max-h-64 flex-col gap-1 overflow-y-auto rounded-xl border "
                "border-border-light p-3",
                tab_index=0,
            ),
            hint=t("access.needed_hint"),
        ),
    )


def _switch(name: str, is_on: Value, text: Value, hint: Value) -> Node:
    return _choice(
        forms.option(
            "checkbox", name, "true", is_on, id=f"access-{name}", data_switch="", cls="mt-1"
        ),
        text,
        hint,
    )


def openings(access: Value) -> Node:
    """Modules to unfold, each line saved as soon as it is changed."""
    return el(
        "div",
        each(access.modules, lambda module: _module(access.course.slug, module)),
        cls="flex flex-col gap-3",
    )


def _module(slug: Value, module: Value) -> Node:
    return el(
        "details",
        el(
            "summary",
            icon("chevron-next", "!size-4 transition-transform group-open:rotate-90"),
            el("span", module.row.title, cls="min-w-0 flex-1 wrap-anywhere"),
            when(module.is_set, lambda: badge(icon("clock", "!size-3.5"), t("access.opens_later"))),
            cls="flex min-h-11 cursor-pointer list-none items-center gap-2 px-3 text-sm "
            "font-semibold [&::-webkit-details-marker]:hidden",
        ),
        el(
            "div",
            _opening(slug, "module", t("access.whole_module"), module.row),
            each(
                module.lessons,
                lambda row: _opening(slug, "lesson", row.title, row),
            ),
            cls="divide-y divide-border-light border-t border-border-light px-3",
        ),
        open=module.is_set,
        key=module.row.id,
        cls="group rounded-2xl border border-border-light bg-surface-primary",
    )


def _opening(slug: Value, part: str, title: Value, row: Value) -> Node:
    return forms.api_form(
        el("p", title, cls="min-w-0 flex-1 basis-48 self-center text-sm wrap-anywhere"),
        el(
            "label",
            el("span", t("access.opens_at"), cls="block text-xs text-text-tertiary"),
            el(
                "input",
                type="datetime-local",
                name="opens_at",
                data_moment=row.opens_at,
                data_submits="",
                aria_label=t("access.opens_at_of", title=title),
                cls=INPUT + " text-sm",
            ),
            cls="basis-52",
        ),
        el(
            "label",
            el("span", t("access.opens_after"), cls="block text-xs text-text-tertiary"),
            el(
                "input",
                type="number",
                name="opens_after",
                min=0,
                max=3650,
                default_value=row.opens_after,
                data_number="",
                data_submits="",
                aria_label=t("access.opens_after_of", title=title),
                cls=INPUT + " text-sm",
            ),
            cls="basis-36",
        ),
        el(
            "p",
            data_error_for="opens_after",
            cls="w-full text-sm text-text-destructive empty:hidden",
        ),
        el(
            "p",
            icon("check", "!size-4 text-accent"),
            t("account.saved"),
            data_saved="",
            hidden=True,
            role="status",
            cls="flex w-full items-center gap-1.5 text-xs text-text-secondary [&[hidden]]:hidden",
        ),
        to=f"/courses/{slug}/openings/{part}/{row.id}",
        name=f"opening-{part}-{row.id}",
        key=row.id,
        cls="flex flex-wrap items-end gap-3 py-3",
        data_method="PUT",
        data_keep="",
    )
