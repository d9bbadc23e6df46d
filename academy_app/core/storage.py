"""Files of the site, in the data directory, named by what is in them.

Nobody outside chooses a path: a name is the SHA-256 of the content and a plain ending. The same
content is kept once, so who deletes a path knows that no row names it any more.
"""

import asyncio
import hashlib
import os
import posixpath
import re
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from academy_app.core.errors import Invalid, NotFound, Problem
from academy_app.core.settings import settings

CHUNK = 1 << 20

_ENDING = re.compile(r"\.[a-z0-9]{1,8}")


@dataclass(frozen=True, slots=True)
class Stored:
    """`path` is within the files directory, with forward slashes; `size` in bytes. What is not
    new was there already, and somebody may need it."""

    path: str
    size: int
    is_new: bool = False


async def save(content: bytes | Path, name: str, folder: str = "attachments") -> Stored:
    """Keep `content`, given whole or as a file to copy; on the disk when this returns.

    Of `name` only the ending is used. Raises Invalid naming `file` when it is too large.
    """
    return await asyncio.to_thread(_save, content, name, folder)


async def delete(path: str, unless_newer_than: timedelta = timedelta(0)) -> None:
    """Forget a file; one that is gone already is fine, and one saved since then stays."""
    await asyncio.to_thread(_delete, path, unless_newer_than)


def located(path: str) -> Path:
    """Where the file lies. Raises NotFound for what is not there, not ours, or spelled otherwise:
    who may have a file is asked by its path."""
    if path.startswith("/") or posixpath.normpath(path) != path:
        raise NotFound
    try:
        found = _resolved(path)
        is_there = found.is_file()
    except OSError as error:
        raise NotFound from error  # no file system has a name of such length
    if not is_there:
        raise NotFound
    return found


def _delete(path: str, unless_newer_than: timedelta) -> None:
    found = _resolved(path)
    if unless_newer_than and found.is_file():
        age = time.time() - found.stat().st_mtime
        if age < unless_newer_than.total_seconds():
            return
    found.unlink(missing_ok=True)


def _save(content: bytes | Path, name: str, folder: str) -> Stored:
    size = len(content) if isinstance(content, bytes) else content.stat().st_size
    _refuse_large(size)
    digest = hashlib.sha256()
    settings().files_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=settings().files_dir, delete=False) as half:
        try:
            for chunk in _chunks(content):
                digest.update(chunk)
                half.write(chunk)
            half.flush()
            os.fsync(half.fileno())
            path = f"{folder}/{digest.hexdigest()}{_ending(name)}"
            target = _resolved(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            is_new = not target.exists()
            # Whole or not at all, whoever reads meanwhile.
            Path(half.name).replace(target)
        except BaseException:
            Path(half.name).unlink(missing_ok=True)
            raise
    target.chmod(0o644)
    return Stored(path, target.stat().st_size, is_new)


def _chunks(content: bytes | Path) -> Iterable[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as source:
        while chunk := source.read(CHUNK):
            yield chunk


def _refuse_large(size: int) -> None:
    most = settings().max_upload_mb
    if size > most * 1_000_000:
        raise Invalid({"file": Problem("file.too_large", {"mb": most})})


def _ending(name: str) -> str:
    ending = Path(name).suffix.lower()
    return ending if _ENDING.fullmatch(ending) else ""


def _resolved(path: str) -> Path:
    """The file's place, links followed; a path that leads out of the directory is not ours."""
    root = settings().files_dir.resolve()
    if "\0" in path:
        raise NotFound
    found = (root / path).resolve()
    if not found.is_relative_to(root) or found == root:
        raise NotFound
    return found
