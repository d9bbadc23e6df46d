"""Links to videos of the lesson, links that leave the site, and the sizes of images."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_VIDEO = re.compile(r"video:(\d{1,3})$")
_SIDES = re.compile(r"#([1-9]\d{0,3})x([1-9]\d{0,3})$")
_IGNORED_BY_BROWSERS = re.compile(r"[\x00-\x20]")
_ELSEWHERE = re.compile(r"(?:https?:|[/\\]{2})", re.IGNORECASE)


def extend(markdown: MarkdownIt) -> None:
    markdown.core.ruler.push("links", _mark_links)


def leaves_the_site(address: str) -> bool:
    """Whether a browser would open `address` as one of another host."""
    return _ELSEWHERE.match(_IGNORED_BY_BROWSERS.sub("", address)) is not None


def _mark_links(state: StateCore) -> None:
    for token in state.tokens:
        for child in token.children or ():
            if child.type == "link_open":
                _mark_link(child)
            elif child.type == "image":
                _give_sides(child)
                if not child.content.strip():
                    state.env.setdefault("remarks", []).append(
                        ("content.image_without_text", str(child.attrGet("src")))
                    )


def _give_sides(image: Token) -> None:
    """An address may end in the image's size, #800x600."""
    sides = _SIDES.search(str(image.attrGet("src")))
    if sides:
        image.attrSet("width", sides[1])
        image.attrSet("height", sides[2])


def _mark_link(link: Token) -> None:
    address = str(link.attrGet("href"))
    video = _VIDEO.match(address)
    if video:
        link.attrSet("class", "video-link")
        link.attrSet("data-video", video[1])
        link.attrSet("href", f"?video={video[1]}")
    elif leaves_the_site(address):
        link.attrSet("rel", "noopener nofollow")
        link.attrSet("target", "_blank")
