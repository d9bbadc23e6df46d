"""/people/<person>: who a member is, and what they wrote lately."""

from academy_app.components import person
from academy_app.components.el import Node, el, live_only, t, when
from academy_app.pages.page import Page, Screen
from academy_app.state.person import PersonState, load_person


def draw(screen: Screen) -> Node:
    profile = screen.profile
    return el(
        "div",
        person.head(profile),
        when(
            profile.person.is_active,
            lambda: el("div", person.level_line(profile.person), cls="mt-6 max-w-md"),
        ),
        el("div", person.numbers(profile), cls="mt-6"),
        el("h2", t("person.activity"), cls="mt-8 mb-1 text-lg font-semibold"),
        person.activity(profile),
        live_only(person.marks),
        cls="mx-auto max-w-3xl",
    )


PAGE = Page(
    "/people/[person]",
    "person.title",
    draw,
    PersonState,
    load_person,
    title_of=lambda screen: screen.profile.person.name,
)
