"""A folder of Markdown or MDX lessons with a table of contents becomes a course.

Run again, it brings the course up to date: what is new comes, what changed is updated, what is
gone becomes a draft. Everything is written in one transaction, so there is no half course.
"""

import asyncio
import time
from dataclasses import dataclass, replace
from pathlib import Path

from academy_app.core.actor import Actor
from academy_app.core.db import reading, writing
from academy_app.core.i18n import DEFAULT
from academy_app.core.markdown.headings import slugify
from academy_app.importers.markdown.addresses import Addresses
from academy_app.importers.markdown.folder import read_folder
from academy_app.importers.markdown.mdx import Context
from academy_app.importers.markdown.prepared import Preparation, Progress, lesson_slugs
from academy_app.importers.markdown.subtitles import Shelf, read_shelf
from academy_app.importers.markdown.writer import Writer, known_course
from academy_app.importers.report import Report
from academy_app.services.authoring import allowed_video


@dataclass(frozen=True, slots=True)
class Options:
    """`course_slug` names the course here, and tells which one to bring up to date."""

    course_slug: str = ""
    title: str = ""
    subtitles: Path | None = None
    language: str = DEFAULT
    is_dry: bool = False
    publish: bool = True


class _DryRun(Exception):
    """Rolls back what a rehearsal wrote."""


def _silent(_what: str, _done: int, _total: int) -> None:
    return None


async def import_folder(
    actor: Actor, root: Path, options: Options, progress: Progress = _silent
) -> Report:
    """Import `root` and report. Raises Invalid when the folder or its contents are unusable."""
    started, report = time.perf_counter(), Report(is_rehearsal=options.is_dry)
    course = await asyncio.to_thread(read_folder, root, report)
    course = replace(course, title=options.title or course.title)
    slug = options.course_slug or slugify(course.title)
    source_key = f"markdown:{slug}"
    shelf = await asyncio.to_thread(_shelf, options, report)
    async with reading() as rx:
        known = await known_course(rx, source_key)
    slugs = lesson_slugs(course, known.slugs)
    addresses = Addresses(course.root, known.course.slug if known.course else slug, slugs)
    context = Context(
        options.language, allowed_video(), shelf.titles, addresses.link, addresses.image
    )
    preparation = Preparation(course, slugs, context, addresses, shelf, report, options.is_dry)
    lessons = await preparation.lessons(progress)
    try:
        async with writing() as tx:
            await Writer(tx, actor, source_key, slug, report).write(
                course, lessons, options.publish
            )
            if options.is_dry:
                raise _DryRun
    except _DryRun:
        pass
    shelf.name_what_is_left(report)
    addresses.name_what_is_left(report)
    report.seconds = time.perf_counter() - started
    return report


def _shelf(options: Options, report: Report) -> Shelf:
    if options.subtitles is None:
        return Shelf()
    return read_shelf(options.subtitles, options.language, allowed_video(), report)
