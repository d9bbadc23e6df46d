"""Subtitles as SRT or WebVTT, read into cues and written as WebVTT.

Files in the wild break the rules in small ways, so reading is lenient: what can be understood
is kept, what cannot is named with its line.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from academy_app.core.errors import Invalid, Problem

MAX_BYTES = 5_000_000
MAX_CUES = 20_000

_HOURS = r"(?:(\d{1,3}):)?"
_TIME = rf"{_HOURS}(\d{{1,2}}):(\d{{1,2}})(?:[.,](\d{{1,3}}))?"
_TIMING = re.compile(rf"\s*{_TIME}\s*-{{1,2}}>\s*{_TIME}(?:\s.*)?$")
_TAG = re.compile(r"</?[A-Za-z0-9][^<>]{0,200}>|\{\\[^{}]{0,200}\}")
_VTT_BLOCKS = ("NOTE", "STYLE", "REGION")
_LANGUAGE = re.compile(r"(?:^|[._-])([a-z]{2,3}(?:-[A-Za-z]{2,4})?)\.(?:srt|vtt)$")


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption, from `start_ms` to `end_ms`; its lines are parted by newlines."""

    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class Warned:
    """What was wrong in the file, as a translation key, and the line, counted from 1."""

    key: str
    line: int


@dataclass(frozen=True, slots=True)
class Transcript:
    """`language` is a guess from the file's name (`talk.de.vtt`), or empty."""

    cues: tuple[Cue, ...]
    warnings: tuple[Warned, ...] = ()
    language: str = ""


def parse(content: str | bytes, name: str = "") -> Transcript:
    """Read a subtitle file. Raises Invalid when it is too large or holds no cue."""
    if len(content) > MAX_BYTES:
        raise Invalid({"file": Problem("subtitles.too_large", {"limit": MAX_BYTES // 1_000_000})})
    text = content if isinstance(content, str) else _decoded(content)
    reader = _Reader(text.removeprefix("\ufeff").replace("\x00", ""))
    cues = sorted(reader.cues(), key=lambda cue: (cue.start_ms, cue.end_ms))
    if not cues:
        raise Invalid({"file": "subtitles.no_cue"})
    if len(cues) > MAX_CUES:
        raise Invalid({"file": Problem("subtitles.too_many_cues", {"limit": MAX_CUES})})
    return Transcript(tuple(cues), tuple(reader.warnings), _language(name))


def to_vtt(cues: Sequence[Cue]) -> str:
    """The cues as a WebVTT file."""
    blocks = (
        f"{_stamp(cue.start_ms)} --> {_stamp(cue.end_ms)}\n{_escaped(cue.text)}" for cue in cues
    )
    return "\n\n".join(("WEBVTT", *blocks)) + "\n"


class _Reader:
    """Walks the lines once and notes what it stumbles over."""

    def __init__(self, text: str) -> None:
        self.lines = re.split(r"\r\n|\r|\n", text)
        self.warnings: list[Warned] = []

    def cues(self) -> Iterator[Cue]:
        previous = 0
        for number, block in self._blocks():
            cue = self._cue(number, block)
            if cue is None:
                continue
            if cue.start_ms < previous:
                self._warn("subtitles.out_of_order", number)
            previous = cue.start_ms
            yield cue

    def _blocks(self) -> Iterator[tuple[int, list[str]]]:
        """Each timing line's number and the lines up to the next empty line or timing."""
        position = self._after_header()
        while position < len(self.lines):
            line = self.lines[position]
            if line.split(" ")[0].rstrip() in _VTT_BLOCKS and self._is_first_of_block(position):
                position = self._end_of_block(position)
            elif _TIMING.match(line):
                end = self._end_of_cue(position + 1)
                yield position, self.lines[position:end]
                position = end
            else:
                self._note_stray(position)
                position += 1

    def _after_header(self) -> int:
        return self._end_of_block(0) if self.lines[0].startswith("WEBVTT") else 0

    def _is_first_of_block(self, position: int) -> bool:
        return position == 0 or not self.lines[position - 1].strip()

    def _end_of_block(self, position: int) -> int:
        while position < len(self.lines) and self.lines[position].strip():
            position += 1
        return position

    def _end_of_cue(self, position: int) -> int:
        """The empty line that ends the cue's text, or the next cue where that line is missing."""
        start = position
        while position < len(self.lines) and self.lines[position].strip():
            if _TIMING.match(self.lines[position]):
                has_number = position > start and self.lines[position - 1].strip().isdigit()
                return position - 1 if has_number else position
            position += 1
        return position

    def _note_stray(self, position: int) -> None:
        """A number or a name stands before a timing; anything else belongs to no cue."""
        line = self.lines[position].strip()
        following = self.lines[position + 1] if position + 1 < len(self.lines) else ""
        if not line or _TIMING.match(following):
            return
        if "-->" in line:
            self._warn("subtitles.bad_time", position)
        elif not (line.isdigit() and "-->" in following):
            self._warn("subtitles.stray_text", position)

    def _cue(self, number: int, block: list[str]) -> Cue | None:
        found = _TIMING.match(block[0])
        assert found is not None
        start, end = _milliseconds(found.groups()[:4]), _milliseconds(found.groups()[4:])
        text = "\n".join(filter(None, map(_plain, block[1:])))
        if not text:
            self._warn("subtitles.empty_cue", number)
            return None
        if end <= start:
            self._warn("subtitles.ends_before_start", number)
            return None
        return Cue(start, end, text)

    def _warn(self, key: str, position: int) -> None:
        self.warnings.append(Warned(key, position + 1))


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What old Windows tools write; unlike latin-1 it has typographic quotes.
        return content.decode("cp1252", "replace")


def _milliseconds(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds = (int(part or 0) for part in parts[:3])
    fraction = (parts[3] or "0").ljust(3, "0")
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int(fraction)


def _plain(line: str) -> str:
    return html.unescape(_TAG.sub("", line)).replace("\xa0", " ").strip(" \t\u200b\u200e\u200f")


def _language(name: str) -> str:
    found = _LANGUAGE.search(name)
    return found[1] if found else ""


def _stamp(milliseconds: int) -> str:
    seconds, fraction = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{fraction:03}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
