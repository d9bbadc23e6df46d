"""A page inside the site's frame, in both looks."""

import json
import re
from typing import Any

import reflex as rx
from reflex.vars import Var, VarData
from reflex_base.utils.imports import ImportVar
from reflex_components_core.core.banner import has_connection_errors  # type: ignore[import-untyped]

from academy_app.components import kit
from academy_app.components import live as lines
from academy_app.components import player as players
from academy_app.components.editor import editor
from academy_app.components.el import Node, here, t, when
from academy_app.components.frame import FRAME, frame, offline_notice
from academy_app.core.settings import settings
from academy_app.pages.page import Page, Screen, live_screen
from academy_app.state.live import LiveState
from academy_app.state.session import SessionState


class Live(rx.Component):
    """Draws its children once the browser is in charge; see live.js."""

    library = "$/public/live.js"
    tag = "Live"


class Arrival(rx.Component):
    """What a browser does when a page has loaded, for those that come without; see live.js."""

    library = "$/public/live.js"
    tag = "Arrival"

    title: rx.Var[str]
    is_ready: rx.Var[bool]


class Guarded(rx.Component):
    """Keeps a failure of the page's own code from leaving nothing; see broken.js."""

    library = "$/public/broken.js"
    tag = "Guarded"


class Problems(rx.Component):
    """What went wrong with the member's last wish; see problems.js."""

    library = "$/public/problems.js"
    tag = "Problems"


def frame_of(page: Page, screen: Screen) -> Node:
    """The page with its header; a problem takes the place of the content."""
    return frame(
        screen.me,
        screen.bell,
        when(
            screen.problem != "",
            lambda: kit.problem(screen.problem, screen.problem_params),
            lambda: page.draw(screen),
        ),
        site=settings().site_name,
        chat=settings().librechat_url,
        is_wide=page.is_wide,
    )


def document_title(page: Page, screen: Screen) -> Any:
    """What the browser's tab says: the page's own words, then the site's name."""
    own = page.heading(screen)
    return problem_title(page) if own is None else _title(own)


def problem_title(page: Page) -> Any:
    """The same for a page whose own words could not be loaded."""
    return _title(t(page.title))


def _title(words: Any) -> Any:
    return t("app.title", page=words, site=settings().site_name)


def live_page(page: Page) -> rx.Component:
    """The page as Reflex compiles it.

    What belongs to another page is never shown here; another path of the same page, such as
    the lesson before, stays until its own content is there, and so does the tree beside it.
    """
    screen = live_screen(page.state)
    title, is_ready = document_title(page, screen), SessionState.at == here()
    return Live.create(
        rx.el.title(title),
        rx.el.div(
            Guarded.create(
                frame(
                    screen.me,
                    screen.bell,
                    rx.cond(
                        is_ready | _is_of(page, SessionState.at),
                        when(
                            screen.problem != "",
                            lambda: kit.problem(screen.problem, screen.problem_params),
                            lambda: page.draw(screen),
                        ),
                        kit.skeleton(
                            "h-8 w-2/3", "h-40", "h-24", "h-24", cls="p-6" if page.is_wide else ""
                        ),
                    ),
                    site=settings().site_name,
                    chat=settings().librechat_url,
                    is_wide=page.is_wide,
                )
            ),
            offline_notice(has_connection_errors),
            Problems.create(),
            players.leftovers(member_id=screen.me.id),
            editor(t=t, member_id=screen.me.id),
            lines.line(
                live=LiveState.get_full_name(),
                session=SessionState.get_full_name(),
                root=rx.State.get_full_name(),
            ),
            _follow(page),
            Arrival.create(title=title, is_ready=is_ready),
            id="app",
            data_ready=rx.cond(is_ready, "true", "false"),
            class_name=FRAME,
        ),
    )


def _follow(page: Page) -> Node:
    """Keeps up what the page has read of channels, if it follows any."""
    if "heads" not in page.state.vars:
        return rx.fragment()
    return lines.follow(state=page.state.get_full_name())


def _is_of(page: Page, path: Any) -> Any:
    """Whether `path`, a state var, is one of the page's."""
    pattern = re.sub(r"\[\w+\]", "[^/]+", page.route)
    data = VarData(imports={"$/public/live.js": [ImportVar(tag="isOf")]})
    return Var(
        _js_expr=f"isOf({path!s}, {json.dumps(f'^{pattern}$')})",
        _var_type=bool,
        _var_data=VarData.merge(path._get_all_var_data(), data),
    ).to(bool)
