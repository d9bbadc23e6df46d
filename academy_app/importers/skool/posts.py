"""The markup of posts: plain text with links, names and lists in brackets."""

import re
from collections.abc import Iterator
from typing import Final

from academy_app.importers.community import People
from academy_app.importers.prose import Node, is_safe, to_markdown
from academy_app.importers.reading import Staged
from academy_app.importers.report import Report
from academy_app.importers.skool.tiptap import MARK, nodes_of

_LINK = re.compile(
    r"\[([^\[\]\n]{1,1000})\]\(([^()\s]{1,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?)\)"
)
_ADDRESS = re.compile(r"https?://[^\s<>\[\]\"]+[^\s<>\[\]\".,;:!?')]")
_PERSON: Final = "obj://user/"
_LIST = re.compile(r"\[(/?)(ol|ul|li)(?::(\d{1,9}))?\]")


def scribe(staged: Staged, people: People, report: Report) -> str:
    """The Markdown of a post or a comment."""
    text = str(staged.content.get("text") or "")
    if text.startswith(MARK):
        nodes = nodes_of(text, lambda kind: _tell(report, staged, kind))
        return to_markdown(nodes or [])
    return to_markdown(_Post(people, report, staged.place).blocks(text))


def _tell(report: Report, staged: Staged, kind: str) -> None:
    report.changed("import.node_unknown", staged.place, kind=kind)


class _Post:
    def __init__(self, people: People, report: Report, place: str) -> None:
        self.people = people
        self.report = report
        self.place = place

    def blocks(self, text: str) -> list[Node]:
        """Paragraphs and lists. A list ends with its closing mark, or with an empty line."""
        root = Node("paragraph")
        lists: list[Node] = []
        position = 0
        for found in _LIST.finditer(text):
            self._add(root, lists, text[position : found.start()])
            position = found.end()
            is_end, name, number = found[1] == "/", found[2], found[3]
            if name != "li":
                if is_end:
                    del lists[-1:]
                else:
                    kind = "numbers" if name == "ol" else "bullets"
                    made = Node(kind, number=int(number) if number else 1)
                    # Within an item a list belongs to it.
                    self._place(root, lists).append(made)
                    lists.append(made)
            elif not is_end:
                if not lists:
                    lists.append(Node("bullets"))
                    root.children.append(lists[-1])
                lists[-1].children.append(Node("item"))
        self._add(root, lists, text[position:])
        return root.children

    @staticmethod
    def _place(root: Node, lists: list[Node]) -> list[Node]:
        if lists and lists[-1].children:
            return lists[-1].children[-1].children
        return root.children

    def _add(self, root: Node, lists: list[Node], text: str) -> None:
        for number, part in enumerate(re.split(r"\n[ \t]*\n", text)):
            if number:
                lists.clear()
            words = part.strip("\n") if lists else part
            if words.strip():
                if lists and not lists[-1].children:
                    # Words of a list before its first item: one of their own, where they stand.
                    lists[-1].children.append(Node("item"))
                self._place(root, lists).append(Node("paragraph", list(self._line(words.strip()))))

    def _line(self, text: str) -> Iterator[Node]:
        position = 0
        for found in _LINK.finditer(text):
            yield from self._bare(text[position : found.start()])
            position = found.end()
            words, address = found[1], found[2]
            if address.startswith(_PERSON):
                yield self.people.mention(address.removeprefix(_PERSON)[:120], words)
            elif is_safe(address):
                yield Node("link", [Node("text", text=words)], address=address)
            else:
                self.report.lost("import.link_refused", self.place, address=address)
                yield Node("text", text=words)
        yield from self._bare(text[position:])

    def _bare(self, text: str) -> Iterator[Node]:
        """Addresses that stand in the text lead there, as they did."""
        position = 0
        for found in _ADDRESS.finditer(text):
            yield Node("text", text=text[position : found.start()])
            yield Node("link", [Node("text", text=found[0])], address=found[0])
            position = found.end()
        yield Node("text", text=text[position:])
