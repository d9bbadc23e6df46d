"""HTML written inside Markdown, prepared for the sanitiser, which has the last word.

A tag that HTML does not know is text: `<mask>` in a lesson about models is meant to be read.
"""

import re
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from academy_app.core.markdown.links import leaves_the_site
from academy_app.core.markdown.sanitise import TAGS

# Deeper than any lesson; the sanitiser's time grows with the square of the depth.
MAX_DEPTH: Final = 60

# Known to browsers and refused: dropped by the sanitiser, and named to the author.
_REFUSED_NAMES: Final = (
    "applet area audio base body button canvas embed fieldset font form frame frameset head html "
    "iframe input label link map math meta noscript object option param script select source "
    "style svg template textarea title track video"
)
REFUSED: Final = frozenset(_REFUSED_NAMES.split())

_UNCLOSED_NAMES: Final = "br hr img wbr p li dt dd tr td th thead tbody tfoot caption"
_CLOSED_BY_BROWSERS: Final = frozenset(_UNCLOSED_NAMES.split())
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9_.-]{0,40})((?:[\s/][^<>]*)?)>")
_HREF = re.compile(r"""\bhref\s*=\s*["']?\s*([^"'\s>]{1,2000})""", re.IGNORECASE)
_ALT = re.compile(r"\balt\s*=", re.IGNORECASE)


def extend(markdown: MarkdownIt) -> None:
    markdown.core.ruler.push("raw_html", _prepare)


def _prepare(state: StateCore) -> None:
    env: dict[str, Any] = state.env  # type: ignore[assignment]  # env is a dict by contract
    for token in state.tokens:
        if token.type == "html_block":
            token.content = _prepared(token.content, env)
        for child in token.children or ():
            if child.type == "html_inline":
                child.content = _prepared(child.content, env)


def _prepared(content: str, env: dict[str, Any]) -> str:
    return _TAG.sub(lambda found: _prepared_tag(found, env), content)


def _prepared_tag(found: re.Match[str], env: dict[str, Any]) -> str:
    closing, name, attributes = found[1], found[2].lower(), found[3]
    if name in REFUSED:
        env.setdefault("remarks", []).append(("content.tag_removed", name))
        return found[0]
    if (name not in TAGS and name != "h1") or not _fits(name, bool(closing), env):
        return found[0].replace("<", "&lt;")
    if name == "h1":
        return f"<{closing}h2{attributes}>"
    if name == "table":
        return _table(found[0], bool(closing))
    if closing:
        return found[0]
    return f"<{name}{_missing_attributes(name, attributes)}{attributes}>"


def _fits(name: str, is_closing: bool, env: dict[str, Any]) -> bool:
    if name in _CLOSED_BY_BROWSERS:
        return True
    depth: int = env.get("depth", 0) + (-1 if is_closing else 1)
    if depth > MAX_DEPTH:
        return False
    env["depth"] = max(depth, 0)
    return True


def _table(tag: str, is_closing: bool) -> str:
    if is_closing:
        return f"{tag}</div>"
    return f'<div class="table-scroll" role="region" tabindex="0" data-label="content.table">{tag}'


def _missing_attributes(name: str, attributes: str) -> str:
    """Attributes that we add. They stand first, and of two with one name the first counts."""
    if name == "img" and not _ALT.search(attributes):
        return ' alt=""'
    address = _HREF.search(attributes) if name == "a" else None
    if address and leaves_the_site(address[1]):
        return ' rel="noopener nofollow" target="_blank"'
    return ""
