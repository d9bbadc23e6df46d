"""Heading anchors: `# Title[[anchor]]` or a slug of the text, unique within the page."""

import re
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from academy_app.core.markdown.sanitise import ID_PREFIX
from academy_app.core.markdown.text import inline_text

# The page's own title is its one h1.
LEVEL_DEMOTION: Final = 1
LOWEST_LEVEL: Final = 6

_EXPLICIT = re.compile(r"[ \t]*\[\[([^\[\]\s]{1,100})\]\][ \t]*$")
_NOT_SLUG = re.compile(r"[^\w\s.-]")
_GAP = re.compile(r"[\s-]+")
_FALLBACK: Final = "section"


def extend(markdown: MarkdownIt) -> None:
    markdown.core.ruler.before("inline", "heading_anchors", _take_explicit_anchors)
    markdown.core.ruler.push("heading_ids", _name_headings)


def slugify(text: str) -> str:
    """Lower-case words joined by hyphens; letters of every script stay."""
    slug = _GAP.sub("-", _NOT_SLUG.sub("", text.lower())).strip("-.")
    return slug[:80] or _FALLBACK


def _take_explicit_anchors(state: StateCore) -> None:
    for heading, line in zip(state.tokens, state.tokens[1:], strict=False):
        if heading.type == "heading_open":
            found = _EXPLICIT.search(line.content[-120:])
            if found:
                line.content = line.content[: -len(found[0])]
                heading.meta["anchor"] = found[1]


def _name_headings(state: StateCore) -> None:
    taken: set[str] = set()
    listed: list[dict[str, str | int]] = []
    next_number: dict[str, int] = {}
    for heading, line in zip(state.tokens, state.tokens[1:], strict=False):
        if heading.type == "heading_close":
            heading.tag = _demoted(heading.tag)
        if heading.type != "heading_open":
            continue
        heading.tag = _demoted(heading.tag)
        text = inline_text(line.children or ()).strip()
        slug = slugify(str(heading.meta.get("anchor") or text))
        heading_id = ID_PREFIX + _unique(slug, taken, next_number)
        heading.attrSet("id", heading_id)
        listed.append({"level": int(heading.tag[1]), "id": heading_id, "text": text})
    state.env["headings"] = listed


def _demoted(tag: str) -> str:
    return f"h{min(int(tag[1]) + LEVEL_DEMOTION, LOWEST_LEVEL)}"


def _unique(slug: str, taken: set[str], next_number: dict[str, int]) -> str:
    name = slug
    while name in taken:
        next_number[slug] = next_number.get(slug, 0) + 1
        name = f"{slug}-{next_number[slug]}"
    taken.add(name)
    return name
