"""The files that an import reads: one, those of a folder, or those in an archive."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from academy_app.core.archives import opened_source
from academy_app.core.errors import Invalid, Problem
from academy_app.importers.report import Report

READ: Final = frozenset((".json", ".jsonl", ".ndjson", ".html", ".htm", ".csv"))


@dataclass(frozen=True, slots=True)
class Source:
    """A file; `name` is its path within what was given, as reports name it."""

    path: Path
    name: str

    @property
    def kind(self) -> str:
        return self.path.suffix.lower()


@asynccontextmanager
async def opened(path: Path, report: Report) -> AsyncIterator[Sequence[Source]]:
    """The files to read, in the order of their names; an archive is unpacked meanwhile. What is
    no file of a kind that is read is reported. Raises Invalid naming `file`."""
    if path.suffix.lower() in READ and await asyncio.to_thread(path.is_file):
        yield [Source(path, path.name)]
        return
    async with opened_source(path) as folder:
        found = await asyncio.to_thread(_files, folder, report)
        if not found:
            raise Invalid({"file": Problem("import.nothing_to_read", {"file": path.name})})
        yield found


def _files(folder: Path, report: Report) -> list[Source]:
    return list(_readable(folder, report))


def _readable(folder: Path, report: Report) -> Iterator[Source]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix().encode("utf-8", "replace").decode("utf-8")
        if path.is_symlink():
            report.lost("import.link_not_followed", name)
        elif path.is_file():
            if path.suffix.lower() in READ:
                yield Source(path, name)
            else:
                report.lost("import.other_file", name)
