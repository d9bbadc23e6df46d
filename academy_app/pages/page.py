"""A page, described once for both looks."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.vars import Var

from academy_app.components.el import Node
from academy_app.state.session import Load, Loaded, SessionState

_STATIC = re.compile(r"\[(\w+)\]")


class Screen:
    """What a page draws from: the vars of its state by name.

    On the live page an attribute is a state var or a handler, in the first look the loaded
    value; handlers are None there.
    """

    def __init__(self, source: Callable[[str], Any]) -> None:
        self._source = source

    def __getattr__(self, name: str) -> Any:
        return self._source(name)


def live_screen(state: type[rx.State]) -> Screen:
    return Screen(lambda name: getattr(state, name))


def loaded_screen(loaded: Loaded) -> Screen:
    return Screen(loaded.get)


@dataclass(frozen=True)
class Page:
    """One route. `load` is None where visitors may come; `title` is a translation key or,
    with `title_of`, the name of a view's text."""

    route: str
    title: str
    draw: Callable[[Screen], Node]
    state: type[SessionState] = SessionState
    load: Load | None = None
    title_of: Callable[[Screen], Any] | None = None
    # The lesson page brings its own frame with the course's tree.
    is_wide: bool = False
    # Signed-in members are led on from it.
    is_for_visitors: bool = False
    status: int = 200

    @property
    def pattern(self) -> re.Pattern[str]:
        """Which paths are this page's."""
        literal = re.escape(self.route).replace(r"\[", "[").replace(r"\]", "]")
        return re.compile(_STATIC.sub(r"(?P<\1>[^/]+)", literal))

    @property
    def opened(self) -> Any:
        """The handler that fills the live page."""
        if self.is_for_visitors:
            return SessionState.knocked
        return SessionState.visited if self.load is None else self.state.opened  # type: ignore[attr-defined]

    def heading(self, screen: Screen) -> Any | Var[str] | None:
        return self.title_of(screen) if self.title_of else None
