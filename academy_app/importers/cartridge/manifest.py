"""imsmanifest.xml: what is in a Common Cartridge, and in which order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from academy_app.core.errors import Invalid
from academy_app.importers.courses.source import (
    Settings,
    SourceCourse,
    SourceLesson,
    SourceModule,
)
from academy_app.importers.courses.xml import Element, Unreadable, parsed
from academy_app.importers.report import Report

NAME: Final = "imsmanifest.xml"
VERSIONS: Final = ("1.1", "1.2", "1.3")
BEYOND: Final = "beyond-the-contents"
PAGES: Final = (".html", ".htm", ".xhtml")

_KINDS: Final = (
    (r"webcontent", "file"),
    (r"associatedcontent/.*", "file"),
    (r"imswl_xmlv1p\d", "link"),
    (r"imsdt_xmlv1p\d", "topic"),
    (r"imsqti_xmlv1p2/imscc_xmlv1p\d/.*", "quiz"),
    (r"imsbasiclti_xmlv1p\d", "tool"),
    (r"assignment_xmlv1p0", "assignment"),
)


@dataclass(frozen=True, slots=True)
class Resource:
    """`files` are paths in the cartridge, the main one first."""

    identifier: str
    kind: str
    type: str
    files: tuple[str, ...]
    line: int
    is_for_teachers: bool

    @property
    def main(self) -> str:
        return self.files[0] if self.files else ""

    @property
    def is_page(self) -> bool:
        return self.main.lower().endswith(PAGES)


@dataclass
class Manifest:
    root: Path
    report: Report
    resources: dict[str, Resource] = field(default_factory=dict)
    # Of the resources that are lessons, by the keys of those.
    by_key: dict[str, str] = field(default_factory=dict)

    def course(self, beyond: str) -> SourceCourse:
        """The cartridge as modules and lessons; `beyond` is the title of the module for what its
        contents do not name. Raises Invalid for what is no cartridge."""
        try:
            tree = parsed((self.root / NAME).read_bytes())
        except FileNotFoundError as error:
            raise Invalid({"file": "cartridge.no_manifest"}) from error
        except Unreadable as error:
            raise Invalid({"file": error.problem(NAME)}) from error
        self._name_version(tree)
        for resource in _resources(tree):
            self.resources[resource.identifier] = resource
        title, description = _said(tree)
        modules = [*self._modules(tree, title), *self._left_over(beyond)]
        if not any(module.lessons for module in modules):
            raise Invalid({"file": "cartridge.nothing_in_it"})
        return SourceCourse(
            self.root,
            title or self.root.name,
            tuple(module for module in modules if module.lessons),
            Settings(description=description[:5000]),
        )

    def _name_version(self, tree: Element) -> None:
        version = tree.words("metadata", "schemaversion")
        if not version.startswith(VERSIONS):
            self.report.changed("import.cartridge_version", NAME, version=version or "?")
        if any(each.name == "authorizations" for each in tree.walk()):
            self.report.changed("import.cartridge_protected", NAME)

    def _modules(self, tree: Element, title: str) -> Iterator[SourceModule]:
        """Folders at the top are modules; what stands between them makes modules of its own."""
        loose: list[SourceLesson] = []
        for item in _top(tree):
            if not item.all("item"):
                loose += self._lesson(item)
                continue
            if loose:
                yield SourceModule(f"{loose[0].key}#", title or loose[0].title, tuple(loose))
                loose = []
            lessons = tuple(self._lessons(item, 0))
            name = item.words("title") or (lessons[0].title if lessons else "")
            if not lessons:
                self.report.lost("import.module_empty", NAME, item.line, name=name)
            yield SourceModule(item.get("identifier") or name, name, lessons)
        if loose:
            yield SourceModule(f"{loose[0].key}#", title or loose[0].title, tuple(loose))

    def _lessons(self, item: Element, depth: int) -> Iterator[SourceLesson]:
        if depth and item.all("item"):
            self.report.changed("import.level_flattened", NAME, item.line, name=item.words("title"))
        if item.get("identifierref") or (depth and not item.all("item")):
            yield from self._lesson(item)
        for child in item.all("item"):
            yield from self._lessons(child, depth + 1)

    def _lesson(self, item: Element) -> Iterator[SourceLesson]:
        reference, title = item.get("identifierref"), item.words("title")
        resource = self.resources.get(reference)
        if resource is None:
            key = "import.file_missing" if reference else "import.heading_only"
            self.report.lost(key, NAME, item.line, name=" ".join(filter(None, (title, reference))))
            return
        if reference in self.by_key.values():
            self.report.lost("import.listed_twice", NAME, item.line, name=title or reference)
            return
        yield self._source(item.get("identifier") or reference, title, resource, is_draft=False)

    def _left_over(self, beyond: str) -> Iterator[SourceModule]:
        """Pages and the like that the contents do not name, as drafts; mere files belong to the
        lessons that show them."""
        lessons, taken = [], set(self.by_key.values())
        for resource in self.resources.values():
            is_mere_file = resource.kind == "file" and not resource.is_page
            if resource.identifier in taken or is_mere_file or not resource.kind:
                continue
            self.report.changed("import.beyond_contents", NAME, resource.line, name=resource.main)
            lessons.append(self._source(resource.identifier, "", resource, is_draft=True))
        yield SourceModule(BEYOND, beyond, tuple(lessons))

    def _source(self, key: str, title: str, resource: Resource, *, is_draft: bool) -> SourceLesson:
        self.by_key[key] = resource.identifier
        stem = Path(resource.main).stem.replace("-", " ").replace("_", " ").strip()
        matter = {"resource": resource.identifier, "draft": is_draft or resource.is_for_teachers}
        return SourceLesson(key, resource.main or NAME, title or stem or key, matter=matter)


def _top(tree: Element) -> list[Element]:
    """The items that one sees first. A cartridge has one root without a title above them."""
    organizations = tree.first("organizations")
    organization = organizations.first("organization") if organizations else None
    items = organization.all("item") if organization else []
    if len(items) == 1 and not items[0].get("identifierref"):
        return items[0].all("item")
    return items


def _said(tree: Element) -> tuple[str, str]:
    """Title and description of the metadata, whatever the version wraps them in."""
    metadata = tree.first("metadata")
    general = (
        next((each for each in metadata.walk() if each.name == "general"), None)
        if metadata
        else None
    )
    if general is None:
        return "", ""
    return general.words("title")[:200], general.words("description")


def _resources(tree: Element) -> Iterator[Resource]:
    container = tree.first("resources")
    for resource in container.all("resource") if container else []:
        base = f"{container.get('base') if container else ''}{resource.get('base')}"
        files = [resource.get("href"), *(file.get("href") for file in resource.all("file"))]
        wanted = resource.get("type")
        kind = next((name for form, name in _KINDS if re.fullmatch(form, wanted)), "")
        roles = [each.words() for each in resource.walk() if each.name == "intendedEndUserRole"]
        yield Resource(
            resource.get("identifier"),
            kind,
            wanted,
            tuple(dict.fromkeys(base + unquote(file) for file in files if file)),
            resource.line,
            any("Instructor" in role for role in roles)
            and not any("Learner" in role for role in roles),
        )
