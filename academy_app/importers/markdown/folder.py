"""A folder of lessons: its table of contents and its files."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import yaml

from academy_app.core.errors import Invalid, Problem
from academy_app.core.levels import HIGHEST
from academy_app.core.markdown import plain_text
from academy_app.importers.courses.source import (
    Settings,
    SourceCourse,
    SourceLesson,
    SourceModule,
)
from academy_app.importers.markdown.components import FRAMEWORKS
from academy_app.importers.report import Report

ENDINGS: Final = (".md", ".mdx", ".markdown")
EXPORTED: Final = "academy.yml"
CONTENTS: Final = (EXPORTED, "_toctree.yml", "_toctree.yaml", "toc.yml", "toc.yaml", "_toc.yml")
MAX_FILE: Final = 5_000_000
MAX_LESSONS: Final = 5_000

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FIRST_HEADING = re.compile(
    r"^#[ \t]+(.+?)[ \t]*(?:\[\[[^\]\n]*\]\])?[ \t]*#*[ \t]*$", re.MULTILINE
)
_BULLET = re.compile(r"[ \t]*[-*+][ \t]+\[(.+?)\]\(<?([^)<>]+?)>?\)")
_SUMMARY_HEADING = re.compile(r"#{1,6}[ \t]+(.+?)[ \t]*$")
_NUMBERED = re.compile(r"^\d+[a-z]?[ ._-]+")
_OWN_CHILDREN: Final = ("modules", "lessons")
_NUMBER = re.compile(r"(\d+)")


@dataclass
class _Listed:
    """A module as the contents name it: pairs of a path and a title, which may be empty. `key`
    is given by our own export."""

    title: str
    lessons: list[tuple[str, str]] = field(default_factory=list)
    key: str = ""


def read_folder(root: Path, report: Report) -> SourceCourse:
    """Read the whole folder. Raises Invalid naming `folder` when there is no lesson in it."""
    if not root.is_dir():
        raise Invalid({"folder": Problem("import.no_folder", {"folder": str(root)})})
    reader = _Folder(_innermost(root.resolve()), report)
    title, listed = reader.contents()
    found = [reader.module(each) for each in listed]
    modules = _told_apart(each for each in found if each.lessons or reader.is_exported)
    if not modules:
        raise Invalid({"folder": Problem("import.no_lessons", {"folder": str(root)})})
    reader.name_what_is_left()
    title = title or _title_of(reader.root.name)
    return SourceCourse(reader.root, title, modules, reader.settings)


def _innermost(root: Path) -> Path:
    """An archive often holds one folder and nothing beside it."""
    within = [path for path in root.iterdir() if not path.name.startswith(".")]
    is_wrapped = len(within) == 1 and within[0].is_dir() and not within[0].is_symlink()
    return within[0] if is_wrapped and _has_contents(within[0]) else root


def _has_contents(folder: Path) -> bool:
    return any((folder / name).is_file() for name in (*CONTENTS, "SUMMARY.md"))


def _told_apart(modules: Iterable[SourceModule]) -> tuple[SourceModule, ...]:
    """Modules that share a folder get the title into their key."""
    found = list(modules)
    keys = Counter(module.key for module in found)
    return tuple(
        module if keys[module.key] == 1 else replace(module, key=f"{module.key}#{module.title}")
        for module in found
    )


class _Folder:
    def __init__(self, root: Path, report: Report) -> None:
        self.root, self.report = root, report
        self.files = sorted(
            (path for path in root.rglob("*") if path.suffix.lower() in ENDINGS and path.is_file()),
            key=lambda path: _natural(path.relative_to(root)),
        )
        self.taken: set[Path] = set()
        self.contents_name = ""
        self.settings = Settings()
        self.is_exported = False

    def contents(self) -> tuple[str, list[_Listed]]:
        """The course's title, if the contents give one, and its modules."""
        for name in CONTENTS:
            if (self.root / name).is_file():
                self.contents_name = name
                return self._from_yaml(self.root / name)
        summary = next((path for path in self.files if path.name.lower() == "summary.md"), None)
        if summary and summary.parent == self.root:
            self.contents_name = summary.name
            self.taken.add(summary)
            return "", list(_summary(self._read(summary)))
        return "", list(self._from_folders())

    def module(self, listed: _Listed) -> SourceModule:
        lessons = tuple(filter(None, (self._lesson(*pair) for pair in listed.lessons)))
        folders = {lesson.key.rpartition("/")[0] for lesson in lessons}
        key = folders.pop() if len(folders) == 1 else ""
        return SourceModule(listed.key or key or listed.title, listed.title, lessons)

    def name_what_is_left(self) -> None:
        for path in self.files:
            if path not in self.taken:
                self.report.lost("import.not_in_contents", self._name(path))

    def _from_yaml(self, path: Path) -> tuple[str, list[_Listed]]:
        try:
            found = yaml.safe_load(self._read(path))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 0
            raise Invalid(
                {"folder": Problem("import.bad_contents", {"file": path.name, "line": line})}
            ) from error
        title = str(found.get("title", "")) if isinstance(found, dict) else ""
        if isinstance(found, dict):
            self.settings = _settings(found)
            self.is_exported = path.name == EXPORTED
        parts = _children(found) if isinstance(found, dict) else found
        if not isinstance(parts, list):
            raise Invalid(
                {"folder": Problem("import.bad_contents", {"file": path.name, "line": 0})}
            )
        loose = _Listed(title or _title_of(self.root.name))
        modules = [self._yaml_module(part, loose) for part in parts if isinstance(part, dict)]
        return title, [*([loose] if loose.lessons else []), *filter(None, modules)]

    def _yaml_module(self, part: Mapping[str, Any], loose: _Listed) -> _Listed | None:
        if self.is_exported:
            # A module may be empty.
            return _Listed(
                str(part.get("title") or ""), _yaml_lessons([part]), str(part.get("id") or "")
            )
        if not _children(part):
            loose.lessons += _yaml_lessons([part])
            return None
        for name in ("subtitle", "description"):
            if part.get(name):
                self.report.lost(
                    "import.module_subtitle",
                    self.contents_name,
                    module=str(part.get("title")),
                    text=str(part[name]),
                )
        title = str(part.get("title") or part.get("caption") or "")
        return _Listed(title, list(_yaml_lessons([part])))

    def _from_folders(self) -> Iterator[_Listed]:
        by_folder: dict[Path, _Listed] = {}
        for path in self.files:
            folder = path.parent
            title = _title_of(
                folder.relative_to(self.root).as_posix() if folder != self.root else self.root.name
            )
            listed = by_folder.setdefault(folder, _Listed(title))
            listed.lessons.append((self._name(path), ""))
        yield from by_folder.values()

    def _lesson(self, address: str, title: str) -> SourceLesson | None:
        path = self._found(address)
        if path is None:
            self.report.lost("import.file_missing", self.contents_name, name=address)
            return None
        if path in self.taken:
            self.report.lost("import.listed_twice", self.contents_name, name=address)
            return None
        self.taken.add(path)
        name = self._name(path)
        source = self._read(path)
        matter, body = self._front_matter(source, name)
        heading = _FIRST_HEADING.search(body)
        words = str(matter.get("title") or title or (plain_text(heading[1]) if heading else ""))
        key = str((self.is_exported and matter.get("id")) or name.rpartition(".")[0])
        line = 1 + source.count("\n", 0, len(source) - len(body))
        return SourceLesson(key, name, words.strip() or _title_of(path.stem), body, line, matter)

    def _found(self, address: str) -> Path | None:
        address = address.split("#", maxsplit=1)[0].strip().lstrip("/")
        for ending in ("", *ENDINGS):
            path = (self.root / f"{address}{ending}").resolve()
            if path.is_file() and path.is_relative_to(self.root) and path.suffix.lower() in ENDINGS:
                return path
        return None

    def _front_matter(self, source: str, name: str) -> tuple[Mapping[str, Any], str]:
        found = _FRONT_MATTER.match(source)
        if not found:
            return {}, source
        try:
            matter = yaml.safe_load(found[1])
        except yaml.YAMLError:
            self.report.lost("import.bad_front_matter", name, 1)
            return {}, source
        return (matter, source[found.end() :]) if isinstance(matter, dict) else ({}, source)

    def _read(self, path: Path) -> str:
        """Its text; what is not UTF-8 in it is named and shows as �."""
        if path.stat().st_size > MAX_FILE:
            raise Invalid({"folder": Problem("import.file_too_large", {"file": path.name})})
        content = path.read_bytes()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = 1 + error.object.count(b"\n", 0, error.start)
            bad = f"0x{error.object[error.start]:02X}"
            self.report.lost("import.not_utf8", self._name(path), line, byte=bad)
            text = content.decode("utf-8-sig", "replace")
        return text.replace("\r\n", "\n")

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


def _level(wish: Any) -> int:
    """The level that opens the course; everybody's, where none or no such one is named."""
    return wish if type(wish) is int and 1 <= wish <= HIGHEST else 1


def _settings(found: Mapping[str, Any]) -> Settings:
    fraction = found.get("watched_fraction")
    return Settings(
        description=str(found.get("description") or ""),
        tags=tuple(map(str, found.get("tags") or ())),
        level=_level(found.get("level")),
        key=str(found.get("id") or ""),
        slug=str(found.get("slug") or ""),
        thumbnail=str(found.get("thumbnail") or ""),
        watched_fraction=float(fraction) if isinstance(fraction, int | float) else None,
        text_completion="mark" if found.get("text_completion") == "mark" else "read",
        is_published=found.get("published") is not False,
    )


def _children(part: Mapping[str, Any]) -> list[Any]:
    for name in ("sections", "chapters", "parts", "items", "pages", "children", *_OWN_CHILDREN):
        if isinstance(part.get(name), list):
            return list(part[name])
    return []


def _yaml_lessons(parts: Iterable[Any]) -> list[tuple[str, str]]:
    """The lessons of a part and of the parts within it, in order."""
    lessons: list[tuple[str, str]] = []
    for part in parts:
        if isinstance(part, str):
            lessons.append((part, ""))
        elif isinstance(part, dict):
            lessons += _own_lessons(part)
            lessons += _yaml_lessons(_children(part))
    return lessons


def _own_lessons(part: Mapping[str, Any]) -> list[tuple[str, str]]:
    title = str(part.get("title") or "")
    variants = part.get("local_fw")
    if isinstance(variants, dict):
        return [
            (str(path), f"{title} ({FRAMEWORKS.get(name, name)})")
            for name, path in variants.items()
        ]
    path = next((part[name] for name in ("local", "file", "path", "href") if part.get(name)), None)
    return [(str(path), title)] if path else []


def _summary(text: str) -> Iterator[_Listed]:
    """Headings are modules; a list before the first heading is one of its own."""
    current = _Listed("")
    for line in text.splitlines():
        heading, bullet = _SUMMARY_HEADING.match(line), _BULLET.match(line)
        if heading:
            if current.lessons:
                yield current
            current = _Listed(plain_text(heading[1]))
        elif bullet:
            current.lessons.append((bullet[2], plain_text(bullet[1])))
            current.title = current.title or plain_text(bullet[1])
    yield current


def _title_of(name: str) -> str:
    """`02_first-steps` reads First steps."""
    words = re.sub(r"[_-]+", " ", _NUMBERED.sub("", name)).strip() or name
    return words[:1].upper() + words[1:]


def _natural(path: Path) -> list[tuple[int, str]]:
    """2 before 10, and an introduction before all."""
    parts = _NUMBER.split(path.as_posix().lower())
    first = -1 if path.stem.lower() in ("index", "readme", "introduction") else 0
    return [(first, ""), *((int(part), "") if part.isdigit() else (10**9, part) for part in parts)]
