"""Callouts, task lists, tables and footnotes: blocks that CommonMark lacks or leaves bare."""

import re
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

CALLOUTS: Final = ("note", "tip", "important", "warning", "caution")

_CALLOUT = re.compile(rf"\[!({'|'.join(CALLOUTS)})\][ \t]*([^\n]*)(?:\n|$)", re.IGNORECASE)
_TASK = re.compile(r"\[([ xX])\][ \t]+(?=\S)")
_ALIGN = re.compile(r"text-align:(left|center|right)")


def extend(markdown: MarkdownIt) -> None:
    markdown.core.ruler.after("block", "callouts", _mark_callouts)
    markdown.core.ruler.after("callouts", "tasks", _mark_tasks)
    markdown.core.ruler.push("table_region", _name_tables)
    markdown.add_render_rule("table_open", _table_open)
    markdown.add_render_rule("table_close", _table_close)
    for cell in ("th_open", "td_open"):
        markdown.add_render_rule(cell, _cell)
    markdown.add_render_rule("footnote_anchor", _footnote_anchor)


def _mark_callouts(state: StateCore) -> None:
    """Turn quotes that begin with `[!KIND] title` into callouts."""
    result: list[Token] = []
    is_callout: list[bool] = []
    tokens = iter(state.tokens)
    for token in tokens:
        result.append(token)
        if token.type == "blockquote_open":
            is_callout.append(False)
        elif token.type == "blockquote_close" and is_callout.pop():
            token.tag = "aside"
        elif token.type == "inline" and _opens_quote(result):
            found = _CALLOUT.match(token.content)
            if found:
                is_callout[-1] = True
                _open_callout(result, found)
                if not token.content:
                    # The quote's first paragraph was the mark alone.
                    del result[-2:]
                    next(tokens)
    state.tokens = result


def _opens_quote(tokens: list[Token]) -> bool:
    return [token.type for token in tokens[-3:-1]] == ["blockquote_open", "paragraph_open"]


def _open_callout(tokens: list[Token], found: re.Match[str]) -> None:
    """Make a callout of the quote whose first line is the last of `tokens`."""
    quote, paragraph, line = tokens[-3:]
    kind = found[1].lower()
    quote.tag = "aside"
    quote.attrs = {
        "class": f"callout callout-{kind}",
        "role": "note",
        "data-label": f"content.{kind}",
    }
    line.content = line.content[found.end() :]
    tokens[-2:] = [*_callout_title(kind, found[2].strip(), paragraph), paragraph, line]


def _callout_title(kind: str, title: str, like: Token) -> list[Token]:
    opening = like.copy(attrs={"class": "callout-title"})
    if not title:
        opening.attrSet("data-label", f"content.{kind}")
    line = Token("inline", "", 0, content=title, children=[], level=like.level + 1, map=like.map)
    closing = Token("paragraph_close", "p", -1, block=True, level=like.level)
    return [opening, line, closing]


def _mark_tasks(state: StateCore) -> None:
    """Show `- [x] done` as a ticked box, a character that needs neither style nor label."""
    for item, paragraph, line in zip(
        state.tokens, state.tokens[1:], state.tokens[2:], strict=False
    ):
        found = _TASK.match(line.content) if line.type == "inline" else None
        is_task = item.type == "list_item_open" and paragraph.type == "paragraph_open"
        if found and is_task:
            item.attrSet("class", "task")
            box = "\u2610" if found[1] == " " else "\u2611"
            line.content = f"{box} {line.content[found.end() :]}"


def _name_tables(state: StateCore) -> None:
    """Name each table's scroll region by the heading above it."""
    heading = ""
    for token in state.tokens:
        if token.type == "heading_open":
            heading = str(token.attrGet("id"))
        elif token.type == "table_open" and heading:
            token.meta = {"heading": heading}


def _table_open(
    _renderer: RendererHTML, tokens: list[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    heading = tokens[index].meta.get("heading")
    name = f'aria-labelledby="{heading}"' if heading else 'data-label="content.table"'
    return f'<div class="table-scroll" role="region" tabindex="0" {name}>\n<table>\n'


def _table_close(
    _renderer: RendererHTML, _tokens: list[Token], _index: int, _options: OptionsDict, _env: EnvType
) -> str:
    return "</table>\n</div>\n"


def _cell(
    renderer: RendererHTML, tokens: list[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Alignment as a class: a strict content policy forbids inline styles."""
    token = tokens[index]
    style = _ALIGN.match(str(token.attrs.pop("style", "")))
    if style:
        token.attrSet("class", f"align-{style[1]}")
    return renderer.renderToken(tokens, index, options, env)


def _footnote_anchor(
    renderer: RendererHTML, tokens: list[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    reference = renderer.rules["footnote_anchor_name"](tokens, index, options, env)
    number = tokens[index].meta["subId"]
    target = f"fnref{reference}" + (f":{number}" if number else "")
    return (
        f' <a href="#{target}" class="footnote-backref" data-label="content.footnote_back">'
        "\u21a9\ufe0e</a>"
    )
