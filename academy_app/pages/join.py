"""/join/<token>: a link into a course, for members. Visitors sign in on the way."""

from academy_app.components import course, forms
from academy_app.components.el import Node, Value, el, t, t_with, when
from academy_app.components.kit import icon, link_button
from academy_app.components.membership import card
from academy_app.pages.page import Page, Screen
from academy_app.state.teaching import DoorState, load_door


def draw(screen: Screen) -> Node:
    door = screen.door
    return card(
        t("join.title"),
        None,
        course.cover(door, "mb-4 aspect-[16/9] w-full rounded-xl"),
        el("h2", door.title, cls="text-lg font-semibold wrap-anywhere"),
        when(
            door.author != "",
            lambda: el("p", t("course.by", author=door.author), cls="text-text-secondary"),
        ),
        el(
            "p",
            door.description,
            cls="mt-2 mb-5 line-clamp-6 whitespace-pre-line text-text-secondary empty:hidden",
        ),
        when(
            door.lock != "",
            lambda: _shut(door),
            lambda: when(
                door.is_in,
                lambda: link_button(t("join.is_in"), href=door.href, look="primary", cls="mt-4"),
                lambda: _form(door),
            ),
        ),
    )


def _shut(door: Value) -> Node:
    return el(
        "div",
        el(
            "p",
            icon("lock", "!size-4 shrink-0"),
            t_with(door.lock, door.lock_params),
            cls="mb-3 flex items-center gap-1.5 text-sm",
        ),
        link_button(t("join.look"), href=door.href),
        cls="mt-4",
    )


def _form(door: Value) -> Node:
    return forms.api_form(
        el("input", type="hidden", name="token", value=door.token),
        forms.submit(t("join.submit")),
        to="/courses/join",
        name="take-link",
        cls="mt-4 flex flex-col gap-3",
        data_next=door.href,
    )


PAGE = Page(
    "/join/[token]",
    "join.title",
    draw,
    DoorState,
    load_door,
    title_of=lambda screen: screen.door.title,
)
