"""One lesson of a folder: its front matter, and its text by way of MDX or, in our own export, as
it stands."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any, Final

from academy_app.core.errors import Invalid
from academy_app.core.hrefs import lesson_href
from academy_app.core.video import recognise
from academy_app.importers.courses.files import Files
from academy_app.importers.courses.prepared import take_over
from academy_app.importers.courses.source import (
    Content,
    FoundFile,
    FoundVideo,
    SourceLesson,
    SubtitleFile,
)
from academy_app.importers.courses.transcripts import read_subtitles
from academy_app.importers.markdown.addresses import Addresses
from academy_app.importers.markdown.components import same_words
from academy_app.importers.markdown.mdx import Context, convert
from academy_app.importers.markdown.subtitles import Shelf, read_beside
from academy_app.importers.report import Report

MOST_MINUTES: Final = 6000

# What our own export makes of the addresses of files and lessons.
_FILE = re.compile(r"\.\./(files/[0-9a-f]{64}(?:\.[a-z0-9]{1,8})?)")
_LESSON = re.compile(r"(?<=[(<\"])\.\./([\w.-]+/[\w.-]+\.md)(?![\w.-])")


@dataclass
class Lessons:
    """Converts the lessons of one folder. `by_file` are the keys of all, by their files."""

    context: Context
    addresses: Addresses
    shelf: Shelf
    is_exported: bool
    by_file: Mapping[str, str]

    @property
    def files(self) -> Files:
        return self.addresses.files

    def convert(self, source: SourceLesson, report: Report) -> Content:
        content = self._own(source) if self.is_exported else self._foreign(source, report)
        matter = source.matter
        content.videos = [
            *(self._with_subtitles(video) for video in content.videos),
            *self._named_videos(source, {video.key for video in content.videos}, report),
        ]
        content.files += self._attachments(source, report)
        content.minutes = _minutes(source, report)
        content.is_draft = bool(matter.get("draft")) or matter.get("published") is False
        if self.is_exported:
            content.is_published = matter.get("published") is not False
            questions = matter.get("questions")
            content.questions = questions if isinstance(questions, list) else []
        return content

    def _foreign(self, source: SourceLesson, report: Report) -> Content:
        own = Report()
        content = convert(_without_title(source), source.file, self.context, own)
        take_over(report, own, source.line - 1)
        content.files = list(self.addresses.linked.get(source.file, {}).values())
        return content

    def _own(self, source: SourceLesson) -> Content:
        body = _FILE.sub(lambda found: self._stored(found[1]) or found[0], source.body)
        return Content(_LESSON.sub(lambda found: self._lesson(found[1]) or found[0], body))

    def _stored(self, name: str) -> str | None:
        path = self.files.inside(name)
        return self.files.holder(path) if path else None

    def _lesson(self, file: str) -> str | None:
        key = self.by_file.get(file)
        slugs = self.addresses.lesson_slugs
        return lesson_href(self.addresses.course_slug, slugs[key]) if key else None

    def _with_subtitles(self, video: FoundVideo) -> FoundVideo:
        found = self.shelf.of(video.key, video.title[:200])
        return replace(video, subtitles=(found,)) if found else video

    def _named_videos(
        self, source: SourceLesson, known: set[str], report: Report
    ) -> Iterator[FoundVideo]:
        """Those that only the front matter names. They stand behind those of the text: the
        numbers of the latter stand in links."""
        given = source.matter.get("videos", source.matter.get("video", []))
        for wish in given if isinstance(given, list) else [given]:
            said = wish if isinstance(wish, dict) else {"address": wish}
            named = str(said.get("address") or "")
            video = self._named_video(source, named, said, report) if named else None
            if video is not None and (self.is_exported or video.key not in known):
                yield video

    def _named_video(
        self, source: SourceLesson, named: str, said: Mapping[str, Any], report: Report
    ) -> FoundVideo | None:
        address = self._address(named, source.file)
        try:
            key = recognise(address, self.context.allowed).key
        except Invalid as refusal:
            why = refusal.fields["video"]
            params = {**why.params, "address": named, "reason": why.key}
            report.lost("import.video_refused", source.file, 1, **params)
            return None
        path = self.addresses.video(named.partition("#")[0], source.file)
        if path is not None and not self.is_exported:
            # Subtitles that lie beside a film, under its name, are its own.
            read_beside(path, key, self.context.language, self.shelf, report)
        title = str(said.get("title") or "")
        if not self.is_exported:
            title = title or self.shelf.titles.get(key, "") or source.title
        duration = said.get("duration")
        is_length = isinstance(duration, int | float) and isfinite(duration) and duration > 0
        video = FoundVideo(
            address,
            key,
            title,
            poster=self._address(str(said.get("poster") or ""), source.file),
            duration=float(duration) if is_length and duration else None,
            subtitles=tuple(self._subtitles(source, said, report)),
        )
        return video if video.subtitles or self.is_exported else self._with_subtitles(video)

    def _address(self, address: str, file: str) -> str:
        """The place of a file in the folder, with what stands behind it; others as they are."""
        path, mark, rest = address.partition("#")
        found = self.addresses.file(path, file) if path else None
        holder = self.files.holder(found) if found else None
        return f"{holder}{mark}{rest}" if holder else address

    def _subtitles(
        self, source: SourceLesson, said: Mapping[str, Any], report: Report
    ) -> Iterator[SubtitleFile]:
        given = said.get("subtitles")
        for each in given if isinstance(given, list) else []:
            if not isinstance(each, dict) or not each.get("file"):
                continue
            path = self.addresses.file(str(each["file"]), source.file)
            if path is None:
                report.lost("import.subtitle_missing", source.file, 1, name=str(each["file"]))
                continue
            language = str(each.get("language") or self.context.language)
            label = str(each.get("label") or "")
            name = self.files.name(path)
            found = read_subtitles(path.read_bytes(), name, language, report, label=label)
            if found is not None:
                yield replace(found, language=language[:20])

    def _attachments(self, source: SourceLesson, report: Report) -> Iterator[FoundFile]:
        given = source.matter.get("attachments", [])
        for each in given if isinstance(given, list) else [given]:
            said = each if isinstance(each, dict) else {"file": each}
            path = self.addresses.file(str(said.get("file") or ""), source.file)
            found = self.files.attachment(path, str(said.get("name") or "")) if path else None
            if found is None:
                report.lost("import.attachment_missing", source.file, 1, name=str(said.get("file")))
                continue
            kind = str(said.get("type") or found.media_type)
            yield replace(found, media_type=kind[:100])


def _minutes(source: SourceLesson, report: Report) -> int | None:
    given = source.matter.get("minutes")
    if type(given) is int and 0 <= given <= MOST_MINUTES:
        return given
    if given is not None:
        report.lost("import.bad_minutes", source.file, 1, value=str(given))
    return None


def _without_title(source: SourceLesson) -> str:
    """The body without a first heading that only repeats the title, which the page shows."""
    lines = source.body.split("\n")
    for number, line in enumerate(lines):
        if line.startswith("# "):
            if same_words(line.split("[[")[0], f"# {source.title}"):
                lines[number] = ""
            break
        if line.startswith(("```", "~~~", "## ")):
            break
    return "\n".join(lines)
