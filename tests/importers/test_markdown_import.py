"""A folder of lessons becomes a course, and stays one when it is imported again."""

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import Forbidden, Invalid
from academy_app.core.settings import settings
from academy_app.importers.markdown import Options, import_folder
from academy_app.models.learning import Course, Lesson, Module, Subtitle, Video
from academy_app.models.watching import Completion
from academy_app.services import authoring, learning
from academy_app.services.authoring import LessonDraft
from tests import factories

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
SRT = "1\n00:00:01,000 --> 00:02:00,000\nHello\n"


@pytest.fixture
async def author(db: Database) -> Actor:
    async with writing() as tx:
        return await factories.actor(tx, Role.CONTENT_CREATOR)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two chapters of three lessons, with a video, an image and subtitles."""
    root = tmp_path / "bees"
    files = {
        "_toctree.yml": (
            "- title: First\n  sections:\n  - local: one/1\n    title: Start\n"
            "  - local: one/2\n    title: Honey\n"
            "- title: Second\n  sections:\n  - local: two/1\n    title: Start\n"
        ),
        "one/1.mdx": '# Start[[start]]\n\n<Youtube id="dQw4w9WgXcQ"/>\n\n[Next](2)\n',
        "one/2.mdx": "# Honey\n\n![Comb](comb.png)\n\nSweet.\n",
        "two/1.mdx": (
            "---\nminutes: 7\nslug: waggle\nvideo: https://vimeo.com/1\n---\n# Dance\n\nText\n"
        ),
        "subs/dQw4w9WgXcQ.srt": SRT,
    }
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    (root / "one" / "comb.png").write_bytes(PIXEL)
    return root


def options(folder: Path) -> Options:
    return Options(title="Bees", subtitles=folder / "subs")


async def lessons() -> list[Lesson]:
    async with reading() as rx:
        order = col(Module.position), col(Lesson.position)
        join = col(Module.id) == col(Lesson.module_id)
        return list(await rx.scalars(select(Lesson).join(Module, join).order_by(*order)))


@pytest.mark.parametrize(
    ("wish", "level"), [("3", 3), ("0", 1), ("10", 1), ("'3'", 1), ("true", 1), ("[]", 1)]
)
async def test_contents_may_name_the_level_that_opens_the_course(
    author: Actor, tmp_path: Path, wish: str, level: int
) -> None:
    (tmp_path / "one.md").write_text("# One")
    (tmp_path / "toc.yml").write_text(
        f"level: {wish}\nsections:\n- title: All\n  sections:\n  - one.md\n"
    )
    await import_folder(author, tmp_path, Options())
    async with reading() as rx:
        assert (await rx.scalars(select(Course))).one().level == level


async def test_a_poster_that_is_no_picture_is_left_out_and_named(
    author: Actor, tmp_path: Path
) -> None:
    (tmp_path / "one.md").write_text(
        "---\nvideos:\n- address: https://vimeo.com/1\n  poster: javascript:x\n---\n# One\n\nText\n"
    )
    report = await import_folder(author, tmp_path, Options())
    assert [entry.key for entry in report.of("lost")] == ["import.poster_refused"]
    async with reading() as rx:
        assert "javascript" not in (await rx.scalars(select(Video))).one().poster


async def test_a_folder_becomes_a_course(author: Actor, folder: Path) -> None:
    report = await import_folder(author, folder, options(folder))
    start, honey, dance = await lessons()
    assert report.of("lost") == []
    assert [start.slug, honey.slug, dance.slug] == ["one-start", "honey", "waggle"]
    assert [start.kind, honey.kind, dance.kind] == ["both", "text", "both"]
    assert [start.minutes, dance.minutes] == [3, 7]
    assert 'href="/courses/bees/honey"' in start.body_html
    assert 'data-video="1"' in start.body_html
    assert "Start" not in start.body
    assert "Dance" in dance.body
    async with reading() as rx:
        course = (await rx.scalars(select(Course))).one()
        videos = (await rx.scalars(select(Video).order_by(col(Video.id)))).all()
        subtitle = (await rx.scalars(select(Subtitle))).one()
    assert (course.title, course.slug, course.is_published) == ("Bees", "bees", True)
    assert [(video.provider, video.key) for video in videos] == [
        ("youtube", "dQw4w9WgXcQ"),
        ("vimeo", "1"),
    ]
    assert [tuple(cue) for cue in subtitle.cues] == [(1000, 120_000, "Hello")]
    image = honey.body_html.split('src="/files/')[1].split('"')[0]
    assert (settings().files_dir / image).read_bytes() == PIXEL


async def test_importing_again_changes_nothing(author: Actor, folder: Path) -> None:
    await import_folder(author, folder, options(folder))
    before = await lessons()
    report = await import_folder(author, folder, options(folder))
    assert report.count("import.lesson_unchanged") == 3
    assert report.count("import.subtitles_unchanged") == 1
    assert report.count("import.lesson_updated") == 0
    assert [lesson.model_dump() for lesson in await lessons()] == [
        lesson.model_dump() for lesson in before
    ]


async def test_a_change_is_brought_in_and_progress_stays(author: Actor, folder: Path) -> None:
    await import_folder(author, folder, options(folder))
    start, honey, _ = await lessons()
    async with writing() as tx:
        member = await factories.actor(tx)
        await learning.mark(tx, member, honey.id or 0, is_done=True)
    (folder / "one" / "1.mdx").write_text("# Start\n\nNew words.\n\n<Youtube id=dQw4w9WgXcQ />\n")
    (folder / "subs" / "dQw4w9WgXcQ.srt").write_text(SRT.replace("Hello", "Hi"))
    report = await import_folder(author, folder, options(folder))
    after = await lessons()
    assert [entry.file for entry in report.entries if entry.key == "import.lesson_updated"] == [
        "one/1.mdx"
    ]
    assert (after[0].id, after[0].slug) == (start.id, "one-start")
    assert "New words." in after[0].body_html
    async with reading() as rx:
        assert await rx.scalar(select(func.count()).select_from(Completion)) == 1
        video_id = await rx.scalar(select(col(Video.id)).where(col(Video.key) == "dQw4w9WgXcQ"))
        subtitle = (await rx.scalars(select(Subtitle))).one()
    assert (subtitle.video_id, subtitle.cues[0][2]) == (video_id, "Hi")


async def test_a_lesson_whose_file_is_gone_becomes_a_draft(author: Actor, folder: Path) -> None:
    await import_folder(author, folder, options(folder))
    contents = (folder / "_toctree.yml").read_text()
    (folder / "_toctree.yml").write_text(
        contents.replace("  - local: one/2\n    title: Honey\n", "")
    )
    (folder / "one" / "2.mdx").unlink()
    report = await import_folder(author, folder, options(folder))
    assert report.count("import.lesson_withdrawn") == 1
    assert {lesson.slug: lesson.is_published for lesson in await lessons()} == {
        "one-start": True,
        "honey": False,
        "waggle": True,
    }


async def test_what_was_edited_here_is_not_overwritten(author: Actor, folder: Path) -> None:
    await import_folder(author, folder, options(folder))
    honey = (await lessons())[1]
    own = await authoring.text("My own words.")
    draft = LessonDraft(honey.title, own, extra=honey.extra, source_key=honey.source_key)
    async with writing() as tx:
        await authoring.update_lesson(tx, author, honey.id or 0, draft)
    (folder / "one" / "2.mdx").write_text("# Honey\n\nTheir words.\n")
    report = await import_folder(author, folder, options(folder))
    assert [entry.file for entry in report.of("lost") if entry.key == "import.edited_here"] == [
        "one/2.mdx"
    ]
    assert (await lessons())[1].body == "My own words."


async def test_what_changed_on_the_way_is_listed_once(author: Actor, folder: Path) -> None:
    first = await import_folder(author, folder, options(folder))
    assert "one/1.mdx:5  2 → /courses/bees/honey" in first.to_text()
    again = await import_folder(author, folder, options(folder))
    text = again.to_text()
    assert "→" not in text
    assert "Changed on the way: 0 entries\n      1  in lessons and subtitles that" in text
    (folder / "one" / "1.mdx").write_text("# Start\n\n[Go on](2)\n")
    changed = await import_folder(author, folder, options(folder))
    assert "one/1.mdx:3  2 → /courses/bees/honey" in changed.to_text()


async def test_a_lesson_with_nothing_in_it_is_a_draft(author: Actor, folder: Path) -> None:
    (folder / "one" / "2.mdx").write_bytes(b"")
    report = await import_folder(author, folder, options(folder))
    assert [entry.file for entry in report.of("lost") if entry.key == "import.nothing_in_it"] == [
        "one/2.mdx"
    ]
    assert [lesson.is_published for lesson in await lessons()] == [True, False, True]
    (folder / "one" / "2.mdx").write_text("Words at last.")
    await import_folder(author, folder, options(folder))
    assert [lesson.is_published for lesson in await lessons()] == [True, True, True]


async def test_bytes_that_are_no_text_are_named(author: Actor, folder: Path) -> None:
    (folder / "one" / "2.mdx").write_bytes(b"# Honey\r\n\r\nS\xfc\xdf and sweet.\n")
    report = await import_folder(author, folder, options(folder))
    [entry] = [entry for entry in report.of("lost") if entry.key == "import.not_utf8"]
    assert (entry.place, entry.params) == ("one/2.mdx:3", {"byte": "0xFC"})
    assert (await lessons())[1].body == "S\ufffd\ufffd and sweet.\n"


async def test_a_missing_folder_is_named_as_it_was_typed(author: Actor, tmp_path: Path) -> None:
    for wanted, field in (
        (Options(), "folder"),
        (Options(subtitles=Path("../no/such/folder")), "subtitles"),
    ):
        given = Path("../no/such/folder") if field == "folder" else tmp_path
        (tmp_path / "a.md").write_text("Words")
        with pytest.raises(Invalid) as refused:
            await import_folder(author, given, wanted)
        assert refused.value.fields[field].params == {"folder": "../no/such/folder"}


async def test_a_missing_image_leaves_its_words(author: Actor, folder: Path) -> None:
    (folder / "one" / "comb.png").unlink()
    await import_folder(author, folder, options(folder))
    expected = '<em role="note" data-label="content.image_missing">Comb</em>'
    assert expected in (await lessons())[1].body_html


async def test_a_new_order_is_taken_over(author: Actor, folder: Path) -> None:
    await import_folder(author, folder, options(folder))
    (folder / "_toctree.yml").write_text(
        "- title: Second\n  sections:\n  - local: two/1\n  - local: one/2\n"
        "- title: First\n  sections:\n  - local: one/1\n    title: Start\n"
    )
    await import_folder(author, folder, options(folder))
    assert [lesson.slug for lesson in await lessons()] == ["waggle", "honey", "one-start"]


async def test_a_rehearsal_writes_nothing(author: Actor, folder: Path) -> None:
    rehearsal = Options(title="Bees", subtitles=folder / "subs", is_dry=True)
    report = await import_folder(author, folder, rehearsal)
    assert report.count("import.lesson_new") == 3
    text = report.to_text()
    assert text.startswith("Rehearsed in ")
    assert "nothing was written" in text
    assert "Would come: " in text
    assert "Imported" not in text
    assert json.loads(report.to_json())["rehearsal"] is True
    async with reading() as rx:
        assert (await rx.scalars(select(Course))).all() == []
    assert not settings().files_dir.exists()


async def test_a_failure_leaves_no_half_course(author: Actor, folder: Path) -> None:
    (folder / "two" / "1.mdx").write_text("---\ntitle: \u200b\n---\ntext")
    (folder / "_toctree.yml").write_text((folder / "_toctree.yml").read_text())
    with pytest.raises(Invalid):
        await import_folder(author, folder, options(folder))
    async with reading() as rx:
        assert (await rx.scalars(select(Course))).all() == []
        assert (await rx.scalars(select(Lesson))).all() == []


async def test_members_may_not_import(db: Database, folder: Path) -> None:
    async with writing() as tx:
        member = await factories.actor(tx)
    with pytest.raises(Forbidden):
        await import_folder(member, folder, options(folder))


SUMMARY = """# Summary

## First

* [Start](one/1.mdx)
  * [Honey](one/2.mdx)

## Second

- [Start](two/1.mdx)
"""
TOC = """title: Bees
chapters:
- title: First
  sections:
  - file: one/1
  - file: one/2.mdx
- title: Second
  sections: [two/1]
"""


@pytest.mark.parametrize(
    ("contents", "name"),
    [(SUMMARY, "SUMMARY.md"), (TOC, "toc.yml"), ("", "")],
    ids=["summary", "toc", "folders"],
)
async def test_contents_come_in_several_forms(
    author: Actor, folder: Path, contents: str, name: str
) -> None:
    (folder / "_toctree.yml").unlink()
    if name:
        (folder / name).write_text(contents)
    report = await import_folder(author, folder, options(folder))
    assert [lesson.source_key for lesson in await lessons()] == ["one/1", "one/2", "two/1"]
    assert report.of("lost") == []
    async with reading() as rx:
        titles = await rx.scalars(select(col(Module.title)).order_by(col(Module.position)))
        assert titles.all() in (["First", "Second"], ["One", "Two"])


async def test_what_cannot_come_is_named(author: Actor, folder: Path) -> None:
    with (folder / "_toctree.yml").open("a") as contents:
        contents.write("  - local: two/none\n    title: None\n  - local: one/1\n    title: Again\n")
    (folder / "two" / "extra.md").write_text("Extra")
    (folder / "two" / "unused.png").write_bytes(PIXEL)
    (folder / "subs" / "a-talk.srt").write_text(SRT)
    (folder / "subs" / "broken.vtt").write_text("WEBVTT")
    (folder / "two" / "1.mdx").write_text("---\n: : :\n---\n# Dance\n")
    report = await import_folder(author, folder, options(folder))
    assert {entry.key for entry in report.of("lost")} == {
        "import.file_missing",
        "import.listed_twice",
        "import.not_in_contents",
        "import.bad_front_matter",
        "import.image_unused",
        "import.subtitle_unmatched",
        "import.subtitle_refused",
    }
    for language, words in (
        ("en", "Not carried over: 7 entries"),
        ("de", "Nicht übernommen: 7 Einträge"),
    ):
        text = report.to_text(language)
        assert words in text
        assert "import." not in text
    assert json.loads(report.to_json())["counts"]["lost"]["import.not_in_contents"] == 1


@pytest.mark.parametrize("contents", ["- [", "just words", "title: x"])
async def test_unreadable_contents_are_refused(author: Actor, folder: Path, contents: str) -> None:
    (folder / "_toctree.yml").write_text(contents)
    with pytest.raises(Invalid) as refused:
        await import_folder(author, folder, options(folder))
    assert list(refused.value.fields) == ["folder"]


async def test_no_file_outside_of_the_folder_is_read(author: Actor, folder: Path) -> None:
    (folder.parent / "secret.md").write_text("secret")
    (folder.parent / "secret.png").write_bytes(PIXEL)
    (folder / "_toctree.yml").write_text(
        "- title: A\n  sections:\n  - local: ../secret\n  - local: one/1\n"
    )
    (folder / "one" / "1.mdx").write_text("![x](../../secret.png) text")
    report = await import_folder(author, folder, options(folder))
    assert report.count("import.file_missing") == 1
    assert report.count("import.image_missing") == 1
    assert len(await lessons()) == 1


async def test_links_to_a_renamed_folder_stay_within_the_course(
    author: Actor, folder: Path, tmp_path: Path
) -> None:
    await import_folder(author, folder, options(folder))
    moved = tmp_path / "elsewhere"
    shutil.move(folder, moved)
    report = await import_folder(author, moved, options(moved))
    assert report.count("import.lesson_unchanged") == 3
