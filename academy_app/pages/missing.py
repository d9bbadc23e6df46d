"""What stands at every address that is no page's."""

from academy_app.components.el import Node
from academy_app.components.kit import problem
from academy_app.core.errors import NotFound
from academy_app.pages.page import Page, Screen


def draw(_screen: Screen) -> Node:
    return problem(NotFound.default_key)


# Reflex serves its page "404" wherever no other matches.
PAGE = Page("404", NotFound.default_key, draw, status=NotFound.status)
