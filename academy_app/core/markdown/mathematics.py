r"""TeX between `$..$`, `$$..$$` and `\(..\)`, kept for the browser to typeset.

The source stays as the element's text: it is what is read until, or without, typesetting.
"""

from typing import Final

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

# A closing mark is looked for no further: without a limit, many openings and no closing would
# take quadratic time.
MAX_TEX: Final = 4_000
MAX_LINES: Final = 200


def extend(markdown: MarkdownIt) -> None:
    markdown.inline.ruler.before("escape", "math_inline", _inline)
    markdown.block.ruler.before(
        "fence", "math_block", _block, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    markdown.add_render_rule("math_inline", _render_inline)
    markdown.add_render_rule("math_block", _render_block)


def _inline(state: StateInline, silent: bool) -> bool:
    found = _tex_at(state.src, state.pos, state.posMax)
    if found is None:
        return False
    tex, end, is_display = found
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.content = tex
        token.meta = {"display": is_display}
    state.pos = end
    return True


def _tex_at(source: str, start: int, stop: int) -> tuple[str, int, bool] | None:
    """The TeX that starts here, where what follows it starts, and whether it is displayed."""
    if source.startswith("\\(", start):
        return _between(source, start, stop, "\\)", is_display=False)
    if source.startswith("$$", start):
        return _between(source, start, stop, "$$", is_display=True)
    if source.startswith("$", start):
        return _between_dollars(source, start, stop)
    return None


def _between(
    source: str, start: int, stop: int, closing: str, is_display: bool
) -> tuple[str, int, bool] | None:
    end = source.find(closing, start + 2, min(stop, start + MAX_TEX))
    tex = source[start + 2 : end].strip()
    if end < 0 or not tex:
        return None
    return tex, end + 2, is_display


def _between_dollars(source: str, start: int, stop: int) -> tuple[str, int, bool] | None:
    """Prices are not mathematics: the marks must hug the TeX, and no digit or letter may touch
    them from outside."""
    if start and (source[start - 1].isalnum() or source[start - 1] == "$"):
        return None
    end = _next_dollar(source, start + 1, min(stop, start + MAX_TEX))
    if end < 0:
        return None
    tex = source[start + 1 : end]
    touches_more = end + 1 < stop and (source[end + 1].isalnum() or source[end + 1] == "$")
    if not tex or tex != tex.strip() or touches_more:
        return None
    return tex, end + 1, False


def _next_dollar(source: str, start: int, stop: int) -> int:
    end = source.find("$", start, stop)
    while end > 0 and source[end - 1] == "\\":
        end = source.find("$", end + 1, stop)
    return end


def _block(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    if state.is_code_block(first) or not _line(state, first).startswith("$$"):
        return False
    end = _closing_line(state, first, last)
    if end is None:
        return False
    if silent:
        return True
    lines = [_line(state, number) for number in range(first, end + 1)]
    token = state.push("math_block", "math", 0)
    token.block = True
    token.content = "\n".join(lines).removeprefix("$$").removesuffix("$$").strip()
    token.map = [first, end + 1]
    state.line = end + 1
    return True


def _closing_line(state: StateBlock, first: int, last: int) -> int | None:
    opening = _line(state, first)[2:]
    if opening.endswith("$$") and opening != "$$":
        return first
    if "$$" in opening:
        return None
    for number in range(first + 1, min(last, first + MAX_LINES)):
        line = _line(state, number)
        if not line or state.sCount[number] < state.blkIndent:
            return None
        if line.endswith("$$"):
            return number
    return None


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].strip()


def _render_inline(
    _renderer: RendererHTML, tokens: list[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    token = tokens[index]
    kind = "math math-display" if token.meta["display"] else "math"
    return _element("span", kind, token.content)


def _render_block(
    _renderer: RendererHTML, tokens: list[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    return _element("div", "math math-display", tokens[index].content) + "\n"


def _element(tag: str, kind: str, tex: str) -> str:
    escaped = escapeHtml(tex)
    return f'<{tag} class="{kind}" data-tex="{escaped}">{escaped}</{tag}>'
