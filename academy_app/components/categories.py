"""Looks of categories, and of the list in which admins keep them."""

import reflex as rx

from academy_app.components import forms
from academy_app.components.el import Node, Value, el, live_only, n, pick, t, when
from academy_app.components.kit import badge, button, icon, link_button


class Keeping(rx.Component):
    """Moves rows by dragging and shows what a form's choices look like; see keeping.js."""

    library = "$/public/keeping.js"
    tag = "Keeping"


def keeping() -> Node:
    return live_only(Keeping.create)


def mark(colour: Value, icon_name: Value, cls: str = "size-9") -> Node:
    """A category's icon on its colour; its name stands beside it."""
    return el(
        "span",
        el("span", cls="icon icon-" + icon_name, aria_hidden="true"),
        data_colour=colour,
        aria_hidden="true",
        cls="avatar inline-flex shrink-0 items-center justify-center rounded-xl text-white " + cls,
    )


def category_row(row: Value) -> Node:
    """One of the admins' list, to be moved and changed."""
    return el(
        "li",
        el(
            "span",
            icon("grip"),
            draggable=True,
            data_grip="",
            title=t("categories.drag"),
            cls="cursor-grab text-text-tertiary max-sm:hidden",
        ),
        mark(row.colour, row.icon),
        el(
            "div",
            el(
                "a",
                row.name,
                href=row.edit_href,
                cls="font-medium wrap-anywhere underline-offset-2 hover:underline",
            ),
            el("p", row.description, cls="text-sm text-text-secondary wrap-anywhere empty:hidden"),
            el("div", *_facts(row), cls="mt-1 flex flex-wrap gap-1.5"),
            cls="min-w-0 flex-1",
        ),
        el(
            "div",
            _move(row, "up", t("categories.move_up", name=row.name), row.order_up),
            _move(row, "down", t("categories.move_down", name=row.name), row.order_down),
            cls="flex shrink-0",
        ),
        key=row.id,
        data_row=row.id,
        data_told=t("categories.at", name=row.name, place=row.place),
        cls="flex items-center gap-3 py-3 data-dragged:opacity-50 "
        "data-[drop=before]:shadow-[inset_0_2px_var(--accent)] "
        "data-[drop=after]:shadow-[inset_0_-2px_var(--accent)]",
    )


def _facts(row: Value) -> tuple[Node, ...]:
    """What of the category is not as new ones are, and how much is in it."""
    return (
        badge(
            pick(
                row.is_more,
                t("categories.threads_more", number=n(row.threads)),
                t("categories.threads", count=row.threads),
            )
        ),
        when(row.is_archived, lambda: badge(t("categories.archived"))),
        when(
            row.read_by != "everyone",
            lambda: badge(
                icon("lock", "!size-3.5"),
                _team_or_some(
                    row.read_by, t("categories.badge_read_staff"), t("categories.badge_read_listed")
                ),
            ),
        ),
        when(
            row.post_by != "everyone",
            lambda: badge(
                icon("pencil", "!size-3.5"),
                _team_or_some(
                    row.post_by, t("categories.badge_post_staff"), t("categories.badge_post_listed")
                ),
            ),
        ),
        when(row.level != 1, lambda: badge(t("categories.from_level", level=row.level))),
    )


def _team_or_some(who: Value, team: Value, some: Value) -> Value:
    return pick(who == "staff", team, some)


def _move(row: Value, way: str, label: Value, order: Value) -> Node:
    return forms.api_form(
        el("input", type="hidden", name="ids", value=order, data_json=""),
        button(
            icon(f"chevron-{way}"),
            look="ghost",
            cls="w-9 !px-0",
            type="submit",
            disabled=order == "",
            aria_label=label,
            title=label,
        ),
        to="/community/categories/order",
        name=f"move-{way}-{row.id}",
        cls="contents",
        data_method="PUT",
        data_refresh="refresh",
        data_keep="",
    )


def dragged_order() -> Node:
    """The form by which dragging is sent."""
    return forms.api_form(
        el("input", type="hidden", name="ids", value="[]", data_json=""),
        to="/community/categories/order",
        name="order",
        cls="contents",
        data_method="PUT",
        data_refresh="refresh",
    )


def back(text: Value, href: str) -> Node:
    """The way back to the list."""
    return link_button(
        icon("chevron-previous"), text, href=href, look="ghost", cls="-ms-3 mb-2 !px-2"
    )
