"""`python -m academy_app export`: take a course or the community along."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import typer

from academy_app.core.actor import Actor
from academy_app.core.db import database, reading
from academy_app.exporters.archive import Exported
from academy_app.importers.cli import acting

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

_Out = Annotated[Path, typer.Argument(help="The zip to write.")]
_As = Annotated[str, typer.Option("--as", help="E-mail of who exports; default: an admin.")]


@app.callback()
def main() -> None:
    """Take a course or the community along; docs/export.md describes what is written."""


@app.command()
def course(
    slug: Annotated[str, typer.Argument(help="The course's address here.")],
    out: _Out,
    email: _As = "",
) -> None:
    """A course as Markdown with its files, for `import markdown`."""
    from academy_app.exporters.course import export_course

    _run(out, email, lambda actor: export_course(actor, slug, out))


@app.command()
def community(out: _Out, email: _As = "") -> None:
    """Members, categories, threads and replies, for `import academy`."""
    from academy_app.exporters.community import export_community

    _run(out, email, lambda actor: export_community(actor, out))


def _run(out: Path, email: str, export: Callable[[Actor], Awaitable[Exported]]) -> None:
    done = asyncio.run(_exported(email, export))
    for path in done.missing:
        typer.echo(f"{path}: this file is named, and is not there any more.", err=True)
    typer.echo(f"{out}: {done.members} files, {done.size} bytes.")


async def _exported(email: str, export: Callable[[Actor], Awaitable[Exported]]) -> Exported:
    try:
        async with reading() as rx:
            actor = await acting(rx, email)
        return await export(actor)
    finally:
        await database().dispose()
