"""A prepared course written into the database: what is new comes, what changed is updated."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading, Tx
from academy_app.importers.courses.prepared import PreparedLesson, PreparedVideo, fingerprint
from academy_app.importers.courses.source import SourceCourse, SourceModule, SubtitleFile
from academy_app.importers.report import Report
from academy_app.models.learning import Course, Lesson, Module, Subtitle, Video
from academy_app.services import authoring
from academy_app.services.authoring import (
    AttachmentDraft,
    CourseDraft,
    LessonDraft,
    VideoDraft,
)


@dataclass
class Known:
    """The course as it is there now; rows stay loaded, so that services find them."""

    course: Course | None = None
    modules: dict[str, Module] = field(default_factory=dict)
    lessons: dict[str, Lesson] = field(default_factory=dict)
    videos: dict[int, list[Video]] = field(default_factory=dict)
    subtitles: dict[tuple[int, str], str] = field(default_factory=dict)

    @property
    def slugs(self) -> dict[str, str]:
        return {key: lesson.slug for key, lesson in self.lessons.items()}


async def known_course(rx: Reading, source_key: str) -> Known:
    """What an earlier import of the same course left, in five statements."""
    course = await rx.scalar(select(Course).where(col(Course.source_key) == source_key))
    if course is None:
        return Known()
    known = Known(course)
    for module in await rx.scalars(select(Module).where(col(Module.course_id) == course.id)):
        known.modules[module.source_key or f"#{module.id}"] = module
    for lesson in await rx.scalars(select(Lesson).where(col(Lesson.course_id) == course.id)):
        known.lessons[lesson.source_key or f"#{lesson.id}"] = lesson
    in_course = select(col(Lesson.id)).where(col(Lesson.course_id) == course.id)
    videos = select(Video).where(col(Video.lesson_id).in_(in_course)).order_by(col(Video.position))
    for video in await rx.scalars(videos):
        known.videos.setdefault(video.lesson_id, []).append(video)
    shown = select(col(Video.id)).where(col(Video.lesson_id).in_(in_course))
    rows = await rx.execute(
        select(col(Subtitle.video_id), col(Subtitle.language), col(Subtitle.source_key)).where(
            col(Subtitle.video_id).in_(shown)
        )
    )
    known.subtitles = {(video_id, language): key for video_id, language, key in rows}
    return known


@dataclass
class Writer:
    """Writes one course within one transaction."""

    tx: Tx
    actor: Actor
    source_key: str
    slug: str
    report: Report
    known: Known = field(default_factory=Known)
    # A session forgets rows that nobody holds, and services would ask for them again.
    made: list[Course | Module] = field(default_factory=list)

    async def write(
        self, source: SourceCourse, lessons: Sequence[PreparedLesson], publish: bool
    ) -> int:
        """Returns the course's id."""
        self.known = await known_course(self.tx, self.source_key)
        course_id = await self._course(source, publish)
        by_key = {lesson.source.key: lesson for lesson in lessons}
        module_ids: list[int] = []
        for module in source.modules:
            module_id = await self._module(course_id, module)
            module_ids.append(module_id)
            lesson_ids = [
                await self._lesson(module_id, by_key[each.key]) for each in module.lessons
            ]
            await self._place_lessons(module_id, lesson_ids)
        if not source.settings.is_partial:
            await self._withdraw({lesson.source.key[:300] for lesson in lessons})
        await self._place_modules(course_id, module_ids)
        return course_id

    async def _course(self, source: SourceCourse, publish: bool) -> int:
        course = self.known.course
        if course is None:
            said = source.settings
            draft = CourseDraft(
                source.title[:200],
                said.description,
                slug=self.slug,
                thumbnail=said.thumbnail,
                tags=said.tags,
                watched_fraction=said.watched_fraction,
                text_completion=said.text_completion,
                level=said.level,
                source_key=self.source_key,
            )
            course = await authoring.create_course(self.tx, self.actor, draft)
            self.made.append(course)
            self.report.came("import.course_new", name=source.title)
            if publish and said.is_published:
                await authoring.publish_course(self.tx, self.actor, _id(course))
        return _id(course)

    async def _module(self, course_id: int, source: SourceModule) -> int:
        key = source.key[:300]
        module = self.known.modules.get(key)
        if module is None:
            self.report.came("import.module_new", name=source.title)
            title = source.title[:200]
            module = await authoring.create_module(self.tx, self.actor, course_id, title, key)
            self.made.append(module)
            return _id(module)
        if module.title != source.title[:200]:
            self.report.came("import.module_renamed", name=source.title)
            await authoring.rename_module(self.tx, self.actor, _id(module), source.title[:200])
        return _id(module)

    async def _lesson(self, module_id: int, prepared: PreparedLesson) -> int:
        lesson = self.known.lessons.get(prepared.source.key[:300])
        if lesson is None:
            lesson = await authoring.create_lesson(
                self.tx, self.actor, module_id, _draft(prepared, prepared.slug)
            )
            videos = await self._videos(_id(lesson), prepared)
            if prepared.files:
                await self._files(_id(lesson), prepared)
            self.report.came("import.lesson_new", prepared.source.file, name=lesson.title)
        else:
            videos = await self._update(lesson, prepared)
        await self._subtitles(videos, prepared.videos)
        return _id(lesson)

    async def _update(self, lesson: Lesson, prepared: PreparedLesson) -> list[Video]:
        """Bring an imported lesson up to date, unless somebody has worked on it here."""
        before = lesson.extra.get("import", {})
        file = prepared.source.file
        if before.get("digest") == prepared.digest and lesson.is_published == prepared.is_published:
            self.report.came("import.lesson_unchanged", file, name=lesson.title)
            return self.known.videos.get(_id(lesson), [])
        if fingerprint(lesson.body) != before.get("body"):
            self.report.lost("import.edited_here", file, name=lesson.title)
            return []
        await authoring.update_lesson(self.tx, self.actor, _id(lesson), _draft(prepared, ""))
        self.report.came("import.lesson_updated", file, name=prepared.source.title)
        await self._files(_id(lesson), prepared)
        return await self._videos(_id(lesson), prepared)

    async def _files(self, lesson_id: int, prepared: PreparedLesson) -> None:
        drafts = [
            AttachmentDraft(each.stored, each.name, each.media_type) for each in prepared.files
        ]
        await authoring.set_attachments(self.tx, self.actor, lesson_id, drafts)
        for file in prepared.files:
            self.report.came("import.file_stored", prepared.source.file, name=file.name)

    async def _videos(self, lesson_id: int, prepared: PreparedLesson) -> list[Video]:
        before = self.known.videos.get(lesson_id, [])
        if not before and not prepared.videos:
            return []
        drafts = [
            VideoDraft(video.address, video.title, video.duration, poster=video.poster)
            for video in prepared.videos
        ]
        videos = await authoring.set_videos(self.tx, self.actor, lesson_id, drafts)
        for video in videos:
            if video.id not in {old.id for old in before}:
                self.report.came("import.video_new", prepared.source.file, name=video.title)
        return videos

    async def _subtitles(self, videos: Sequence[Video], prepared: Sequence[PreparedVideo]) -> None:
        for video, ready in zip(videos, prepared, strict=False):
            for found in ready.subtitles:
                await self._subtitle(video, found)

    async def _subtitle(self, video: Video, found: SubtitleFile) -> None:
        if self.known.subtitles.get((_id(video), found.language)) == found.source_key:
            self.report.came("import.subtitles_unchanged", found.name)
            return
        await authoring.set_subtitles(
            self.tx,
            self.actor,
            _id(video),
            found.language,
            found.transcript,
            label=found.label,
            source_key=found.source_key,
        )
        self.report.came("import.subtitles_new", found.name, name=video.title)

    async def _withdraw(self, keys: set[str]) -> None:
        """Lessons whose files are gone become drafts: what members did in them stays."""
        for key, lesson in self.known.lessons.items():
            if lesson.source_key and key not in keys and lesson.is_published:
                await authoring.unpublish_lesson(self.tx, self.actor, _id(lesson))
                self.report.changed("import.lesson_withdrawn", key, name=lesson.title)

    async def _place_lessons(self, module_id: int, lesson_ids: list[int]) -> None:
        now = sorted(
            (each for each in self.known.lessons.values() if each.module_id == module_id),
            key=lambda each: (each.position, each.id or 0),
        )
        if self.known.course and [each.id for each in now][: len(lesson_ids)] != lesson_ids:
            await authoring.reorder_lessons(self.tx, self.actor, module_id, lesson_ids)

    async def _place_modules(self, course_id: int, module_ids: list[int]) -> None:
        if self.known.course is None:
            return
        now = sorted(self.known.modules.values(), key=lambda each: (each.position, each.id or 0))
        others = [_id(module) for module in now if module.id not in module_ids]
        order = [*module_ids, *others]
        if [module.id for module in now] != order:
            await authoring.reorder_modules(self.tx, self.actor, course_id, order)


def _draft(prepared: PreparedLesson, slug: str) -> LessonDraft:
    return LessonDraft(
        title=prepared.source.title[:200],
        text=prepared.text,
        slug=slug,
        minutes=prepared.minutes,
        is_published=prepared.is_published,
        extra=prepared.extra,
        source_key=prepared.source.key[:300],
    )


def _id(row: Course | Module | Lesson | Video) -> int:
    assert row.id is not None
    return row.id
