"""The text of lessons: `[v2]` and a JSON array of TipTap's nodes."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from academy_app.importers.prose import Node, is_safe

Unknown: TypeAlias = Callable[[str], None]

MARK: Final = "[v2]"
# Deeper nodes are left out with a remark; no text is nested so.
DEEPEST: Final = 150

_KINDS: Final = {
    "paragraph": "paragraph",
    "heading": "heading",
    "bulletList": "bullets",
    "unorderedList": "bullets",
    "bullet_list": "bullets",
    "unordered_list": "bullets",
    "orderedList": "numbers",
    "ordered_list": "numbers",
    "listItem": "item",
    "list_item": "item",
    "blockquote": "quote",
    "codeBlock": "code_block",
    "code_block": "code_block",
    "horizontalRule": "rule",
    "horizontal_rule": "rule",
    "hardBreak": "break",
    "hard_break": "break",
    "image": "image",
    "text": "text",
    "doc": "paragraph",
}
_MARKS: Final = {
    "bold": "strong",
    "strong": "strong",
    "italic": "em",
    "em": "em",
    "strike": "strike",
    "code": "code",
}
# Looks that Markdown has no sign for, and that no word is lost with.
_LOOKS: Final = frozenset(("underline", "textStyle", "highlight", "textAlign"))


def nodes_of(text: str, unknown: Unknown) -> list[Node] | None:
    """The nodes of a lesson's text; None where it is plain text. `unknown` is told the types that
    became their words alone."""
    stripped = text.strip()
    if not stripped.startswith((MARK, "[{", '{"type"')):
        return None
    try:
        content = json.loads(stripped.removeprefix(MARK))
    except (ValueError, RecursionError):
        if stripped.startswith(MARK):
            unknown(MARK)
            return [Node("paragraph", [Node("text", text=stripped.removeprefix(MARK))])]
        return None
    return [
        _node(each, unknown, 0) for each in (content if isinstance(content, list) else [content])
    ]


def _node(content: Any, unknown: Unknown, depth: int) -> Node:
    if isinstance(content, str):
        return Node("text", text=content)
    if not isinstance(content, Mapping) or depth > DEEPEST:
        unknown(type(content).__name__)
        return Node("text")
    kind = _KINDS.get(str(content.get("type")))
    attributes = content.get("attrs")
    attrs: Mapping[str, Any] = attributes if isinstance(attributes, Mapping) else {}
    inner = content.get("content") or content.get("children") or []
    children = [_node(each, unknown, depth + 1) for each in _listed(inner)]
    if kind is None:
        unknown(str(content.get("type"))[:80])
        return _unknown(content, attrs, children)
    node = Node(kind, children)
    if kind == "text":
        return _marked(Node("text", text=str(content.get("text") or "")), content, unknown)
    if kind == "image":
        node.text = str(attrs.get("alt") or attrs.get("title") or "")
        node.address = str(attrs.get("src") or attrs.get("originalSrc") or "")
    elif kind == "code_block":
        node.text = "".join(_words(child) for child in children)
        node.children, node.address = [], str(attrs.get("language") or "")
    elif kind in ("heading", "numbers"):
        number = attrs.get("level" if kind == "heading" else "start")
        node.number = number if isinstance(number, int) and 0 <= number < 10**9 else 1
    return node


def _listed(inner: Any) -> list[Any]:
    return inner if isinstance(inner, list) else [inner]


def _unknown(content: Mapping[str, Any], attrs: Mapping[str, Any], children: list[Node]) -> Node:
    """Its words; and where it leads, as of an embedded video."""
    words = content.get("text")
    if isinstance(words, str) and words:
        children = [Node("text", text=words), *children]
    address = next((v for k in ("src", "href", "url") if isinstance(v := attrs.get(k), str)), "")
    labels = [v for k in ("title", "label", "alt", "name") if isinstance(v := attrs.get(k), str)]
    children = [*(Node("text", text=f"{label} ") for label in labels), *children]
    if address and is_safe(address):
        children.append(Node("link", [Node("text", text=address)], address=address))
    return Node("paragraph", children)


def _marked(node: Node, content: Mapping[str, Any], unknown: Unknown) -> Node:
    marks = content.get("marks")
    for mark in marks if isinstance(marks, list) else []:
        name = str(mark.get("type") if isinstance(mark, Mapping) else mark)
        if name == "link":
            attrs = mark.get("attrs") if isinstance(mark, Mapping) else None
            address = str(attrs.get("href") or "") if isinstance(attrs, Mapping) else ""
            if is_safe(address):
                node = Node("link", [node], address=address)
            elif address:
                unknown(f"link {address[:200]}")
        elif name in _MARKS:
            node = Node(_MARKS[name], [node])
        elif name not in _LOOKS:
            unknown(name[:80])
    return node


def _words(node: Node) -> str:
    return "\n" if node.kind == "break" else node.text + "".join(map(_words, node.children))
