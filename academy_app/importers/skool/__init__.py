"""Skool: pages saved from it, answers of its API, arrays of scrapers, the members' CSV.

All shapes may lie side by side, and tell of one thing many times; what they tell is joined by id.
Of `self` and `allGroups`, which can hold keys, nothing is read.
"""

from pathlib import Path

from academy_app.core.actor import Actor
from academy_app.importers.community import Format, Options, bring
from academy_app.importers.community.frame import Progress, silent
from academy_app.importers.report import Report
from academy_app.importers.skool.courses import bring_courses
from academy_app.importers.skool.pages import read
from academy_app.importers.skool.posts import scribe

FORMAT = Format("skool", read, scribe, bring_courses)


async def import_skool(
    actor: Actor, path: Path, options: Options, progress: Progress = silent
) -> Report:
    """Import a file, a folder or an archive, and report. Raises Invalid naming `file` or `labels`
    before anything is written."""
    return await bring(actor, path, options, progress, FORMAT)
