"""What a file holds, told by its shape, whichever of Skool's or of a scraper's it is."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from academy_app.importers.community.frame import Progress
from academy_app.importers.reading import Record, Source, Staging, Value, values
from academy_app.importers.report import Report
from academy_app.importers.skool.members import MemberReader
from academy_app.importers.skool.talk import TalkReader
from academy_app.importers.skool.units import UnitReader

# Lists that may be long: their items come one by one.
TREES: Final = ("postTrees", "post_trees", "posts")
PINNED: Final = ("pinnedPosts", "pinned_posts")
USERS: Final = ("users", "members")
COURSES: Final = ("allCourses", "all_courses", "courses")
LISTS: Final = frozenset((*TREES, *PINNED, *USERS, *COURSES))
_WRAPPERS: Final = ("props", "pageProps", "page_props", "data")


def read(files: Sequence[Source], staging: Staging, report: Report, progress: Progress) -> None:
    """Stage what the files hold. Raises Invalid naming `file`."""
    reader = _Reader(staging, report)
    for number, file in enumerate(files, start=1):
        progress(file.name, number, len(files))
        if file.kind == ".csv":
            reader.members.table(file)
            continue
        is_empty = True
        for value in values(file, LISTS):
            is_empty = False
            reader.value(value)
        if is_empty:
            report.lost("import.no_data", file.name)
    reader.members.join_lines()
    reader.units.check()


class _Reader:
    def __init__(self, staging: Staging, report: Report) -> None:
        self.report = report
        self.members = MemberReader(staging, report)
        self.talk = TalkReader(staging, report, self.members)
        self.units = UnitReader(staging, report)

    def value(self, value: Value) -> None:
        if value.name == "":
            self._top(value.content, value.place)
            return
        record = Record.of(value.content, value.place)
        if value.name in PINNED:
            self.talk.tree(record, is_pinned=True)
        elif value.name in TREES:
            self.talk.tree(record)
        elif value.name in USERS:
            self.members.user(record)
        else:
            self.units.card(record)

    def _top(self, content: Any, place: str) -> None:
        """A page, or one record of a flat array."""
        if isinstance(content, list):
            for number, item in enumerate(content, start=1):
                self._top(item, f"{place} {number}")
            return
        record = Record.of(content, place)
        for name in _WRAPPERS:
            while record.has(name) and isinstance(record.content.get(name), dict):
                record = Record(record.content[name], place)
        if not (self._page(record) or self._flat(record)) and not _is_emptied(record):
            self.report.lost("import.record_unknown", place, names=", ".join(record.content))

    def _page(self, record: Record) -> bool:
        """Whether there was any part of a page."""
        parts: tuple[tuple[str, Callable[[Record], None]], ...] = (
            ("currentGroup", self.talk.group),
            ("course", self.units.page),
            ("postTree", self.talk.tree),
        )
        found = False
        for name, take in parts:
            if record.has(name):
                inner = record.record(name)
                # A course's page knows the video that stands open beside it.
                take(record if name == "course" else inner)
                found = True
        return found

    def _flat(self, record: Record) -> bool:
        if record.text("type") == "module" or record.has("courseMetaDetails"):
            self.units.flat(record)
        elif record.has("unitType"):
            self.units.unit(record)
        elif record.has("post") or self.talk.is_post(record):
            self.talk.tree(record)
        elif self.members.is_user(record):
            self.members.user(record)
        else:
            return False
        return True


def _is_emptied(record: Record) -> bool:
    """Whether its lists were all there was in it; pages hold much that is none of the content."""
    return any(record.content.get(name) == [] for name in LISTS) or not record.content
