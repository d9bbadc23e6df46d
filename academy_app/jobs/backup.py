"""One archive of everything a site is: the database as of one moment, and its files.

    manifest.json   version of the format, revision of the database, when
    academy.db      SQLite, copied page by page while the site writes
    academy.dump    PostgreSQL, pg_dump's custom format
    files/          uploads and attachments

The database is copied first: a file that it names was stored before, and names are hashes of
the content, so every file in the copy of the database is in the archive.
"""

import json
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url

from academy_app.core import clock, migrations
from academy_app.core.errors import Conflict, Invalid, NotFound
from academy_app.core.settings import child_environment, settings

FORMAT = 1
SQLITE, POSTGRES, MANIFEST = "academy.db", "academy.dump", "manifest.json"


@dataclass(frozen=True, slots=True)
class Backup:
    """`size` in bytes of the archive; `files` counts uploads."""

    files: int
    size: int


def back_up(to: Path) -> Backup:
    """Write the archive at `to`, whole or not at all. Blocks; for a thread or the command line.

    Raises NotFound without a database, Conflict when the database's tool fails.
    """
    to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=to.parent, prefix=".backup-") as scratch:
        folder = Path(scratch)
        database = _dump(folder)
        files = sorted(path for path in settings().files_dir.rglob("*") if path.is_file())
        archive = folder / "archive.tar.gz"
        with tarfile.open(archive, "w:gz") as tar:
            tar.add(_manifest(folder), MANIFEST)
            tar.add(database, database.name)
            for path in files:
                tar.add(path, f"files/{path.relative_to(settings().files_dir)}")
        archive.chmod(0o600)
        size = archive.stat().st_size
        archive.replace(to)
    return Backup(len(files), size)


def restore(archive: Path) -> None:
    """Put a backup where the settings point, and bring it up to date.

    Raises Conflict where there is a database already, Invalid for an archive that is not ours.
    """
    with tempfile.TemporaryDirectory(prefix="academy-restore-") as scratch:
        folder = Path(scratch)
        _unpack(archive, folder)
        settings().data_dir.mkdir(parents=True, exist_ok=True)
        _load(folder)
        if (folder / "files").is_dir():
            shutil.copytree(folder / "files", settings().files_dir, dirs_exist_ok=True)
    migrations.upgrade(settings().sqlalchemy_url)


def _dump(folder: Path) -> Path:
    if _is_sqlite():
        return _copy_sqlite(_sqlite_path(), folder / SQLITE)
    target = folder / POSTGRES
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
    return target


def _load(folder: Path) -> None:
    if _is_sqlite():
        if _sqlite_path().exists():
            raise Conflict("backup.not_empty")
        if not (folder / SQLITE).is_file():
            raise Invalid({"archive": "backup.other_database"})
        _copy_sqlite(folder / SQLITE, _sqlite_path())
        return
    if not (folder / POSTGRES).is_file():
        raise Invalid({"archive": "backup.other_database"})
    _run(
        "pg_restore",
        "--no-owner",
        "--exit-on-error",
        "--single-transaction",
        str(folder / POSTGRES),
    )


def _copy_sqlite(source: Path, target: Path) -> Path:
    if not source.is_file():
        raise NotFound("backup.no_database")
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as read,
        closing(sqlite3.connect(target)) as write,
    ):
        read.backup(write)
    return target


def _run(program: str, *arguments: str) -> None:
    """Run a tool of PostgreSQL on our database; the password never stands in a process list."""
    url = make_url(settings().sqlalchemy_url)
    command = [program, *arguments, f"--dbname={url.database}"]
    given = {
        "PGHOST": url.query.get("host") or url.host,
        "PGPORT": url.port,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
    }
    environment = child_environment({name: str(value) for name, value in given.items() if value})
    if shutil.which(program) is None:
        raise Conflict("backup.tool_missing", tool=program)
    finished = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if finished.returncode != 0:
        reason = finished.stderr.strip().splitlines()
        raise Conflict("backup.tool_failed", tool=program, reason=reason[0] if reason else "?")


def _manifest(folder: Path) -> Path:
    path = folder / MANIFEST
    made = {"format": FORMAT, "revision": migrations.head(), "at": clock.now().isoformat()}
    path.write_text(json.dumps(made))
    return path


def _unpack(archive: Path, folder: Path) -> None:
    if not archive.is_file():
        raise NotFound("backup.no_archive")
    try:
        with tarfile.open(archive, "r:gz") as tar:
            # The filter refuses paths that lead out of the folder, links and devices.
            tar.extractall(folder, filter="data")
        made = json.loads((folder / MANIFEST).read_text())
    except (tarfile.TarError, OSError, ValueError) as error:
        raise Invalid({"archive": "backup.unreadable"}) from error
    if made.get("format") != FORMAT:
        raise Invalid({"archive": "backup.other_format"})


def _is_sqlite() -> bool:
    return settings().sqlalchemy_url.startswith("sqlite")


def _sqlite_path() -> Path:
    return Path(make_url(settings().sqlalchemy_url).database or "")
