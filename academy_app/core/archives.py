"""Archives from elsewhere, unpacked with care into a folder that goes away afterwards.

Whatever the archive says of itself is not believed: what is written is counted while it is
written. Only plain files and folders come out, all of them below the one folder.
"""

import asyncio
import gzip
import shutil
import stat
import struct
import tarfile
import tempfile
import threading
import unicodedata
import zipfile
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, cast

from academy_app.core.errors import Invalid, Problem

MB: Final = 1_000_000
CHUNK: Final = 1 << 18

# The most that a reader asks for at once: a directory of names, or a header of one name.
_MOST_AT_ONCE: Final = 16 * MB
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED: Final = 0x1 | 0x40 | 0x2000
_IS_UTF8: Final = 0x800
_MOST_OF_A_NAME: Final = 255
_MOST_OF_A_PATH: Final = 1000
_MOST_FOLDERS_DEEP: Final = 40
# What systems put beside what people packed.
_LITTER: Final = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db"})
_BROKEN: Final = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    gzip.BadGzipFile,
    EOFError,
    NotImplementedError,
    ValueError,
    OverflowError,
    LookupError,
    RecursionError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, as unpacked. More than `ratio` times the archive is a bomb, from
    `unsuspicious` bytes on."""

    total: int = 8_000 * MB
    single: int = 4_000 * MB
    count: int = 100_000
    ratio: int = 200
    unsuspicious: int = 64 * MB


LIMITS: Final = Limits()


@asynccontextmanager
async def opened_source(path: Path, limits: Limits = LIMITS) -> AsyncIterator[Path]:
    """The folder itself, or what an archive holds; as `unpacked`."""
    if await asyncio.to_thread(path.is_dir):
        yield path
        return
    async with unpacked(path, limits) as folder:
        yield folder


@asynccontextmanager
async def unpacked(path: Path, limits: Limits = LIMITS) -> AsyncIterator[Path]:
    """The content of a zip, tar or tar.gz, told by what is in it and not by its name; removed
    when the block ends.

    Raises Invalid naming `file`, with the member of the archive as `name` where it is one's
    fault: links, devices, encrypted ones, paths that lead out or clash, and what is too large.
    """
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="academy-"))
    try:
        stopped = threading.Event()
        work = asyncio.ensure_future(asyncio.to_thread(_unpack, path, folder, limits, stopped))
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            # A thread cannot be cancelled; nothing may be written once the folder is gone.
            stopped.set()
            await asyncio.wait([work])
            raise
        yield folder
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def _unpack(path: Path, folder: Path, limits: Limits, stopped: threading.Event) -> None:
    try:
        with path.open("rb") as raw:
            target = _Target(folder, limits, path.stat().st_size, stopped)
            start = raw.read(512)
            raw.seek(0)
            if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
                _unzip(raw, target)
            elif start.startswith(b"\x1f\x8b"):
                with gzip.GzipFile(fileobj=raw) as inner:
                    _untar(cast("IO[bytes]", inner), target)
            elif start[257:262] == b"ustar":
                _untar(raw, target)
            else:
                raise _refused("unknown")
    except _BROKEN as error:
        raise _refused("broken") from error
    except FileNotFoundError as error:
        raise _refused("missing", str(path)) from error


def _unzip(raw: IO[bytes], target: "_Target") -> None:
    with zipfile.ZipFile(cast("IO[bytes]", _Frugal(raw, target.limits))) as archive:
        members = archive.infolist()
        target.expect(len(members), sum(member.file_size for member in members))
        for member in members:
            name = _name_in_zip(member)
            mode = member.external_attr >> 16
            if stat.S_IFMT(mode) and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                raise _refused("not_a_file", name)
            if member.flag_bits & _ENCRYPTED:
                raise _refused("encrypted", name)
            if member.compress_type not in _METHODS:
                raise _refused("method", name)
            # A folder of a zip is one by the end of its name, whatever its mode says.
            if name.endswith(("/", "\\")):
                target.folder(name)
                continue
            with target.file(name, member.file_size) as write, archive.open(member) as content:
                while chunk := content.read(CHUNK):
                    write.add(chunk)


def _untar(raw: IO[bytes], target: "_Target") -> None:
    with tarfile.open(fileobj=cast("IO[bytes]", _Forward(raw, target)), mode="r:") as archive:
        while (member := archive.next()) is not None:
            # Else every header seen stays in memory.
            vars(archive)["members"] = []
            if member.isdir():
                target.folder(member.name)
                continue
            if not member.isreg() or member.issparse():
                raise _refused("not_a_file", member.name)
            content = archive.extractfile(member)
            with target.file(member.name, member.size) as write:
                while content is not None and (chunk := content.read(CHUNK)):
                    write.add(chunk)


def _name_in_zip(member: zipfile.ZipInfo) -> str:
    """The name as it stands there, uncut; many packers write UTF-8 without saying so."""
    name = member.orig_filename
    if member.flag_bits & _IS_UTF8 or name.isascii():
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


@dataclass
class _Target:
    """The folder that fills, and what is in it so far."""

    root: Path
    limits: Limits
    archive_size: int
    stopped: threading.Event
    # Every path and every folder on the way, by how a careless file system sees it; whether it
    # is a folder.
    seen: dict[str, tuple[str, bool]] = field(default_factory=dict)
    count: int = 0
    written: int = 0

    def expect(self, count: int, total: int) -> None:
        """What an archive says of itself; enough to refuse it, never to trust it."""
        if count > self.limits.count:
            raise _refused("too_many", max=self.limits.count)
        self.refuse_total(total)

    def folder(self, name: str) -> None:
        if self._is_litter(name):
            return
        self._count(name)
        parts = _parts(name)
        if parts:
            self._note(name, parts, is_folder=True)
            self.root.joinpath(*parts).mkdir(parents=True, exist_ok=True)

    @contextmanager
    def file(self, name: str, size: int) -> Iterator["_Writing"]:
        self._count(name)
        parts = _parts(name)
        if not parts:
            raise _refused("path", name)
        if size > self.limits.single:
            raise _refused("member_too_large", name, mb=self.limits.single // MB)
        if self._is_litter(name):
            yield _Writing(self, name, None)
            return
        self._note(name, parts, is_folder=False)
        path = self.root.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as out:
            yield _Writing(self, name, out)

    def add(self, size: int) -> None:
        """Count what was unpacked, kept or not."""
        if self.stopped.is_set():
            raise _refused("stopped")
        self.written += size
        self.refuse_total(self.written)

    def _count(self, name: str) -> None:
        self.count += 1
        if self.count > self.limits.count:
            raise _refused("too_many", name, max=self.limits.count)
        if self.stopped.is_set():
            raise _refused("stopped")

    def _note(self, name: str, parts: list[str], is_folder: bool) -> None:
        for end in range(1, len(parts) + 1):
            path = "/".join(parts[:end])
            here = (path, is_folder or end < len(parts))
            key = unicodedata.normalize("NFC", path).casefold()
            known = self.seen.get(key)
            if known is not None and (known != here or not here[1]):
                raise _refused("clash", name, other=known[0])
            self.seen[key] = here

    def refuse_total(self, total: int) -> None:
        if total > self.limits.total:
            raise _refused("too_large", mb=self.limits.total // MB)
        if total > max(self.limits.unsuspicious, self.limits.ratio * self.archive_size):
            raise _refused("bomb", ratio=self.limits.ratio)

    @staticmethod
    def _is_litter(name: str) -> bool:
        return not _LITTER.isdisjoint(name.replace("\\", "/").split("/"))


@dataclass
class _Writing:
    """One file that fills; None keeps nothing of it."""

    target: _Target
    name: str
    out: IO[bytes] | None
    size: int = 0

    def add(self, chunk: bytes) -> None:
        self.size += len(chunk)
        if self.size > self.target.limits.single:
            raise _refused("member_too_large", self.name, mb=self.target.limits.single // MB)
        self.target.add(len(chunk))
        if self.out is not None:
            self.out.write(chunk)


def _parts(name: str) -> list[str]:
    """The steps of a path within the archive. Raises Invalid when it leads anywhere else."""
    plain = name.replace("\\", "/")
    parts = [part for part in plain.split("/") if part not in {"", "."}]
    is_odd = (
        plain.startswith("/")
        or ".." in parts
        or any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in plain)
        or (parts and parts[0][1:2] == ":")
    )
    if is_odd:
        raise _refused("path", name)
    is_long = len(parts) > _MOST_FOLDERS_DEEP or len(plain.encode()) > _MOST_OF_A_PATH
    if is_long or any(len(part.encode()) > _MOST_OF_A_NAME for part in parts):
        raise _refused("path_too_long", name)
    return parts


class _Frugal:
    """A file that is never asked for much at once, so that a directory of names that says it
    is gigabytes long costs no memory."""

    def __init__(self, raw: IO[bytes], limits: Limits) -> None:
        self.raw = raw
        self.limits = limits
        self.seek, self.tell = raw.seek, raw.tell

    def read(self, size: int = -1) -> bytes:
        if size > _MOST_AT_ONCE:
            raise _refused("too_many", max=self.limits.count)
        return self.raw.read(size if size >= 0 else _MOST_AT_ONCE)

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        """The file is its opener's to close."""


class _Forward:
    """A packed stream for tarfile, which goes back one byte at the most."""

    def __init__(self, raw: IO[bytes], target: _Target) -> None:
        self.raw, self.target = raw, target
        self.position = 0
        self.last, self.is_back = b"", False

    def tell(self) -> int:
        return self.position - self.is_back

    def seek(self, position: int, whence: int = 0) -> int:
        if whence != 0 or position < self.position - 1:
            raise tarfile.ReadError("not a plain stream")
        if position < self.position:
            self.is_back = bool(self.last)
            return position
        self.is_back = False
        while self.position < position:
            if not self._next(min(CHUNK, position - self.position)):
                break
        return self.position

    def read(self, size: int) -> bytes:
        if size > _MOST_AT_ONCE:
            raise tarfile.ReadError("a header of such length is none")
        if size <= 0:
            return b""
        before, self.is_back = (self.last if self.is_back else b""), False
        rest = self._next(size - len(before)) if size > len(before) else b""
        return before + rest

    def _next(self, size: int) -> bytes:
        chunk = self.raw.read(size)
        self.position += len(chunk)
        self.last = chunk[-1:] or self.last
        # Headers and what is skipped are unpacked too.
        self.target.refuse_total(self.position)
        return chunk


def _refused(why: str, name: str = "", **params: str | int) -> Invalid:
    shown = name.encode("utf-8", "replace").decode()[:200]
    return Invalid({"file": Problem(f"unpack.{why}", {"name": shown, **params})})
