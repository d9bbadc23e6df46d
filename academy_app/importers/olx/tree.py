"""The files of an OLX course, followed from course.xml to the last component."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from academy_app.core.errors import Invalid
from academy_app.importers.courses.xml import Element, Unreadable, parsed
from academy_app.importers.report import Report

COURSE: Final = Path("course").with_suffix(".xml").name
MOST_DEPTH: Final = 12

# What groups others without words of its own.
WRAPPERS: Final = frozenset(
    {"vertical", "sequential", "wrapper", "library_content", "split_test", "conditional"}
    | {"randomize", "problemset", "videosequence", "unit", "itembank"}
)

_MACHINE: Final = frozenset({"url_name", "filename", "editor", "markdown", "xblock-family", "slug"})


@dataclass
class Block:
    """An element with its file and its place in it, url_names followed; `children` likewise.
    One of the drafts folder is for authors only."""

    element: Element
    file: str
    name: str
    title: str
    children: list["Block"] = field(default_factory=list)
    is_draft: bool = False

    @property
    def kind(self) -> str:
        return self.element.name

    @property
    def line(self) -> int:
        return self.element.line

    def walk(self) -> Iterator["Block"]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass
class Tree:
    """Reads a folder. `policy` is what policies say of a block, by `kind/url_name`."""

    root: Path
    report: Report
    policy: dict[str, dict[str, Any]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def course(self) -> Block:
        """Raises Invalid for what is no OLX course."""
        try:
            top = parsed((self.root / COURSE).read_bytes())
        except FileNotFoundError as error:
            raise Invalid({"file": "olx.no_course"}) from error
        except Unreadable as error:
            raise Invalid({"file": error.problem(COURSE)}) from error
        if top.name != "course":
            raise Invalid({"file": "olx.no_course"})
        self.used.add(COURSE)
        self._read_policy(top.get("url_name"))
        course = self._block(top, COURSE, 0)
        if course is None:
            raise Invalid({"file": "olx.nothing_in_it"})
        if not course.title:
            course.title = " ".join(filter(None, (top.get("org"), top.get("course"))))
        for block in self._drafts(course):
            self.report.changed("import.draft_kept", block.file, block.line, name=block.title)
        return course

    def read(self, *steps: str) -> bytes | None:
        """A file of the course, noted as used."""
        path = self.inside(*steps)
        if path is None:
            return None
        self.used.add(path.relative_to(self.root).as_posix())
        return path.read_bytes()

    def inside(self, *steps: str) -> Path | None:
        try:
            path = self.root.joinpath(*steps).resolve()
            return path if path.is_relative_to(self.root) and path.is_file() else None
        except (OSError, ValueError):
            return None

    def _block(self, element: Element, file: str, depth: int, folder: str = "") -> Block | None:
        """The block, from the file that it points to where it does; None where that is missing."""
        if depth > MOST_DEPTH:
            self.report.lost("import.olx_too_deep", file, element.line, name=element.name)
            return None
        name = element.get("url_name")
        if name and _is_pointer(element):
            path = f"{folder}{element.name}/{name.replace(':', '/')}.xml"
            content = self.read(path)
            if content is None:
                self.report.lost("import.file_missing", file, element.line, name=path)
                return None
            try:
                element, file = parsed(content), path
            except Unreadable as error:
                self.report.lost("import.xml_unreadable", path, error.line, reason=error.key)
                return None
        name = name or element.get("url_name")
        said = self.policy.get(f"{element.name}/{name}", {})
        title = str(said.get("display_name") or element.get("display_name"))
        block = Block(element, file, name, title)
        block.is_draft = str(
            said.get("visible_to_staff_only", element.get("visible_to_staff_only"))
        ).lower() in {"true", "1"}
        if element.name in WRAPPERS | {"course", "chapter"}:
            for child in element.children:
                found = self._block(child, file, depth + 1, folder)
                if found is not None:
                    block.children.append(found)
        return block

    def _read_policy(self, run: str) -> None:
        for path in (f"policies/{run}/policy.json", "policies/policy.json", f"policies/{run}.json"):
            content = self.read(path)
            if content is None:
                continue
            try:
                found = json.loads(content)
            except ValueError:
                self.report.lost("import.json_unreadable", path)
                continue
            if isinstance(found, dict):
                self.policy = {key: each for key, each in found.items() if isinstance(each, dict)}
            return

    def _drafts(self, course: Block) -> Iterator[Block]:
        """Units that are not published yet, put where they belong; one that is published, too,
        stays as it is published."""
        places = {block.name: block for block in course.walk() if block.kind == "sequential"}
        known = {block.name for block in course.walk() if block.kind == "vertical"}
        found: list[tuple[Block, int, Block]] = []
        for path in sorted((self.root / "drafts" / "vertical").glob("*.xml")):
            name = path.relative_to(self.root).as_posix()
            content = self.read(name)
            try:
                element = parsed(content or b"")
            except Unreadable as error:
                self.report.lost("import.xml_unreadable", name, error.line, reason=error.key)
                continue
            if path.stem in known:
                self.report.lost("import.draft_left", name, name=element.get("display_name"))
                continue
            block = self._block(element, name, 2, "drafts/")
            parent = places.get(
                _last(element.get("parent_url") or element.get("parent_sequential_url"))
            )
            if block is None or parent is None:
                self.report.lost("import.draft_lost", name, name=element.get("display_name"))
                continue
            block.name, block.is_draft = block.name or path.stem, True
            index = element.get("index_in_children_list")
            found.append((parent, int(index) if index.isdigit() else 10**6, block))
        for section, place, unit in sorted(found, key=lambda each: each[1]):
            section.children.insert(place, unit)
            yield unit


def words_of(block: Block) -> str:
    """All that people may have written in the block: its text and what its attributes say."""
    said = [
        value
        for each in block.element.walk()
        for name, value in each.attributes.items()
        if name not in _MACHINE and not value.isdigit() and value not in {"true", "false"}
    ]
    return "; ".join(filter(None, (*said, block.element.words())))


def _is_pointer(element: Element) -> bool:
    """Whether the element stands in a file of its own."""
    is_bare = not element.children and not element.text.strip()
    return is_bare and set(element.attributes) <= {"url_name", "org", "course", "slug"}


def _last(url: str) -> str:
    """The name at the end of `i4x://…/sequential/name` or of `block-v1:…+block@name`."""
    return url.rpartition("/")[2].rpartition("@")[2]
