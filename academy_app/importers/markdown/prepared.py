"""A folder made ready to be written: converted, rendered, matched. No transaction is open yet."""

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from academy_app.core import storage
from academy_app.core.errors import Invalid
from academy_app.core.hrefs import file_href
from academy_app.core.markdown import RENDERER_VERSION
from academy_app.core.markdown.headings import slugify
from academy_app.core.video import recognise
from academy_app.importers.markdown.addresses import Addresses
from academy_app.importers.markdown.components import same_words
from academy_app.importers.markdown.folder import SourceCourse, SourceLesson
from academy_app.importers.markdown.mdx import Context, Converted, FoundVideo, convert
from academy_app.importers.markdown.subtitles import Shelf, SubtitleFile, read_beside
from academy_app.importers.report import Report
from academy_app.services.authoring import Text, text

IMPORTER_VERSION: Final = 1
MILLISECONDS_A_MINUTE: Final = 60_000

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class PreparedVideo:
    address: str
    key: str
    title: str
    subtitles: SubtitleFile | None


@dataclass(frozen=True, slots=True)
class PreparedLesson:
    """`digest` tells whether anything that is imported has changed."""

    source: SourceLesson
    slug: str
    text: Text
    videos: tuple[PreparedVideo, ...]
    minutes: int
    is_published: bool
    extra: Mapping[str, Any]
    digest: str


@dataclass
class Preparation:
    """What converting a course needs to know. `slugs` are of the lessons, by key."""

    course: SourceCourse
    slugs: Mapping[str, str]
    context: Context
    addresses: Addresses
    shelf: Shelf
    report: Report
    is_dry: bool
    stored: dict[str, str] = field(default_factory=dict)

    async def lessons(self, progress: Progress) -> list[PreparedLesson]:
        """Every lesson of the course, in order."""
        sources = list(self.course.lessons)
        prepared = []
        for number, source in enumerate(sources, start=1):
            progress(source.title, number, len(sources))
            prepared.append(await self._lesson(source))
        return prepared

    async def _lesson(self, source: SourceLesson) -> PreparedLesson:
        own = Report()
        converted = await asyncio.to_thread(
            convert, _without_title(source), source.file, self.context, own
        )
        self._take_over(own, source.line - 1)
        body = await self._with_images(converted.body)
        videos = tuple(self._video(found) for found in await self._all_videos(source, converted))
        written = await text(body)
        self._name_warnings(source, written)
        is_empty = not (body.strip() or videos)
        if is_empty:
            self.report.lost("import.nothing_in_it", source.file)
        is_published = not (is_empty or source.matter.get("draft", False))
        minutes = self._minutes(source, written, videos)
        digest = _digest(source, body, videos, converted.questions, minutes, is_published)
        extra: dict[str, Any] = {"import": {"digest": digest, "body": fingerprint(body)}}
        if converted.questions:
            extra["questions"] = converted.questions
        return PreparedLesson(
            source,
            self.slugs[source.key],
            written,
            videos,
            minutes,
            is_published,
            extra,
            digest,
        )

    def _take_over(self, own: Report, lines_before: int) -> None:
        """The entries of one file, counted from the file's first line."""
        for entry in own.entries:
            line = entry.line + lines_before if entry.line else 0
            self.report.entries.append(replace(entry, line=line))

    async def _with_images(self, body: str) -> str:
        """The body with its place-holders replaced by what storage made of the images."""
        for holder, path in self.addresses.images.items():
            if holder in body:
                body = body.replace(holder, await self._stored(holder, path))
        return body

    async def _stored(self, holder: str, path: Path) -> str:
        if holder not in self.stored:
            if self.is_dry:
                return holder
            saved = await storage.save(path, path.name, "lessons")
            self.stored[holder] = file_href(saved.path)
        return self.stored[holder]

    async def _all_videos(self, source: SourceLesson, converted: Converted) -> list[FoundVideo]:
        """Those of the text, and behind them those that only the front matter names: the
        numbers of the former stand in links."""
        given = source.matter.get("video", source.matter.get("videos", []))
        wanted = [str(each) for each in (given if isinstance(given, list) else [given]) if each]
        missing: list[FoundVideo] = []
        for named in wanted:
            address = await self._address(named, source.file)
            try:
                key = recognise(address, self.context.allowed).key
            except Invalid as refusal:
                why = refusal.fields["video"]
                self.report.lost(
                    "import.video_refused",
                    source.file,
                    1,
                    **{**why.params, "address": address, "reason": why.key},
                )
                continue
            if key not in {video.key for video in converted.videos}:
                title = self.shelf.titles.get(key, "") or source.title
                missing.append(FoundVideo(address, key, title, ""))
                self._shelve_beside(named, source, key)
        return [*converted.videos, *missing]

    async def _address(self, address: str, file: str) -> str:
        """Where the video is; one that lies in the folder is kept here and gets an address."""
        path = self.addresses.video(address, file)
        if path is None:
            return address
        inside = path.relative_to(self.addresses.root).as_posix()
        return await self._stored(f"/files/import/{quote(inside)}", path)

    def _shelve_beside(self, address: str, source: SourceLesson, key: str) -> None:
        """Subtitles that lie beside a film, under its name, are its own."""
        path = self.addresses.video(address, source.file)
        if path is not None:
            read_beside(path, key, self.context.language, self.shelf, self.report)

    def _video(self, found: FoundVideo) -> PreparedVideo:
        title = found.title[:200]
        return PreparedVideo(found.address, found.key, title, self.shelf.of(found.key, title))

    def _minutes(
        self, source: SourceLesson, written: Text, videos: tuple[PreparedVideo, ...]
    ) -> int:
        given = source.matter.get("minutes")
        if isinstance(given, int) and 0 <= given <= 6000:
            return given
        if given is not None:
            self.report.lost("import.bad_minutes", source.file, 1, value=str(given))
        spoken = sum(
            video.subtitles.transcript.cues[-1].end_ms for video in videos if video.subtitles
        )
        return written.rendered.minutes + round(spoken / MILLISECONDS_A_MINUTE)

    def _name_warnings(self, source: SourceLesson, written: Text) -> None:
        for remark in written.rendered.warnings:
            self.report.changed(
                "import.content_remark",
                source.file,
                remark=remark.key,
                subject=remark.subject,
            )


def fingerprint(body: str) -> str:
    """Tells whether somebody has changed an imported body since."""
    return hashlib.sha256(body.encode()).hexdigest()


def lesson_slugs(course: SourceCourse, existing: Mapping[str, str]) -> dict[str, str]:
    """An address for each lesson: the one it has, the one it asks for, or its title. Titles that
    occur more than once are told apart by their folder."""
    titles = Counter(slugify(lesson.title) for lesson in course.lessons)
    slugs: dict[str, str] = {}
    taken = set(existing.values())
    for lesson in course.lessons:
        wanted = existing.get(lesson.key)
        if wanted is None:
            wanted = _free(_wished(lesson, titles), taken)
        slugs[lesson.key] = wanted
        taken.add(wanted)
    return slugs


def _wished(lesson: SourceLesson, titles: Counter[str]) -> str:
    given = slugify(str(lesson.matter.get("slug") or ""))
    if lesson.matter.get("slug"):
        return given
    title = slugify(lesson.title)
    folder = slugify(lesson.key.rpartition("/")[0]) if "/" in lesson.key else ""
    return f"{folder}-{title}" if folder and titles[title] > 1 else title


def _free(wanted: str, taken: set[str]) -> str:
    stem = wanted[:70].strip("-.")
    names = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


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


def _digest(source: SourceLesson, *parts: Any) -> str:
    body, videos, questions, minutes, is_published = parts
    content = [
        IMPORTER_VERSION,
        RENDERER_VERSION,
        source.title,
        body,
        [(video.address, video.title) for video in videos],
        questions,
        minutes,
        is_published,
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
