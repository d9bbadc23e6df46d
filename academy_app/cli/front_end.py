"""The front end's production build, made anew only when what it is made of has changed."""

import hashlib
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import typer

from academy_app.cli.problems import CommandError
from academy_app.core.settings import child_environment, settings

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / ".web"
STATIC = WEB / "build" / "client"
# Beside the output, so that a build in progress has no key: Reflex empties the folder first.
KEY = WEB / "build" / "key"

# Rooms that no page imports what it draws from.
BEHIND_THE_STATE = {
    "api",
    "cli",
    "exporters",
    "importers",
    "jobs",
    "models",
    "policy",
    "queries",
    "services",
}

# Of those, what takes part in a build.
PLUGINS = {"lean.py", "same_origin.py"}

# Settings that pages read while they are compiled.
COMPILED_IN = ("site_name", "librechat_url")


def ensure() -> bool:
    """Build if needed. True when there was something to build."""
    if is_current():
        return False
    build()
    return True


def is_current() -> bool:
    """Whether the build on disk is of these sources."""
    return STATIC.is_dir() and KEY.is_file() and KEY.read_text() == key()


def build() -> None:
    """Compile and bundle; takes 10 to 40 s, and on a fresh checkout fetches packages first."""
    typer.echo("Building the front end")
    made_of = sources_digest()
    command = [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"]
    command += ["--loglevel", "warning"]
    finished = subprocess.run(command, cwd=ROOT, env=node_environment(), check=False)
    if finished.returncode != 0:
        raise CommandError("The front end could not be built; what went wrong stands above.")
    # An edit made meanwhile asks for another build; a lock file written by this one does not.
    KEY.write_text(f"{made_of} {lock_digest()}")


def key() -> str:
    """What a build of the present sources and packages would be marked with."""
    return f"{sources_digest()} {lock_digest()}"


def sources_digest() -> str:
    settled = "".join(f"{name}={getattr(settings(), name)}\0" for name in COMPILED_IN)
    return _digest(_sources(), settled)


def lock_digest() -> str:
    return _digest(_files(ROOT / "reflex.lock"))


def _digest(paths: Iterable[Path], more: str = "") -> str:
    digest = hashlib.sha256(more.encode())
    for path in paths:
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def node_environment() -> dict[str, str]:
    """The environment in which Reflex finds our Node and keeps to itself."""
    quiet_and_npm = {
        "REFLEX_USE_NPM": "1",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
    }
    return child_environment(quiet_and_npm, first_on_path=Path(sys.executable).parent)


def _sources() -> Iterator[Path]:
    for name in ("rxconfig.py", "requirements.txt"):
        yield ROOT / name
    for path in _files(ROOT / "assets"):
        if "external" not in path.relative_to(ROOT).parts:
            yield path
    package = ROOT / "academy_app"
    for path in _files(package):
        room = path.relative_to(package).parts[0]
        if room not in BEHIND_THE_STATE or path.name in PLUGINS:
            yield path


def _files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".pyc" and not path.name.startswith(".")
    )
