"""A whole site in a process of its own, as `make run` starts it, for tests from outside."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60.0


@dataclass
class Site:
    """`address` has no slash at its end; `log` is all it has printed."""

    address: str
    data: Path
    process: subprocess.Popen[bytes]
    log_file: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def log(self) -> str:
        return self.log_file.read_text("utf-8")

    @property
    def first_admin_link(self) -> str:
        found = re.search(r"Become the first: (\S+)", self.log)
        assert found is not None, self.log
        return found[1]

    def command(self, *arguments: str, stdin: str = "") -> str:
        """Run a command of the command line on this site's data; what it printed."""
        finished = subprocess.run(
            [sys.executable, "-m", "academy_app", *arguments],
            cwd=ROOT, env=self.environment, input=stdin, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return finished.stdout


@contextmanager
def serving(data: Path, *options: str, **settings: str) -> Iterator[Site]:
    """Serve the front end that is built, on a free port, with its data in `data`."""
    port = free_port()
    environment = {**os.environ, "ACADEMY_DATA_DIR": str(data), "NO_COLOR": "1", **settings}
    environment.pop("ACADEMY_BASE_URL", None)
    data.mkdir(parents=True, exist_ok=True)
    log_file = data / "serve.log"
    command = [sys.executable, "-m", "academy_app", "serve", "--port", str(port), *options]
    with log_file.open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    site = Site(f"http://localhost:{port}", data, process, log_file, environment)
    try:
        _wait(site)
        yield site
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(site: Site) -> None:
    until = time.monotonic() + PATIENCE
    while not _answers(site):
        assert time.monotonic() < until, site.log
        with suppress(subprocess.TimeoutExpired):
            site.process.wait(timeout=0.1)
            raise AssertionError(site.log)


def _answers(site: Site) -> bool:
    try:
        return httpx.get(f"{site.address}/_health", timeout=2).status_code < 500
    except httpx.TransportError:
        return False
