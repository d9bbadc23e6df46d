"""`python -m academy_app import`: bring courses and communities in from elsewhere."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import select
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.db import Reading, database, reading
from academy_app.core.errors import Invalid, Problem
from academy_app.core.i18n import DEFAULT, texts, translate
from academy_app.importers import community
from academy_app.importers.courses import Options
from academy_app.importers.courses import Progress as Told
from academy_app.importers.discourse import import_discourse
from academy_app.importers.report import Report
from academy_app.importers.skool import import_skool
from academy_app.models.membership import Member

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def main() -> None:
    """Bring courses and communities in from elsewhere."""


_Path = Annotated[Path, typer.Argument(help="A folder, a zip or a tar.gz.")]
_Slug = Annotated[str, typer.Option(help="The course's address here; run again with it to update.")]
_Title = Annotated[str, typer.Option(help="The course's title; default: the source's own.")]
_Language = Annotated[str, typer.Option(help="Language of the lessons.")]
_Author = Annotated[str, typer.Option(help="The author's e-mail; default: an admin.")]
_Publish = Annotated[bool, typer.Option(help="Show a new course to members at once.")]
_DryRun = Annotated[bool, typer.Option(help="Report what would come; write nothing.")]
_Report = Annotated[Path | None, typer.Option(help="Write the report there as JSON.")]


@app.command()
def markdown(
    path: _Path,
    *,
    course_slug: _Slug = "",
    title: _Title = "",
    subtitles: Annotated[Path | None, typer.Option(help="Folder of .srt and .vtt files.")] = None,
    language: _Language = DEFAULT,
    author: _Author = "",
    publish: _Publish = True,
    dry_run: _DryRun = False,
    report: _Report = None,
) -> None:
    """Markdown or MDX with _toctree.yml, toc.yml, SUMMARY.md, or plain sorted folders; or a course
    that was exported here."""
    from academy_app.importers.markdown import import_markdown

    options = Options(course_slug, title, subtitles, language, dry_run, publish)
    _run(import_markdown, author, path, options, report)


@app.command()
def cartridge(
    path: _Path,
    *,
    course_slug: _Slug = "",
    title: _Title = "",
    language: _Language = DEFAULT,
    author: _Author = "",
    publish: _Publish = True,
    dry_run: _DryRun = False,
    report: _Report = None,
) -> None:
    """A Common Cartridge, 1.1 to 1.3 (.imscc)."""
    from academy_app.importers.cartridge import import_cartridge

    options = Options(course_slug, title, None, language, dry_run, publish)
    _run(import_cartridge, author, path, options, report)


@app.command()
def olx(
    path: _Path,
    *,
    course_slug: _Slug = "",
    title: _Title = "",
    language: _Language = DEFAULT,
    author: _Author = "",
    publish: _Publish = True,
    dry_run: _DryRun = False,
    report: _Report = None,
) -> None:
    """An Open edX course as OLX."""
    from academy_app.importers.olx import import_olx

    options = Options(course_slug, title, None, language, dry_run, publish)
    _run(import_olx, author, path, options, report)


_Import = Callable[[Actor, Path, Options, Told], Awaitable[Report]]


def _run(bring_in: _Import, author: str, path: Path, options: Options, to: Path | None) -> None:
    _tell(asyncio.run(_imported(bring_in, author, path, options)), to)


_Saved = Annotated[Path, typer.Argument(help="A file, a folder or a zip of what was saved.")]
_Map = Annotated[
    list[str] | None, typer.Option("--map", help="label=category, for each that is renamed.")
]
_Category = Annotated[str, typer.Option(help="Where threads without a label go.")]
_Admin = Annotated[str, typer.Option(help="The admin's e-mail; default: the first admin.")]


@app.command()
def skool(
    path: _Saved,
    *,
    mapped: _Map = None,
    category: _Category = "",
    language: _Language = DEFAULT,
    author: _Admin = "",
    publish: Annotated[bool, typer.Option(help="Show new courses to members at once.")] = True,
    dry_run: _DryRun = False,
    report: _Report = None,
) -> None:
    """Pages saved from Skool, answers of its API, arrays of scrapers, the members' CSV."""
    options = community.Options(
        dry_run, language, _labels(mapped), category=category, publish=publish
    )
    _tell(asyncio.run(_community(import_skool, author, path, options)), report)


@app.command()
def discourse(
    path: _Saved,
    *,
    mapped: _Map = None,
    category: _Category = "",
    site: Annotated[str, typer.Option(help="Its address, to tell several forums apart.")] = "",
    language: _Language = DEFAULT,
    author: _Admin = "",
    dry_run: _DryRun = False,
    report: _Report = None,
) -> None:
    """Answers of Discourse's JSON API, or an export of its categories."""
    options = community.Options(dry_run, language, _labels(mapped), category=category, site=site)
    _tell(asyncio.run(_community(import_discourse, author, path, options)), report)


@app.command()
def academy(
    path: _Path,
    *,
    language: _Language = DEFAULT,
    author: _Admin = "",
    dry_run: _DryRun = False,
    report: _Report = None,
) -> None:
    """A community that an academy has exported."""
    from academy_app.importers.academy import import_academy

    options = community.Options(dry_run, language)
    _tell(asyncio.run(_community(import_academy, author, path, options)), report)


def _labels(mapped: Sequence[str] | None) -> dict[str, str]:
    """`label=category` each. Raises Invalid naming `labels`."""
    pairs = [one.partition("=") for one in mapped or ()]
    for label, sign, category in pairs:
        if not (label.strip() and sign and category.strip()):
            raise Invalid({"labels": Problem("import.bad_map", {"given": f"{label}{sign}"})})
    return {label.strip(): category.strip() for label, _, category in pairs}


def _tell(done: Report, report: Path | None) -> None:
    if report is not None:
        report.write_text(done.to_json(), "utf-8")
    typer.echo(done.to_text(), nl=False)


_Bring = Callable[
    [Actor, Path, community.Options, Callable[[str, int, int], None]], Awaitable[Report]
]


async def _community(bring: _Bring, author: str, path: Path, options: community.Options) -> Report:
    try:
        async with reading() as rx:
            # Who runs the server needs no session to bring members in.
            actor = replace(await acting(rx, author), session_id=0)
        with _progress() as bar:
            task = bar.add_task("", total=None)

            def show(what: str, done: int, total: int) -> None:
                known = what in texts(DEFAULT)
                words = translate(DEFAULT, what) if known else what
                bar.update(task, description=words[:40], completed=done, total=total or None)

            return await bring(actor, path, options, show)
    finally:
        await database().dispose()


async def _imported(bring_in: _Import, author: str, path: Path, options: Options) -> Report:
    try:
        async with reading() as rx:
            actor = await acting(rx, author)
        with _progress() as bar:
            task = bar.add_task("", total=None)

            def show(what: str, done: int, total: int) -> None:
                bar.update(task, description=what[:40], completed=done, total=total)

            return await bring_in(actor, path, options, show)
    finally:
        await database().dispose()


async def acting(rx: Reading, email: str) -> Actor:
    """Who acts on the command line: the member with this address, or the first admin."""
    statement = select(Member).order_by(col(Member.id)).limit(1)
    if email:
        statement = statement.where(col(Member.email) == email.strip().lower())
    else:
        statement = statement.where(col(Member.role) == Role.ADMIN, col(Member.is_active))
    member = await rx.scalar(statement)
    if member is None or member.id is None:
        key = "import.no_such_author" if email else "import.no_admin"
        raise Invalid({"author": Problem(key, {"email": email})})
    return Actor(member.id, Role(member.role))


def _progress() -> Progress:
    """On standard error, so that the report can be piped; silent where nobody watches."""
    return Progress(
        TextColumn("{task.description:40}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
