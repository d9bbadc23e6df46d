"""A course made ready to be written: converted, rendered, its files kept. No transaction is open
yet."""

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from academy_app.core.errors import Invalid
from academy_app.core.hrefs import file_href
from academy_app.core.markdown import RENDERER_VERSION
from academy_app.core.markdown.headings import slugify
from academy_app.core.storage import Stored
from academy_app.importers.courses.files import Files
from academy_app.importers.courses.source import (
    Content,
    Convert,
    FoundFile,
    FoundVideo,
    Progress,
    SourceCourse,
    SourceLesson,
    SubtitleFile,
)
from academy_app.importers.report import Report
from academy_app.services.authoring import Text, cleaned_image, text

IMPORTER_VERSION: Final = 2
MILLISECONDS_A_MINUTE: Final = 60_000
MOST_MINUTES: Final = 6000


@dataclass(frozen=True, slots=True)
class PreparedVideo:
    address: str
    title: str
    poster: str
    duration: float | None
    subtitles: tuple[SubtitleFile, ...]


@dataclass(frozen=True, slots=True)
class PreparedFile:
    name: str
    media_type: str
    stored: Stored


@dataclass(frozen=True, slots=True)
class PreparedLesson:
    """`digest` tells whether anything that is imported has changed."""

    source: SourceLesson
    slug: str
    text: Text
    videos: tuple[PreparedVideo, ...]
    files: tuple[PreparedFile, ...]
    minutes: int
    is_published: bool
    extra: Mapping[str, Any]
    digest: str


@dataclass
class Preparation:
    """What converting a course needs to know. `slugs` are of the lessons, by key."""

    course: SourceCourse
    slugs: Mapping[str, str]
    convert: Convert
    files: Files
    report: Report

    async def lessons(self, progress: Progress) -> list[PreparedLesson]:
        """Every lesson of the course, in order."""
        sources = list(self.course.lessons)
        prepared = []
        for number, source in enumerate(sources, start=1):
            progress(source.title, number, len(sources))
            prepared.append(await self._lesson(source))
        return prepared

    async def _lesson(self, source: SourceLesson) -> PreparedLesson:
        content = await asyncio.to_thread(self.convert, source, self.report)
        body = await self.files.resolved(content.body)
        videos = tuple([await self._video(found, source.file) for found in content.videos])
        files = tuple([await self._file(found) for found in content.files])
        written = await text(body)
        self._name_warnings(source, written)
        is_empty = not (body.strip() or videos or files)
        if is_empty and content.is_published is None:
            self.report.lost("import.nothing_in_it", source.file)
        is_published = content.is_published
        if is_published is None:
            is_published = not (is_empty or content.is_draft)
        minutes = _minutes(content, written, videos)
        prepared = PreparedLesson(
            source,
            self.slugs[source.key],
            written,
            videos,
            files,
            minutes,
            is_published,
            {},
            "",
        )
        return _marked(prepared, content)

    async def _video(self, found: FoundVideo, file: str) -> PreparedVideo:
        return PreparedVideo(
            await self.files.resolved(found.address),
            found.title[:200],
            self._poster(await self.files.resolved(found.poster), file),
            found.duration,
            found.subtitles,
        )

    def _poster(self, address: str, file: str) -> str:
        try:
            return cleaned_image(address, "poster")
        except Invalid:
            self.report.lost("import.poster_refused", file, address=address[:200])
            return ""

    async def _file(self, found: FoundFile) -> PreparedFile:
        stored = await self.files.keep(found.holder)
        assert stored is not None, "a file to take along has its place-holder"
        return PreparedFile(found.name, found.media_type, stored)

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
        wanted = existing.get(lesson.key[:300])
        if wanted is None:
            wanted = _free(_wished(lesson, titles), taken)
        slugs[lesson.key] = wanted
        taken.add(wanted)
    return slugs


def take_over(report: Report, own: Report, lines_before: int) -> None:
    """The entries of one text, counted from the first line of the file that it stands in."""
    for entry in own.entries:
        line = entry.line + lines_before if entry.line else 0
        report.entries.append(replace(entry, line=line))


def _minutes(content: Content, written: Text, videos: tuple[PreparedVideo, ...]) -> int:
    if content.minutes is not None:
        return content.minutes
    spoken = sum(
        video.subtitles[0].transcript.cues[-1].end_ms for video in videos if video.subtitles
    )
    return min(written.rendered.minutes + round(spoken / MILLISECONDS_A_MINUTE), MOST_MINUTES)


def _wished(lesson: SourceLesson, titles: Counter[str]) -> str:
    given = slugify(str(lesson.matter.get("slug") or ""))
    if lesson.matter.get("slug"):
        return given
    title = slugify(lesson.title)
    folder = slugify(lesson.key.rpartition("/")[0]) if "/" in lesson.key else ""
    return f"{folder}-{title}" if folder and titles[title] > 1 else title


def _free(wanted: str, taken: set[str]) -> str:
    if wanted not in taken and wanted == wanted.strip("-."):
        return wanted
    stem = wanted[:70].strip("-.")
    names = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 3))
    return next(name for name in names if name not in taken)


def _marked(prepared: PreparedLesson, content: Content) -> PreparedLesson:
    """With what a later import needs to know of this one."""
    told = [
        IMPORTER_VERSION,
        RENDERER_VERSION,
        prepared.source.title,
        prepared.text.source,
        [(each.address, each.title, each.poster, each.duration) for each in prepared.videos],
        [(each.name, file_href(each.stored.path)) for each in prepared.files],
        content.questions,
        prepared.minutes,
        prepared.is_published,
    ]
    digest = hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()
    extra: dict[str, Any] = {
        "import": {"digest": digest, "body": fingerprint(prepared.text.source)}
    }
    if content.questions:
        extra["questions"] = content.questions
    return replace(prepared, extra=extra, digest=digest)
