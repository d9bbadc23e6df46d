"""An Open edX course becomes a course here, and nothing of it goes missing."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from academy_app.core import storage
from academy_app.core.actor import Actor, Role
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import Forbidden, Invalid
from academy_app.core.settings import settings
from academy_app.importers.olx import Options, import_olx
from academy_app.models.learning import Attachment, Course, Lesson, Module, Subtitle, Video
from academy_app.models.watching import Completion
from academy_app.services import learning
from tests import factories
from tests.importers import olx_courses
from tests.importers.cartridges import PIXEL
from tests.importers.fidelity import missing, runs, xml_runs


@pytest.fixture
async def author(db: Database) -> Actor:
    async with writing() as tx:
        return await factories.actor(tx, Role.CONTENT_CREATOR)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return olx_courses.write(tmp_path / "export" / "course")


async def lesson(title: str) -> Lesson:
    async with reading() as rx:
        return (await rx.scalars(select(Lesson).where(col(Lesson.title) == title))).one()


@pytest.mark.parametrize("is_packed", [True, False])
async def test_a_course_comes_in_its_order(
    author: Actor, folder: Path, tmp_path: Path, is_packed: bool
) -> None:
    path = folder
    if is_packed:
        path = Path(shutil.make_archive(str(tmp_path / "course"), "gztar", folder.parent))
    await import_olx(author, path, Options())
    async with reading() as rx:
        course = (await rx.scalars(select(Course))).one()
        rows = await rx.execute(
            select(col(Module.title), col(Lesson.title), col(Lesson.is_published))
            .join(Lesson, col(Lesson.module_id) == col(Module.id))
            .order_by(col(Module.position), col(Lesson.position))
        )
        found = [tuple(row) for row in rows]
    assert (course.title, course.slug) == ("Keeping bees", "keeping-bees")
    assert found == [
        ("Spring", "The hive", True),
        ("Spring", "Later", False),
        ("Spring", "The film", True),
        ("Spring", "What you know", True),
        ("High summer", "Inline unit", True),
        ("Not in the contents", "Overview", False),
    ]


async def test_every_run_of_text_is_there_or_told(author: Actor, folder: Path) -> None:
    report = await import_olx(author, folder, Options())
    names = ("display_name", "discussion_category", "discussion_target", "instructions")
    told = (*names, "launch_url", "trailing_text", "answer", "title")
    expected: list[str] = []
    for name, content in olx_courses.FILES.items():
        if name.endswith(".html"):
            expected += runs(content)
        elif name.endswith(".xml") and "broken" not in name:
            expected += xml_runs(content.encode(), *told)
    expected += ["She dances", "in a circle.", "Sie tanzt im Kreis.", "Red", "Blue, deep", "± 1%"]
    assert len(expected) > 70
    # A policy's name counts more than the one in the file.
    overruled = {"overruled by the policy", "Summer"}
    assert [run for run in await missing(expected, report) if run not in overruled] == []


async def test_what_does_not_come_as_it_was_is_told(author: Actor, folder: Path) -> None:
    report = await import_olx(author, folder, Options())
    lost: dict[str, set[str]] = {}
    for entry in report.of("lost"):
        lost.setdefault(entry.key, set()).add(entry.place)
    assert lost == {
        "import.component_left": {"course/year.xml:6", "vertical/hive.xml:4"},
        "import.draft_left": {"drafts/vertical/hive.xml"},
        "import.file_missing": {"course/year.xml:4", "vertical/hive.xml:5"},
        "import.file_unused": {
            "about/effort.html",
            "policies/assets.json",
            "static/unused.txt",
        },
        "import.link_unresolved": {"html/page.html:3"},
        "import.script_dropped": {"problem/wings.xml:2"},
        "import.subtitle_missing": {"video/dance.xml:1"},
        "import.tool_left": {"vertical/film.xml:3"},
        "import.xml_unreadable": {"problem/broken.xml:1"},
    }
    assert {entry.key for entry in report.of("changed")} == {
        "import.beyond_contents",
        "import.discussion_left",
        "import.draft_kept",
        "import.level_flattened",
        "import.link_rewritten",
        "import.problem_kept",
        "import.video_further",
        "import.wrapper_opened",
    }
    assert "import." not in report.to_text("de")


async def test_films_come_with_what_is_spoken(author: Actor, folder: Path) -> None:
    await import_olx(author, folder, Options())
    async with reading() as rx:
        videos = list(await rx.scalars(select(Video).order_by(col(Video.position))))
        spoken = list(await rx.scalars(select(Subtitle).order_by(col(Subtitle.language))))
        files = [file.name for file in await rx.scalars(select(Attachment))]
    dance, own = videos
    assert (dance.key, dance.start, dance.end) == ("dQw4w9WgXcQ", 5, 65)
    assert storage.located(own.key.removeprefix("/files/")).read_text() == "a film"
    assert [(each.language, [cue[2] for cue in each.cues]) for each in spoken] == [
        ("de", ["Sie tanzt im Kreis."]),
        ("en", ["She dances", "in a circle."]),
    ]
    assert files.count("paper.pdf") == 2


async def test_problems_are_text_with_answers_to_open(author: Actor, folder: Path) -> None:
    await import_olx(author, folder, Options())
    body = (await lesson("What you know")).body
    legs = body.split("## Wings")[0]
    asked, answers = legs.split("<details>")
    assert "How many **legs** has it?" in asked
    assert "- [ ] Six\n- [ ] Eight" in asked
    assert "- [x] Six Well seen.\n- [ ] Eight" in answers
    assert "Insects have six." in answers
    assert "Count again." in answers
    assert "- 4 ± 1%" in body
    assert "- [x] Red\n- [ ] Blue, deep" in body
    assert "\\(6 \\times 2\\)" in body


async def test_links_and_images_lead_somewhere(author: Actor, folder: Path) -> None:
    await import_olx(author, folder, Options())
    html = (await lesson("The hive")).body_html
    assert 'href="/courses/keeping-bees/what-you-know"' in html
    images = [part.split('"')[0] for part in html.split('src="/files/')[1:]]
    assert len(images) == 2
    assert len(set(images)) == 1
    assert storage.located(images[0]).read_bytes() == PIXEL


async def test_again_it_changes_what_changed_and_keeps_progress(
    author: Actor, folder: Path
) -> None:
    await import_olx(author, folder, Options())
    hive = await lesson("The hive")
    async with writing() as tx:
        member = await factories.actor(tx)
        await learning.mark(tx, member, hive.id or 0, is_done=True)
    again = await import_olx(author, folder, Options())
    assert (again.count("import.lesson_unchanged"), again.count("import.lesson_updated")) == (6, 0)
    page = folder / "html/page.html"
    page.write_text(page.read_text().replace("A comb", "A new comb"))
    changed = await import_olx(author, folder, Options())
    assert changed.count("import.lesson_updated") == 1
    async with reading() as rx:
        assert await rx.scalar(select(func.count()).select_from(Completion)) == 1
        assert await rx.scalar(select(func.count()).select_from(Course)) == 1


async def test_a_rehearsal_tells_the_same_and_writes_nothing(author: Actor, folder: Path) -> None:
    rehearsed = await import_olx(author, folder, Options(is_dry=True))
    async with reading() as rx:
        assert (await rx.scalars(select(Course))).all() == []
    assert not settings().files_dir.exists()
    real = await import_olx(author, folder, Options())
    assert rehearsed.counts == real.counts


HOSTILE = {
    "no": ("", "olx.no_course"),
    "other": ("<library/>", "olx.no_course"),
    "broken": ("<course>", "xml.broken_at"),
    "entities": ('<!DOCTYPE c [<!ENTITY a "a">]><course>&a;</course>', "xml.doctype_at"),
    "empty": ("<course/>", "olx.nothing_in_it"),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_what_is_no_course_is_refused(author: Actor, tmp_path: Path, name: str) -> None:
    content, key = HOSTILE[name]
    if content:
        (tmp_path / "course.xml").write_text(content)
    with pytest.raises(Invalid) as refused:
        await import_olx(author, tmp_path, Options())
    assert refused.value.fields["file"].key == key


async def test_blocks_that_hold_themselves_end(author: Actor, folder: Path) -> None:
    (folder / "vertical/hive.xml").write_text(
        '<vertical display_name="The hive"><wrapper url_name="round"/></vertical>'
    )
    (folder / "wrapper").mkdir()
    (folder / "wrapper/round.xml").write_text('<wrapper><wrapper url_name="round"/></wrapper>')
    report = await import_olx(author, folder, Options())
    assert report.count("import.olx_too_deep") == 1


@pytest.mark.parametrize("name", ["../../secret", "/etc/passwd", "a\0b"])
async def test_no_file_outside_is_read(author: Actor, folder: Path, name: str) -> None:
    (folder.parent / "secret.html").write_text("secret words")
    (folder / "html/page.xml").write_text(
        f'<html filename="{name.replace(chr(0), "")}" display_name="A page"/>'
    )
    report = await import_olx(author, folder, Options())
    assert "secret" not in (await lesson("The hive")).body
    assert report.count("import.file_missing") == 3


async def test_members_may_not_import(db: Database, folder: Path) -> None:
    async with writing() as tx:
        member = await factories.actor(tx)
    with pytest.raises(Forbidden):
        await import_olx(member, folder, Options())
