"""`import markdown` as it is typed."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from academy_app.core import db, migrations
from academy_app.core.actor import Role
from academy_app.core.errors import Invalid
from academy_app.core.settings import settings
from academy_app.importers.cli import app
from tests import factories
from tests.importers import cartridges, olx_courses, skool_pages
from tests.importers import discourse_pages as forum_pages


@pytest.fixture
def migrated() -> None:
    settings().data_dir.mkdir(parents=True)
    migrations.upgrade(settings().sqlalchemy_url)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "01_about-bees"
    root.mkdir()
    (root / "01_start.md").write_text("# Start\n\n[gone](gone.md)\n")
    (root / "02_honey.md").write_text("Sweet.\n")
    return root


def run(*arguments: str | Path, form: str = "markdown") -> str:
    result = CliRunner().invoke(app, [form, *map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


async def an_author() -> None:
    async with db.writing() as tx:
        await factories.member(tx, Role.CONTENT_CREATOR, email="ann@example.org")
    await db.database().dispose()


def test_a_folder_is_imported_and_reported(migrated: None, folder: Path, tmp_path: Path) -> None:
    with db.using(db.Database(settings().sqlalchemy_url)):
        asyncio.run(an_author())
    with db.using(db.Database(settings().sqlalchemy_url)):
        text = run(folder, "--author", "Ann@example.org", "--report", tmp_path / "report.json")
    assert "2  lessons" in text
    assert "01_start.md:3  gone.md" in text
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["counts"]["came"]["import.lesson_new"] == 2
    with db.using(db.Database(settings().sqlalchemy_url)):
        again = run(folder, "--author", "ann@example.org")
    assert "2  lessons unchanged" in again


@pytest.mark.parametrize("form", ["cartridge", "olx"])
def test_other_formats_are_commands_of_their_own(migrated: None, tmp_path: Path, form: str) -> None:
    source = {"cartridge": cartridges, "olx": olx_courses}[form].write(tmp_path / "source")
    with db.using(db.Database(settings().sqlalchemy_url)):
        asyncio.run(an_author())
    author = ("--author", "ann@example.org")
    with db.using(db.Database(settings().sqlalchemy_url)):
        assert "nothing was written" in run(source, *author, "--dry-run", form=form)
    with db.using(db.Database(settings().sqlalchemy_url)):
        assert "course\n" in run(source, *author, "--title", "Hives", form=form)


def test_without_an_author_nothing_starts(migrated: None, folder: Path) -> None:
    for given, key in (("", "import.no_admin"), ("who@example.org", "import.no_such_author")):
        with db.using(db.Database(settings().sqlalchemy_url)), pytest.raises(Invalid) as refused:
            run(folder, "--author", given)
        assert refused.value.fields["author"].key == key


async def an_admin() -> None:
    async with db.writing() as tx:
        await factories.member(tx, Role.ADMIN, email="boss@example.org")
    await db.database().dispose()


@pytest.mark.parametrize(("command", "pages"), [("skool", skool_pages), ("discourse", forum_pages)])
def test_a_community_is_rehearsed_and_imported(
    migrated: None, tmp_path: Path, command: str, pages: Any
) -> None:
    folder = pages.write(tmp_path / "saved")
    with db.using(db.Database(settings().sqlalchemy_url)):
        asyncio.run(an_admin())
    with db.using(db.Database(settings().sqlalchemy_url)):
        text = run(folder, "--dry-run", form=command)
    assert "Would come" in text
    for expected in ("3  threads\n", "3  threads of an earlier import"):
        with db.using(db.Database(settings().sqlalchemy_url)):
            text = run(folder, "--map", "Questions=Help", form=command)
        assert expected.replace("3", "3" if command == "skool" else "2", 1) in text


def test_a_map_that_is_none_is_refused(migrated: None, tmp_path: Path) -> None:
    with db.using(db.Database(settings().sqlalchemy_url)), pytest.raises(Invalid) as refused:
        run(tmp_path, "--map", "Questions", form="skool")
    assert refused.value.fields["labels"].key == "import.bad_map"
