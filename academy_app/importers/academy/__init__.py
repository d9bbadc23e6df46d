"""A community that was exported by an academy: see docs/export.md.

Members come without role and password; their keys stay, so that a later export of the same
community brings what is new.
"""

import asyncio
import json
from pathlib import Path

from academy_app.core import storage
from academy_app.core.actor import Actor
from academy_app.core.archives import opened_source
from academy_app.core.errors import Invalid
from academy_app.core.hrefs import file_href
from academy_app.core.storage import Stored
from academy_app.importers.academy.lines import Scribe, read
from academy_app.importers.academy.marks import left_on_posts
from academy_app.importers.academy.places import places
from academy_app.importers.community import Format, Options, bring
from academy_app.importers.community.frame import Progress, silent
from academy_app.importers.report import Report
from academy_app.policy.decisions import can_import, require

__all__ = ["Options", "import_academy"]

FORMAT = 1
FOLDER = "community"


async def import_academy(
    actor: Actor, path: Path, options: Options, progress: Progress = silent
) -> Report:
    """Import the zip, or the folder that it unpacks to, and report. Raises Invalid naming `file`
    for what no academy has exported."""
    require(can_import(actor))
    async with opened_source(path) as folder:
        await asyncio.to_thread(_require_ours, folder)
        kept: dict[str, Stored] = {}
        try:
            files = await _files(folder, kept, is_dry=options.is_dry)
            form = Format("academy", read, Scribe(files), places, left_on_posts(files))
            return await bring(actor, folder / FOLDER, options, progress, form)
        except Invalid:
            # Nothing was written, so nothing names the files.
            for stored in kept.values():
                if stored.is_new:
                    await storage.delete(stored.path)
            raise


async def _files(folder: Path, kept: dict[str, Stored], *, is_dry: bool) -> dict[str, str]:
    """Where the files of the archive are now, by their names in it."""
    files: dict[str, str] = {}
    for path in await asyncio.to_thread(lambda: sorted((folder / "files").glob("*"))):
        name = f"files/{path.name}"
        if not is_dry:
            kept[name] = await storage.save(path, path.name, FOLDER)
        files[name] = file_href(kept[name].path) if name in kept else name
    return files


def _require_ours(folder: Path) -> None:
    try:
        about = json.loads((folder / "academy.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Invalid({"file": "import.not_exported"}) from error
    if not isinstance(about, dict) or about.get("kind") != "community":
        raise Invalid({"file": "import.not_exported"})
    if about.get("academy") != FORMAT:
        raise Invalid({"file": "import.newer_export"})
