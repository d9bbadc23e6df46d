"""HTML read into nodes: any HTML, however broken, for its words alone."""

from html.parser import HTMLParser
from typing import Final

from academy_app.importers.prose.nodes import Node

# Deeper elements are taken for their words.
DEEPEST: Final = 100

_KINDS: Final = {
    "p": "paragraph",
    "div": "paragraph",
    "section": "paragraph",
    "article": "paragraph",
    "figure": "paragraph",
    "figcaption": "paragraph",
    "details": "paragraph",
    "dl": "paragraph",
    "dd": "paragraph",
    "dt": "paragraph",
    "ul": "bullets",
    "ol": "numbers",
    "li": "item",
    "blockquote": "quote",
    "aside": "quote",
    "pre": "code_block",
    "table": "table",
    "tr": "item",
    "td": "paragraph",
    "th": "paragraph",
    "b": "strong",
    "strong": "strong",
    "summary": "strong",
    "i": "em",
    "em": "em",
    "cite": "em",
    "s": "strike",
    "del": "strike",
    "strike": "strike",
    "code": "code",
    "kbd": "code",
    "a": "link",
}
_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_UNSEEN: Final = frozenset(("script", "style", "template", "noscript", "head", "svg"))
# What ends of itself where these begin.
_CLOSES: Final = {
    "p": ("p",),
    "li": ("p", "li"),
    "tr": ("td", "th", "tr"),
    "td": ("td", "th"),
    "th": ("td", "th"),
    "dt": ("dt", "dd"),
    "dd": ("dt", "dd"),
}


def from_html(markup: str) -> list[Node]:
    reader = _Reader()
    reader.feed(markup.replace("\x00", ""))
    reader.close()
    return reader.root.children


class _Reader(HTMLParser):
    """Keeps the open elements; one that is never closed ends with its parent."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("paragraph")
        self.open: list[tuple[str, Node]] = [("", self.root)]
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self.unseen += 1
        if self.unseen:
            return
        given = {name: value or "" for name, value in attrs}
        if tag in ("br", "hr", "img", "iframe"):
            self._single(tag, given)
            return
        while self.open[-1][0] in _CLOSES.get(tag, ()):
            self.open.pop()
        node = self._node(tag, given)
        if node is None or len(self.open) > DEEPEST:
            return
        self._add(node)
        self.open.append((tag, node))

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        names = [name for name, _ in self.open]
        if not self.unseen and tag in names[1:]:
            place = len(names) - 1 - names[::-1].index(tag)
            del self.open[place:]

    def handle_data(self, data: str) -> None:
        if self.unseen:
            return
        if any(name == "pre" for name, _ in self.open):
            self._in_pre().text += data
            return
        text = data.replace("\n", " ")
        if text.strip() or self.open[-1][1].kind not in ("bullets", "numbers", "table"):
            self._add(Node("text", text=text))

    def _single(self, tag: str, given: dict[str, str]) -> None:
        if tag == "hr":
            self._add(Node("rule"))
        elif tag == "br":
            self._break()
        elif tag == "iframe" and given.get("src"):
            source = given["src"]
            self._add(Node("link", [Node("text", text=source)], address=source))
        elif tag == "img":
            if "emoji" in given.get("class", "").split():
                self._add(Node("text", text=given.get("alt", "")))
            else:
                self._add(Node("image", text=given.get("alt", ""), address=given.get("src", "")))

    def _break(self) -> None:
        if any(name == "pre" for name, _ in self.open):
            self._in_pre().text += "\n"
        else:
            self._add(Node("break"))

    def _node(self, tag: str, given: dict[str, str]) -> Node | None:
        if tag in _HEADINGS:
            return Node("heading", number=_HEADINGS[tag])
        kind = _KINDS.get(tag)
        if kind is None or (kind == "code" and self.open[-1][0] == "pre"):
            if tag == "code":
                language = given.get("class", "").removeprefix("lang-").removeprefix("language-")
                self._in_pre().address = language.split(" ")[0]
            return None
        if kind == "numbers":
            start = given.get("start", "1")
            return Node(kind, number=int(start) if start.isascii() and start.isdigit() else 1)
        return Node(kind, address=given.get("href", "") if kind == "link" else "")

    def _in_pre(self) -> Node:
        return next(node for name, node in reversed(self.open) if name == "pre")

    def _add(self, node: Node) -> None:
        self.open[-1][1].children.append(node)
