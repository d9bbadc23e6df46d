"""Members: as pages have them, and from the CSV, which has their addresses but no ids."""

from typing import Final

from academy_app.importers.reading import Record, Source, Staging, moment, table
from academy_app.importers.report import Report

# Columns of the CSV that have a place here; what others say is named in the report.
_TAKEN: Final = frozenset(("firstname", "lastname", "email", "joineddate"))
LONGEST_KEY: Final = 120


class MemberReader:
    def __init__(self, staging: Staging, report: Report) -> None:
        self.staging = staging
        self.report = report

    def is_user(self, record: Record) -> bool:
        return record.has("firstName", "lastName") or (record.has("email") and record.has("id"))

    def user(self, record: Record) -> str:
        """Keep whom the record tells of; their key, "" where it tells of nobody."""
        key = record.text("id", "userId")[:LONGEST_KEY]
        if not key:
            return ""
        member, metadata = record.record("member"), record.record("metadata")
        points = metadata.record("spData")
        if not points.content:
            points = member.record("metadata").record("spData")
        content = {
            "name": _name(record),
            "email": record.text("email"),
            "bio": metadata.text("bio"),
            "picture": metadata.text("pictureProfile", "pictureBubble"),
            "role": member.text("role"),
            "level": points.number("lv"),
        }
        if points.has("pts"):
            content["points"] = points.number("pts")
        since = moment(member.content.get("approvedAt") or member.content.get("approved_at"))
        self._put(key, content, record.place, since.isoformat() if since else "")
        return key

    def table(self, source: Source) -> None:
        """The members' CSV: each line joins whom pages told of, by the address, else by the name
        where only one has it."""
        for line, row in table(source):
            columns = {name.replace(" ", "").lower(): value for name, value in row.items()}
            email = columns.get("email", "")
            name = f"{columns.get('firstname', '')} {columns.get('lastname', '')}".strip()
            place = f"{source.name}: {line}"
            if not (email or name):
                self.report.lost("import.line_empty", place)
                continue
            since = moment(columns.get("joineddate"))
            content = {"name": name, "email": email, "since": since.isoformat() if since else ""}
            key = f"csv:{(email or name).lower()}"[:LONGEST_KEY]
            self.staging.put("line", key, content, place)
            more = [
                f"{name}: {value}"
                for name, value in row.items()
                if value and name.replace(" ", "").lower() not in _TAKEN
            ]
            if more:
                self.report.lost("import.member_details", place, details="; ".join(more))

    def join_lines(self) -> None:
        """Once all files are read."""
        self.staging.ask(
            "CREATE INDEX IF NOT EXISTS by_email ON item "
            "(kind, lower(json_extract(content, '$.email')))"
        )
        self.staging.ask(
            "CREATE INDEX IF NOT EXISTS by_name ON item "
            "(kind, lower(json_extract(content, '$.name')))"
        )
        for line in self.staging.unordered("line"):
            content = line.content
            key = self._whose("email", content["email"], most=1000)
            if not key and content["name"]:
                key = self._whose("name", content["name"], most=1)
                is_free = key and not (self.staging.get("member", key) or {}).get("email")
                key = key if is_free and self._is_only_line(content["name"]) else ""
                if key and content["email"]:
                    self.report.changed(
                        "import.member_by_name",
                        line.place,
                        name=content["name"],
                        email=content["email"],
                    )
            kept = {"name": content["name"], "email": content["email"]}
            self._put(key or line.key, kept, line.place, content["since"])

    def _whose(self, field: str, value: str, most: int) -> str:
        if not value:
            return ""
        found = self.staging.ask(
            "SELECT key FROM item WHERE kind = 'member'"  # noqa: S608  a field of ours
            f" AND lower(json_extract(content, '$.{field}')) = ? ORDER BY number LIMIT ?",
            value.lower(),
            most + 1,
        )
        return str(found[0][0]) if 0 < len(found) <= most else ""

    def _is_only_line(self, name: str) -> bool:
        found = self.staging.ask(
            "SELECT count(*) FROM item WHERE kind = 'line'"
            " AND lower(json_extract(content, '$.name')) = ?",
            name.lower(),
        )
        return bool(found[0][0] == 1)

    def _put(self, key: str, content: dict[str, object], place: str, at: str) -> None:
        for field, other in self.staging.put("member", key, content, place, at=at):
            self.report.changed("import.other_version", place, field=field, text=other)


def _name(record: Record) -> str:
    full = f"{record.text('firstName')} {record.text('lastName')}".strip()
    return full or record.text("displayName", "fullName", "name")
