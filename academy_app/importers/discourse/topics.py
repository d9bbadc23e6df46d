"""Topics and their posts, in whichever order files tell of them."""

from typing import Any, Final

from academy_app.importers.prose import from_html, text_of
from academy_app.importers.reading import Record, Staging, moment
from academy_app.importers.report import Report

# Kinds of posts: what was written, and what the forum itself noted.
_SAID: Final = ("", "1")
_WHISPER: Final = "4"
_LIKE: Final = 2
_LONGEST_KEY: Final = 120


class TopicReader:
    """A post's key is its topic's and its number, for by their numbers posts answer each other;
    the first of a topic is the thread's opening."""

    def __init__(self, staging: Staging, report: Report) -> None:
        self.staging = staging
        self.report = report
        self.file = ""
        self.waiting: list[Record] = []

    def begin(self, file: str) -> None:
        self.end()
        self.file = file

    def end(self) -> None:
        """Posts that named no topic, in a file that had none."""
        for record in self.waiting:
            words = record.text("raw", "cooked")
            self.report.lost("import.reply_without_thread", record.place, text=words)
        self.waiting = []

    def finish(self) -> None:
        """Once all files are read: what of them must not come, and what topics named in vain."""
        self.end()
        ask = self.staging.ask
        ask("CREATE INDEX by_above ON item (kind, above)")
        ask(
            "DELETE FROM item WHERE kind IN ('thread', 'reply') AND coalesce(above, key) IN"
            " (SELECT key FROM item WHERE kind = 'private')"
        )
        for key, place, wanted, here, title in ask(_STREAMS):
            topic = self.staging.get("private", key)
            if topic is None and wanted > here:
                count = wanted - here
                self.report.lost("import.posts_missing", place, name=title or "", count=count)
        # Lists name topics whose posts were not saved.
        for key, place, title in ask(_BARE):
            self.staging.drop("thread", key)
            self.report.lost("import.topic_without_posts", place, name=title or "")

    def topic(self, record: Record) -> None:
        key = record.text("id")[:_LONGEST_KEY]
        if not key:
            # A later page of a topic: its posts, which say whose they are, have been read.
            return
        if record.text("archetype") == "private_message":
            self.report.lost("import.private_left_out", record.place, name=record.text("title"))
            self.staging.put("private", key, {}, record.place)
            self.waiting = []
            return
        stream = record.record("postStream")
        waiting = self.waiting if stream.content or record.has("posts") else []
        self.waiting = self.waiting if not waiting else []
        content = {
            "title": record.text("title", "fancyTitle"),
            "label": record.text("categoryId")[:_LONGEST_KEY],
            "is_pinned": record.flag("pinned", "pinnedGlobally"),
            "is_locked": record.flag("closed", "archived"),
            "tags": [_tag(tag) for tag in record.values("tags")],
            "author": record.text("userId")[:_LONGEST_KEY],
        }
        details = record.record("details").record("createdBy")
        content["author"] = content["author"] or details.text("id")[:_LONGEST_KEY]
        self._put("thread", key, content, record.place, at=_at(record))
        posts = [*waiting, *stream.records("posts"), *record.records("posts")]
        for post in posts:
            self.post(Record({"topic_id": key, **post.content}, post.place))
        self._tell_of_missing(record, stream, key, posts)

    def post(self, record: Record) -> None:
        topic = record.text("topicId")[:_LONGEST_KEY]
        if not topic:
            self.waiting.append(record)
            return
        self.staging.put("seen", record.text("id"), {}, record.place, above=topic)
        kind = record.text("postType")
        number = record.number("postNumber")
        text, form = record.text("raw"), "raw"
        if not text:
            text, form = record.text("cooked"), "cooked"
        if kind not in _SAID:
            key = "import.whisper_left_out" if kind == _WHISPER else "import.notice_left_out"
            self.report.lost(key, record.place, text=text or record.text("actionCode"))
            return
        if record.has("deletedAt") or record.flag("userDeleted", "hidden"):
            self.report.lost("import.deleted_left_out", record.place, text=text)
            return
        edited = moment(record.content.get("last_edit_at"))
        content: dict[str, Any] = {
            "text": text,
            "form": form,
            "author": self._author(record),
            "likes": self._likes(record),
            "edited_at": edited.isoformat() if edited else "",
        }
        if number <= 1:
            content["poll"] = self._poll(record)
            self._put("thread", topic, content, record.place, at=_at(record))
            return
        content["is_answer"] = record.flag("acceptedAnswer")
        if record.has("polls"):
            self.report.changed("import.poll_as_text", record.place, min=2, max=10)
        answered = record.number("replyToPostNumber")
        self._put(
            "reply",
            f"{topic}:{number}",
            content,
            record.place,
            at=_at(record),
            above=topic,
            parent=f"{topic}:{answered}" if answered > 1 else "",
        )

    def _author(self, record: Record) -> str:
        """Posts name their authors; nothing else of them need be there."""
        key = record.text("userId")[:_LONGEST_KEY]
        username = record.text("username")
        if key:
            content = {"name": record.text("name") or username, "username": username}
            self._put("member", key, content, record.place)
            if username:
                self.staging.name("member", username.lower(), key)
        return key

    def _likes(self, record: Record) -> int:
        for one in record.values("actionsSummary"):
            if isinstance(one, dict) and one.get("id") == _LIKE:
                return Record(one, record.place).number("count")
        return record.number("likeCount")

    def _poll(self, record: Record) -> dict[str, Any] | None:
        polls = list(record.records("polls"))
        for further in polls[1:]:
            options = [one.text("html", "text") for one in further.records("options")]
            self.report.lost("import.poll_second", record.place, text="; ".join(options))
        if not polls:
            return None
        poll = polls[0]
        closed = poll.text("close")
        if not closed and poll.text("status") == "closed":
            closed = _at(record)
        return {
            "options": [
                {"text": _plain(one.text("html", "text")), "votes": one.number("votes")}
                for one in poll.records("options")
            ],
            "is_multiple": poll.text("type") == "multiple",
            "voters": poll.number("voters"),
            "closes_at": closed,
        }

    def _tell_of_missing(
        self, record: Record, stream: Record, key: str, posts: list[Record]
    ) -> None:
        """A topic's answer names all its posts and holds the first twenty."""
        wanted = {str(one) for one in stream.values("stream")}
        if wanted:
            self.staging.put("stream", key, {"ids": sorted(wanted)}, record.place)
        count = record.number("postsCount")
        if not wanted and posts and count > len(posts):
            self.report.lost(
                "import.posts_missing",
                record.place,
                name=record.text("title"),
                count=count - len(posts),
            )

    def _put(self, kind: str, key: str, content: dict[str, Any], place: str, **more: str) -> None:
        if kind in ("thread", "reply") and content.get("text"):
            # Both forms of one text are no two versions of it.
            known = self.staging.get(kind, key)
            if known and known.get("text") and known.get("form") != content["form"]:
                if content["form"] == "cooked":
                    content = {**content, "text": "", "form": ""}
                else:
                    self.staging.change(kind, key, {"text": "", "form": ""})
        for field, other in self.staging.put(kind, key, content, place, **more):
            self.report.changed("import.other_version", place, field=field, text=other)


_STREAMS: Final = """
SELECT stream.key, stream.place, json_array_length(stream.content, '$.ids'),
    (SELECT count(*) FROM item AS seen WHERE seen.kind = 'seen' AND seen.above = stream.key),
    (SELECT json_extract(content, '$.title') FROM item AS topic
        WHERE topic.kind = 'thread' AND topic.key = stream.key)
FROM item AS stream WHERE stream.kind = 'stream' ORDER BY stream.number
"""
_BARE: Final = """
SELECT key, place, json_extract(content, '$.title') FROM item
WHERE kind = 'thread' AND json_extract(content, '$.form') IS NULL ORDER BY number
"""


def _at(record: Record) -> str:
    found = moment(record.content.get("created_at"))
    return found.isoformat() if found else ""


def _tag(value: Any) -> str:
    return (
        str(value.get("name") or value.get("id") or "") if isinstance(value, dict) else str(value)
    )


def _plain(markup: str) -> str:
    return text_of(from_html(markup))
