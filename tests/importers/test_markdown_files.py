"""What lies beside the lessons comes along, from a folder or an archive."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from academy_app.core import storage
from academy_app.core.actor import Actor, Role
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import Forbidden, Invalid
from academy_app.core.settings import settings
from academy_app.importers.markdown import Options, import_markdown
from academy_app.models.learning import Attachment, Course, Lesson, Subtitle, Video
from tests import factories

LESSON = """---
attachments: [extra/plan.xlsx]
videos:
- address: talk.mp4
  title: The talk
  poster: comb.png
  duration: 61.5
  subtitles:
  - {language: de, file: talk.de.vtt, label: Deutsch}
  - {language: en, file: talk.en.vtt}
---
# Start

![Comb](comb.png) and [the hand-out](hand-out.pdf), [again](./hand-out.pdf).
"""
FILES = {
    "bees/_toctree.yml": "- title: First\n  sections:\n  - local: one/start\n",
    "bees/one/start.md": LESSON,
    "bees/one/comb.png": "an image",
    "bees/one/hand-out.pdf": "a paper",
    "bees/one/extra/plan.xlsx": "a plan",
    "bees/one/talk.mp4": "a film",
    "bees/one/talk.de.vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\nHallo\n",
    "bees/one/talk.en.vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n",
}


@pytest.fixture
async def author(db: Database) -> Actor:
    async with writing() as tx:
        return await factories.actor(tx, Role.CONTENT_CREATOR)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "packed"
    for name, content in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return root


@pytest.mark.parametrize("form", ["zip", "gztar", ""])
async def test_files_come_along(author: Actor, folder: Path, tmp_path: Path, form: str) -> None:
    path = Path(shutil.make_archive(str(tmp_path / "bees"), form, folder)) if form else folder
    report = await import_markdown(author, path, Options(title="Bees"))
    assert report.of("lost") == []
    async with reading() as rx:
        lesson = (await rx.scalars(select(Lesson))).one()
        video = (await rx.scalars(select(Video))).one()
        files = (await rx.scalars(select(Attachment).order_by(col(Attachment.position)))).all()
        spoken = (await rx.scalars(select(Subtitle).order_by(col(Subtitle.language)))).all()
    assert [file.name for file in files] == ["hand-out.pdf", "plan.xlsx"]
    assert storage.located(files[0].path).read_text() == "a paper"
    assert lesson.body_html.count(f'href="/files/{files[0].path}"') == 2
    assert (video.title, video.duration, video.is_duration_final) == ("The talk", 61.5, True)
    assert storage.located(video.key.removeprefix("/files/")).read_text() == "a film"
    assert storage.located(video.poster.removeprefix("/files/")).read_text() == "an image"
    assert [(each.language, each.label, each.cues[0][2]) for each in spoken] == [
        ("de", "Deutsch", "Hallo"),
        ("en", "", "Hello"),
    ]
    again = await import_markdown(author, path, Options(title="Bees"))
    assert again.count("import.lesson_unchanged") == 1
    assert again.count("import.subtitles_unchanged") == 2


async def test_a_file_that_is_gone_goes_from_the_lesson(author: Actor, folder: Path) -> None:
    await import_markdown(author, folder, Options(title="Bees"))
    lesson = folder / "bees/one/start.md"
    lesson.write_text(lesson.read_text().replace("attachments: [extra/plan.xlsx]\n", ""))
    await import_markdown(author, folder, Options(title="Bees"))
    async with reading() as rx:
        assert [file.name for file in await rx.scalars(select(Attachment))] == ["hand-out.pdf"]


async def test_what_is_missing_or_too_large_is_named(
    author: Actor, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "max_upload_mb", 1)
    (folder / "bees/one/hand-out.pdf").write_bytes(b"x" * 1_000_001)
    (folder / "bees/one/extra/plan.xlsx").unlink()
    report = await import_markdown(author, folder, Options(title="Bees"))
    assert {(entry.key, entry.file) for entry in report.of("lost")} == {
        ("import.file_refused", "one/hand-out.pdf"),
        ("import.attachment_missing", "one/start.md"),
        ("import.link_unresolved", "one/start.md"),
    }


async def test_of_a_failed_import_no_file_stays(author: Actor, folder: Path) -> None:
    (folder / "bees/one/start.md").write_text(LESSON.replace("attach", "title: \u200b\nattach", 1))
    with pytest.raises(Invalid):
        await import_markdown(author, folder, Options(title="Bees"))
    assert [path for path in settings().files_dir.rglob("*") if path.is_file()] == []
    async with reading() as rx:
        assert (await rx.scalars(select(Course))).all() == []


async def test_who_may_not_import_leaves_no_file(db: Database, folder: Path) -> None:
    async with writing() as tx:
        member = await factories.actor(tx)
    with pytest.raises(Forbidden):
        await import_markdown(member, folder, Options(title="Bees"))
    assert not settings().files_dir.exists()


async def test_a_hostile_archive_is_refused(author: Actor, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04 no zip")
    with pytest.raises(Invalid) as refused:
        await import_markdown(author, path, Options())
    assert refused.value.fields["file"].key == "unpack.broken"
