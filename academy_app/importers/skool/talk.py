"""Posts with their comments, and the labels that they have."""

import hashlib
from typing import Any, Final

from academy_app.importers.reading import Record, Staging, moment
from academy_app.importers.report import Report
from academy_app.importers.skool.members import LONGEST_KEY, MemberReader

# Comments answer each other no deeper; what does is made to harm.
DEEPEST: Final = 100
_BELOW: Final = ("children", "comments", "replies")


class TalkReader:
    def __init__(self, staging: Staging, report: Report, members: MemberReader) -> None:
        self.staging = staging
        self.report = report
        self.members = members

    def group(self, record: Record) -> None:
        metadata = record.record("metadata")
        name = metadata.text("displayName") or record.text("displayName", "name")
        self.staging.put(
            "community", record.text("id") or name, {"name": name}, record.place, at=""
        )
        for label in [*record.values("labels"), *metadata.values("labels")]:
            self._label(label, record.place)

    def is_post(self, record: Record) -> bool:
        metadata = record.record("metadata")
        is_said = metadata.has("title", "content") or record.has("content", "title", "text")
        return is_said and (record.has("userId", "user", "author", "postType", "rootId"))

    def tree(self, record: Record, *, is_pinned: bool = False) -> None:
        """A post with what is below it; or, without a post, what is below one told elsewhere."""
        post = record.record("post") if record.has("post") else record
        key = post.text("id")[:LONGEST_KEY]
        root = post.text("rootId")[:LONGEST_KEY]
        parent = post.text("parentId")[:LONGEST_KEY]
        is_post = record.has("post") or self.is_post(post)
        if not is_post:
            root = record.text("rootId", "postId", "id")[:LONGEST_KEY]
            self._below(record, root, "", 1)
        elif root and root != key and parent and not _title(post):
            self._comment(record, root, parent, 1)
        else:
            key = key or _made_up(post)
            self._post(post, key, is_pinned)
            self._below(record, key, "", 1)

    def _below(self, record: Record, root: str, parent: str, depth: int) -> None:
        for value in record.values(*_BELOW) if _has_list(record) else ():
            self._comment(Record.of(value, record.place), root, parent, depth)

    def _comment(self, record: Record, root: str, parent: str, depth: int) -> None:
        post = record.record("post") if record.has("post") else record
        metadata = post.record("metadata")
        key = post.text("id")[:LONGEST_KEY] or _made_up(post)
        root = post.text("rootId")[:LONGEST_KEY] or root
        parent = post.text("parentId")[:LONGEST_KEY] or parent
        content = {
            **self._said(post, metadata),
            "text": metadata.text("content") or post.text("content", "text", "name"),
        }
        others = self.staging.put(
            "reply",
            key,
            content,
            post.place,
            at=_at(post),
            above=root,
            parent="" if parent == root else parent,
        )
        self._tell_others(others, post.place)
        if depth > DEEPEST:
            self.report.changed("import.flattened", post.place)
        self._below(record, root, key, depth + 1)

    def _post(self, post: Record, key: str, is_pinned: bool) -> None:
        metadata = post.record("metadata")
        text = metadata.text("content") or post.text("content", "text")
        name = post.text("name")
        if not text and " " in name.strip():
            text = name
        content = {
            **self._said(post, metadata),
            "title": _title(post),
            "text": text,
            "label": self._label_of(post, metadata),
            "is_pinned": is_pinned or metadata.flag("pinned") or post.flag("pinned", "isPinned"),
            "poll": self._poll(metadata if metadata.has("pollData", "poll") else post),
        }
        others = self.staging.put("thread", key, content, post.place, at=_at(post))
        self._tell_others(others, post.place)

    def _said(self, post: Record, metadata: Record) -> dict[str, Any]:
        user = next((r for n in ("user", "author", "createdBy") if (r := _inner(post, n))), None)
        author = (self.members.user(user) if user else "") or post.text("userId")[:LONGEST_KEY]
        if author and not (user and user.has("id")):
            self.members.user(Record({**(user.content if user else {}), "id": author}, post.place))
        edited = moment(metadata.content.get("editedAt") or post.content.get("editedAt"))
        return {
            "author": author,
            "likes": metadata.number("upvotes") or post.number("upvotes", "likes"),
            "extras": [*self._attachments(metadata), *self._videos(metadata)],
            "edited_at": edited.isoformat() if edited else "",
        }

    def _attachments(self, metadata: Record) -> list[dict[str, Any]]:
        found = []
        for one in metadata.records("attachmentsData"):
            inner = one.record("metadata")
            address = one.text("readUrl", "url") or inner.text("readUrl", "url")
            name = one.text("fileName", "name") or inner.text("fileName", "name")
            media = one.text("contentType") or inner.text("contentType")
            found.append({"name": name, "address": address, "is_image": media.startswith("image/")})
            if address:
                self.report.changed("import.file_elsewhere", metadata.place, name=name or address)
            else:
                self.report.lost("import.attachment_missing", metadata.place, name=name)
        ids = [one for one in metadata.text("attachments").split(",") if one.strip()]
        for file_id in ids[len(found) :]:
            self.report.lost("import.attachment_missing", metadata.place, name=file_id.strip())
        return found

    def _videos(self, metadata: Record) -> list[dict[str, Any]]:
        found = []
        for one in metadata.values("videoLinksData", "videoLinks"):
            record = Record({"url": one} if isinstance(one, str) else one, metadata.place)
            address = record.text("url", "videoUrl", "link", "original")
            found.append({"name": record.text("title", "name") or address, "address": address})
        for video_id in metadata.text("videoIds").split(","):
            if video_id.strip():
                self.report.lost("import.video_expired", metadata.place, name=video_id.strip())
        return found

    def _poll(self, holder: Record) -> dict[str, Any] | None:
        for name in ("pollData", "poll"):
            value = holder.content.get(name) or holder.content.get(f"{name[:4]}_data")
            if isinstance(value, str) and value.strip()[:1] not in ("{", "["):
                continue
            data = holder.values(name)
            poll = Record(data[0], holder.place) if data and isinstance(data[0], dict) else None
            if poll is not None and poll.has("options", "choices", "answers"):
                data = poll.values("options", "choices", "answers")
            if not data:
                continue
            options = [
                Record({"text": one} if isinstance(one, str) else one, holder.place) for one in data
            ]
            return {
                "options": [
                    {
                        "text": one.text("text", "title", "name", "content", "label"),
                        "votes": one.number("votes", "count", "voteCount", "upvotes"),
                    }
                    for one in options
                ],
                "voters": poll.number("voters", "totalVotes") if poll else 0,
                "is_multiple": poll.flag("multiple", "isMultiple") if poll else False,
                "closes_at": poll.text("closesAt", "endsAt") if poll else "",
            }
        return None

    def _label_of(self, post: Record, metadata: Record) -> str:
        given = [*metadata.values("labels"), *post.values("labels", "label")]
        keys = [key for value in given if (key := self._label(value, post.place))]
        return post.text("labelId")[:LONGEST_KEY] or (keys[0] if keys else "")

    def _label(self, value: Any, place: str) -> str:
        """Keep a label; its key. One may be an object, or an id alone."""
        if isinstance(value, (str, int)):
            # A list of ids, or the only one.
            return str(value).split(",")[0].strip()[:LONGEST_KEY]
        record = Record.of(value, place)
        name = record.record("metadata").text("displayName", "name") or record.text(
            "displayName", "name", "label"
        )
        key = (record.text("id") or name)[:LONGEST_KEY]
        description = record.record("metadata").text("description")
        if key:
            content = {"name": name, "description": description}
            self._tell_others(self.staging.put("label", key, content, place), place)
        return key

    def _tell_others(self, others: list[tuple[str, str]], place: str) -> None:
        for field, text in others:
            self.report.changed("import.other_version", place, field=field, text=text)


def _title(post: Record) -> str:
    return post.record("metadata").text("title") or post.text("title", "postTitle")


def _inner(post: Record, name: str) -> Record | None:
    found = post.content.get(name)
    return Record(found, post.place) if isinstance(found, dict) else None


def _has_list(record: Record) -> bool:
    """A number of comments is no list of them."""
    return any(isinstance(record.content.get(name), list) for name in _BELOW)


def _at(post: Record) -> str:
    for name in ("createdAt", "created_at", "date", "publishedAt"):
        found = moment(post.content.get(name))
        if found is not None:
            return found.isoformat()
    return ""


def _made_up(post: Record) -> str:
    """A key for a post that has none, the same whenever it is read."""
    metadata = post.record("metadata")
    parts = [post.text("userId"), _at(post), metadata.text("title"), metadata.text("content")]
    parts += [post.text("title"), post.text("content", "text")]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:40]
