"""Discourse: answers of its JSON API in a folder or an archive, and exports of categories.

A topic comes with its `post_stream`, or with its `posts`; each post in the Markdown that was typed
or, where that is not there, in the HTML that was shown.
"""

from pathlib import Path

from academy_app.core.actor import Actor
from academy_app.importers.community import Format, Options, bring
from academy_app.importers.community.frame import Progress, silent
from academy_app.importers.discourse.pages import read
from academy_app.importers.discourse.posts import scribe
from academy_app.importers.report import Report

FORMAT = Format("discourse", read, scribe)


async def import_discourse(
    actor: Actor, path: Path, options: Options, progress: Progress = silent
) -> Report:
    """Import a file, a folder or an archive, and report. Ids are a forum's own: `options.site`
    tells two forums apart. Raises Invalid naming `file` or `labels` before anything is written."""
    return await bring(actor, path, options, progress, FORMAT)
