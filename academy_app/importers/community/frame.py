"""The way of every import of a community: read, arrange, plan, write."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from academy_app.core.actor import Actor
from academy_app.core.db import writing
from academy_app.core.i18n import DEFAULT
from academy_app.importers.community.people import People
from academy_app.importers.reading import Source, Staged, Staging, opened, staging
from academy_app.importers.report import Report
from academy_app.policy.decisions import can_import, require
from academy_app.services import imports

Progress: TypeAlias = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Options:
    """`labels` says which category, by its slug or its name, a label becomes; others become those
    of their own names. `category` is where threads without a label go. `site` tells two sources of
    one format apart. `run_id` is the run that was made for this import; without, it makes one."""

    is_dry: bool = False
    language: str = DEFAULT
    labels: Mapping[str, str] = field(default_factory=dict)
    category: str = ""
    site: str = ""
    run_id: int | None = None
    publish: bool = True


@dataclass(frozen=True, slots=True)
class Format:
    """`read` stages files; `scribe` writes the Markdown of a thread or a reply. Both run in a
    thread. `also` brings what is no community, before what is said in it; `after` what is left on
    threads and replies that are here."""

    name: str
    read: Callable[[Sequence[Source], Staging, Report, Progress], None]
    scribe: Callable[[Staged, People, Report], str]
    also: "Callable[[Run], Awaitable[None]] | None" = None
    after: "Callable[[Run], Awaitable[None]] | None" = None


@dataclass
class Run:
    """One import under way."""

    actor: Actor
    format: Format
    options: Options
    progress: Progress
    staging: Staging
    report: Report
    source: str
    run_id: int = 0

    @property
    def key(self) -> imports.RunKey:
        return imports.RunKey(self.source, self.run_id)

    @property
    def people(self) -> People:
        return People(self.staging)


def silent(_what: str, _done: int, _total: int) -> None:
    return None


async def bring(
    actor: Actor, path: Path, options: Options, progress: Progress, form: Format
) -> Report:
    """Import a community and report. `progress` is told from threads, too. Raises Invalid naming
    `file` or `labels`, before anything is written, where the source is not sound."""
    from academy_app.importers.community.writer import Writer

    require(can_import(actor))
    started, report = time.perf_counter(), Report(is_rehearsal=options.is_dry)
    source = f"{form.name}:{options.site}" if options.site else form.name
    async with opened(path, report) as files, staging() as stage:
        run = Run(actor, form, options, progress, stage, report, source)
        await asyncio.to_thread(_read, run, files)
        writer = Writer(run)
        await writer.plan()
        if options.is_dry:
            await writer.write()
        else:
            await _written(run, writer.write, path)
    report.seconds = time.perf_counter() - started
    return report


def _read(run: Run, files: Sequence[Source]) -> None:
    run.format.read(files, run.staging, run.report, run.progress)
    for lost in run.staging.arrange():
        words = str(lost.content.get("text") or "")
        run.report.lost("import.reply_without_thread", lost.place, text=words)


async def _written(run: Run, write: Callable[[], Awaitable[None]], path: Path) -> None:
    """The run's row says how it ends; a crash leaves it running, and the next one finishes."""
    run.run_id = run.options.run_id or 0
    if not run.run_id:
        async with writing() as tx:
            run.run_id = await imports.start_run(
                tx, run.actor, run.format.name, path.name, run.source
            )
    try:
        await write()
    except Exception:
        async with writing() as tx:
            await imports.end_run(tx, run.run_id, _content(run.report), has_failed=True)
        raise
    async with writing() as tx:
        await imports.end_run(tx, run.run_id, _content(run.report))


def _content(report: Report) -> Mapping[str, object]:
    content: Mapping[str, object] = json.loads(report.to_json())
    return content
