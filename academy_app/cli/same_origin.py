"""Let the built front end speak to whatever address it was loaded from.

Reflex writes the back end's address, port included, into the bundle. One build must serve
any port and any proxy, so a production build carries a placeholder, and the finished chunks
get the page's own origin in its place. docs/decisions/0004 tells the story.
"""

import re
from pathlib import Path
from typing import Any

from reflex.plugins import Plugin
from reflex_base import constants
from reflex_base.config import get_config
from reflex_base.environment import environment

PLACEHOLDER = "http://same-origin.invalid"
WEBSOCKET_PLACEHOLDER = "ws://same-origin.invalid"

_LITERAL = re.compile(r"""(["'`])(http|ws)://same-origin\.invalid(/[^"'`]*)\1""")


class SameOriginPlugin(Plugin):
    """Takes the origin from the page; leaves Vite's development server alone."""

    def update_env_json(self) -> dict[str, Any] | None:
        """Every endpoint at the placeholder, where there will be a bundle."""
        if environment.REFLEX_ENV_MODE.get() is constants.Env.DEV:
            return None
        path = get_config().prepend_backend_path
        return {endpoint.name: _placed(endpoint, path(str(endpoint))) for endpoint in ENDPOINTS}

    def post_build(self, **context: Any) -> None:
        """Put the origin into the chunks; fails when Reflex no longer writes what we expect."""
        static_dir = Path(context["static_dir"])
        changed = [chunk for chunk in static_dir.rglob("*.js") if _mend(chunk)]
        if not changed:
            raise RuntimeError("the built front end does not name its back end")


ENDPOINTS = tuple(constants.Endpoint)


def from_the_page(javascript: str) -> str:
    """`javascript` with each placeholder address as an expression on `location`."""
    return _LITERAL.sub(_expression, javascript)


def _expression(literal: re.Match[str]) -> str:
    _, scheme, path = literal.groups()
    swap = '.replace(/^http/,"ws")' if scheme == "ws" else ""
    return f'(globalThis.location.origin{swap}+"{path}")'


def _mend(chunk: Path) -> bool:
    before = chunk.read_text(encoding="utf-8")
    after = from_the_page(before)
    if after != before:
        chunk.write_text(after, encoding="utf-8")
    return after != before


def _placed(endpoint: constants.Endpoint, path: str) -> str:
    is_socket = endpoint is constants.Endpoint.EVENT
    return (WEBSOCKET_PLACEHOLDER if is_socket else PLACEHOLDER) + path
