"""Common Cartridge 1.1 to 1.3, zipped or as a folder, becomes a course."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from academy_app.core.actor import Actor
from academy_app.core.archives import opened_source
from academy_app.core.i18n import translate
from academy_app.importers.cartridge.lessons import Lessons
from academy_app.importers.cartridge.manifest import Manifest
from academy_app.importers.courses import (
    Convert,
    Destination,
    Files,
    Options,
    Progress,
    bring,
    silent,
)
from academy_app.importers.report import Report

__all__ = ["Options", "import_cartridge"]


async def import_cartridge(
    actor: Actor, path: Path, options: Options, progress: Progress = silent
) -> Report:
    """Import the cartridge and report. Raises Invalid naming `file` when it is none."""
    async with opened_source(path) as folder:
        report = Report(is_rehearsal=options.is_dry)
        manifest = Manifest(folder.resolve(), report)
        beyond = translate(options.language, "import.beyond")
        course = await asyncio.to_thread(manifest.course, beyond)
        made = _Made(manifest, options)
        await bring(
            actor,
            course,
            options,
            report,
            format_name="cartridge",
            converter=made.converter,
            progress=progress,
        )
        assert made.lessons is not None
        await asyncio.to_thread(made.lessons.name_what_is_left)
        return report


@dataclass
class _Made:
    manifest: Manifest
    options: Options
    lessons: Lessons | None = None

    def converter(self, there: Destination, files: Files) -> Convert:
        self.lessons = Lessons(self.manifest, there, files, self.options.language)
        return self.lessons.convert
