"""A real course of a hundred lessons and films comes in whole."""

import os
from pathlib import Path

import pytest

from academy_app.core.actor import Actor, Role
from academy_app.core.db import Database, writing
from academy_app.importers.markdown import Options, import_folder
from tests import factories
from tests.conftest import Statements

COURSE = Path(
    os.environ.get("ACADEMY_HF_COURSE", Path(__file__).parents[3] / "shared" / "data" / "hf-course")
)


@pytest.fixture
async def author(db: Database) -> Actor:
    async with writing() as tx:
        return await factories.actor(tx, Role.CONTENT_CREATOR)


@pytest.mark.skipif(not COURSE.exists(), reason="the course's files are not here")
async def test_a_real_course_comes_in_whole(
    author: Actor, tmp_path: Path, statements: Statements
) -> None:
    wanted = Options("hf-course", "The course", COURSE / "subtitles" / "en")
    with statements() as seen:
        report = await import_folder(author, COURSE / "chapters" / "en", wanted)
    assert len(seen) < 1000
    assert {
        key: report.count(key)
        for key in ("import.lesson_new", "import.video_new", "import.question_kept")
    } == {
        "import.lesson_new": 104,
        "import.video_new": 100,
        "import.question_kept": 133,
    }
    files = list((COURSE / "subtitles" / "en").glob("*.srt"))
    named = {entry.file for entry in report.entries if entry.file.endswith(".srt")}
    assert named == {file.name for file in files}
    with statements() as seen:
        again = await import_folder(author, COURSE / "chapters" / "en", wanted)
    assert again.count("import.lesson_unchanged") == 104
    assert len(seen) < 20
