"""Courses and what they are made of: sets, which are our modules, and modules, our lessons."""

import hashlib
import json
from collections.abc import Container
from typing import Any, Final

from academy_app.core.errors import Invalid, Problem
from academy_app.importers.reading import Record, Staged, Staging
from academy_app.importers.report import Report
from academy_app.importers.skool.members import LONGEST_KEY

DEEPEST: Final = 20
_TEXTS: Final = {
    "text": ("desc", "description"),
    "video": ("videoLink", "videoUrl"),
    "video_id": ("videoId",),
    "transcript": ("transcript",),
    "resources": ("resources",),
    "image": ("coverImage",),
}


class UnitReader:
    """Stages kind `unit`: title, type (course, set or module), state, above, number, course, and
    the texts as they are. A unit's number is its place among those beside it."""

    def __init__(self, staging: Staging, report: Report) -> None:
        self.staging = staging
        self.report = report

    def card(self, record: Record) -> None:
        """A course as a list of courses has it: without its lessons."""
        self._put(record, {"type": "course"})

    def page(self, page: Record) -> None:
        """A course with its tree, and the video of the lesson that stands open beside it."""
        tree = page.record("course")
        if tree.has("course"):
            self._tree(tree, "", 1, 0)
        elif tree.has("id"):
            self._put(tree, {"type": tree.text("unitType") or "course"})
        video = page.record("video")
        if video.has("id"):
            self.staging.name("video", video.text("id"), video.place)

    def unit(self, record: Record) -> None:
        """One alone, which says what it belongs to."""
        self._put(record, {"number": record.number("position", "order")})

    def flat(self, record: Record) -> None:
        """A scraper's row: a lesson that names its course."""
        details = record.record("courseMetaDetails")
        title = details.text("courseTitle", "title", "name") or record.text("courseTitle")
        course = details.text("courseId", "id") or _made_up("course", title)
        self.staging.put("unit", course, {"title": title, "type": "course"}, record.place)
        folder = details.text("setTitle", "folder", "section", "moduleTitle")
        above = course
        if folder:
            above = _made_up("set", course, folder)
            group = {"title": folder, "type": "set", "above": course, "course": course}
            self.staging.put("unit", above, group, record.place)
        name = record.text("postTitle", "title", "name")
        key = record.text("id", "postId")[:LONGEST_KEY] or _made_up("module", above, name)
        media = [
            Record({"url": m} if isinstance(m, str) else m, record.place)
            for m in record.values("media")
        ]
        addresses = [each.text("url", "link", "videoUrl", "src") for each in media]
        content: dict[str, Any] = {
            "title": name,
            "type": "module",
            "above": above,
            "course": course,
            "text": record.text("postContent", "content", "text", "desc", "description"),
            "media": [address for address in addresses if address],
        }
        self._keep(key, content, record.place)

    def check(self) -> None:
        """Once all is read. Raises Invalid naming `file` where units stand in each other."""
        units = {each.key: each for each in self.staging.unordered("unit")}
        above = {key: above_of(each, units) for key, each in units.items()}
        sound: set[str] = set()
        for start, unit in units.items():
            way: dict[str, None] = {}
            key = start
            while key and key not in sound:
                if key in way:
                    params = {"place": unit.place, "name": key}
                    raise Invalid({"file": Problem("import.units_circle", params)})
                way[key] = None
                key = above[key]
            sound.update(way)

    def _tree(self, tree: Record, above: str, number: int, depth: int) -> None:
        if depth > DEEPEST:
            self.report.lost("import.too_deep_here", tree.place)
            return
        unit = tree.record("course") if tree.has("course") else tree
        more: dict[str, Any] = {"number": number}
        if above and not unit.has("parentId"):
            more["above"] = above
        key = self._put(unit, more)
        for place, child in enumerate(tree.values("children"), start=1):
            self._tree(Record.of(child, tree.place), key, place, depth + 1)

    def _put(self, unit: Record, more: dict[str, Any]) -> str:
        metadata = unit.record("metadata")
        title = metadata.text("title") or unit.text("title")
        key = unit.text("id")[:LONGEST_KEY] or _made_up("unit", title)
        content: dict[str, Any] = {
            "title": title,
            "type": unit.text("unitType"),
            "above": unit.text("parentId")[:LONGEST_KEY],
            "course": unit.text("rootId")[:LONGEST_KEY],
            "state": unit.number("state"),
            "milliseconds": metadata.number("videoLenMs"),
        }
        for name, wanted in _TEXTS.items():
            content[name] = _as_text(metadata, wanted) or _as_text(unit, wanted)
        if metadata.has("privacy"):
            content["privacy"] = metadata.text("privacy")
        self._keep(
            key, {**content, **{name: value for name, value in more.items() if value}}, unit.place
        )
        return key

    def _keep(self, key: str, content: dict[str, Any], place: str) -> None:
        for field, text in self.staging.put("unit", key, content, place):
            self.report.changed("import.other_version", place, field=field, text=text)


def above_of(unit: Staged, units: Container[str]) -> str:
    """What a unit stands in, as far as that is there; "" for a course, or what stands alone."""
    for key in (unit.content.get("above"), unit.content.get("course")):
        if key and key != unit.key and key in units:
            return str(key)
    return ""


def _as_text(record: Record, names: tuple[str, ...]) -> str:
    """A string; what a scraper has read already is made one again."""
    for name in names:
        value = record.content.get(name) or record.content.get(name.lower())
        if isinstance(value, (list, dict)) and value:
            return json.dumps(value)
    return record.text(*names) if record.has(*names) else ""


def _made_up(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:40]
