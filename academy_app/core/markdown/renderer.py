"""The front of the package: a source in, a `Rendered` out."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markdown_it.token import Token

from academy_app.core.markdown.mentions import people
from academy_app.core.markdown.parser import MAX_NESTING, parser
from academy_app.core.markdown.sanitise import sanitise
from academy_app.core.markdown.text import paragraphs

RENDERER_VERSION: Final = 2
"""Raised with every change of the HTML, so that what was stored is rendered anew."""

WORDS_A_MINUTE: Final = 200

# Scripts written without spaces count each character as a word.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 2 to 6 and `id` are those in the page; `text` is plain."""

    level: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What an author should know of the result: a translation key and what its text names."""

    key: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """Sanitised HTML and what a page needs to know of it. `plain` are the words alone, a block a
    line; `mentioned` the ids of the members that it names as `[@Anna](/people/12)`, each once."""

    html: str
    has_math: bool
    has_code: bool
    headings: tuple[Heading, ...]
    plain: str
    mentioned: tuple[int, ...]
    words: int
    minutes: int
    warnings: tuple[Remark, ...]


async def render_async(source: str) -> Rendered:
    """`render`, in a thread."""
    return await asyncio.to_thread(render, source)


def render(source: str) -> Rendered:
    """Render a lesson, a post or a note. Any input is safe; the time grows with its length."""
    env: dict[str, Any] = {}
    tokens = parser().parse(_printable(source), env)
    body = parser().renderer.render(tokens, parser().options, env)
    plain = "\n".join(paragraphs(tokens))
    words = len(_WORD.findall(plain))
    kinds = {token.type for token in _flat(tokens)}
    return Rendered(
        html=sanitise(body),
        has_math=bool(kinds & {"math_inline", "math_block"}),
        has_code=bool(kinds & {"fence", "code_block"}),
        headings=tuple(Heading(**heading) for heading in env.get("headings", ())),
        plain=plain,
        mentioned=tuple(dict.fromkeys(people(tokens))),
        words=words,
        minutes=-(-words // WORDS_A_MINUTE),
        warnings=tuple(_remarks(tokens, env)),
    )


def render_inline(text: str) -> str:
    """Render one line without paragraphs, as for an answer or a caption."""
    return sanitise(str(parser().renderInline(_printable(text), {})))


def plain_text(source: str) -> str:
    """The words alone, a block a line, for search and export."""
    tokens = parser().parse(_printable(source), {})
    return "\n".join(paragraphs(tokens))


def _printable(source: str) -> str:
    # A lone surrogate can be neither stored nor sent.
    return source.encode("utf-8", "replace").decode("utf-8")


def _flat(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _flat(token.children or ())


def _remarks(tokens: Sequence[Token], env: dict[str, Any]) -> Iterator[Remark]:
    seen: set[Remark] = set()
    found = [Remark(key, subject) for key, subject in env.get("remarks", ())]
    if any(token.level >= MAX_NESTING - 1 for token in tokens):
        found.append(Remark("content.nested_too_deep"))
    for remark in found:
        if remark not in seen:
            seen.add(remark)
            yield remark
