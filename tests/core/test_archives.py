"""Archives from elsewhere: what is whole comes out, what is hostile is refused by its name."""

import asyncio
import gzip
import io
import stat
import struct
import tarfile
import tempfile
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from academy_app.core.archives import MB, Limits, opened_source, unpacked
from academy_app.core.errors import Invalid, Problem

SMALL = Limits(total=3 * MB, single=2 * MB, count=50, ratio=100, unsuspicious=MB)


def zipped(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def tarred(path: Path, *members: tuple[tarfile.TarInfo, bytes], mode: str = "w:gz") -> Path:
    with tarfile.open(str(path), mode) as archive:  # type: ignore[call-overload]
        for info, content in members:
            info.size = len(content) if info.isreg() else info.size
            archive.addfile(info, io.BytesIO(content))
    return path


def plain(name: str, content: bytes = b"x") -> tuple[tarfile.TarInfo, bytes]:
    return tarfile.TarInfo(name), content


def special(name: str, kind: bytes, to: str = "") -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, to
    return info, b""


async def refusal(path: Path, limits: Limits = SMALL) -> Problem:
    with pytest.raises(Invalid) as caught:
        async with unpacked(path, limits):
            pass
    return caught.value.fields["file"]


def listed(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


async def test_a_zip_comes_out_whole_and_goes_away(tmp_path: Path) -> None:
    members = {"a.md": b"one", "deep/down/b.png": bytes(range(256)) * 5000, "ä ö.md": b""}
    path = zipped(tmp_path / "course.whatever", members)
    async with unpacked(path) as folder:
        assert listed(folder) == members
    assert not folder.exists()


@pytest.mark.parametrize("mode", ["w:gz", "w"])
@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
async def test_a_tar_comes_out_whole(tmp_path: Path, mode: str, form: int) -> None:
    content = {"course/course.xml": b"<course/>", f"course/{'n' * 90}/{'f' * 80}.txt": b"y" * 1024}
    content |= {f"course/static/{number}.bin": bytes([number]) * 70_000 for number in range(20)}
    path = tmp_path / "course.tgz"
    with tarfile.open(str(path), mode, format=form) as archive:  # type: ignore[call-overload]
        archive.addfile(special("./course", tarfile.DIRTYPE)[0])
        for name, body in content.items():
            info = tarfile.TarInfo(f"./{name}")
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    async with unpacked(path) as folder:
        assert listed(folder) == content


async def test_a_folder_is_its_own_content(tmp_path: Path) -> None:
    async with opened_source(tmp_path) as folder:
        assert folder == tmp_path
    assert list(tmp_path.parent.glob(tmp_path.name)) == [tmp_path]
    async with opened_source(zipped(tmp_path / "a.zip", {"a": b"1"})) as folder:
        assert listed(folder) == {"a": b"1"}


async def test_litter_of_other_systems_stays_behind(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.md": b"1", "__MACOSX/._a.md": b"2", "b/.DS_Store": b"3"})
    async with unpacked(path) as folder:
        assert listed(folder) == {"a.md": b"1"}


async def test_names_in_utf8_that_do_not_say_so_are_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"xx.md": b"1"})
    path.write_bytes(path.read_bytes().replace(b"xx.md", "ü.md".encode()))
    async with unpacked(path) as folder:
        assert listed(folder) == {"ü.md": b"1"}


ODD_PATHS = [
    "/etc/passwd",
    "../up",
    "a/../../up",
    "C:\\win",
    "c:/win",
    "a\\..\\..\\up",
    "x\ny",
    "..",
]


@pytest.mark.parametrize("name", [*ODD_PATHS, "a\0b"])
async def test_a_zip_with_a_path_trick_is_refused(tmp_path: Path, name: str) -> None:
    info = zipfile.ZipInfo("x")
    info.filename = name
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info, b"1")
    found = await refusal(path)
    assert (found.key, found.params["name"]) == ("unpack.path", name)


@pytest.mark.parametrize("name", ODD_PATHS)
async def test_a_tar_with_a_path_trick_is_refused(tmp_path: Path, name: str) -> None:
    found = await refusal(tarred(tmp_path / "a.tgz", plain("fine"), plain(name)))
    assert (found.key, found.params["name"]) == ("unpack.path", name)


@pytest.mark.parametrize("name", ["n" * 256, "/".join(["d" * 100] * 12), "/".join("d" * 60)])
async def test_a_path_no_disk_takes_is_refused(tmp_path: Path, name: str) -> None:
    assert (await refusal(zipped(tmp_path / "a.zip", {name: b"1"}))).key == "unpack.path_too_long"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Read.md", "read.MD"),
        ("Notes/a.md", "notes/b.md"),
        ("a.md", "./a.md"),
        ("a", "a/b"),
        ("a/b", "a"),
        ("é.md", "e\u0301.md"),
    ],
)
async def test_names_that_clash_are_refused(tmp_path: Path, first: str, second: str) -> None:
    found = await refusal(zipped(tmp_path / "a.zip", {first: b"1", second: b"2"}))
    assert (found.key, found.params["name"]) == ("unpack.clash", second)
    found = await refusal(tarred(tmp_path / "a.tgz", plain(first), plain(second)))
    assert (found.key, found.params["name"]) == ("unpack.clash", second)


@pytest.mark.parametrize(
    "kind",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE],
)
async def test_what_is_no_file_in_a_tar_is_refused(tmp_path: Path, kind: bytes) -> None:
    path = tarred(tmp_path / "a.tgz", plain("fine"), special("trick", kind, "/etc/passwd"))
    found = await refusal(path)
    assert (found.key, found.params["name"]) == ("unpack.not_a_file", "trick")


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFSOCK])
async def test_what_is_no_file_in_a_zip_is_refused(tmp_path: Path, kind: int) -> None:
    info = zipfile.ZipInfo("trick")
    info.external_attr = (kind | 0o777) << 16
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info, b"/etc/passwd")
    found = await refusal(path)
    assert (found.key, found.params["name"]) == ("unpack.not_a_file", "trick")


async def test_an_encrypted_member_is_named(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"fine": b"1", "secret": b"2"}, zipfile.ZIP_STORED)
    content = bytearray(path.read_bytes())
    second = content.index(b"PK\x01\x02", content.index(b"PK\x01\x02") + 4)
    content[second + 8] |= 1
    path.write_bytes(content)
    found = await refusal(path)
    assert (found.key, found.params["name"]) == ("unpack.encrypted", "secret")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
async def test_methods_that_may_want_much_memory_are_refused(tmp_path: Path, method: int) -> None:
    found = await refusal(zipped(tmp_path / "a.zip", {"a": b"1"}, method))
    assert (found.key, found.params["name"]) == ("unpack.method", "a")


async def test_too_much_in_all_in_one_or_in_number_is_refused(tmp_path: Path) -> None:
    noise = [bytes((i * i * k) % 251 for i in range(1_900_000)) for k in (1, 3)]
    path = zipped(tmp_path / "a.zip", {"a": noise[0], "b": noise[1]}, zipfile.ZIP_STORED)
    assert (await refusal(path)).key == "unpack.too_large"
    path = tarred(tmp_path / "a.tar", plain("a", noise[0]), plain("b", noise[1]), mode="w")
    assert (await refusal(path)).key == "unpack.too_large"
    path = zipped(tmp_path / "b.zip", {"a": noise[0] + noise[1][:200_000]}, zipfile.ZIP_STORED)
    found = await refusal(path)
    assert (found.key, found.params["name"]) == ("unpack.member_too_large", "a")
    many = {f"{number}": b"" for number in range(51)}
    assert (await refusal(zipped(tmp_path / "c.zip", many))).key == "unpack.too_many"
    path = tarred(tmp_path / "c.tgz", *(plain(name) for name in many))
    assert (await refusal(path)).key == "unpack.too_many"


async def test_bombs_are_refused_before_they_unfold(tmp_path: Path) -> None:
    zeros = b"\0" * (2 * MB - 1)
    assert (await refusal(zipped(tmp_path / "a.zip", {"a": zeros}))).key == "unpack.bomb"
    assert (await refusal(tarred(tmp_path / "a.tgz", plain("a", zeros)))).key == "unpack.bomb"


async def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a": b"\0" * (2 * MB - 1)})
    size = struct.pack("<I", 2 * MB - 1)
    path.write_bytes(path.read_bytes().replace(size, struct.pack("<I", 10)))
    assert (await refusal(path)).key == "unpack.broken"


async def test_many_entries_over_one_kernel_are_refused(tmp_path: Path) -> None:
    """The directory names the same packed bytes again and again."""
    path = zipped(tmp_path / "a.zip", {"aa": b"\0" * 200_000})
    content = path.read_bytes()
    start, end = content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    entry = content[start:end]
    entries = b"".join(entry.replace(b"aa", b"%02d" % number) for number in range(12))
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 12, 12, len(entries), start, 0)
    path.write_bytes(content[:start] + entries + tail)
    assert (await refusal(path)).key == "unpack.bomb"


async def test_a_directory_that_says_it_is_huge_costs_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with path.open("wb") as out:
        out.write(b"PK\x03\x04")
        out.truncate(2_000_000_000)
        out.seek(0, 2)
        out.write(struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, 1_900_000_000, 4, 0))
    assert (await refusal(path)).key == "unpack.too_many"


async def test_a_header_that_says_it_is_huge_costs_no_memory(tmp_path: Path) -> None:
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 1_900_000_000
    path = tmp_path / "a.tar"
    path.write_bytes(info.tobuf(tarfile.GNU_FORMAT) + b"\0" * 2048)
    assert (await refusal(path)).key == "unpack.broken"


async def test_headers_without_end_are_no_recursion_without_end(tmp_path: Path) -> None:
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 2
    path = tmp_path / "a.tar"
    path.write_bytes((info.tobuf(tarfile.GNU_FORMAT) + b"a\0" + b"\0" * 510) * 2000)
    assert (await refusal(path)).key == "unpack.broken"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "unpack.unknown"),
        (b"plain words", "unpack.unknown"),
        (b"PK\x03\x04 no zip", "unpack.broken"),
        (b"\x1f\x8b no gzip", "unpack.broken"),
        (gzip.compress(b"no tar", mtime=0), "unpack.broken"),
    ],
)
async def test_what_is_no_archive_says_so(tmp_path: Path, content: bytes, key: str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    assert (await refusal(path)).key == key
    assert (await refusal(tmp_path / "none.zip")).key == "unpack.missing"


async def test_a_cut_or_changed_archive_is_refused(tmp_path: Path) -> None:
    whole = tarred(tmp_path / "a.tgz", plain("a", bytes(range(256)) * 1000)).read_bytes()
    (tmp_path / "b.tgz").write_bytes(whole[: len(whole) // 2])
    assert (await refusal(tmp_path / "b.tgz")).key == "unpack.broken"
    path = zipped(tmp_path / "a.zip", {"a": b"some words"}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"some words", b"same words"))
    assert (await refusal(path)).key == "unpack.broken"


@pytest.fixture
def folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], list[Path]]:
    root = tmp_path / "temporary"
    root.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(root))
    return lambda: list(root.iterdir())


async def test_nothing_stays_of_what_was_refused(
    tmp_path: Path, folders: Callable[[], list[Path]]
) -> None:
    await refusal(zipped(tmp_path / "a.zip", {"fine": b"1", "../up": b"2"}))
    assert folders() == []


async def test_nothing_stays_of_what_was_called_off(
    tmp_path: Path, folders: Callable[[], list[Path]]
) -> None:
    path = zipped(tmp_path / "a.zip", {f"{n}": b"x" * 1000 for n in range(5000)})
    is_inside = threading.Event()

    async def unpack() -> None:
        async with unpacked(path):
            is_inside.set()

    task = asyncio.create_task(unpack())
    while not folders() or not any(folders()[0].iterdir()):  # noqa: ASYNC110
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not is_inside.is_set()
    assert folders() == []
