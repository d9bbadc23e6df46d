"""A course as a zip of Markdown that `import markdown` reads back to the same course."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, unquote

import yaml
from sqlalchemy import exists, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading, reading
from academy_app.core.errors import NotFound
from academy_app.core.hrefs import course_href, file_href
from academy_app.core.subtitles import Cue, to_vtt
from academy_app.core.video import pasted
from academy_app.exporters.archive import Archive, Exported, archive
from academy_app.models.learning import (
    Attachment,
    Course,
    CoursePrerequisite,
    CourseTag,
    Lesson,
    Module,
    Subtitle,
    Video,
)
from academy_app.policy.decisions import can_edit_course, is_out, require

FORMAT: Final = 1
# Texts that are in memory at once.
LESSONS: Final = 20

_FILE = re.compile(r"/files/([A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*/[0-9a-f]{64}(?:\.[a-z0-9]{1,8})?)")
_NAMESPACE: Final = uuid.UUID("0e1c2f52-9a51-4d0c-9d8e-6f3b1f2a7c44")


@dataclass(frozen=True, slots=True)
class _Place:
    """Of a lesson in the archive."""

    file: str
    module: int
    number: int


@dataclass
class _Belongings:
    """What belongs to some lessons, by their ids; subtitles by those of the videos."""

    videos: dict[int, list[Video]] = field(default_factory=dict)
    files: dict[int, list[Attachment]] = field(default_factory=dict)
    subtitles: dict[int, list[Subtitle]] = field(default_factory=dict)


async def export_course(actor: Actor, slug: str, out: Path) -> Exported:
    """Write the whole course, drafts included, to `out`. For who may edit it."""
    done: list[Exported] = []
    async with reading() as rx:
        course = await rx.scalar(select(Course).where(col(Course.slug) == slug))
        if course is None:
            raise NotFound
        require(can_edit_course(actor, course))
        async with archive(out, done) as made:
            await _Export(rx, course, made).run()
    return done[0]


@dataclass
class _Export:
    rx: Reading
    course: Course
    archive: Archive
    places: dict[int, _Place] = field(default_factory=dict)
    by_slug: dict[str, str] = field(default_factory=dict)
    # Modules that are not open yet. The format has no words for when they will be, nor for who may
    # enter a course: what is not open to all comes back as a draft rather than open to all.
    closed: set[int | None] = field(default_factory=set)
    is_free: bool = True

    async def run(self) -> None:
        modules = await self._modules()
        self.closed = {module.id for module in modules if not _is_open(module)}
        self.is_free = await self._is_free()
        heads = await self._heads(modules)
        tags = await self.rx.scalars(
            select(col(CourseTag.tag))
            .where(col(CourseTag.course_id) == self.course.id)
            .order_by(col(CourseTag.tag))
        )
        await self.archive.text("academy.yml", _yaml(self._contents(modules, heads, list(tags))))
        ids = [lesson_id for module in modules for lesson_id in heads[module.id or 0]]
        for start in range(0, len(ids), LESSONS):
            await self._lessons(ids[start : start + LESSONS])

    async def _is_free(self) -> bool:
        """Whether every member of the level may enter, and read in any order."""
        course = self.course
        if course.enrol_by != "everyone" or course.is_hidden or course.is_sequential:
            return False
        needed = exists().where(col(CoursePrerequisite.course_id) == course.id)
        return not await self.rx.scalar(select(needed))

    async def _modules(self) -> Sequence[Module]:
        rows = await self.rx.scalars(
            select(Module)
            .where(col(Module.course_id) == self.course.id, col(Module.deleted_at).is_(None))
            .order_by(col(Module.position), col(Module.id))
        )
        return rows.all()

    async def _heads(self, modules: Sequence[Module]) -> dict[int, list[int]]:
        """The lessons' ids by module, and a place for each."""
        numbers = {module.id: number for number, module in enumerate(modules, start=1)}
        folders = {
            module.id: f"{numbers[module.id]:02}-{_stem(module.title)}" for module in modules
        }
        heads: dict[int, list[int]] = {module.id or 0: [] for module in modules}
        rows = await self.rx.execute(
            select(col(Lesson.id), col(Lesson.module_id), col(Lesson.slug))
            .where(col(Lesson.module_id).in_(heads), col(Lesson.deleted_at).is_(None))
            .order_by(col(Lesson.position), col(Lesson.id))
        )
        for lesson_id, module_id, slug in rows:
            assert lesson_id is not None
            heads[module_id].append(lesson_id)
            number = len(heads[module_id])
            file = f"{folders[module_id]}/{number:02}-{_stem(slug)}.md"
            self.places[lesson_id] = _Place(file, numbers[module_id], number)
            self.by_slug[slug] = file
        return heads

    def _contents(
        self, modules: Sequence[Module], heads: Mapping[int, list[int]], tags: list[str]
    ) -> dict[str, Any]:
        course = self.course
        own = uuid.uuid5(_NAMESPACE, f"{course.id} {course.created_at.isoformat()}")
        return {
            "academy": FORMAT,
            "id": course.source_key or f"academy:{own}",
            "title": course.title,
            "slug": course.slug,
            "description": course.description,
            "thumbnail": self._picture(course.thumbnail),
            "tags": tags,
            "level": course.level,
            "published": is_out(course) and self.is_free,
            "watched_fraction": course.watched_fraction,
            "text_completion": course.text_completion,
            "modules": [
                {
                    "id": module.source_key or f"module-{module.id}",
                    "title": module.title,
                    "lessons": [self.places[each].file for each in heads[module.id or 0]],
                }
                for module in modules
            ],
        }

    async def _lessons(self, ids: Sequence[int]) -> None:
        rows = await self.rx.scalars(select(Lesson).where(col(Lesson.id).in_(ids)))
        lessons = {lesson.id: lesson for lesson in rows}
        belongings = await self._belongings(ids)
        for lesson_id in ids:
            lesson, place = lessons[lesson_id], self.places[lesson_id]
            matter = self._matter(lesson, belongings)
            body = self._relative(lesson.body.replace("\r\n", "\n"))
            await self.archive.text(place.file, f"---\n{_yaml(matter)}---\n{body}")
            for number, video in enumerate(belongings.videos.get(lesson_id, []), start=1):
                for spoken in belongings.subtitles.get(video.id or 0, []):
                    cues = [Cue(start, end, text) for start, end, text in spoken.cues]
                    await self.archive.text(_spoken(place, number, spoken), to_vtt(cues))
        # What was written need not stay in memory.
        self.rx.expunge_all()

    async def _belongings(self, ids: Sequence[int]) -> _Belongings:
        found = _Belongings()
        videos = select(Video).where(col(Video.lesson_id).in_(ids))
        for video in await self.rx.scalars(videos.order_by(col(Video.position), col(Video.id))):
            found.videos.setdefault(video.lesson_id, []).append(video)
        files = select(Attachment).where(col(Attachment.lesson_id).in_(ids))
        files = files.order_by(col(Attachment.position), col(Attachment.id))
        for file in await self.rx.scalars(files):
            found.files.setdefault(file.lesson_id, []).append(file)
        shown = select(col(Video.id)).where(col(Video.lesson_id).in_(ids))
        spoken = select(Subtitle).where(col(Subtitle.video_id).in_(shown))
        for subtitle in await self.rx.scalars(spoken.order_by(col(Subtitle.language))):
            found.subtitles.setdefault(subtitle.video_id, []).append(subtitle)
        return found

    def _matter(self, lesson: Lesson, belongings: _Belongings) -> dict[str, Any]:
        """Everything but the text."""
        assert lesson.id is not None
        place = self.places[lesson.id]
        matter = {
            "id": lesson.source_key or f"lesson-{lesson.id}",
            "title": lesson.title,
            "slug": lesson.slug,
            "kind": lesson.kind,
            "minutes": lesson.minutes,
            "published": lesson.module_id not in self.closed and _is_open(lesson),
            "videos": [
                self._video(video, number, place, belongings.subtitles.get(video.id or 0, []))
                for number, video in enumerate(belongings.videos.get(lesson.id, []), start=1)
            ],
            "attachments": [
                {"file": f"../{name}", "name": file.name, "type": file.media_type}
                for file in belongings.files.get(lesson.id, [])
                if (name := self.archive.file(file.path))
            ],
            "questions": lesson.extra.get("questions", []),
        }
        return {name: value for name, value in matter.items() if value != []}

    def _video(
        self, video: Video, number: int, place: _Place, spoken: Sequence[Subtitle]
    ) -> dict[str, Any]:
        address = pasted(video.provider, video.key, video.hash, video.start, video.end)
        said = {
            "address": self._relative(address),
            "title": video.title,
            "poster": self._relative(file_href(video.poster)),
            "duration": video.duration if video.is_duration_final else None,
            "subtitles": [
                {
                    "language": each.language,
                    "label": each.label,
                    "file": f"../{_spoken(place, number, each)}",
                }
                for each in spoken
            ],
        }
        return {name: value for name, value in said.items() if value not in (None, "", [])}

    def _picture(self, path: str) -> str:
        """Of a course; a stored one comes along."""
        is_ours = path and not path.startswith("/") and "://" not in path
        return (self.archive.file(path) or "") if is_ours else path

    def _relative(self, text: str) -> str:
        """With the addresses of stored files, and of lessons of this course, as paths that work
        in the unpacked folder, too. All lessons lie one folder deep."""
        text = _FILE.sub(self._taken_along, text)
        own = re.escape(course_href(self.course.slug))
        return re.sub(rf"(?<=[(<\"]){own}/([^\s()<>\"#?]+)", self._to_lesson, text)

    def _taken_along(self, found: re.Match[str]) -> str:
        name = self.archive.file(found[1])
        return f"../{name}" if name else found[0]

    def _to_lesson(self, found: re.Match[str]) -> str:
        file = self.by_slug.get(unquote(found[1]))
        return f"../{quote(file)}" if file else found[0]


def _spoken(place: _Place, number: int, subtitle: Subtitle) -> str:
    language = re.sub(r"[^\w-]", "-", subtitle.language)
    return f"subtitles/{place.module:02}-{place.number:02}-{number}.{language}.vtt"


def _stem(name: str) -> str:
    """Letters and digits of ASCII, so that every file system and every tool reads the name."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return plain[:40].strip("-") or "x"


def _yaml(content: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(content), allow_unicode=True, sort_keys=False, width=10_000)


def _is_open(row: Module | Lesson) -> bool:
    """Whether it is out, and to everybody at once."""
    return is_out(row) and row.opens_at is None and not row.opens_after
