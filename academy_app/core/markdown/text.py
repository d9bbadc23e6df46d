"""The text inside parsed Markdown."""

import html
import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

_TAG = re.compile(r"<[^<>]*>")


def paragraphs(tokens: Sequence[Token]) -> Iterator[str]:
    """Each block's text, in reading order; blocks without text are left out."""
    for token in tokens:
        text = _block_text(token).strip()
        if text:
            yield text


def inline_text(children: Sequence[Token]) -> str:
    """The text of a line, without its marks."""
    return "".join(_piece(child) for child in children)


def text_of(markup: str) -> str:
    """The words of sanitised HTML, where the Markdown that it was made from need not be read."""
    return "\n".join(line for line in _without_tags(markup, " ").splitlines() if line.strip())


def _block_text(token: Token) -> str:
    if token.type == "inline":
        return inline_text(token.children or ())
    if token.type == "html_block":
        return _without_tags(token.content, " ")
    return token.content


def _piece(child: Token) -> str:
    if child.type in ("softbreak", "hardbreak"):
        return "\n"
    if child.type == "image":
        return inline_text(child.children or ())
    if child.type == "html_inline":
        return _without_tags(child.content, "")
    return child.content


def _without_tags(markup: str, instead: str) -> str:
    return html.unescape(_TAG.sub(instead, _without_comments(markup)))


def _without_comments(markup: str) -> str:
    # A regular expression would look for the end again from each beginning.
    kept: list[str] = []
    position = 0
    while (start := markup.find("<!--", position)) >= 0:
        kept.append(markup[position:start])
        end = markup.find("-->", start + 4)
        position = len(markup) if end < 0 else end + 3
    return "".join(kept) + markup[position:]
