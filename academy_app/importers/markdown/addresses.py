"""Where the links and images of a folder lead once it is a course."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from academy_app.core.hrefs import lesson_href
from academy_app.core.markdown.headings import slugify
from academy_app.core.markdown.sanitise import ID_PREFIX
from academy_app.importers.courses.files import IMAGES, VIDEOS, Files
from academy_app.importers.courses.source import FoundFile
from academy_app.importers.report import Report

_HAS_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_BARE_HOST = re.compile(
    r"(?:www\.|[a-z0-9-]+\.(?:com|org|io|co|net|dev|app)(?=/|$))", re.IGNORECASE
)
LESSONS = (".md", ".mdx", ".markdown", ".yml", ".yaml")
_ENDING = re.compile(r"\.(?:mdx?|markdown|html)$", re.IGNORECASE)


@dataclass
class Addresses:
    """`lesson_slugs` maps a lesson's key to its slug, in the order of the course.

    Files that a text
    links to are collected in `linked`, by the file of the text.
    """

    course_slug: str
    lesson_slugs: Mapping[str, str]
    files: Files
    linked: dict[str, dict[str, FoundFile]] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        return self.files.root

    def link(self, address: str, file: str) -> str | None:
        """Where `address` in `file` leads; None when nowhere."""
        if _HAS_SCHEME.match(address) or address.startswith("//"):
            return address
        if address.startswith("#"):
            return f"#{slugify(unquote(address[1:]))}" if len(address) > 1 else address
        path, _, fragment = address.partition("#")
        key = self._lesson(unquote(path), file)
        if key is not None:
            href = lesson_href(self.course_slug, self.lesson_slugs[key])
            return f"{href}#{ID_PREFIX}{slugify(unquote(fragment))}" if fragment else href
        taken_along = self._attachment(unquote(path.partition("?")[0]), file)
        if taken_along is not None:
            return taken_along
        return f"https://{address}" if _BARE_HOST.match(address) else None

    def image(self, address: str, file: str) -> str | None:
        """The address of an image; one that lies in the folder gets a place-holder."""
        if _HAS_SCHEME.match(address) or address.startswith("//"):
            return address
        path = self._file(
            unquote(address.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0]), file, IMAGES
        )
        return None if path is None else self.files.holder(path)

    def video(self, address: str, file: str) -> Path | None:
        """The film in the folder that `address` means; None for an address elsewhere."""
        return None if _HAS_SCHEME.match(address) else self._file(unquote(address), file, VIDEOS)

    def file(self, address: str, file: str) -> Path | None:
        """Any file in the folder that `address` means; None for an address elsewhere."""
        if not address or _HAS_SCHEME.match(address):
            return None
        return self.files.inside((self.root / file).parent.as_posix(), unquote(address))

    def name_what_is_left(self, report: Report) -> None:
        """Images in the folder that no lesson shows."""
        for path in sorted(self.root.rglob("*")):
            if path.suffix.lower() in IMAGES and path not in self.files.found.values():
                report.lost("import.image_unused", path.relative_to(self.root).as_posix())

    def _lesson(self, path: str, file: str) -> str | None:
        """The key of the lesson that `path` means: a file beside this one, one from the root,
        or a page of the site that the folder was made for; a folder means its first lesson."""
        plain = _ENDING.sub("", path).strip("/")
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(file), _ENDING.sub("", path)))
        wanted = [plain] if path.startswith("/") else [beside.strip("/"), plain]
        parts = plain.split("/")
        wanted += ["/".join(parts[start:]) for start in range(1, len(parts))]
        for key in wanted:
            if key in self.lesson_slugs:
                return key
        for key in filter(None, wanted):
            first = next((each for each in self.lesson_slugs if each.startswith(f"{key}/")), None)
            if first is not None:
                return first
        return None

    def _attachment(self, path: str, file: str) -> str | None:
        """The place of a file that the text links to, which the lesson offers from now on."""
        found = self.file(path, file) if path.strip("/") else None
        if found is None or found.suffix.lower() in (*LESSONS, ""):
            return None
        attachment = self.files.attachment(found)
        if attachment is None:
            return None
        self.linked.setdefault(file, {})[attachment.holder] = attachment
        return attachment.holder

    def _file(self, path: str, file: str, endings: tuple[str, ...]) -> Path | None:
        beside = self.root if path.startswith("/") else (self.root / file).parent
        found = (beside / path.lstrip("/")).resolve()
        is_ours = found.is_relative_to(self.root) and found.suffix.lower() in endings
        return found if is_ours and found.is_file() else None
