"""What Skool held comes over: whole, once, or named in the report."""

import json
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from academy_app.core.actor import Role
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import Forbidden
from academy_app.importers.community import Options
from academy_app.importers.report import Report
from academy_app.importers.skool import import_skool
from academy_app.models.discussion import Category, Mention, Poll, PollOption, Post, Thread
from academy_app.models.imports import Imported, ImportRun
from academy_app.models.learning import Course, Lesson, Module, Video
from academy_app.models.membership import Member
from academy_app.services import authoring, points
from tests import factories
from tests.importers import skool_pages as pages
from tests.importers import world
from tests.importers.skool_pages import FILES, SECRET, post, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "saved")


async def brought(path: Path, **options: Any) -> Report:
    async with reading() as rx:
        row = await rx.scalar(select(Member).where(col(Member.role) == Role.ADMIN))
    actor = factories.as_actor(row, 1) if row is not None else await world.an_admin()
    return await import_skool(actor, path, Options(**options))


async def by_name() -> dict[str, Member]:
    async with reading() as rx:
        return {row.name: row for row in await rx.scalars(select(Member))}


async def test_members_come_and_find_each_other(db: Database, folder: Path) -> None:
    async with writing() as tx:
        here = await factories.member(tx, name="Ann here", email="ann@example.org")
    report = await brought(folder)
    found = await by_name()
    assert set(found) == {"Admin", "Ann here", "Bob Oak", "Cat Elm", "Dan Fir", "Eve Yew"}
    bob, cat = found["Bob Oak"], found["Cat Elm"]
    assert (bob.email, bob.is_placeholder, bob.password_hash) == ("bob@example.org", True, None)
    assert (cat.email, cat.is_placeholder, cat.role, cat.bio) == (None, True, "USER", "Cat bakes.")
    assert found["Ann here"].is_placeholder is False
    assert bob.created_at == datetime(2023, 1, 5, 10, 0, 0, 123456, tzinfo=UTC)
    assert report.count("import.member_found") == 1
    assert report.count("import.member_new") == 4
    assert report.count("import.role_dropped") == 1
    async with reading() as rx:
        first = (await rx.scalars(select(Thread).where(col(Thread.title) == "My first loaf"))).one()
    assert first.author_id == here.id


async def test_posts_keep_their_words_dates_threads_and_likes(db: Database, folder: Path) -> None:
    await brought(folder)
    found = await by_name()
    async with reading() as rx:
        threads = list(await rx.scalars(select(Thread).order_by(col(Thread.id))))
        posts = list(await rx.scalars(select(Post).order_by(col(Post.thread_id), col(Post.path))))
        categories = {row.id: row.name for row in await rx.scalars(select(Category))}
        assert await points.wrong(rx) == []
        mentions = list(await rx.scalars(select(Mention.member_id)))
    assert [(each.title, categories[each.category_id or 0]) for each in threads] == [
        ("My first loaf", "Questions"),
        ("Which oven?", "Wins"),
        ("Flat hello", "Sour Dough"),
    ]
    assert [each.is_pinned for each in threads] == [False, True, False]
    assert threads[0].created_at == datetime(2024, 2, 3, 4, 5, 6, 789012, tzinfo=UTC)
    assert [(each.replies, each.likes) for each in threads] == [(2, 4), (0, 1), (1, 0)]
    first = [each for each in posts if each.thread_id == threads[0].id]
    assert [(each.body, each.path, each.likes) for each in first[1:]] == [
        ("Lovely crumb!", "000001", 2),
        ("Thank you, Bob", "000001000002", 0),
    ]
    assert first[2].parent_id == first[1].id
    bob = found["Bob Oak"]
    assert mentions == [bob.id]
    assert first[0].body == (
        "Look at [this](<https://example.org/loaf>)\\\n"
        f"and tell me, [@Bob Oak](</people/{bob.id}>)!\n\n"
        "1. Mix 1 \\* 2 # not a title\n2. Bake \\<b\\>hot\\</b\\>\n\n"
        "Done: [https://example.org/a\\_b\\_c](<https://example.org/a_b_c>)\n\n"
        "[loaf.pdf](<https://files.example.org/loaf.pdf?sig=1>)\n\n"
        "[Kneading](<https://youtu.be/dQw4w9WgXcQ>)"
    )
    assert (found["Ann Ash"].points, bob.points) == (4, 3)


async def test_polls_come_closed_for_nobody_knows_who_voted(db: Database, folder: Path) -> None:
    report = await brought(folder)
    async with reading() as rx:
        poll = (await rx.scalars(select(Poll))).one()
        options = list(await rx.scalars(select(PollOption).order_by(col(PollOption.position))))
    assert poll.closes_at is not None
    assert [(each.text, each.votes) for each in options] == [("Gas", 3), ("Wood", 5)]
    assert report.count("import.poll_closed") == 1


async def test_courses_come_with_what_every_page_knew(db: Database, folder: Path) -> None:
    report = await brought(folder)
    async with reading() as rx:
        courses = list(await rx.scalars(select(Course).order_by(col(Course.id))))
        modules = list(await rx.scalars(select(Module).order_by(col(Module.id))))
        lessons = {row.title: row for row in await rx.scalars(select(Lesson))}
        videos = list(await rx.scalars(select(Video).order_by(col(Video.id))))
    assert sorted(each.title for each in courses) == ["Bread school", "Flat course"]
    assert all(each.is_published for each in courses)
    assert {each.title for each in modules} == {"Week one", "Bread school", "Flat course"}
    assert {name: row.is_published for name, row in lessons.items()} == {
        "Starter": True,
        "Oven spring": True,
        "Never opened": False,
        "Flat lesson": True,
    }
    assert {(each.provider, each.key) for each in videos} == {
        ("youtube", "dQw4w9WgXcQ"),
        ("vimeo", "76979871"),
    }
    assert "Hot oven text" in lessons["Oven spring"].body
    starter = lessons["Starter"].body
    assert "**equal** parts, *gently* & \\*slowly\\*, see [the chart]" in starter
    assert "Globe words inner words" in starter
    assert "<script" not in lessons["Starter"].body_html
    assert {each.params["name"] for each in report.of("lost") if "video_exp" in each.key} == {
        "Oven spring",
        "mux77",
    }
    unknown = [each.params["kind"] for each in report.entries if each.key == "import.node_unknown"]
    assert unknown == ["spinningGlobe", "link javascript:alert(1)"]
    assert report.count("import.nothing_in_it") == 1


# What Skool needs to show a page, and no word that anybody wrote.
_MACHINERY = {
    "text", "paragraph", "heading", "bold", "italic", "link", "unorderedList", "listItem",
    "orderedList", "hardBreak", "blockquote", "codeBlock", "horizontalRule", "image", "module",
    "generic", "course", "set", "member", "application/pdf", "pb", "g1", "g9", "me", "sour-dough",
    "0",
}  # fmt: skip
_NAMES_OF_RECORDS = re.compile(
    r"(?:post|com|ann|bob|cat|dan|les|set|lab|course|mux|f)\d|[a-z]+(?:-[a-z]+)+\??|\d{4}-\d\d-.*|f1,f2"
)


async def test_every_run_of_text_is_here_or_in_the_report(db: Database, folder: Path) -> None:
    report = await brought(folder)
    seen = world.squeezed(await world.shown() + world.words_of(report))
    source = [pages.PAGE["props"]["pageProps"][name] for name in ("currentGroup", "users")]
    source += [pages.FIRST, pages.SECOND, pages.COMMENTS, pages.FLAT]
    source += [pages.classroom("les1")["pageProps"]["course"]]
    source += [pages.classroom("les2")["pageProps"]["course"], "I love rye", "vip", "Eve Yew"]
    expected = [
        run for run in world.runs(source)
        if run not in _MACHINERY and not _NAMES_OF_RECORDS.fullmatch(run)
    ]  # fmt: skip
    pieces = [piece for run in expected for piece in _pieces(run)]
    assert len(pieces) > 60
    assert [piece for piece in pieces if world.squeezed(piece) not in seen] == []


def _pieces(run: str) -> list[str]:
    """A post's words between its marks; an address as it stands in HTML."""
    if re.match(r"https://(?:youtu|vimeo|www\.youtube)", run):
        # A video is kept by its id.
        return [re.split("[=/]", run)[-1]]
    if run.startswith("https://"):
        return [re.sub(r"\?.*", "", run)]
    marks = r"\[(?:ol:\d|ul|li)\]|\]\([^)]*\)|\[(?=this|@)|\n"
    return [piece.strip() for piece in re.split(marks, run) if piece.strip()]


async def test_secrets_are_never_kept(db: Database, folder: Path) -> None:
    report = await brought(folder)
    assert SECRET not in json.dumps(await world.dump(), default=str)
    assert SECRET not in report.to_json()
    async with reading() as rx:
        run = (await rx.scalars(select(ImportRun))).one()
    assert SECRET not in json.dumps(run.report)
    assert (run.state, run.source, run.name) == ("done", "skool", "saved")


async def test_a_rehearsal_writes_nothing_and_says_the_same(db: Database, folder: Path) -> None:
    await world.an_admin()
    before = await world.dump()
    rehearsed = await brought(folder, is_dry=True)
    assert await world.dump() == before
    real = await brought(folder)
    assert rehearsed.is_rehearsal
    keys = set(rehearsed.counts) | set(real.counts)
    differing = {key for key in keys if rehearsed.counts[key] != real.counts[key]}
    assert differing == set()


async def test_again_changes_nothing(db: Database, folder: Path) -> None:
    await brought(folder)
    before = await world.dump()
    report = await brought(folder)
    assert await world.dump() == before
    assert report.count("import.thread_known") == 3
    assert report.count("import.lesson_unchanged") == 4
    assert report.count("import.thread_new") == report.count("import.member_new") == 0


async def test_a_page_saved_later_fills_what_was_empty_and_takes_nothing(
    db: Database, tmp_path: Path
) -> None:
    early, late = tmp_path / "early", tmp_path / "late"
    for where, lesson in ((early, ""), (late, "les1")):
        where.mkdir()
        (where / "page.json").write_text(json.dumps(pages.classroom(lesson)))
    await brought(early)
    async with reading() as rx:
        row = (await rx.scalars(select(Lesson).where(col(Lesson.title) == "Oven spring"))).one()
    async with writing() as tx:
        author = factories.as_actor((await by_name())["Admin"], 1)
        draft = authoring.LessonDraft("Oven spring", await authoring.text("Mine now."))
        await authoring.update_lesson(tx, author, factories.key(row), draft)
    # The next file knows less of one lesson, and more of another.
    content = pages.classroom("les1")
    del content["pageProps"]["course"]["children"][1]
    (late / "page.json").write_text(json.dumps(content))
    await brought(late)
    async with reading() as rx:
        found = {row.title: row for row in await rx.scalars(select(Lesson))}
    assert "Feeding the starter" in found["Starter"].body
    assert found["Oven spring"].body == "Mine now."
    assert "Never opened" in found


async def test_labels_become_the_categories_that_were_wished(db: Database, folder: Path) -> None:
    async with writing() as tx:
        await factories.category(tx, slug="help", name="Help")
    await brought(folder, labels={"questions": "help", "Wins": "Joy"}, category="Joy")
    async with reading() as rx:
        rows = await rx.execute(
            select(col(Thread.title), col(Category.name))
            .join(Category, col(Category.id) == col(Thread.category_id))
            .order_by(col(Thread.id))
        )
    assert list(map(tuple, rows)) == [
        ("My first loaf", "Help"),
        ("Which oven?", "Joy"),
        ("Flat hello", "Joy"),
    ]


async def test_a_zip_and_a_single_file_come_alike(
    db: Database, folder: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "saved.zip"
    with zipfile.ZipFile(archive, "w") as made:
        for name in FILES:
            made.write(folder / name, f"export/{name}")
    report = await brought(archive)
    assert report.count("import.thread_new") == 3
    again = await brought(folder / "community.html")
    assert again.count("import.thread_known") == 2


class Killed(BaseException):
    """Nothing catches it."""


@pytest.mark.parametrize("at", [0, 1, 2, 4, 6, 8, 9])
async def test_a_run_that_was_cut_off_ends_the_same(
    db: Database, folder: Path, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("academy_app.importers.community.writer.BATCH", 2)
    admin = await world.an_admin()
    await import_skool(admin, folder, Options())
    whole = await world.told()
    await world.emptied(db)
    admin = await world.an_admin()
    written = 0

    def cut(what: str, _done: int, _total: int) -> None:
        nonlocal written
        written += what.startswith("import.")
        if written > at:
            raise Killed

    with pytest.raises(Killed):
        await import_skool(admin, folder, Options(), cut)
    async with reading() as rx:
        assert await points.wrong(rx) == []
    await import_skool(admin, folder, Options())
    async with reading() as rx:
        states = list(await rx.scalars(select(ImportRun.state).order_by(col(ImportRun.id))))
    assert states == ["running", "done"]
    assert await world.told() == whole


async def test_courses_for_some_are_drafts_and_nested_sets_stand_side_by_side(
    db: Database, tmp_path: Path
) -> None:
    inner = pages.unit("s2", "set", "Inner", desc="Words of the set itself.")
    outer = pages.unit("s1", "set", "Outer")
    one, two = (pages.unit(f"l{n}", "module", f"Lesson {n}", desc=f"Text {n}") for n in (1, 2))
    course = pages.unit("c1", "course", "Paid", privacy=3, desc="d" * 6000 + "tail")
    nested = {"course": inner, "children": [{"course": one}]}
    tree = {
        "course": course,
        "children": [{"course": outer, "children": [nested, {"course": two}]}],
    }
    alone = {**pages.unit("l9", "module", "Alone", desc="Alone text"), "rootId": "gone"}
    file = tmp_path / "a.json"
    file.write_text(json.dumps([{"pageProps": {"course": tree}}, alone]))
    report = await brought(file)
    async with reading() as rx:
        courses = {row.title: row for row in await rx.scalars(select(Course))}
        rows = await rx.execute(
            select(col(Module.title), col(Lesson.title), col(Lesson.body))
            .join(Module, col(Module.id) == col(Lesson.module_id))
            .order_by(col(Module.course_id), col(Module.position), col(Lesson.position))
        )
    assert {name: row.is_published for name, row in courses.items()} == {
        "Paid": False,
        "Alone": True,
    }
    assert list(map(tuple, rows)) == [
        ("Outer – Inner", "Inner", "Words of the set itself."),
        ("Outer – Inner", "Lesson 1", "Text 1"),
        ("Outer", "Lesson 2", "Text 2"),
        ("Alone", "Alone", "Alone text"),
    ]
    told = {each.key: each.params for each in report.entries}
    assert told["import.privacy"] == {"value": "3"}
    async with reading() as rx:
        kept = select(Imported).where(col(Imported.kind) == "course", col(Imported.key) == "c1")
        row = (await rx.scalars(kept)).one()
    assert (row.subject_id, row.note) == (courses["Paid"].id, "privacy=3")
    assert str(told["import.description_cut"]["text"]).endswith("tail")


async def test_odd_strings_and_equal_names_are_taken(db: Database, tmp_path: Path) -> None:
    odd = "half \ud83d and nothing \x00 and more"
    lesson = pages.unit("l1", "module", odd, desc=pages.tiptap(pages.p(pages.t(odd))))
    page = {"course": {"course": pages.unit("c1", "course", "Same"), "children": [lesson]}}
    twin = {"course": {"course": pages.unit("c2", "course", "Same"), "children": []}}
    poll = {"options": [{"text": odd}, {"text": f"{odd} too"}]}
    trees = [post("p1", "u", odd, odd, metadata={"pollData": json.dumps(poll)})]
    file = tmp_path / "a.json"
    file.write_text(json.dumps([page, twin, {"postTrees": trees}]))
    await brought(file)
    async with reading() as rx:
        slugs = list(await rx.scalars(select(Course.slug).order_by(col(Course.id))))
        body = (await rx.scalars(select(Lesson.body))).one()
    assert slugs == ["same", "same-2"]
    assert body == "half ? and nothing and more".replace("nothing ", "nothing  ")
    assert (await brought(file)).count("import.thread_known") == 1


async def test_only_signed_in_admins_import(db: Database, folder: Path) -> None:
    async with writing() as tx:
        actors = [
            await factories.actor(tx, role)
            for role in (Role.USER, Role.MODERATOR, Role.CONTENT_CREATOR, Role.ADMIN)
        ]
    for actor in actors:
        with pytest.raises(Forbidden):
            await import_skool(actor, folder, Options())
