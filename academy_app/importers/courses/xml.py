"""XML from elsewhere, read with care: no document types, so no entities and nothing fetched."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Final
from xml.parsers import expat

from academy_app.core.errors import Problem

MOST_BYTES: Final = 20_000_000
MOST_DEPTH: Final = 100
MOST_ELEMENTS: Final = 500_000


class Unreadable(Exception):
    """Why, as a translation key, and at which line."""

    def __init__(self, key: str, line: int) -> None:
        self.key, self.line = key, line
        super().__init__(key)

    def problem(self, file: str) -> Problem:
        """The same, of a file without which nothing can be read."""
        at = {"xml.broken": "xml.broken_at", "xml.doctype": "xml.doctype_at"}
        key = at.get(self.key, "xml.too_large_at")
        return Problem(key, {"file": file, "line": self.line})


@dataclass(eq=False)
class Element:
    """An element by its name without the namespace; `text` stands before its first child, `tail`
    behind itself."""

    name: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    tail: str = ""
    children: list["Element"] = field(default_factory=list)

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    def all(self, *names: str) -> list["Element"]:
        """The children of these names."""
        return [child for child in self.children if child.name in names]

    def first(self, *path: str) -> "Element | None":
        """The first child at the end of the path, step by step."""
        found: Element | None = self
        for step in path:
            found = next(iter(found.all(step)), None) if found else None
        return found

    def walk(self) -> Iterator["Element"]:
        """Itself and all within, in order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def words(self, *path: str) -> str:
        """All text at the end of the path, on one line."""
        found = self.first(*path)
        return " ".join("".join(found.texts()).split()) if found else ""

    def texts(self) -> Iterator[str]:
        yield self.text
        for child in self.children:
            yield from child.texts()
            yield child.tail

    def inner(self) -> str:
        """What is within, as markup."""
        return escape(self.text, quote=False) + "".join(
            child.markup() + escape(child.tail, quote=False) for child in self.children
        )

    def markup(self) -> str:
        said = "".join(f' {name}="{escape(value)}"' for name, value in self.attributes.items())
        if self.name in _EMPTY and not self.children and not self.text:
            return f"<{self.name}{said}>"
        return f"<{self.name}{said}>{self.inner()}</{self.name}>"


# What HTML would take for two, were it closed.
_EMPTY: Final = frozenset({"br", "hr", "img", "input", "source", "track", "wbr", "embed", "col"})


def parsed(content: bytes) -> Element:
    """The root of the document. Raises Unreadable, also for a document type and for depths and
    sizes that no course has."""
    if len(content) > MOST_BYTES:
        raise Unreadable("xml.too_large", 1)
    return _Reader().read(content)


class _Reader:
    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._words
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.open: list[Element] = []
        self.root: Element | None = None
        self.count = 0

    def read(self, content: bytes) -> Element:
        try:
            self.parser.Parse(content, True)
        except expat.ExpatError as error:
            raise Unreadable("xml.broken", error.lineno) from error
        except (LookupError, ValueError) as error:
            raise Unreadable("xml.broken", 1) from error  # an encoding that nobody knows
        assert self.root is not None
        return self.root

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        line = self.parser.CurrentLineNumber
        if len(self.open) >= MOST_DEPTH or self.count > MOST_ELEMENTS:
            raise Unreadable("xml.too_large", line)
        said = {_plain(each): value for each, value in attributes.items()}
        element = Element(_plain(name), said, line)
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def _end(self, name: str) -> None:
        self.open.pop()

    def _words(self, text: str) -> None:
        inside = self.open[-1]
        if inside.children:
            inside.children[-1].tail += text
        else:
            inside.text += text

    def _doctype(self, *_: object) -> None:
        raise Unreadable("xml.doctype", self.parser.CurrentLineNumber)


def _plain(name: str) -> str:
    return name.rpartition(" ")[2]
