"""From a checkout to a running site: build, migrate, first content, then serve."""

import asyncio
import ipaddress
import logging
import os
import socket
import sys
from dataclasses import dataclass

import typer

from academy_app.cli import front_end
from academy_app.cli.problems import CommandError
from academy_app.core import db, migrations
from academy_app.core.logging import configure
from academy_app.core.settings import set_default, settings

logger = logging.getLogger(__name__)

# Bytes of one message over the socket. What it brings may be kept with the tab's state.
LARGEST_EVENT = 65_536


@dataclass(frozen=True, slots=True)
class Start:
    host: str
    port: int
    build: bool = True
    demo: bool | None = None
    reload: bool = False

    @property
    def address(self) -> str:
        """What to type into a browser on this machine."""
        shown = "localhost" if self.host in ("0.0.0.0", "::", "127.0.0.1") else self.host  # noqa: S104  compared, not bound
        return f"http://{shown}:{self.port}"


def start(what: Start) -> None:
    """Serve until stopped."""
    configure()
    set_default("base_url", what.address)
    _refuse_taken(what)
    if not what.reload:
        _ensure_front_end(what)
    migrate()
    asyncio.run(_first_content(what))
    _warn_of_development(what)
    typer.echo(f"Academy is at {what.address}")
    _follow(what) if what.reload else _serve(what)


def migrate() -> None:
    """Bring the database of the settings up to date."""
    settings().data_dir.mkdir(parents=True, exist_ok=True)
    migrations.upgrade(settings().sqlalchemy_url)


def _ensure_front_end(what: Start) -> None:
    if what.build:
        front_end.ensure()
    elif not front_end.STATIC.is_dir():
        raise CommandError("There is no built front end: run `python -m academy_app build` first.")
    elif not front_end.is_current():
        logger.warning("the built front end is older than its sources")


async def _first_content(what: Start) -> None:
    """What an empty site needs. On connections of its own: workers are forked after this."""
    from academy_app.importers.demo import categories
    from academy_app.services import membership

    opened = db.Database(settings().sqlalchemy_url)
    with db.using(opened):
        await categories.seed()
        if _wants_demo(what):
            from academy_app.importers import demo
            from academy_app.importers.demo import threads

            await demo.seed()
            await threads.seed()
        link = await membership.first_admin_link()
    await opened.dispose()
    if link:
        typer.echo(f"There is no admin yet. Become the first: {settings().base_url}{link}")


def _wants_demo(what: Start) -> bool:
    return settings().env == "development" if what.demo is None else what.demo


def _serve(what: Start) -> None:
    from reflex.utils import exec as running
    from reflex_base import constants
    from reflex_base.environment import environment

    os.chdir(front_end.ROOT)
    environment.REFLEX_ENV_MODE.set(constants.Env.PROD)
    # The pages are compiled already; workers only need to know them.
    environment.REFLEX_SKIP_COMPILE.set(True)
    environment.REFLEX_SOCKET_MAX_HTTP_BUFFER_SIZE.set(LARGEST_EVENT)
    running.run_backend_prod(
        what.host, what.port, constants.LogLevel.WARNING, mount_frontend_compiled_app=True
    )


def _follow(what: Start) -> None:
    """Become Reflex's preview server: after each change it builds, unminified, and restarts.

    Unlike its development server it has one origin, as production has: the API, the cookies and
    the first look work.
    """
    command = [sys.executable, "-m", "reflex", "run", "--env", "preview", "--loglevel", "warning"]
    command += ["--frontend-port", str(what.port), "--backend-port", str(what.port)]
    command += ["--backend-host", what.host]
    os.chdir(front_end.ROOT)
    os.execve(command[0], command, front_end.node_environment())  # noqa: S606  no shell is wanted


def _refuse_taken(what: Start) -> None:
    """A taken port is told before the build, not after it."""
    family = socket.AF_INET6 if ":" in what.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((what.host, what.port))
        except OSError as error:
            raise CommandError(
                f"Cannot listen on {what.host}:{what.port}: {error.strerror}"
            ) from error


def _warn_of_development(what: Start) -> None:
    if settings().env == "development" and not _is_loopback(what.host):
        logger.warning("development settings on a public address: set ACADEMY_ENV=production")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
