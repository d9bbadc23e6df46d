"""A zip that is written piece by piece, whole or not at all, and the same for the same content."""

import asyncio
import shutil
import tempfile
import zipfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from academy_app.core import storage
from academy_app.core.errors import NotFound

CHUNK: Final = 1 << 20

# The time of packing would make two exports of one thing differ.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_MODE: Final = 0o100644 << 16
_PACKED_ALREADY: Final = frozenset(
    {".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".mp4", ".webm", ".m4v", ".zip", ".pdf"}
)


@dataclass(frozen=True, slots=True)
class Exported:
    """How many members the archive has, its size in bytes, and the stored files that should be in
    it and are gone."""

    members: int
    size: int
    missing: tuple[str, ...]


@dataclass
class Archive:
    """The zip that is being written. Its methods work in a thread, one after the other."""

    zip: zipfile.ZipFile
    files: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    async def text(self, name: str, content: str) -> None:
        await asyncio.to_thread(self._write, name, content.encode())

    async def lines(self, name: str, parts: AsyncIterator[str]) -> None:
        """A long text, as its parts come."""
        with self.zip.open(_member(name), "w", force_zip64=True) as out:
            async for part in parts:
                await asyncio.to_thread(out.write, part.encode())

    def file(self, path: str) -> str | None:
        """The name in the archive of a stored file, which `copy_files` puts there; None for what
        storage does not have. The same content has one name, wherever it is stored."""
        if path in self.files:
            return self.files[path]
        try:
            storage.located(path)
        except NotFound:
            if path not in self.missing:
                self.missing.append(path)
            return None
        self.files[path] = f"files/{path.rpartition('/')[2]}"
        return self.files[path]

    async def copy_files(self) -> None:
        """Every stored file that was named, at the end, as only one member can be open."""
        for name, path in sorted({name: path for path, name in self.files.items()}.items()):
            await asyncio.to_thread(self._copy, name, path)

    def _write(self, name: str, content: bytes) -> None:
        self.zip.writestr(_member(name), content)

    def _copy(self, name: str, path: str) -> None:
        source = storage.located(path)
        with (
            source.open("rb") as content,
            self.zip.open(_member(name), "w", force_zip64=True) as out,
        ):
            shutil.copyfileobj(content, out, CHUNK)


@asynccontextmanager
async def archive(out: Path, done: list[Exported]) -> AsyncIterator[Archive]:
    """The zip at `out`, there once the block has ended well; what it came to goes to `done`."""
    await asyncio.to_thread(out.parent.mkdir, parents=True, exist_ok=True)
    scratch = await asyncio.to_thread(tempfile.mkdtemp, dir=out.parent, prefix=".export-")
    try:
        half = Path(scratch) / "half.zip"
        with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED) as opened:
            made = Archive(opened)
            yield made
            await made.copy_files()
            members = len(opened.namelist())
        done.append(await asyncio.to_thread(_finish, half, out, members, made.missing))
    finally:
        await asyncio.to_thread(shutil.rmtree, scratch, ignore_errors=True)


def _finish(half: Path, out: Path, members: int, missing: Iterable[str]) -> Exported:
    half.chmod(0o600)
    size = half.stat().st_size
    half.replace(out)
    return Exported(members, size, tuple(missing))


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _NO_TIME)
    member.external_attr = _MODE
    is_packed = Path(name).suffix.lower() in _PACKED_ALREADY
    member.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
    return member
