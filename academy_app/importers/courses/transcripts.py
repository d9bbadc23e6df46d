"""Subtitle files of whatever format a course comes in."""

import hashlib

from academy_app.core.errors import Invalid
from academy_app.core.subtitles import parse
from academy_app.importers.courses.source import SubtitleFile
from academy_app.importers.report import Report


def read_subtitles(
    content: bytes, name: str, language: str, report: Report, *, label: str = ""
) -> SubtitleFile | None:
    """The file, in `language` unless its name says another; None for what is unreadable, which
    the report names as it does what had to be mended."""
    try:
        transcript = parse(content, name)
    except Invalid as refusal:
        why = refusal.fields["file"]
        report.lost("import.subtitle_refused", name, 0, **{**why.params, "reason": why.key})
        return None
    for warned in transcript.warnings:
        report.changed("import.subtitle_mended", name, warned.line, reason=warned.key)
    digest = hashlib.sha256(content).hexdigest()[:16]
    spoken = (transcript.language or language)[:20]
    return SubtitleFile(name, f"{name}#{digest}"[-300:], spoken, transcript, label)
