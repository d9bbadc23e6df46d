"""Workers of a site in processes of their own: killed, started again, several on one database."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import redis
from reflex_base.environment import environment

from academy_app.cli import front_end
from academy_app.core.settings import child_environment
from tests.ports import free_port

STARTS_WITHIN = 60.0


@dataclass
class Worker:
    """One process, always at the same address."""

    folder: Path
    database_url: str
    redis_url: str = ""
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def begin(self) -> None:
        """Start it; `wait` until it answers."""
        command = [
            sys.executable, "-m", "granian", "--interface", "asgi", "--workers", "1",
            "--host", "127.0.0.1", "--port", str(self.port), "--no-access-log",
            "--log-level", "warning", "--factory", "tests.live.target:target",
        ]  # fmt: skip
        variables = child_environment(
            {
                "ACADEMY_DATA_DIR": str(self.folder),
                "ACADEMY_DATABASE_URL": self.database_url,
                "ACADEMY_REDIS_URL": self.redis_url,
                "ACADEMY_BASE_URL": self.address,
                environment.REFLEX_SKIP_COMPILE.name: "true",
                "REFLEX_ENV_MODE": "prod",
                "REFLEX_TELEMETRY_ENABLED": "false",
            }
        )
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=front_end.ROOT, env=variables, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    @property
    def _log(self) -> Path:
        return self.folder / f"worker-{self.port}.log"

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8", "replace")

    async def wait(self) -> None:
        deadline = time.monotonic() + STARTS_WITHIN
        async with httpx.AsyncClient() as http:
            while True:
                with suppress(httpx.TransportError):
                    if (await http.get(f"{self.address}/ping", timeout=5)).status_code == 200:
                        return
                assert self._process is not None
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"the worker did not start:\n{self.log[-3000:]}")
                await asyncio.sleep(0.05)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


@dataclass
class RedisServer:
    """A Redis of the test's own, to be killed."""

    folder: Path
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = [
            str(shutil.which("redis-server")), "--port", str(self.port), "--bind", "127.0.0.1",
            "--save", "", "--appendonly", "no", "--dir", str(self.folder),
        ]  # fmt: skip
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        with redis.Redis.from_url(self.url) as connection:
            for _ in range(200):
                with suppress(redis.RedisError):
                    connection.ping()
                    return
                time.sleep(0.02)
        raise RuntimeError("redis-server did not start")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def redis_server(folder: Path) -> Iterator[RedisServer]:
    server = RedisServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()
