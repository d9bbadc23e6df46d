"""Files of a course on their way into storage.

A place-holder stands for a file until all is converted; it has the form of a stored file's
address, so that texts and videos can be checked before anything is kept.
"""

import hashlib
import mimetypes
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from academy_app.core import storage
from academy_app.core.hrefs import file_href
from academy_app.core.settings import settings
from academy_app.core.storage import Stored
from academy_app.importers.courses.source import FoundFile
from academy_app.importers.report import Report

FOLDER: Final = "lessons"
IMAGES: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")
VIDEOS: Final = (".mp4", ".m4v", ".webm")

_HOLDER = re.compile(r"/files/import/[0-9a-f]{40}(?:\.[a-z0-9]{1,8})?")
_ENDING = re.compile(r"\.[a-z0-9]{1,8}")


@dataclass
class Files:
    """The files of one folder. What a rehearsal would keep stays where it is."""

    root: Path
    report: Report
    is_dry: bool = False
    found: dict[str, Path] = field(default_factory=dict)
    kept: dict[str, Stored] = field(default_factory=dict)

    def holder(self, path: Path) -> str | None:
        """What stands for the file; None when it is too large, which the report names."""
        name = self.name(path)
        ending = path.suffix.lower() if _ENDING.fullmatch(path.suffix.lower()) else ""
        digest = hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()
        holder = f"/files/import/{digest}{ending}"
        if holder in self.found:
            return holder
        most = settings().max_upload_mb
        if path.stat().st_size > most * 1_000_000:
            self.report.lost("import.file_refused", name, mb=most)
            return None
        self.found[holder] = path
        return holder

    def attachment(self, path: Path, name: str = "") -> FoundFile | None:
        """The file as one to take along."""
        holder = self.holder(path)
        if holder is None:
            return None
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return FoundFile(holder, (name or path.name)[:200], kind)

    def inside(self, *steps: str) -> Path | None:
        """The file at this path within the folder, or None."""
        try:
            path = self.root.joinpath(*steps).resolve()
            return path if path.is_relative_to(self.root) and path.is_file() else None
        except (OSError, ValueError):
            return None  # no file system has such a name

    def name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    async def keep(self, holder: str) -> Stored | None:
        """The file in storage; None for what is no place-holder of ours."""
        path = self.found.get(holder)
        if path is None:
            return None
        if holder not in self.kept:
            self.kept[holder] = (
                Stored(holder, path.stat().st_size)
                if self.is_dry
                else await storage.save(path, path.name, FOLDER)
            )
        return self.kept[holder]

    async def resolved(self, text: str) -> str:
        """`text` with the addresses of files instead of their place-holders."""
        for holder in dict.fromkeys(_HOLDER.findall(text)):
            stored = await self.keep(holder)
            if stored is not None:
                text = text.replace(holder, file_href(stored.path))
        return text

    async def forget(self) -> None:
        """Delete what was not there before, as nothing names it."""
        for stored in self.kept.values():
            if stored.is_new and not self.is_dry:
                await storage.delete(stored.path)
