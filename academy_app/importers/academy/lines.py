"""The lines of an exported community, staged; its texts as they are called here."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from academy_app.core.errors import Invalid, Problem
from academy_app.core.hrefs import person_href
from academy_app.importers.community import People
from academy_app.importers.community.frame import Progress
from academy_app.importers.reading import Source, Staged, Staging
from academy_app.importers.report import Report

LONGEST: Final = 50_000_000

_FILE = re.compile(r"files/[0-9a-f]{64}(?:\.[a-z0-9]{1,8})?")
_PERSON = re.compile(r"(?<=\]\()/people/([\w-]{1,80})(?=\))")


@dataclass(frozen=True, slots=True)
class Scribe:
    """Writes the text of a post. `files` are the addresses of what came along, by its names."""

    files: Mapping[str, str]

    def __call__(self, each: Staged, people: People, report: Report) -> str:
        text = _FILE.sub(lambda found: self.files.get(found[0], found[0]), each.content["text"])
        keys = _PERSON.findall(text)
        known = people.staging.ours("member", keys) if keys else {}
        return _PERSON.sub(
            lambda found: person_href(known[found[1]]) if found[1] in known else found[0], text
        )


def read(files: Sequence[Source], staging: Staging, _report: Report, progress: Progress) -> None:
    for number, file in enumerate(files):
        progress(file.name, number, len(files))
        kind = file.path.stem
        for line, row in _rows(file):
            try:
                _put(staging, kind, row, f"{file.name}:{line}")
            except (KeyError, TypeError, ValueError) as error:
                raise _bad(file.name, line) from error


def _put(staging: Staging, kind: str, row: dict[str, Any], place: str) -> None:
    if kind == "members":
        staging.put("member", str(row["id"]), {**row, "picture": ""}, place, at=row["joined"])
        if row.get("picture"):
            staging.put("picture", str(row["id"]), {"file": str(row["picture"])}, place)
    elif kind == "groups":
        staging.put("group", str(row["name"]), row, place)
    elif kind == "categories":
        staging.put("label", str(row["slug"]), {**row, "is_kept": True}, place)
    elif kind == "threads":
        _put_thread(staging, row, place)
    elif kind == "replies":
        content = {**row, **_said(row)}
        above, parent = str(row["thread"]), str(row.get("parent") or "")
        staging.put(
            "reply", str(row["id"]), content, place, at=row["at"], above=above, parent=parent
        )


def _put_thread(staging: Staging, row: dict[str, Any], place: str) -> None:
    poll = row.get("poll")
    content = {**row, **_said(row), "label": row.get("category") or ""}
    if poll:
        # The votes come by themselves, with whose they are.
        options = [{"text": str(each["text"])} for each in poll["options"]]
        content["poll"] = {**poll, "options": options, "voters": 0}
        content["votes"] = poll
    staging.put("thread", str(row["id"]), content, place, at=row["at"])


def _said(row: Mapping[str, Any]) -> dict[str, Any]:
    """The likes that nobody is known for count at once, the others come by themselves."""
    likes = [[str(member), str(at)] for member, at in row.get("likes", [])]
    return {
        "text": str(row.get("text") or ""),
        "likes": int(row.get("likes_carried") or 0),
        "liked": likes,
    }


def _rows(file: Source) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a file with their lines; one line is in memory at a time."""
    with file.path.open("rb") as source:
        number = 0
        while line := source.readline(LONGEST):
            number += 1
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise _bad(file.name, number) from error
            if not isinstance(row, dict):
                raise _bad(file.name, number)
            yield number, row


def _bad(file: str, line: int) -> Invalid:
    return Invalid({"file": Problem("import.bad_line", {"file": file, "line": line})})
