"""An outline as people have it, in their notes or out of another program, taken apart.

Headings or unindented lines are modules, what stands below them lessons. Bullets, numbers and
boxes to tick are taken off. An address at the end of a line is the lesson's video.
"""

import re
from dataclasses import dataclass, field
from typing import Final

TITLE: Final = 200
TAB: Final = 4

_HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*#*\s*$")
_MARK = re.compile(
    r"(?:[-*+•‣◦·–—]|\(?\d{1,3}(?:\.\d{1,3})*[.):]|\(?[a-zA-Z][.)])\s+(?:\[[ xX]\]\s+)?"
)
_ADDRESS = re.compile(r"<?(https?://[^\s<>]+|/files/[^\s<>]+)>?")
_LINK = re.compile(r"\[([^\]]*)\]\((https?://[^\s()]+|/files/[^\s()]+)\)")
_EMPHASIS = re.compile(r"(\*\*|__)(.+?)\1")


@dataclass(slots=True)
class OutlinedLesson:
    """`address` is the video's, "" for none; `title` "" where only that was given."""

    title: str
    address: str = ""


@dataclass(slots=True)
class OutlinedModule:
    """`title` is "" for lessons that stand below nothing."""

    title: str
    lessons: list[OutlinedLesson] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Line:
    depth: int
    is_heading: bool
    lesson: OutlinedLesson


def outlined(text: str) -> list[OutlinedModule]:
    """The modules in order, each with its lessons; deeper levels are lessons, too."""
    lines = [line for raw in text.splitlines() if (line := _line(raw))]
    if not lines:
        return []
    return _by_headings(lines) if any(line.is_heading for line in lines) else _by_depth(lines)


def listed(text: str) -> list[OutlinedLesson]:
    """Lines with an address each, and perhaps a title: "Welcome https://..."."""
    lines = [line.lesson for raw in text.splitlines() if (line := _line(raw))]
    found: list[OutlinedLesson] = []
    for lesson in lines:
        # A title on a line of its own belongs to the address on the next.
        if lesson.address and not lesson.title and found and not found[-1].address:
            found[-1].address = lesson.address
        else:
            found.append(lesson)
    return found


def _by_headings(lines: list[_Line]) -> list[OutlinedModule]:
    """The highest headings are modules unless there is one alone, the title of it all, above
    others."""
    depths = sorted({line.depth for line in lines if line.is_heading})
    top = depths[0]
    tops = [line for line in lines if line.is_heading and line.depth == top]
    if len(tops) == 1 and len(depths) > 1 and lines[0] is tops[0]:
        lines, top = lines[1:], depths[1]
    modules: list[OutlinedModule] = []
    for line in lines:
        if line.is_heading and line.depth <= top:
            modules.append(OutlinedModule(line.lesson.title))
        else:
            _last(modules).lessons.append(line.lesson)
    return modules


def _by_depth(lines: list[_Line]) -> list[OutlinedModule]:
    least = min(line.depth for line in lines)
    is_flat = all(line.depth == least for line in lines)
    modules: list[OutlinedModule] = []
    for line in lines:
        # Without any depth, the lines are lessons.
        if line.depth == least and not is_flat and not line.lesson.address:
            modules.append(OutlinedModule(line.lesson.title))
        else:
            _last(modules).lessons.append(line.lesson)
    return modules


def _last(modules: list[OutlinedModule]) -> OutlinedModule:
    if not modules:
        modules.append(OutlinedModule(""))
    return modules[-1]


def _line(raw: str) -> _Line | None:
    heading = _HEADING.fullmatch(raw.strip())
    if heading:
        return _Line(len(heading[1]), True, OutlinedLesson(_title(heading[2])))
    words = raw.strip()
    if not words or set(words) <= set("-=_*"):
        return None
    indent = len(raw.expandtabs(TAB)) - len(raw.expandtabs(TAB).lstrip())
    words = _MARK.sub("", words, count=1) if _MARK.match(words) else words
    link = _LINK.search(words)
    if link:
        words = f"{words[: link.start()]}{link[1]}{words[link.end() :]} {link[2]}"
    found = _ADDRESS.search(words)
    address = found[1] if found else ""
    if found:
        words = words[: found.start()] + words[found.end() :]
    return _Line(indent, False, OutlinedLesson(_title(words), address))


def _title(words: str) -> str:
    return _EMPHASIS.sub(r"\2", words).strip().strip("–—:|\t -").strip()[:TITLE].strip()
