"""Files are kept whole, by their content, and nowhere but in their directory."""

import asyncio
from pathlib import Path

import pytest

from academy_app.core import storage
from academy_app.core.errors import Invalid, NotFound
from academy_app.core.settings import settings


async def test_what_was_saved_is_there_under_a_name_of_our_own() -> None:
    kept = await storage.save(b"hello", "../../My Résumé.PDF")
    assert kept.size == 5
    assert kept.path.startswith("attachments/2cf24dba")
    assert kept.path.endswith(".pdf")
    assert storage.located(kept.path).read_bytes() == b"hello"


async def test_a_file_is_copied_in_pieces(tmp_path: Path) -> None:
    source = tmp_path / "film.mp4"
    source.write_bytes(b"ab" * storage.CHUNK)
    kept = await storage.save(source, source.name, folder="videos")
    assert kept.size == 2 * storage.CHUNK
    assert storage.located(kept.path).read_bytes() == source.read_bytes()
    assert source.exists()


async def test_the_same_content_is_kept_once() -> None:
    kept = await asyncio.gather(*(storage.save(b"same", "a.txt") for _ in range(8)))
    assert len({one.path for one in kept}) == 1
    assert [path for path in settings().files_dir.rglob("*") if path.is_file()] == [
        storage.located(kept[0].path)
    ]


@pytest.mark.parametrize("name", ["x", "x.", "x.a/b", "x.p hp", "x.verylongending", "x.\0"])
async def test_a_strange_ending_is_dropped(name: str) -> None:
    kept = await storage.save(b"x", name)
    assert "." not in kept.path


async def test_too_large_is_refused_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ACADEMY_MAX_UPLOAD_MB", "1")
    settings.cache_clear()
    source = tmp_path / "large.bin"
    source.write_bytes(b"x" * 1_000_001)
    for content in (source, source.read_bytes()):
        with pytest.raises(Invalid) as refused:
            await storage.save(content, "large.bin")
        assert refused.value.fields["file"].key == "file.too_large"
    assert list(settings().files_dir.rglob("*")) == []


@pytest.mark.parametrize(
    "path", ["../academy.db", "/etc/passwd", "", ".", "attachments/../..", "a\0b", "attachments"]
)
async def test_no_path_leads_out(path: str) -> None:
    await storage.save(b"x", "x.txt")
    with pytest.raises(NotFound):
        storage.located(path)


async def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x")
    kept = await storage.save(b"x", "x.txt")
    (storage.located(kept.path).parent / "link").symlink_to(secret)
    with pytest.raises(NotFound):
        storage.located("attachments/link")


@pytest.mark.parametrize("path", ["x" * 6_000, "x/" * 3_000, "../" * 3_000])
def test_a_name_longer_than_any_is_not_there(path: str) -> None:
    with pytest.raises(NotFound):
        storage.located(path)


async def test_deleted_is_gone_and_twice_is_fine() -> None:
    kept = await storage.save(b"x", "x.txt")
    await storage.delete(kept.path)
    await storage.delete(kept.path)
    with pytest.raises(NotFound):
        storage.located(kept.path)
    with pytest.raises(NotFound):
        await storage.delete("../academy.db")
