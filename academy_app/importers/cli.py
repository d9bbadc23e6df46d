"""`python -m academy_app import`: bring courses in from elsewhere."""

import asyncio
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
from academy_app.core.i18n import DEFAULT
from academy_app.importers.markdown import Options, import_folder
from academy_app.importers.report import Report
from academy_app.models.membership import Member

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def main() -> None:
    """Bring courses in from elsewhere."""


@app.command()
def markdown(
    folder: Annotated[Path, typer.Argument(help="Lessons as .md or .mdx, and their contents.")],
    *,
    course_slug: Annotated[
        str, typer.Option(help="The course's address here; run again with it to update.")
    ] = "",
    title: Annotated[str, typer.Option(help="The course's title; default: of the folder.")] = "",
    subtitles: Annotated[Path | None, typer.Option(help="Folder of .srt and .vtt files.")] = None,
    language: Annotated[str, typer.Option(help="Language of the lessons.")] = DEFAULT,
    author: Annotated[str, typer.Option(help="The author's e-mail; default: an admin.")] = "",
    publish: Annotated[bool, typer.Option(help="Show a new course to members at once.")] = True,
    dry_run: Annotated[bool, typer.Option(help="Report what would come; write nothing.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write the report there as JSON.")] = None,
) -> None:
    """A folder with _toctree.yml, toc.yml, SUMMARY.md, or plain sorted folders."""
    options = Options(course_slug, title, subtitles, language, dry_run, publish)
    done = asyncio.run(_markdown(author, folder, options))
    if report is not None:
        report.write_text(done.to_json(), "utf-8")
    typer.echo(done.to_text(), nl=False)


async def _markdown(author: str, folder: Path, options: Options) -> Report:
    try:
        async with reading() as rx:
            actor = await _author(rx, author)
        with _progress() as bar:
            task = bar.add_task("", total=None)

            def show(what: str, done: int, total: int) -> None:
                bar.update(task, description=what[:40], completed=done, total=total)

            return await import_folder(actor, folder, options, show)
    finally:
        await database().dispose()


async def _author(rx: Reading, email: str) -> Actor:
    """Who the course will belong to: the member with this address, or the first admin."""
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
