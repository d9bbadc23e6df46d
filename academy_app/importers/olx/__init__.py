"""An Open edX course as OLX, a folder or a tar.gz of one, becomes a course."""

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path

from academy_app.core.actor import Actor
from academy_app.core.archives import opened_source
from academy_app.core.i18n import translate
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
from academy_app.importers.olx.lessons import Lessons
from academy_app.importers.olx.outline import course_of, pages_of
from academy_app.importers.olx.tree import COURSE, Tree
from academy_app.importers.report import Report

__all__ = ["Options", "import_olx"]


async def import_olx(
    actor: Actor, path: Path, options: Options, progress: Progress = silent
) -> Report:
    """Import the course and report. Raises Invalid naming `file` when it is none."""
    async with opened_source(path) as folder:
        report = Report(is_rehearsal=options.is_dry)
        tree = Tree(await asyncio.to_thread(_root, folder.resolve()), report)
        beyond = translate(options.language, "import.beyond")
        course = await asyncio.to_thread(_read, tree, beyond)
        made = _Made(tree, course, options)
        await bring(
            actor,
            course,
            options,
            report,
            format_name="olx",
            converter=made.converter,
            progress=progress,
        )
        assert made.lessons is not None
        await asyncio.to_thread(made.lessons.name_what_is_left)
        return report


@dataclass
class _Made:
    tree: Tree
    course: SourceCourse
    options: Options
    lessons: Lessons | None = None

    def converter(self, there: Destination, files: Files) -> Convert:
        self.lessons = Lessons(self.tree, self.course, there, files, self.options.language)
        return self.lessons.convert


def _root(folder: Path) -> Path:
    """An export holds one folder, and the course in it."""
    if (folder / COURSE).is_file():
        return folder
    within = [path for path in sorted(folder.iterdir()) if (path / COURSE).is_file()]
    return within[0] if within else folder


def _read(tree: Tree, beyond: str) -> SourceCourse:
    course = course_of(tree, tree.course())
    pages = pages_of(tree, beyond)
    return replace(course, modules=(*course.modules, *pages))
