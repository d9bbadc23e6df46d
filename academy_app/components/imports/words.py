"""What the screens of imports have in common."""

from typing import Any

from reflex.vars import Var

from academy_app.components.el import (
    Node,
    Value,
    beyond_the_router,
    both,
    is_html,
    pick,
    t,
    t_of,
)
from academy_app.components.kit import badge, icon, link_button

HEADING = "mt-10 mb-3 text-lg font-semibold"


def state(row: Value) -> Node:
    """In one word; a rehearsal that went well is not what one waits for."""
    is_tried = both(row.state == "done", row.is_rehearsal)
    return badge(
        pick(is_tried, t("imports.state_rehearsed"), t_of(key_of(f"import_state.{row.state}")))
    )


def key_of(key: str) -> Value:
    """A key that was made from a state var, as one."""
    return key if is_html() else Var.create(key)


def download(href: Value, words: Value, label: Value = None) -> Node:
    """A link to a file; `label` is its whole name where the words alone say too little."""
    props: dict[str, Any] = {"href": href, "aria_label": label, **beyond_the_router()}
    return link_button(icon("download", "!size-4"), words, download=True, **props)
