"""/teach/<course>/people: who is in the course and how far, who asks, and who comes in how."""

from academy_app.components import forms, teaching
from academy_app.components.el import Node, el, fragment, is_empty, no, t, when
from academy_app.components.membership import nothing_yet, section
from academy_app.components.teaching import entering, people
from academy_app.pages.page import Page, Screen
from academy_app.state.teaching import PeopleState, load_people


def draw(screen: Screen) -> Node:
    page = screen.taught
    return el(
        "div",
        teaching.heading(page.course, "people"),
        when(
            no(is_empty(page.requests)),
            lambda: section(
                t("people.requests"),
                t("people.requests_text"),
                entering.requests(page),
                name="asks",
            ),
        ),
        section(t("people.in_course", count=page.total), None, people.people(page), name="people"),
        when(page.is_first, lambda: _beside(screen)),
        forms.confirmation(),
        forms.refresher(screen.opened),
        cls="mx-auto max-w-4xl",
    )


def _beside(screen: Screen) -> Node:
    page = screen.taught
    return fragment(
        section(t("people.adding"), t("people.adding_text"), entering.adding(page), name="adding"),
        section(
            t("people.links"), t("people.links_text"), entering.invitations(page), name="links"
        ),
        section(
            t("people.removed"),
            t("people.removed_text"),
            when(is_empty(page.removed), lambda: nothing_yet(t("people.removed_none"))),
            entering.removed(page),
            name="removed",
        ),
    )


PAGE = Page(
    "/teach/[course]/people",
    "teach.people",
    draw,
    PeopleState,
    load_people,
    title_of=lambda screen: screen.taught.course.title,
)
