"""`export` as it is typed."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from academy_app.cli.export import app
from academy_app.core import db, migrations
from academy_app.core.actor import Role
from academy_app.core.settings import settings
from tests import factories


@pytest.fixture
def migrated() -> None:
    settings().data_dir.mkdir(parents=True)
    migrations.upgrade(settings().sqlalchemy_url)
    with db.using(db.Database(settings().sqlalchemy_url)):
        asyncio.run(a_course())


async def a_course() -> None:
    async with db.writing() as tx:
        author = await factories.member(tx, Role.ADMIN, email="ann@example.org")
        await factories.course(tx, author, slug="bees")
    await db.database().dispose()


def run(*arguments: str | Path) -> str:
    with db.using(db.Database(settings().sqlalchemy_url)):
        result = CliRunner().invoke(app, list(map(str, arguments)), catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_a_course_is_written(migrated: None, tmp_path: Path) -> None:
    out = tmp_path / "bees.zip"
    assert f"{out}: 3 files, " in run("course", "bees", out, "--as", "Ann@example.org")
    assert out.stat().st_mode & 0o777 == 0o600
