"""What all formats of courses share: a source made ready, and written in one transaction.

Run again, an import brings the course up to date: what is new comes, what changed is updated,
what is gone becomes a draft, what was edited here stays. Nothing of a failed import remains.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from academy_app.core.actor import Actor
from academy_app.core.db import reading, writing
from academy_app.core.markdown.headings import slugify
from academy_app.importers.courses.files import Files
from academy_app.importers.courses.prepared import Preparation, lesson_slugs
from academy_app.importers.courses.source import (
    Content,
    Convert,
    FoundFile,
    FoundVideo,
    Options,
    Progress,
    Settings,
    SourceCourse,
    SourceLesson,
    SourceModule,
    SubtitleFile,
)
from academy_app.importers.courses.writer import Writer, known_course
from academy_app.importers.report import Report
from academy_app.policy.decisions import can_create_course, require

__all__ = [
    "Content",
    "Convert",
    "Destination",
    "Files",
    "FoundFile",
    "FoundVideo",
    "Options",
    "Progress",
    "Settings",
    "SourceCourse",
    "SourceLesson",
    "SourceModule",
    "SubtitleFile",
    "bring",
    "silent",
]


class _DryRun(Exception):
    """Rolls back what a rehearsal wrote."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the lessons go: the course's slug here, and the lessons' by their keys."""

    course_slug: str
    lesson_slugs: dict[str, str]


def silent(_what: str, _done: int, _total: int) -> None:
    return None


async def bring(
    actor: Actor,
    course: SourceCourse,
    options: Options,
    report: Report,
    *,
    format_name: str,
    converter: Callable[[Destination, Files], Convert],
    progress: Progress,
) -> Report:
    """Write the course, or rehearse it. `converter` is asked once it is known where all leads."""
    started = time.perf_counter()
    require(can_create_course(actor))
    course = replace(course, title=options.title or course.title)
    slug = options.course_slug or course.settings.slug or slugify(course.title)
    own_key = "" if options.course_slug else course.settings.key
    source_key = (own_key or f"{format_name}:{slug}")[:300]
    async with reading() as rx:
        known = await known_course(rx, source_key)
    slugs = lesson_slugs(course, known.slugs)
    there = Destination(known.course.slug if known.course else slug, slugs)
    files = Files(course.root, report, options.is_dry)
    preparation = Preparation(course, slugs, converter(there, files), files, report)
    try:
        lessons = await preparation.lessons(progress)
        course = await _with_thumbnail(course, files)
        with suppress(_DryRun):
            async with writing() as tx:
                writer = Writer(tx, actor, source_key, slug, report)
                await writer.write(course, lessons, options.publish)
                if options.is_dry:
                    raise _DryRun
    except BaseException:
        await files.forget()
        raise
    report.seconds += time.perf_counter() - started
    return report


async def _with_thumbnail(course: SourceCourse, files: Files) -> SourceCourse:
    """The course with its picture in storage, where that is a file of the folder."""
    picture = files.inside(course.settings.thumbnail) if course.settings.thumbnail else None
    holder = files.holder(picture) if picture else None
    stored = await files.keep(holder) if holder else None
    if stored is None:
        return course
    return replace(course, settings=replace(course.settings, thumbnail=stored.path))
