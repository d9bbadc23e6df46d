"""/leaderboard: whose words were liked most, and the levels."""

from academy_app.components import person
from academy_app.components.el import Node, el, t
from academy_app.pages.page import Page, Screen
from academy_app.state.leaderboard import LeaderboardState, load_leaderboard


def draw(screen: Screen) -> Node:
    board = screen.board
    return el(
        "div",
        el("h1", t("leaderboard.title"), cls="text-2xl font-semibold"),
        person.how_it_works(board.me.role != "USER"),
        el("div", person.own_standing(board), cls="mt-5"),
        el("h2", t("leaderboard.list"), cls="mt-8 mb-3 text-lg font-semibold"),
        person.tabs(board.period),
        el("div", person.board_rows(board), cls="mt-3"),
        el("h2", t("leaderboard.levels"), cls="mt-8 mb-3 text-lg font-semibold"),
        person.levels(board),
        cls="mx-auto max-w-3xl",
    )


PAGE = Page("/leaderboard", "leaderboard.title", draw, LeaderboardState, load_leaderboard)
