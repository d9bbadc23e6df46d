"""What the addresses in a lesson of another system mean: files, lessons, the rest of the web."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from academy_app.core.markdown.headings import slugify
from academy_app.importers.courses.files import IMAGES, VIDEOS, Files
from academy_app.importers.courses.html import Place
from academy_app.importers.courses.source import Content
from academy_app.services.authoring import allowed_video

_HAS_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


@dataclass
class Finder:
    """For one lesson, whose files to take along go to `content`. `candidates` are the paths that
    an address in a file may mean; `lesson` is where it leads if that is a lesson."""

    files: Files
    content: Content
    candidates: Callable[[str, str], Iterable[str]]
    lesson: Callable[[str, str], str | None]

    def place(self, language: str) -> Place:
        return Place(self.link, self.image, self.video, allowed_video(), language)

    def link(self, address: str, file: str) -> str | None:
        leads_to = self.lesson(address, file)
        if leads_to is not None:
            return leads_to
        if address.startswith("#"):
            return f"#{slugify(unquote(address[1:]))}" if len(address) > 1 else address
        path = self.file(address, file)
        if path is not None:
            return self.take_along(path)
        return address if _HAS_SCHEME.match(address) else None

    def image(self, address: str, file: str) -> str | None:
        path = self.file(address, file)
        if path is None:
            is_elsewhere = address.startswith(("http://", "https://", "//"))
            return address if is_elsewhere else None
        if path.suffix.lower() not in IMAGES:
            # What browsers are not shown as an image is kept all the same.
            self.take_along(path)
            return None
        return self.files.holder(path)

    def video(self, address: str, file: str) -> str | None:
        path = self.file(address, file)
        return self.files.holder(path) if path and path.suffix.lower() in VIDEOS else None

    def file(self, address: str, file: str) -> Path | None:
        """The file of the folder that is meant."""
        plain = address.partition("#")[0].partition("?")[0]
        for path in self.candidates(plain, file):
            for name in dict.fromkeys((path, unquote(path))):
                found = self.files.inside(name.lstrip("/")) if name.strip("/") else None
                if found is not None:
                    return found
        return None

    def take_along(self, path: Path, name: str = "") -> str | None:
        """Offer the file beside the lesson; its place."""
        found = self.files.attachment(path, name)
        if found is None:
            return None
        if found.holder not in {each.holder for each in self.content.files}:
            self.content.files.append(found)
        return found.holder


def decoded(content: bytes) -> str:
    """The text of a page, in the encoding that it names or else the usual ones."""
    named = re.search(rb"""charset\s*=\s*["']?([\w.-]{2,30})""", content[:2000])
    for encoding in ("utf-8-sig", *([named[1].decode()] if named else [])):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("cp1252", "replace")
