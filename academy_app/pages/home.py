"""/ opens where the learner was."""

from academy_app.components import course
from academy_app.components.el import Node, Value, both, each, el, fragment, is_empty, pick, t, when
from academy_app.components.kit import LINK, empty, icon, link_button, panel
from academy_app.pages.page import Page, Screen
from academy_app.state.home import HomeState, load_home


def draw(screen: Screen) -> Node:
    home = screen.home
    return fragment(
        _greeting(screen),
        when(
            both(is_empty(home.current), is_empty(home.others)),
            lambda: empty("book", t("home.empty"), t("home.empty_text")),
            lambda: _courses(home),
        ),
    )


def _greeting(screen: Screen) -> Node:
    """Who has nothing in progress may be here for the first time."""
    name = screen.me.name
    words = pick(
        is_empty(screen.home.current),
        t("home.welcome", name=name),
        t("home.welcome_back", name=name),
    )
    return el("h1", words, cls="text-2xl font-semibold")


def _courses(home: Value) -> Node:
    return fragment(
        el("h2", t("home.continue"), cls="sr-only"),
        el(
            "ul",
            each(home.current, _current),
            role="list",
            cls="mt-6 flex flex-col gap-4 empty:hidden",
        ),
        el(
            "div",
            el("h2", t("home.others"), cls="text-lg font-semibold"),
            el("a", t("home.all"), href="/courses", cls=LINK + " text-sm"),
            cls="mt-10 mb-4 flex items-baseline justify-between gap-4",
        ),
        course.cards(home.others),
    )


def _current(card: Value) -> Node:
    """A course in progress, with the lesson that is next."""
    return el(
        "li",
        panel(
            course.cover(card, "hidden sm:flex h-auto w-56 shrink-0"),
            el(
                "div",
                el(
                    "h3",
                    el("a", card.title, href=card.href, cls="hover:underline"),
                    cls="text-sm font-medium text-text-secondary",
                ),
                el("p", card.continue_title, cls="mt-0.5 text-xl font-semibold"),
                el("div", course.progress_line(card), cls="mt-4 max-w-md"),
                el(
                    "div",
                    link_button(
                        icon("play", "!size-4"),
                        t("course.continue"),
                        el("span", card.continue_title, cls="sr-only"),
                        # Where nothing is open to go on with, the course says when.
                        href=pick(card.continue_href != "", card.continue_href, card.href),
                        look="primary",
                    ),
                    cls="mt-4",
                ),
                cls="min-w-0 flex-1 p-5",
            ),
            cls="flex overflow-hidden",
        ),
        key=card.id,
    )


PAGE = Page("/", "nav.home", draw, HomeState, load_home)
