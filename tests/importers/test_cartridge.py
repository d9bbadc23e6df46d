"""A Common Cartridge becomes a course, whatever its version, and nothing of it goes missing."""

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
from academy_app.importers.cartridge import Options, import_cartridge
from academy_app.importers.report import Report
from academy_app.models.learning import Attachment, Course, Lesson, Module, Video
from academy_app.models.watching import Completion
from academy_app.services import learning
from tests import factories
from tests.importers import cartridges
from tests.importers.fidelity import missing, runs, xml_runs


@pytest.fixture
async def author(db: Database) -> Actor:
    async with writing() as tx:
        return await factories.actor(tx, Role.CONTENT_CREATOR)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return cartridges.write(tmp_path / "bees")


async def outline() -> dict[str, list[str]]:
    async with reading() as rx:
        rows = await rx.execute(
            select(col(Module.title), col(Lesson.title))
            .join(Lesson, col(Lesson.module_id) == col(Module.id))
            .order_by(col(Module.position), col(Lesson.position))
        )
        found: dict[str, list[str]] = {}
        for module, lesson in rows:
            found.setdefault(module, []).append(lesson)
    return found


async def lesson(title: str) -> Lesson:
    async with reading() as rx:
        return (await rx.scalars(select(Lesson).where(col(Lesson.title) == title))).one()


def told(report: Report, outcome: str) -> dict[str, int]:
    return {
        key: count
        for key, count in report.counts.items()
        if any(entry.key == key and entry.outcome == outcome for entry in report.entries)
    }


@pytest.mark.parametrize("version", ["1.1", "1.2", "1.3"])
async def test_a_cartridge_becomes_a_course(author: Actor, tmp_path: Path, version: str) -> None:
    folder = cartridges.write(tmp_path / "bees", version)
    path = Path(shutil.make_archive(str(tmp_path / "bees.imscc"), "zip", folder))
    await import_cartridge(author, path, Options())
    async with reading() as rx:
        course = (await rx.scalars(select(Course))).one()
    assert (course.title, course.slug) == ("Keeping bees", "keeping-bees")
    assert course.description == "A year with a hive."
    assert await outline() == {
        "Keeping bees": ["Hello"],
        "Spring": ["The hive", "A film", "A site", "What do you think?"],
        "Summer": [
            "What do you know?",
            "A tool",
            "Your turn",
            "A paper",
            "Our own film",
            "Odd one",
        ],
        "Not in the contents": ["loose"],
    }


async def test_every_run_of_text_is_there_or_told(author: Actor, folder: Path) -> None:
    report = await import_cartridge(author, folder, Options())
    expected = [
        run
        for name, content in cartridges.FILES.items()
        if name.endswith((".html", ".xml"))
        for run in (
            runs(content)
            if name.endswith(".html")
            else [*xml_runs(content.encode(), "title", "href")]
        )
    ]
    manifest = (folder / "imsmanifest.xml").read_bytes()
    assert len(expected) > 80
    # Of the answers in the test, ids stand for those to choose; the film is a video by its key.
    ids = {"a", "b", "100", "true", "IMS Common Cartridge", "1.3.0", "https://vimeo.com/76979871"}
    expected = [run for run in (*expected, *xml_runs(manifest)) if run not in ids]
    assert await missing(expected, report) == []


async def test_what_does_not_come_as_it_was_is_told(author: Actor, folder: Path) -> None:
    report = await import_cartridge(author, folder, Options())
    assert told(report, "lost") == {
        "import.assignment_kept": 1,
        "import.file_missing": 1,
        "import.file_unused": 1,
        "import.heading_only": 1,
        "import.image_missing": 1,
        "import.kind_unknown": 1,
        "import.link_unresolved": 1,
        "import.script_dropped": 1,
        "import.tool_left": 1,
    }
    assert {key for key in told(report, "changed") if key != "import.link_rewritten"} == {
        "import.beyond_contents",
        "import.form_flattened",
        "import.frame_linked",
        "import.level_flattened",
        "import.quiz_kept",
        "import.topic_kept",
    }
    places = {entry.key: entry.place for entry in report.entries}
    assert places["import.image_missing"] == "pages/the hive.html:2"
    assert places["import.link_unresolved"] == "hello.html:5"
    assert places["import.level_flattened"] == "imsmanifest.xml:18"
    assert "import." not in report.to_text("de")


async def test_links_images_and_files_lead_somewhere(author: Actor, folder: Path) -> None:
    await import_cartridge(author, folder, Options())
    hello, hive = await lesson("Hello"), await lesson("The hive")
    assert 'href="/courses/keeping-bees/the-hive"' in hello.body_html
    assert 'href="https://example.org/a"' in hello.body_html
    image = hive.body_html.split('src="/files/')[1].split('"')[0]
    assert storage.located(image).read_bytes() == cartridges.PIXEL
    async with reading() as rx:
        files = list(await rx.scalars(select(Attachment)))
        videos = {video.key for video in await rx.scalars(select(Video))}
    assert {file.name for file in files} == {"paper.pdf", "odd.bin"}
    assert len({file.path for file in files if file.name == "paper.pdf"}) == 1
    assert {key for key in videos if "/" not in key} == {"dQw4w9WgXcQ", "76979871"}
    film = next(key for key in videos if key.startswith("/files/"))
    assert storage.located(film.removeprefix("/files/")).read_text() == "a film"


async def test_markdown_is_what_the_page_was(author: Actor, folder: Path) -> None:
    await import_cartridge(author, folder, Options())
    hive = await lesson("The hive")
    assert "| Part | Count |" in hive.body
    assert '<td colspan="2">Both</td>' in hive.body_html
    assert "- Wax\n  - soft\n  - warm\n- Honey" in hive.body
    assert '````python\nif bees < 3:\n    print("```")\n````' in hive.body
    assert '<span class="math" data-tex="a^2 * b_1">' in hive.body_html
    assert "<summary>More</summary>" in hive.body_html


async def test_questions_are_text_with_answers_to_open(author: Actor, folder: Path) -> None:
    await import_cartridge(author, folder, Options())
    body = (await lesson("What do you know?")).body
    question, answers = body.split("### Queen")[0].split("<details>")
    assert "How many **legs** has a bee?" in question
    assert "- [ ] Six\n- [ ] 8 \\*" in question
    assert "- [x] Six\n- [ ] 8 \\* That is a spider." in answers
    assert "Look closely." in answers
    assert "- the queen" in body


async def test_beyond_the_contents_are_drafts(author: Actor, folder: Path) -> None:
    await import_cartridge(author, folder, Options())
    assert not (await lesson("loose")).is_published
    assert (await lesson("Hello")).is_published


async def test_again_it_changes_what_changed_and_keeps_progress(
    author: Actor, folder: Path
) -> None:
    await import_cartridge(author, folder, Options())
    hive = await lesson("The hive")
    async with writing() as tx:
        member = await factories.actor(tx)
        await learning.mark(tx, member, hive.id or 0, is_done=True)
    again = await import_cartridge(author, folder, Options())
    assert told(again, "came").get("import.lesson_updated") is None
    assert again.count("import.lesson_unchanged") == 12
    page = folder / "pages/the hive.html"
    page.write_text(page.read_text().replace("They know the way.", "They found the way."))
    changed = await import_cartridge(author, folder, Options())
    assert changed.count("import.lesson_updated") == 1
    assert "They found the way." in (await lesson("The hive")).body
    async with reading() as rx:
        assert await rx.scalar(select(func.count()).select_from(Completion)) == 1
        assert await rx.scalar(select(func.count()).select_from(Course)) == 1


async def test_a_rehearsal_writes_nothing(author: Actor, folder: Path) -> None:
    report = await import_cartridge(author, folder, Options(is_dry=True))
    real = await import_cartridge(author, folder, Options())
    assert report.is_rehearsal
    assert report.counts == real.counts


async def test_a_failure_leaves_nothing(author: Actor, folder: Path) -> None:
    manifest = folder / "imsmanifest.xml"
    manifest.write_text(manifest.read_text().replace(">A paper<", ">\u200b<"))
    with pytest.raises(Invalid):
        await import_cartridge(author, folder, Options())
    assert [path for path in settings().files_dir.rglob("*") if path.is_file()] == []
    assert await outline() == {}


HOSTILE = {
    "no": ("", "cartridge.no_manifest"),
    "broken": ("<manifest>", "xml.broken_at"),
    "entities": (
        '<!DOCTYPE m [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><manifest>&b;</manifest>',
        "xml.doctype_at",
    ),
    "outside": (
        '<!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/passwd">]><manifest>&a;</manifest>',
        "xml.doctype_at",
    ),
    "deep": ("<a>" * 2000 + "</a>" * 2000, "xml.too_large_at"),
    "empty": ("<manifest/>", "cartridge.nothing_in_it"),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_what_is_no_cartridge_is_refused(author: Actor, tmp_path: Path, name: str) -> None:
    manifest, key = HOSTILE[name]
    if manifest:
        (tmp_path / "imsmanifest.xml").write_text(manifest)
    with pytest.raises(Invalid) as refused:
        await import_cartridge(author, tmp_path, Options())
    assert refused.value.fields["file"].key == key


async def test_a_hostile_part_is_named_and_the_rest_comes(author: Actor, folder: Path) -> None:
    (folder / "talk.xml").write_text(
        '<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd">]><topic><title>&x;</title></topic>'
    )
    (folder.parent / "secret.png").write_bytes(cartridges.PIXEL)
    page = folder / "pages/the hive.html"
    page.write_text(page.read_text().replace("../media/gone.png", "../../secret.png"))
    report = await import_cartridge(author, folder, Options())
    assert [entry.params["reason"] for entry in report.of("lost") if "xml" in entry.key] == [
        "xml.doctype"
    ]
    assert report.count("import.image_missing") == 1
    assert "root:" not in (await lesson("What do you think?")).body


async def test_members_may_not_import(db: Database, folder: Path) -> None:
    async with writing() as tx:
        member = await factories.actor(tx)
    with pytest.raises(Forbidden):
        await import_cartridge(member, folder, Options())
