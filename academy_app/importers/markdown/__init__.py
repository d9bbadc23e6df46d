"""A folder or archive of Markdown or MDX lessons, with a table of contents, becomes a course.

So does a course that this site, or another one like it, has exported: see docs/export.md.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from academy_app.core.actor import Actor
from academy_app.core.archives import opened_source
from academy_app.importers.courses import (
    Convert,
    Destination,
    Files,
    Options,
    Progress,
    SourceCourse,
    bring,
    silent,
)
from academy_app.importers.markdown.addresses import Addresses
from academy_app.importers.markdown.folder import EXPORTED, read_folder
from academy_app.importers.markdown.lesson import Lessons
from academy_app.importers.markdown.mdx import Context
from academy_app.importers.markdown.subtitles import Shelf, read_shelf
from academy_app.importers.report import Report
from academy_app.services.authoring import allowed_video

__all__ = ["Options", "import_folder", "import_markdown"]


async def import_markdown(
    actor: Actor, path: Path, options: Options, progress: Progress = silent
) -> Report:
    """Import a folder, or a zip or tar.gz of one. Raises Invalid when it is unusable."""
    async with opened_source(path) as folder:
        return await import_folder(actor, folder, options, progress)


async def import_folder(
    actor: Actor, root: Path, options: Options, progress: Progress = silent
) -> Report:
    """Import `root` and report. Raises Invalid when the folder or its contents are unusable."""
    report = Report(is_rehearsal=options.is_dry)
    course = await asyncio.to_thread(read_folder, root, report)
    shelf = await asyncio.to_thread(_shelf, options, report)
    made = _Made(course, options, shelf)
    await bring(
        actor,
        course,
        options,
        report,
        format_name="markdown",
        converter=made.converter,
        progress=progress,
    )
    shelf.name_what_is_left(report)
    if made.addresses is not None:
        await asyncio.to_thread(made.addresses.name_what_is_left, report)
    return report


@dataclass
class _Made:
    """What converts the lessons, made once it is known where they lead."""

    course: SourceCourse
    options: Options
    shelf: Shelf
    addresses: Addresses | None = None

    def converter(self, there: Destination, files: Files) -> Convert:
        self.addresses = Addresses(there.course_slug, there.lesson_slugs, files)
        context = Context(
            self.options.language,
            allowed_video(),
            self.shelf.titles,
            self.addresses.link,
            self.addresses.image,
        )
        by_file = {lesson.file: lesson.key for lesson in self.course.lessons}
        is_exported = (self.course.root / EXPORTED).is_file()
        return Lessons(context, self.addresses, self.shelf, is_exported, by_file).convert


def _shelf(options: Options, report: Report) -> Shelf:
    if options.subtitles is None:
        return Shelf()
    return read_shelf(options.subtitles, options.language, allowed_video(), report)
