"""What a file holds, told by its shape."""

from collections.abc import Sequence
from typing import Any, Final

from academy_app.importers.community.frame import Progress
from academy_app.importers.discourse.topics import TopicReader
from academy_app.importers.reading import Record, Source, Staging, Value, moment, values
from academy_app.importers.report import Report

TOPICS: Final = "topics"
POSTS: Final = ("posts", "latest_posts")
USERS: Final = ("users", "participants", "directory_items")
CATEGORIES: Final = ("categories", "subcategory_list")
LISTS: Final = frozenset((TOPICS, *POSTS, *USERS, *CATEGORIES))
LONGEST_KEY: Final = 120


def read(files: Sequence[Source], staging: Staging, report: Report, progress: Progress) -> None:
    """Stage what the files hold. Raises Invalid naming `file`."""
    reader = _Reader(staging, report)
    for number, file in enumerate(files, start=1):
        progress(file.name, number, len(files))
        if file.kind == ".csv":
            report.lost("import.other_file", file.name)
            continue
        # Posts of a topic come before the topic is known: they name it, or wait for it.
        reader.topics.begin(file.name)
        for value in values(file, LISTS):
            reader.value(value)
    reader.topics.finish()


class _Reader:
    def __init__(self, staging: Staging, report: Report) -> None:
        self.staging = staging
        self.report = report
        self.topics = TopicReader(staging, report)

    def value(self, value: Value) -> None:
        if value.name == "":
            self._top(value.content, value.place)
            return
        record = Record.of(value.content, value.place)
        if value.name == TOPICS:
            self.topics.topic(record)
        elif value.name in POSTS:
            self.topics.post(record)
        elif value.name in USERS:
            self._user(record)
        else:
            self._category(record)

    def _top(self, content: Any, place: str) -> None:
        record = Record.of(content, place)
        if record.has("user") and isinstance(record.content["user"], dict):
            self._user(record.record("user"))
        elif record.has("category") and isinstance(record.content["category"], dict):
            self._category(record.record("category"))
        elif record.has("postStream") or (record.has("title") and record.has("posts")):
            self.topics.topic(record)
        elif record.has("raw", "cooked") and record.has("topicId"):
            self.topics.post(record)
        elif record.has("username"):
            self._user(record)
        elif record.has("slug") and record.has("color"):
            self._category(record)
        elif not any(isinstance(value, (list, dict)) for value in record.content.values()):
            self.report.lost("import.record_unknown", place, names=", ".join(record.content))

    def _user(self, record: Record) -> None:
        user = record.record("user") if record.has("user") else record
        key = user.text("id")[:LONGEST_KEY]
        if not key:
            return
        username = user.text("username")
        since = moment(user.content.get("created_at"))
        role = "admin" if user.flag("admin") else "moderator" if user.flag("moderator") else ""
        content = {
            "name": user.text("name") or username,
            "username": username,
            "email": user.text("email"),
            "bio": user.text("bio_raw"),
            "role": role,
        }
        at = since.isoformat() if since else ""
        for field, other in self.staging.put("member", key, content, user.place, at=at):
            self.report.changed("import.other_version", user.place, field=field, text=other)
        if username:
            self.staging.name("member", username.lower(), key)

    def _category(self, record: Record, above: str = "") -> None:
        key = record.text("id")[:LONGEST_KEY]
        if not key:
            return
        name = record.text("name")
        if record.has("parentCategoryId") or above:
            self.report.changed("import.category_flat", record.place, name=name)
        is_staff = record.flag("readRestricted") or bool(self._closed_by(record))
        if is_staff:
            self.report.changed("import.category_closed", record.place, name=name)
        content = {
            "name": name,
            "description": record.text("descriptionText", "description_excerpt"),
            "is_staff": is_staff,
        }
        for field, other in self.staging.put("label", key, content, record.place):
            self.report.changed("import.other_version", record.place, field=field, text=other)
        for child in record.values("subcategoryList"):
            self._category(Record.of(child, record.place), key)

    @staticmethod
    def _closed_by(record: Record) -> list[str]:
        """The groups of an export that may read, where that is not everyone."""
        groups = record.content.get("permissions_params")
        if not isinstance(groups, dict) or not groups or "everyone" in groups:
            return []
        return [str(name) for name in groups]
