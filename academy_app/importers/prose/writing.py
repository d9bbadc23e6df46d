"""Markdown from nodes: what was meant as words stays words, whatever signs it holds."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from academy_app.importers.prose.nodes import BLOCKS, MARKS, Node

# Deeper lists and quotes stand beside each other: a parser would leave out what is in them.
DEEPEST: Final = 6

_SIGNS = re.compile(r"[\\`*_\[\]<>~$|^]")
_ENTITY = re.compile(r"&(?=#?[A-Za-z0-9]{1,32};)")
# What a line must not begin with, if it is to stay a line of a paragraph.
_BEGINS = re.compile(r"(#{1,6}(?=\s|$)|[-+=:](?=[\s\-+=:]|$)|!(?=\[))")
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_SAFE = re.compile(r"(?:https?://|mailto:|/(?![/\\])|#)", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\f\v\u00a0]*\n[ \t\r\f\v\u00a0]*|[ \t\r\f\v]+")
_EDGE = re.compile(r"(?:\\\n|[ \t])+")
_LANGUAGE = re.compile(r"[A-Za-z0-9_+#.-]{1,30}")
_TAGS: Final = {"strong": "strong", "em": "em", "strike": "del"}
_SIGN_OF: Final = {"strong": "**", "em": "*", "strike": "~~"}


def to_markdown(nodes: Iterable[Node]) -> str:
    """Any string is taken: what no database can keep, such as half a pair of surrogates, is marked
    as missing."""
    text = "\n\n".join(_blocks(list(nodes), 0))
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def escaped(text: str) -> str:
    """Words within a line that mean nothing else."""
    return _ENTITY.sub(r"\&", _SIGNS.sub(r"\\\g<0>", text))


def is_safe(address: str) -> bool:
    """Whether a link may lead there: to the web, into a letter, or within the site."""
    return _SAFE.match(address) is not None and "\n" not in address


def _blocks(nodes: Sequence[Node], depth: int) -> Iterator[str]:
    before = ""
    for is_block, group in groupby(nodes, lambda node: node.kind in BLOCKS):
        if not is_block:
            before = ""
            yield from filter(None, [_paragraph(list(group))])
            continue
        for node in group:
            made = _block(node, depth, node.kind == before)
            before = node.kind
            if made:
                yield made


def _block(node: Node, depth: int, is_again: bool) -> str:
    if node.kind in _ALONE:
        return _ALONE[node.kind](node)
    if node.kind == "paragraph":
        return _with_blocks(node, depth)
    if depth < DEEPEST and node.kind == "quote":
        inner = "\n\n".join(_blocks(node.children, depth + 1))
        return "\n".join(f"> {line}".rstrip() for line in inner.split("\n")) if inner else ""
    if depth < DEEPEST and node.kind in ("bullets", "numbers"):
        return _list(node, depth, is_again)
    return "\n\n".join(_blocks(node.children, depth))


def _heading(node: Node) -> str:
    line = " ".join(_paragraph(_flat(node.children)).replace("\\\n", " ").split("\n"))
    return f"{'#' * min(max(node.number, 1), 6)} {line}" if line else ""


def _with_blocks(node: Node, depth: int) -> str:
    """A paragraph; some sources put blocks into one."""
    if any(child.kind in BLOCKS for child in node.children):
        return "\n\n".join(_blocks(node.children, depth))
    return _paragraph(node.children)


def _list(node: Node, depth: int, is_again: bool) -> str:
    """A list right behind another of its kind takes the other sign, or both would be one."""
    items = []
    number = max(node.number, 0)
    for item in node.children:
        sign = ("*" if is_again else "-") if node.kind == "bullets" else f"{number}."
        if node.kind == "numbers" and is_again:
            sign = f"{number})"
        blocks = list(_blocks(item.children if item.kind == "item" else [item], depth + 1))
        if not blocks:
            continue
        # A list within stands close to its line, as it was.
        inner = ("\n" if _is_close(item) else "\n\n").join(blocks)
        indent = " " * (len(sign) + 1)
        lines = inner.split("\n")
        rest = [f"{indent}{line}".rstrip() for line in lines[1:]]
        number += 1
        items.append("\n".join([f"{sign} {lines[0]}".rstrip(), *rest]))
    return "\n".join(items)


def _is_close(item: Node) -> bool:
    *words, last = item.children or [item]
    is_list = last.kind == "bullets" or (last.kind == "numbers" and last.number == 1)
    if len(words) == 1 and words[0].kind == "paragraph":
        words = words[0].children
    return is_list and not any(node.kind in BLOCKS for node in words)


def _code_block(node: Node) -> str:
    runs = [len(run) for run in re.findall(r"`+", node.text)]
    fence = "`" * max(3, *(length + 1 for length in runs)) if runs else "```"
    language = node.address if _LANGUAGE.fullmatch(node.address) else ""
    text = node.text.strip("\n")
    return f"{fence}{language}\n{text}\n{fence}" if text.strip() else ""


def _table(node: Node) -> str:
    rows = [[_cell(cell) for cell in row.children] for row in node.children]
    rows = [row for row in rows if any(row)]
    width = max(map(len, rows), default=0)
    if not width:
        return ""
    lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
    return "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])


_ALONE: Final[Mapping[str, Callable[[Node], str]]] = {
    "heading": _heading,
    "rule": lambda _node: "***",
    "code_block": _code_block,
    "table": _table,
}


def _cell(node: Node) -> str:
    lines = "\n".join(_blocks(_flat([node]), 0))
    return " ".join(lines.replace("\\\n", " ").split())


def _flat(nodes: Iterable[Node]) -> list[Node]:
    """The same words in one line, where a line is all there is."""
    found: list[Node] = []
    for node in nodes:
        if node.kind == "code_block":
            found += [Node("code", [Node("text", text=node.text)]), Node("text", text=" ")]
        elif node.kind in BLOCKS:
            found += [*_flat(node.children), Node("text", text=" ")]
        else:
            found.append(node)
    return found


def _paragraph(nodes: Sequence[Node]) -> str:
    """Lines of one paragraph; each begins as nothing but a paragraph's line."""
    line = _Line()
    line.add(nodes)
    lines = [part.strip(" \t") for part in line.text.split("\n")]
    kept = [_begun(part) for part in lines]
    while kept and kept[0] in ("", "\\"):
        del kept[0]
    while kept and kept[-1] in ("", "\\"):
        del kept[-1]
    text = "\n".join(kept)
    return text.removesuffix("\\") if _is_odd_end(text) else text


def _is_odd_end(text: str) -> bool:
    """Whether the last backslash is a break of the line, not an escaped one."""
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1


def _begun(line: str) -> str:
    if _BEGINS.match(line):
        return f"\\{line}"
    return _NUMBERED.sub(r"\1\\\2", line, count=1) if _NUMBERED.match(line) else line


class _Line:
    """Pieces of a paragraph, one behind the other."""

    def __init__(self) -> None:
        self.text = ""

    def add(self, nodes: Sequence[Node], *, in_link: bool = False, in_mark: bool = False) -> None:
        for node in nodes:
            match node.kind:
                case "text":
                    self.text += _broken(escaped(_SPACE.sub(_one_space, node.text)))
                case "break":
                    self.text += "\\\n"
                case "code":
                    self._code(node)
                case "image":
                    self._image(node)
                case "link" if not in_link and is_safe(node.address):
                    self._link(node)
                case kind if kind in MARKS:
                    self._mark(node, in_link, in_mark)
                case _:
                    self.add(node.children, in_link=in_link, in_mark=in_mark)

    def _link(self, node: Node) -> None:
        inner = _Line()
        inner.add(node.children, in_link=True)
        words = " ".join(inner.text.replace("\\\n", " ").split())
        before, _, after = _without_edges(inner.text)
        before, after = " " if before else "", " " if after else ""
        if not before and self.text.endswith("!"):
            # Else it would be an image.
            self.text = f"{self.text[:-1]}\\!"
        self.text += (
            f"{before}[{words or escaped(node.address)}](<{_address(node.address)}>){after}"
        )

    def _image(self, node: Node) -> None:
        if is_safe(node.address):
            self.text += f"![{escaped(' '.join(node.text.split()))}](<{_address(node.address)}>)"
        else:
            self.text += escaped(" ".join(node.text.split()))

    def _code(self, node: Node) -> None:
        words = " ".join(_plain(node).split("\n"))
        if not words.strip():
            self.text += " "
            return
        if self.text.endswith("`"):
            # Two runs of signs would read as one.
            self.text += f"<code>{escaped(words)}</code>"
            return
        runs = [len(run) for run in re.findall(r"`+", words)]
        fence = "`" * (max(runs) + 1 if runs else 1)
        pad = " " if words[0] in "` " or words[-1] in "` " else ""
        self.text += f"{fence}{pad}{words}{pad}{fence}"

    def _mark(self, node: Node, in_link: bool, in_mark: bool) -> None:
        inner = _Line()
        inner.add(node.children, in_link=in_link, in_mark=True)
        before, words, after = _without_edges(inner.text)
        if not words:
            self.text += inner.text
            return
        # Signs mean what they should only between a space and a letter; a tag always does.
        is_plain = words[0].isalnum() and words[-1].isalnum() and not in_mark and "\n" not in words
        if is_plain and self.text[-1:] not in ("*", "~"):
            sign = _SIGN_OF[node.kind]
            self.text += f"{before}{sign}{words}{sign}{after}"
        else:
            tag = _TAGS[node.kind]
            self.text += f"{before}<{tag}>{words}</{tag}>{after}"


def _plain(node: Node) -> str:
    return node.text + "".join("\n" if c.kind == "break" else _plain(c) for c in node.children)


def _one_space(found: re.Match[str]) -> str:
    return "\n" if "\n" in found[0] else " "


def _broken(text: str) -> str:
    return text.replace("\n", "\\\n")


def _without_edges(text: str) -> tuple[str, str, str]:
    """Spaces and breaks before the words, the words, and those behind them. A newline is written
    as a break alone, so the backslash before it is always the break's."""
    begin = _EDGE.match(text)
    start = begin.end() if begin else 0
    end = len(text)
    while end > start:
        if text[end - 1] in " \t":
            end -= 1
        elif text[end - 2 : end] == "\\\n":
            end -= 2
        else:
            break
    return text[:start], text[start:end], text[end:]


def _address(address: str) -> str:
    return re.sub(r"[<>\\]", lambda found: f"%{ord(found[0]):02X}", address.strip()).replace(
        " ", "%20"
    )
