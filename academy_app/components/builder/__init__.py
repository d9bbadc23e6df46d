"""The builder in the browser: a course's tree, and the lesson that is written beside it.

    builder(built=..., member_id=..., state=...)

`built` is the tree as the page's state holds it, `state` the state's full name, whose `looking_at`
is told which lesson is open. Everything else goes over the REST API under `/teach`; news of the
channel `course-edit:{id}` come as everywhere (components/live). Only pages that draw the builder
load its scripts.
"""

from pathlib import Path
from typing import Any

import reflex as rx
from reflex_base.config import get_config

from academy_app.components import live as _live  # noqa: F401  its modules are imported by ours
from academy_app.components import player as _player  # noqa: F401  its modules are imported by ours
from academy_app.components.editor.texts import texts_of
from academy_app.components.el import t
from academy_app.components.scripts import linked

_MODULES = {source.name: linked(source) for source in sorted(Path(__file__).parent.glob("*.js*"))}


class Builder(rx.Component):
    """builder.jsx."""

    library = _MODULES["builder.jsx"]
    tag = "Builder"

    built: rx.Var[Any]
    texts: rx.Var[dict[str, str]]
    member_id: rx.Var[int]
    state: rx.Var[str]
    api: rx.Var[str]


def builder(*, built: Any, member_id: Any, state: str, api: str | None = None) -> rx.Component:
    return Builder.create(
        built=built,
        texts=texts_of(t),
        member_id=member_id,
        state=state,
        api=api or get_config().prepend_backend_path("/api/lms"),
    )
