"""The built site in a process of its own, as a deployment runs it."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

import httpx
import pytest

from academy_app.cli import front_end
from academy_app.cli.start import migrate
from academy_app.core.db import Database, Tx
from academy_app.core.settings import child_environment, settings
from tests.ports import free_port

STARTS_WITHIN = 60

T = TypeVar("T")


@dataclass
class Server:
    """Serves what lies in `data`; may be killed and started again at the same address."""

    data: Path
    port: int
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "academy_app", "serve", "--no-demo", "--no-build"]
        with (self.data / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--port", str(self.port)],
                cwd=front_end.ROOT,
                env=child_environment(
                    {"ACADEMY_DATA_DIR": str(self.data), "ACADEMY_BASE_URL": self.address}
                ),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait()

    def kill(self) -> None:
        """End it at once, workers too, as a power cut would."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _wait(self) -> None:
        deadline = time.monotonic() + STARTS_WITHIN
        while not self._answers():
            assert self._process is not None
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not start:\n{self.log()[-3000:]}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.address}/sign-in", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def log(self) -> str:
        """All that the server has printed."""
        return (self.data / "server.log").read_text("utf-8", "replace")


@dataclass(frozen=True)
class Served(Generic[T]):
    """A running server, its database, and what was filled in."""

    server: Server
    database: Database
    filled: T


@asynccontextmanager
async def serving(folder: Path, fill: Callable[[Tx], Awaitable[T]]) -> AsyncIterator[Served[T]]:
    """A server on a fresh database with what `fill` writes into it before the start.

    Builds the front end if its sources changed.
    """
    with _settings_of(folder):
        front_end.ensure()
        await asyncio.to_thread(migrate)
        database = Database(settings().sqlalchemy_url)
        async with database.writing() as tx:
            filled = await fill(tx)
    server = Server(folder, free_port())
    try:
        await asyncio.to_thread(server.start)
        yield Served(server, database, filled)
    finally:
        server.kill()
        await database.dispose()


@contextmanager
def _settings_of(folder: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ACADEMY_DATA_DIR", str(folder))
        settings.cache_clear()
        yield
    settings.cache_clear()
