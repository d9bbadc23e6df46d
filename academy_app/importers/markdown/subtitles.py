"""Which subtitle file belongs to which video: by a list or by name, never by guess.

A list is a `*.csv` with a column `id` (the provider's key) or `link`, one with the file's name
(`srt_filename`, `file` or `filename`), and perhaps `title`. Without a list, a file belongs to the
video whose key, or whose whole title, is its name.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Final

from academy_app.core.errors import Invalid, Problem
from academy_app.core.markdown.headings import slugify
from academy_app.core.video import AllowedVideo, recognise
from academy_app.importers.courses.source import SubtitleFile
from academy_app.importers.courses.transcripts import read_subtitles
from academy_app.importers.report import Report

FILE_COLUMNS: Final = ("srt_filename", "file", "filename")
ENDINGS: Final = (".srt", ".vtt")

_NUMBER = re.compile(r"^\d+[ ._-]+")


@dataclass
class Shelf:
    """The subtitle files at hand. `titles` are of videos, by key, where a list gives them."""

    files: dict[str, SubtitleFile] = field(default_factory=dict)
    by_key: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def of(self, key: str, title: str) -> SubtitleFile | None:
        """The subtitles of the video, or None."""
        for name in (self.by_key.get(key), self._named(key), self._named(slugify(title))):
            if name in self.files:
                self.used.add(name)
                return self.files[name]
        return None

    def name_what_is_left(self, report: Report) -> None:
        listed = {name: key for key, name in self.by_key.items()}
        for name in sorted(set(self.files) - self.used):
            if name in listed:
                report.lost("import.subtitle_without_video", name, video=listed[name])
            else:
                report.lost("import.subtitle_unmatched", name)

    def _named(self, stem: str) -> str | None:
        if not stem:
            return None
        found = [name for name in self.files if _stem(name) == stem]
        return found[0] if len(found) == 1 and found[0] not in self.by_key.values() else None


def read_shelf(folder: Path, language: str, allowed: AllowedVideo, report: Report) -> Shelf:
    """Read every subtitle file and list of `folder`. Raises Invalid when there is no folder."""
    if not folder.is_dir():
        raise Invalid({"subtitles": Problem("import.no_folder", {"folder": str(folder)})})
    shelf = Shelf()
    for path in sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS):
        _read_file(path, path.relative_to(folder).as_posix(), language, shelf, report)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.suffix.lower() not in (*ENDINGS, ".csv"):
            report.lost("import.no_subtitles", path.relative_to(folder).as_posix())
    for path in sorted(folder.rglob("*.csv")):
        for line, row in _rows(path):
            _read_row(row, (path.name, line), shelf, allowed, report)
    return shelf


def read_beside(video: Path, key: str, language: str, shelf: Shelf, report: Report) -> None:
    """Put the subtitle file with the name of `video` on the shelf, as that of the video `key`."""
    for path in (video.with_suffix(ending) for ending in ENDINGS):
        if path.is_file() and key not in shelf.by_key:
            _read_file(path, path.name, language, shelf, report)
            shelf.by_key[key] = path.name


def _read_file(path: Path, name: str, language: str, shelf: Shelf, report: Report) -> None:
    found = read_subtitles(path.read_bytes(), name, language, report)
    if found is not None:
        shelf.files[name] = found


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    reader = csv.DictReader(StringIO(path.read_bytes().decode("utf-8-sig", "replace"), newline=""))
    for row in reader:
        yield reader.line_num, {name: value or "" for name, value in row.items() if name}


def _read_row(
    row: Mapping[str, str],
    place: tuple[str, int],
    shelf: Shelf,
    allowed: AllowedVideo,
    report: Report,
) -> None:
    wanted = next((row[column] for column in FILE_COLUMNS if row.get(column)), "")
    key = _key(row, allowed)
    if not wanted or not key:
        return
    shelf.titles[key] = row.get("title", "").strip()
    base = wanted.replace("\\", "/").rpartition("/")[2]
    names = [name for name in shelf.files if name == wanted or name.rpartition("/")[2] == base]
    if len(names) == 1:
        shelf.by_key[key] = names[0]
    else:
        report.lost("import.subtitle_missing", *place, name=wanted)


def _key(row: Mapping[str, str], allowed: AllowedVideo) -> str:
    if row.get("id"):
        return row["id"].strip()
    try:
        return recognise(row.get("link", ""), allowed).key
    except Invalid:
        return ""


def _stem(name: str) -> str:
    """`de/07_A-talk.de.srt` is a talk."""
    base = name.rpartition("/")[2].rpartition(".")[0]
    base = re.sub(r"[._][a-z]{2,3}(?:-[A-Za-z]{2,4})?$", "", base)
    return base if not _NUMBER.match(base) else slugify(_NUMBER.sub("", base))
