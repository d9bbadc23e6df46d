"""A course goes out and comes back as it was."""

import re
import zipfile
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import delete, select
from sqlmodel import col

from academy_app.core import storage
from academy_app.core.actor import Actor, Role
from academy_app.core.clock import now
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import Forbidden, NotFound
from academy_app.core.hrefs import file_href
from academy_app.core.settings import settings
from academy_app.core.storage import Stored
from academy_app.core.subtitles import Cue, Transcript
from academy_app.exporters.course import export_course
from academy_app.importers.cartridge import import_cartridge
from academy_app.importers.courses import Options
from academy_app.importers.markdown import import_markdown
from academy_app.importers.olx import import_olx
from academy_app.importers.report import Report
from academy_app.models.learning import Attachment, Course, Lesson, Module, Subtitle, Video
from academy_app.services import authoring
from academy_app.services.authoring import AttachmentDraft, CourseDraft, LessonDraft, VideoDraft
from tests import factories
from tests.conftest import Statements
from tests.importers import cartridges, olx_courses

Import = Callable[[Actor, Path, Options], Awaitable[Report]]

BODY = """

Look at <img src="{image}" alt="it">, ![twice]({image}) and [the paper]({paper}).
Go [on](/courses/bees/second%2Done), [on](/courses/bees/second-one#content-x) or
[away](/courses/others/second-one). In code: `../files/x`.

---
title: no front matter
---

  Trailing space and *ünïcödé*…   \n\n"""


@pytest.fixture
async def author(db: Database) -> Actor:
    async with writing() as tx:
        return await factories.actor(tx, Role.CONTENT_CREATOR)


async def with_everything(author: Actor) -> str:
    """A course that has one of everything; its slug."""
    image = await storage.save(b"image", "a.png", "images/3")
    paper = await storage.save(b"paper", "a.pdf")
    film = await storage.save(b"film", "a.mp4", "videos")
    links = {"image": file_href(image.path), "paper": file_href(paper.path)}
    body = await authoring.text(BODY.format(**links))
    empty = await authoring.text("")
    async with writing() as tx:
        draft = CourseDraft(
            'Bees: "a year"',
            "Two\n\nparagraphs",
            slug="bees",
            thumbnail=image.path,
            tags=("wax", "Honey"),
            watched_fraction=0.75,
            text_completion="mark",
            level=3,
        )
        course_id = (await authoring.create_course(tx, author, draft)).id or 0
        first = (await authoring.create_module(tx, author, course_id, "Ä: first")).id or 0
        await authoring.create_module(tx, author, course_id, "Nothing in it yet")
        lesson = await authoring.create_lesson(
            tx,
            author,
            first,
            LessonDraft("First", body, "first", 7, extra={"questions": [{"heading": "H"}]}),
        )
        assert lesson.id is not None
        videos = await authoring.set_videos(
            tx,
            author,
            lesson.id,
            [
                VideoDraft("https://youtu.be/dQw4w9WgXcQ?start=5&end=65", "Dance", 61.5),
                VideoDraft("https://vimeo.com/76979871/abcdef0123#t=9s", ""),
                VideoDraft(f"{file_href(film.path)}#t=2,8", "Film", poster=links["image"]),
            ],
        )
        cues = (Cue(0, 900, "One & <two>"), Cue(1000, 2000, "Line\nLine"))
        for language, label in (("de", "Deutsch"), ("en", "")):
            await authoring.set_subtitles(
                tx, author, videos[0].id or 0, language, Transcript(cues), label=label
            )
        files = [AttachmentDraft(Stored(paper.path, paper.size), "The paper.pdf", "x/own")]
        await authoring.set_attachments(tx, author, lesson.id, files)
        await authoring.create_lesson(
            tx, author, first, LessonDraft("Second", empty, "second-one", 0)
        )
        await authoring.create_lesson(
            tx, author, first, LessonDraft("Draft", body, "a_draft", 3, is_published=False)
        )
    return "bees"


async def everything() -> list[dict[str, object]]:
    """All rows of all courses, without what only tells them apart."""
    keys = {"id", "course_id", "module_id", "lesson_id", "video_id", "author_id"}
    noise = {"created_at", "updated_at", "source_key", "path", "key", "poster", "thumbnail"}
    left_out = keys | noise | {"body", "body_html", "extra", "_sa_instance_state"}
    found: list[dict[str, object]] = []
    async with reading() as rx:
        for model in (Course, Module, Lesson, Video, Subtitle, Attachment):
            rows = await rx.scalars(select(model).order_by(model.id))  # type: ignore[arg-type]
            found.extend(
                {name: value for name, value in vars(row).items() if name not in left_out}
                for row in rows
            )
    return found


async def wiped() -> None:
    async with writing() as tx:
        await tx.execute(delete(Course))
    settings().files_dir.rename(settings().files_dir.with_name("before"))


async def round_trip(author: Actor, slug: str, folder: Path) -> Report:
    """Out, all deleted, in, out again: the archives are the same to the byte."""
    await export_course(author, slug, folder / "one.zip")
    before = await everything()
    await wiped()
    report = await import_markdown(author, folder / "one.zip", Options())
    await export_course(author, slug, folder / "two.zip")
    assert await everything() == before
    assert (folder / "two.zip").read_bytes() == (folder / "one.zip").read_bytes()
    return report


async def test_a_course_comes_back_as_it_was(author: Actor, tmp_path: Path) -> None:
    slug = await with_everything(author)
    report = await round_trip(author, slug, tmp_path)
    assert report.of("lost") == []
    again = await import_markdown(author, tmp_path / "two.zip", Options())
    assert again.count("import.lesson_unchanged") == 3


FORMATS: dict[str, tuple[Callable[[Path], Path], Import]] = {
    "cartridge": (cartridges.write, import_cartridge),
    "olx": (olx_courses.write, import_olx),
}


@pytest.mark.parametrize("form", FORMATS)
async def test_what_came_from_elsewhere_goes_on(author: Actor, tmp_path: Path, form: str) -> None:
    write, bring_in = FORMATS[form]
    await bring_in(author, write(tmp_path / "source"), Options())
    report = await round_trip(author, "keeping-bees", tmp_path)
    assert report.of("lost") == []


async def test_the_archive_is_a_folder_of_markdown(author: Actor, tmp_path: Path) -> None:
    await with_everything(author)
    exported = await export_course(author, "bees", tmp_path / "bees.zip")
    with zipfile.ZipFile(tmp_path / "bees.zip") as archive:
        names = archive.namelist()
        contents = yaml.safe_load(archive.read("academy.yml"))
        lesson = archive.read("01-first/01-first.md").decode()
    assert exported.members == len(names) == 9
    assert exported.missing == ()
    assert [name for name in names if not name.startswith("files/")] == [
        "academy.yml",
        "01-first/01-first.md",
        "subtitles/01-01-1.de.vtt",
        "subtitles/01-01-1.en.vtt",
        "01-first/02-second-one.md",
        "01-first/03-a-draft.md",
    ]
    assert (contents["title"], contents["tags"]) == ('Bees: "a year"', ["Honey", "wax"])
    assert "[on](../01-first/02-second-one.md#content-x)" in lesson
    assert "![twice](../files/" in lesson
    assert "(/courses/others/second-one)" in lesson


async def test_it_comes_in_beside_another_of_its_name(author: Actor, tmp_path: Path) -> None:
    await with_everything(author)
    await export_course(author, "bees", tmp_path / "bees.zip")
    await import_markdown(author, tmp_path / "bees.zip", Options(course_slug="bees-again"))
    async with reading() as rx:
        courses = {course.slug: course.id for course in await rx.scalars(select(Course))}
        first = await rx.scalar(
            select(Lesson).where(
                col(Lesson.course_id) == courses["bees-again"], col(Lesson.slug) == "first"
            )
        )
    assert first is not None
    assert "/courses/bees-again/second-one#content-x" in first.body


@pytest.mark.parametrize(
    "rule", [{"enrol_by": "listed"}, {"is_hidden": True}, {"is_sequential": True}]
)
async def test_what_was_not_open_to_all_comes_back_as_a_draft(
    author: Actor, tmp_path: Path, rule: dict[str, Any]
) -> None:
    async with writing() as tx:
        await factories.course(tx, author, slug="closed", **rule)
    await export_course(author, "closed", tmp_path / "closed.zip")
    with zipfile.ZipFile(tmp_path / "closed.zip") as made:
        assert yaml.safe_load(made.read("academy.yml"))["published"] is False


async def test_what_opens_later_is_a_draft_and_what_is_deleted_stays_behind(
    author: Actor, tmp_path: Path
) -> None:
    async with writing() as tx:
        tree = await factories.course(tx, author, slug="drip", modules=3, lessons=0)
        present, later, gone = tree.modules
        await factories.lesson(tx, present, title="Now")
        await factories.lesson(tx, present, title="In a week", opens_after=7)
        await factories.lesson(tx, present, title="Thrown away", deleted_at=now())
        later.opens_at = now() + timedelta(days=3)
        await factories.lesson(tx, later, title="With its module")
        gone.deleted_at = now()
        await factories.lesson(tx, gone, title="With its module gone")
    await export_course(author, "drip", tmp_path / "drip.zip")
    with zipfile.ZipFile(tmp_path / "drip.zip") as made:
        texts = [made.read(name).decode() for name in made.namelist() if name.endswith(".md")]
    drafts = {re.search("title: (.*)", text)[1]: "published: false" in text for text in texts}  # type: ignore[index]
    assert drafts == {"Now": False, "In a week": True, "With its module": True}


async def test_a_file_that_is_gone_is_named(author: Actor, tmp_path: Path) -> None:
    await with_everything(author)
    for path in settings().files_dir.rglob("*.pdf"):
        path.unlink()
    exported = await export_course(author, "bees", tmp_path / "bees.zip")
    assert [name.rpartition(".")[2] for name in exported.missing] == ["pdf"]


async def test_only_who_may_edit_it_takes_a_course_along(author: Actor, tmp_path: Path) -> None:
    await with_everything(author)
    out = tmp_path / "out" / "bees.zip"
    async with writing() as tx:
        creator = await factories.actor(tx, Role.CONTENT_CREATOR)
        admin = await factories.admin(tx)
        member = await factories.actor(tx)
    for stranger in (creator, member):
        with pytest.raises((Forbidden, NotFound)):
            await export_course(stranger, "bees", out)
    with pytest.raises(NotFound):
        await export_course(admin, "no-such", out)
    assert not out.parent.exists()
    await export_course(admin, "bees", out)
    assert [path.name for path in out.parent.iterdir()] == ["bees.zip"]


async def test_statements_do_not_grow_with_the_lessons(
    author: Actor, tmp_path: Path, statements: Statements
) -> None:
    counts = []
    for lessons in (5, 20):
        async with writing() as tx:
            tree = await factories.course(tx, author, modules=1, lessons=lessons)
        with statements() as seen:
            await export_course(author, tree.course.slug, tmp_path / "course.zip")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 10
