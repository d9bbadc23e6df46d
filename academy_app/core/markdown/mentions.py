"""Members that a text names: links to their pages that begin with an @."""

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from academy_app.core.markdown.text import inline_text

_PERSON = re.compile(r"/people/(\d{1,18})")


def people(tokens: Sequence[Token]) -> Iterator[int]:
    """The ids in the order of the text, such as of members who don't exist. Code names nobody,
    nor does what an image shows instead of itself."""
    for token in tokens:
        children = token.children or []
        for place, child in enumerate(children):
            person = _PERSON.fullmatch(_href(child))
            if person and _text_of(children[place:]).startswith("@"):
                yield int(person[1])


def _href(token: Token) -> str:
    return str(token.attrGet("href")) if token.type == "link_open" else ""


def _text_of(link: Sequence[Token]) -> str:
    """The text of the link that begins here: links don't nest."""
    end = next(place for place, token in enumerate(link) if token.type == "link_close")
    return inline_text(link[:end])
