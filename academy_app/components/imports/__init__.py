"""Looks of bringing in and taking along."""

from academy_app.components.imports.beginning import exports, past, upload
from academy_app.components.imports.report import report
from academy_app.components.imports.run import (
    failure,
    heading,
    removal,
    step_on,
    summary,
    under_way,
    watcher,
)

__all__ = [
    "exports",
    "failure",
    "heading",
    "past",
    "removal",
    "report",
    "step_on",
    "summary",
    "under_way",
    "upload",
    "watcher",
]
