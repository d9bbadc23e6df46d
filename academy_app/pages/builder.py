"""/teach/<course>: the course in the making. `?lesson=` opens one of its lessons."""

from academy_app.components import teach
from academy_app.components.builder import builder
from academy_app.components.el import Node, is_html
from academy_app.pages.page import Page, Screen
from academy_app.state.teach import BuilderState, load_builder


def draw(screen: Screen) -> Node:
    if is_html():
        return teach.outline(screen.built)
    return builder(built=screen.built, member_id=screen.me.id, state=BuilderState.get_full_name())


PAGE = Page(
    "/teach/[course]",
    "teach.title",
    draw,
    BuilderState,
    load_builder,
    title_of=lambda screen: screen.built.title,
    is_wide=True,
)
