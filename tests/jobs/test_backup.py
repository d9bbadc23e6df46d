"""A backup is the whole site as of one moment, taken while it runs, and can be put back."""

import asyncio
import json
import sqlite3
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func
from sqlmodel import select

from academy_app.core import migrations, storage
from academy_app.core.db import Database, reading, using, writing
from academy_app.core.errors import AcademyError, Conflict, Invalid, NotFound
from academy_app.core.settings import settings
from academy_app.jobs.backup import back_up, restore
from academy_app.models.membership import Member
from tests import factories
from tests.conftest import postgres_database


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A migrated site of each kind; the settings lead to it."""
    if request.param == "postgresql":
        address = request.getfixturevalue("_postgres_site")
        monkeypatch.setenv("ACADEMY_DATABASE_URL", address)
        settings.cache_clear()
    settings().data_dir.mkdir(parents=True, exist_ok=True)
    migrations.upgrade(settings().sqlalchemy_url)
    return str(request.param)


@pytest.fixture
def _postgres_site() -> Iterator[str]:
    with postgres_database() as address:
        yield address


@pytest.fixture
def _empty_postgres() -> Iterator[str]:
    with postgres_database() as address:
        yield address


def move_to_an_empty_place(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, kind: str, data: Path
) -> None:
    monkeypatch.setenv("ACADEMY_DATA_DIR", str(data))
    if kind == "postgresql":
        monkeypatch.setenv("ACADEMY_DATABASE_URL", request.getfixturevalue("_empty_postgres"))
    settings.cache_clear()


async def add_members(count: int) -> None:
    opened = Database(settings().sqlalchemy_url)
    with using(opened):
        for _ in range(count):
            async with writing() as tx:
                await factories.member(tx)
    await opened.dispose()


async def count_members() -> int:
    opened = Database(settings().sqlalchemy_url)
    with using(opened):
        async with reading() as rx:
            found = (await rx.execute(select(func.count()).select_from(Member))).scalar_one()
    await opened.dispose()
    return found


def test_backed_up_and_restored_elsewhere(
    site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    asyncio.run(add_members(3))
    kept = asyncio.run(storage.save(b"a drawing", "drawing.png"))
    archive = tmp_path / "backups" / "academy.tar.gz"
    made = back_up(archive)
    assert made.files == 1
    assert made.size == archive.stat().st_size
    assert archive.stat().st_mode & 0o077 == 0
    assert [path.name for path in archive.parent.iterdir()] == ["academy.tar.gz"]

    move_to_an_empty_place(monkeypatch, request, site, tmp_path / "elsewhere")
    restore(archive)
    assert asyncio.run(count_members()) == 3
    assert storage.located(kept.path).read_bytes() == b"a drawing"
    with pytest.raises(Conflict):
        restore(archive)


async def test_a_backup_under_load_is_consistent(tmp_path: Path) -> None:
    settings().data_dir.mkdir(parents=True, exist_ok=True)
    await asyncio.to_thread(migrations.upgrade, settings().sqlalchemy_url)
    busy = asyncio.create_task(add_members(200))
    await asyncio.to_thread(back_up, tmp_path / "one.tar.gz")
    await busy
    with tarfile.open(tmp_path / "one.tar.gz") as tar:
        tar.extractall(tmp_path / "out", filter="data")
    copy = sqlite3.connect(tmp_path / "out" / "academy.db")
    assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    numbers = [number for (number,) in copy.execute("SELECT id FROM member ORDER BY id")]
    copy.close()
    assert numbers == list(range(1, len(numbers) + 1))


def test_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no_database"):
        back_up(tmp_path / "x.tar.gz")
    assert list(tmp_path.glob("*.tar.gz")) == []


def archive_of(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name, content in members.items():
            source = path.parent / "member"
            source.write_bytes(content)
            tar.add(source, name)
    return path


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"academy.db": b""}, "unreadable"),
        ({"manifest.json": b"{"}, "unreadable"),
        ({"manifest.json": json.dumps({"format": 99}).encode()}, "other_format"),
        ({"manifest.json": json.dumps({"format": 1}).encode()}, "other_database"),
        ({"../escaped": b"x", "manifest.json": b"{}"}, "unreadable"),
    ],
)
def test_what_is_no_backup_is_refused(
    tmp_path: Path, members: dict[str, bytes], expected: str
) -> None:
    with pytest.raises(Invalid) as refused:
        restore(archive_of(tmp_path / "x.tar.gz", members))
    assert refused.value.fields["archive"].key == f"backup.{expected}"
    assert not (tmp_path.parent / "escaped").exists()


def test_a_failing_tool_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ACADEMY_DATABASE_URL", "postgresql://127.0.0.1:1/nowhere")
    settings.cache_clear()
    with pytest.raises(AcademyError) as refused:
        back_up(tmp_path / "x.tar.gz")
    assert refused.value.params["tool"] == "pg_dump"
