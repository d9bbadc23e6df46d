"""The course that a new site begins with, and what a folder can bring along."""

from pathlib import Path

from sqlmodel import col, select

from academy_app.core import storage
from academy_app.core.actor import Role
from academy_app.core.db import Database, reading, writing
from academy_app.importers import demo
from academy_app.importers.demo import categories, threads
from academy_app.importers.markdown import Options, import_folder
from academy_app.models.discussion import Category, Thread
from academy_app.models.learning import Course, CourseTag, Lesson, Subtitle, Video
from academy_app.services.categories import delete_category
from tests import factories


async def test_a_new_site_gets_the_demo_course_once(db: Database) -> None:
    await demo.seed()
    async with writing() as tx:
        course = (await tx.scalars(select(Course))).one()
        assert course.is_published
        assert len((await tx.scalars(select(Lesson))).all()) == 7
        await tx.delete(course)
    await demo.seed()
    async with reading() as rx:
        assert (await rx.scalars(select(Course))).all() == []


async def test_a_new_site_has_places_to_talk_once(db: Database) -> None:
    await categories.seed()
    await categories.seed()
    async with writing() as tx:
        made = (await tx.scalars(select(Category).order_by(col(Category.position)))).all()
        assert [(each.slug, each.post_by) for each in made] == [
            ("announcements", "staff"),
            ("general", "everyone"),
            ("questions", "everyone"),
        ]
        admin = await factories.admin(tx)
        for each in made:
            await delete_category(tx, admin, each.id or 0)
    await categories.seed()
    async with reading() as rx:
        assert (await rx.scalars(select(Category))).all() == []


async def test_a_new_site_is_no_empty_room(db: Database) -> None:
    await categories.seed()
    await demo.seed()
    for _ in range(2):
        await threads.seed()
    async with reading() as rx:
        made = (await rx.scalars(select(Thread).order_by(col(Thread.id)))).all()
    assert [(each.is_pinned, each.has_poll, each.answer_id is not None) for each in made] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]


async def test_without_the_demo_nothing_is_said(db: Database) -> None:
    await categories.seed()
    await threads.seed()
    async with reading() as rx:
        assert (await rx.scalars(select(Thread))).all() == []


async def test_where_people_talk_already_no_places_are_made(db: Database) -> None:
    async with writing() as tx:
        tree = await factories.course(tx)
        await factories.thread(tx, lesson_id=factories.key(tree.lessons[0]))
    await categories.seed()
    async with reading() as rx:
        assert (await rx.scalars(select(Category))).all() == []


async def test_the_demo_course_loses_nothing_on_the_way(db: Database) -> None:
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
    report = await import_folder(author, demo.COURSE, Options(course_slug="demo"))
    assert [entry for entry in report.entries if entry.outcome == "lost"] == []


async def test_a_film_comes_with_the_subtitles_beside_it(db: Database, tmp_path: Path) -> None:
    (tmp_path / "talk.md").write_text("---\nvideo: films/talk.webm\n---\n# Talk\n\nWords.\n")
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "talk.webm").write_bytes(b"a film")
    (tmp_path / "films" / "talk.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:02.000\nHello\n")
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
    rehearsal = await import_folder(author, tmp_path, Options("films", is_dry=True))
    report = await import_folder(author, tmp_path, Options("films"))
    again = await import_folder(author, tmp_path, Options("films"))
    async with reading() as rx:
        video = (await rx.scalars(select(Video))).one()
        subtitle = (await rx.scalars(select(Subtitle))).one()
    assert (video.provider, video.title) == ("file", "Talk")
    assert storage.located(video.key.removeprefix("/files/")).read_bytes() == b"a film"
    assert [cue[2] for cue in subtitle.cues] == ["Hello"]
    for each in (rehearsal, report, again):
        assert [entry for entry in each.entries if entry.outcome == "lost"] == []
    assert {entry.key for entry in again.entries} == {
        "import.lesson_unchanged",
        "import.subtitles_unchanged",
    }


async def test_contents_may_describe_the_course(db: Database, tmp_path: Path) -> None:
    (tmp_path / "toc.yml").write_text(
        "title: Baking\ndescription: From flour to bread.\ntags: [bread, basics]\n"
        "sections:\n  - title: Start\n    sections:\n      - local: dough\n"
    )
    (tmp_path / "dough.md").write_text("Knead it[^1].\n\n[^1]: For ten minutes.\n")
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
    report = await import_folder(author, tmp_path, Options())
    async with reading() as rx:
        course = (await rx.scalars(select(Course))).one()
        tags = (await rx.scalars(select(col(CourseTag.tag)).order_by(col(CourseTag.tag)))).all()
        body = (await rx.scalars(select(Lesson))).one().body_html
    assert (course.title, course.description) == ("Baking", "From flour to bread.")
    assert tags == ["basics", "bread"]
    assert "For ten minutes." in body
    assert [entry for entry in report.entries if entry.outcome == "lost"] == []
