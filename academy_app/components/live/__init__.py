"""Live pages in the browser: what is new is taken in, who is here is shown.

    line(live=..., session=..., root=...)   once a page, by the shell
    follow(state=...)                       once a page whose state has `heads`, by the shell
    here(channel=...)                       who follows a channel now
    writing(channel=..., member_id=...)     who else is writing in it

States are given by their full names. How a page takes in what is new, its own JavaScript says:
see reducers.js. A field whose element, or one around it, has `data-writes="thread:12"` tells the
others of that channel that its member is writing.

On `window`, `academy:news` {channel, items} follows what a page has taken in.
"""

from pathlib import Path
from typing import Any

import reflex as rx
from reflex_base.config import get_config

from academy_app.components.scripts import linked

# The modules import one another by relative paths; other parts' modules import reducers.js.
_MODULES = {source.name: linked(source) for source in sorted(Path(__file__).parent.glob("*.js*"))}


def line(*, live: str, session: str, root: str, api: str | None = None) -> rx.Component:
    """Listens to the server for this tab, and keeps what every page shows up to date."""
    return Line.create(
        names={"live": live, "session": session, "root": root},
        api=api or get_config().prepend_backend_path("/api/lms"),
    )


def follow(*, state: str) -> rx.Component:
    """Keeps the vars of a page's state up to the channels in its var `heads`. Draws nothing."""
    return Follow.create(state=state)


def here(*, channel: Any) -> rx.Component:
    """Who follows the channel now: some faces and how many."""
    return Here.create(channel=channel)


def writing(*, channel: Any, member_id: Any) -> rx.Component:
    """Who writes in the channel, `member_id` left out; said politely."""
    return Writing.create(channel=channel, member_id=member_id)


class Line(rx.Component):
    """follow.js."""

    library = _MODULES["follow.js"]
    tag = "Line"

    names: rx.Var[dict[str, str]]
    api: rx.Var[str]


class Follow(rx.Component):
    """follow.js."""

    library = _MODULES["follow.js"]
    tag = "Follow"

    state: rx.Var[str]


class Here(rx.Component):
    """company.jsx."""

    library = _MODULES["company.jsx"]
    tag = "Here"

    channel: rx.Var[str]


class Writing(rx.Component):
    """company.jsx."""

    library = _MODULES["company.jsx"]
    tag = "Writing"

    channel: rx.Var[str]
    member_id: rx.Var[int]
