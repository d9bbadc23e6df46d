"""The command line: start it, keep it, fill it.

Commands import what they need when they run, so that `--help` is quick.
"""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from academy_app.cli.problems import explained

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

PROGRAM = "python -m academy_app"

# The command's own options and its --help are for the program it hands over to.
HAND_OVER = {"allow_extra_args": True, "ignore_unknown_options": True}


def main() -> None:
    """Run a command; an expected error is one line on standard error and exit code 1."""
    with explained():
        app(prog_name=PROGRAM)


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 3000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    build: Annotated[
        bool, typer.Option(help="Build the front end first if its sources changed.")
    ] = True,
    demo: Annotated[
        bool | None,
        typer.Option(help="Make the demo course.", show_default="--demo in development"),
    ] = None,
    reload: Annotated[
        bool, typer.Option("--reload", help="Build and restart whenever the code changes.")
    ] = False,
) -> None:
    """Serve pages, live events and the API on one port."""
    from academy_app.cli.start import Start, start

    start(Start(host, port, build=build, demo=demo, reload=reload))


@app.command()
def build(
    force: Annotated[bool, typer.Option(help="Even if nothing has changed.")] = False,
) -> None:
    """Build the front end if its sources changed."""
    from academy_app.cli import front_end

    if not force and front_end.is_current():
        typer.echo("The front end is up to date.")
        return
    front_end.build()


@app.command()
def migrate() -> None:
    """Bring the database up to date."""
    from academy_app.cli.start import migrate as bring_up_to_date

    bring_up_to_date()
    typer.echo("The database is up to date.")


@app.command("create-admin")
def create_admin(
    email: Annotated[str, typer.Option(help="The admin's address.")],
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
    name: Annotated[str, typer.Option(help="Shown to others; default: from the address.")] = "",
) -> None:
    """Make an admin, or give an existing member the role and a new password."""
    from academy_app.cli.start import migrate as bring_up_to_date
    from academy_app.core.db import database, writing
    from academy_app.services import membership

    password = _from_stdin() if password_stdin else _asked_for()
    bring_up_to_date()

    async def run() -> None:
        async with writing() as tx:
            await membership.create_admin(tx, email, password, name)
        await database().dispose()

    asyncio.run(run())
    typer.echo(f"{email} is an admin.")


@app.command("import", context_settings=HAND_OVER, add_help_option=False)
def bring_in(context: typer.Context) -> None:
    """Bring courses and communities in: `import markdown PATH`, `import skool PATH`."""
    from academy_app.importers.cli import app as importers

    importers(context.args, prog_name=f"{PROGRAM} import")


@app.command("claim-link")
def claim_link(
    member_id: Annotated[int, typer.Argument(help="The number in the address of their page.")],
    email: Annotated[str, typer.Argument(help="The address that the person signs in with.")],
    give: Annotated[
        bool, typer.Option("--give", help="The address has an account: give all to that one.")
    ] = False,
) -> None:
    """Make a link by which a person takes up the member that an import made of them."""
    from academy_app.core.actor import Actor, Role
    from academy_app.core.db import database, writing
    from academy_app.services import membership

    async def run() -> str:
        async with writing() as tx:
            # Whoever runs the server may.
            actor = Actor(0, Role.ADMIN, session_id=0)
            if give:
                account = await membership.account_of(tx, email)
                await membership.give_to(tx, actor, member_id, account)
                told = f"All of member {member_id} belongs to {email} now."
            else:
                told = membership.address(await membership.claim_link(tx, actor, member_id, email))
        await database().dispose()
        return told

    typer.echo(asyncio.run(run()))


@app.command(context_settings=HAND_OVER, add_help_option=False)
def export(context: typer.Context) -> None:
    """Take a course or the community along: `export course SLUG OUT.zip`."""
    from academy_app.cli.export import app as exporters

    exporters(context.args, prog_name=f"{PROGRAM} export")


@app.command()
def backup(
    to: Annotated[Path, typer.Option(help="The archive to write, such as academy.tar.gz.")],
) -> None:
    """Write the database and the files into one archive, while the site runs."""
    from academy_app.jobs.backup import back_up

    made = back_up(to)
    typer.echo(f"{to}: {made.files} files, {made.size} bytes.")


@app.command()
def restore(
    archive: Annotated[Path, typer.Option("--from", help="An archive made by backup.")],
) -> None:
    """Put a backup in place. The data directory and the database must be empty."""
    from academy_app.jobs.backup import restore as put_back

    put_back(archive)
    typer.echo(f"Restored from {archive}.")


@app.command("settings")
def show_settings() -> None:
    """Print every setting with its value here; secrets are hidden."""
    from academy_app.cli.settings_table import table

    typer.echo(table())


def _from_stdin() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _asked_for() -> str:
    answer: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return answer
