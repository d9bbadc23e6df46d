"""/teach/<course>/stats: who began and finished, where they stop, what is watched again."""

from academy_app.components import teaching
from academy_app.components.el import Node, beyond_the_router, el, fragment, is_empty, t, when
from academy_app.components.kit import empty, icon, link_button
from academy_app.components.membership import section
from academy_app.components.teaching import stats
from academy_app.pages.page import Page, Screen
from academy_app.state.teaching import FiguresState, load_figures


def draw(screen: Screen) -> Node:
    figures = screen.figures
    return el(
        "div",
        teaching.heading(figures.course, "stats"),
        when(
            is_empty(figures.lessons),
            lambda: empty("book", t("stats.nothing"), t("stats.nothing_text")),
            lambda: _figures(screen),
        ),
        cls="mx-auto max-w-4xl",
    )


def _figures(screen: Screen) -> Node:
    figures = screen.figures
    return fragment(
        stats.tiles(figures),
        section(
            t("stats.lessons"),
            t("stats.lessons_text"),
            link_button(
                icon("download"),
                t("teach.csv"),
                href=figures.csv_href,
                download=True,
                cls="mb-3",
                **beyond_the_router(),
            ),
            stats.funnel(figures),
            name="lessons",
        ),
        when(
            stats.has_videos(figures),
            lambda: section(
                t("stats.videos"), t("stats.videos_text"), stats.videos(figures), name="videos"
            ),
        ),
    )


PAGE = Page(
    "/teach/[course]/stats",
    "teach.stats",
    draw,
    FiguresState,
    load_figures,
    title_of=lambda screen: screen.figures.course.title,
)
