"""The nodes that formatted text is made of."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

BLOCKS: Final = frozenset(
    ("paragraph", "heading", "bullets", "numbers", "item", "quote", "code_block", "rule", "table")
)
MARKS: Final = frozenset(("strong", "em", "strike", "code"))


@dataclass(slots=True)
class Node:
    """A block, or a piece of a line: `text`, `break`, `link`, `image` or one of MARKS.

    `text` is the words of a text, a code block or an image; `address` where a link or an image
    leads; `number` a heading's level, 1 to 6, or a list's first number. A table's children are
    paragraphs in items: rows of cells. What is no block among blocks is a paragraph of its own.
    """

    kind: str
    children: list["Node"] = field(default_factory=list)
    text: str = ""
    address: str = ""
    number: int = 1


def text_of(nodes: Iterable[Node]) -> str:
    """The words alone, in reading order."""
    found: list[str] = []
    waiting = list(reversed(list(nodes)))
    while waiting:
        node = waiting.pop()
        found.append(node.text)
        if node.kind in BLOCKS or node.kind == "break":
            found.append(" ")
        waiting.extend(reversed(node.children))
    return " ".join("".join(found).split())
