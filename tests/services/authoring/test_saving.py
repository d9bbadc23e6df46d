"""Saving a lesson as it is written."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.channels import of_builder
from academy_app.core.clock import Travel
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from academy_app.models.channels import Change
from academy_app.models.learning import Lesson, LessonVersion, Video
from academy_app.models.search import SearchEntry
from academy_app.services import authoring
from academy_app.services.authoring import LessonChanges, Saved, VideoDraft
from tests import factories
from tests.factories import CourseTree, key

Statements = Callable[[], AbstractContextManager[list[str]]]
MOST = 5


@pytest.fixture
async def author(db: Database) -> Actor:
    async with writing() as tx:
        return await factories.actor(tx, Role.CONTENT_CREATOR, name="Ada")


@pytest.fixture
async def tree(author: Actor) -> CourseTree:
    async with writing() as tx:
        return await factories.course(tx, author)


async def save(
    actor: Actor, lesson: Lesson, base: int, body: str | None = None, **changes: Any
) -> Saved:
    if body is not None:
        changes["text"] = await authoring.text(body)
    async with writing() as tx:
        return await authoring.save_lesson(tx, actor, key(lesson), base, LessonChanges(**changes))


async def stored(lesson: Lesson) -> Lesson:
    async with reading() as rx:
        return await rx.get_one(Lesson, key(lesson))


async def versions(lesson: Lesson) -> list[LessonVersion]:
    async with reading() as rx:
        rows = await rx.scalars(
            select(LessonVersion)
            .where(col(LessonVersion.lesson_id) == lesson.id)
            .order_by(col(LessonVersion.number))
        )
        return list(rows)


async def videos(lesson: Lesson) -> list[Video]:
    async with reading() as rx:
        rows = await rx.scalars(
            select(Video)
            .where(col(Video.lesson_id) == lesson.id)
            .order_by(col(Video.position), col(Video.id))
        )
        return list(rows)


async def test_what_is_typed_is_saved_found_and_told(author: Actor, tree: CourseTree) -> None:
    lesson = tree.lessons[0]
    saved = await save(author, lesson, 1, "Honey **bees** dance.", title=" Bees ")
    assert (saved.version, saved.title, saved.kind) == (2, "Bees", "text")
    row = await stored(lesson)
    assert (row.version, row.title, row.editor_id) == (2, "Bees", author.member_id)
    assert "<strong>bees</strong>" in row.body_html
    async with reading() as rx:
        entry = await rx.scalar(select(SearchEntry).where(col(SearchEntry.lesson_id) == lesson.id))
        told = await rx.scalars(
            select(col(Change.kind)).where(col(Change.channel) == of_builder(tree.id))
        )
        assert entry is not None
        assert (entry.title, entry.text.strip()) == ("Bees", "Honey bees dance.")
        assert list(told) == ["lesson"]
    await save(author, lesson, 2, title="Wasps")
    async with reading() as rx:
        entry = await rx.scalar(select(SearchEntry).where(col(SearchEntry.lesson_id) == lesson.id))
        assert entry is not None
        assert (entry.title, entry.text.strip()) == ("Wasps", "Honey bees dance.")


async def test_a_save_costs_few_statements_in_a_course_of_five_hundred(
    author: Actor, statements: Statements
) -> None:
    async with writing() as tx:
        long = await factories.course(tx, author, modules=5, lessons=100)
    lesson = long.lessons[250]
    text = await authoring.text("New words.")
    clip = [VideoDraft("https://vimeo.com/12345", length=90.0)]
    for number, changes in enumerate(
        (
            LessonChanges(title="Renamed", text=text, minutes=3),
            LessonChanges(title="Renamed again"),
            LessonChanges(videos=clip),
            LessonChanges(videos=[*clip, VideoDraft("https://vimeo.com/777")]),
            LessonChanges(videos=clip),
            LessonChanges(text=text, is_news=True),
        ),
        start=1,
    ):
        with statements() as seen:
            async with writing() as tx:
                await authoring.save_lesson(tx, author, key(lesson), number, changes)
        assert len(seen) <= MOST, seen


async def test_who_was_slower_is_shown_what_the_other_wrote(
    author: Actor, tree: CourseTree
) -> None:
    async with writing() as tx:
        admin = await factories.actor(tx, Role.ADMIN)
    lesson = tree.lessons[0]
    await save(author, lesson, 1, "Hers.", title="Her title")
    with pytest.raises(Conflict) as refused:
        await save(admin, lesson, 1, "Mine.")
    assert refused.value.key == "lesson.changed_meanwhile"
    assert refused.value.params == {
        "name": "Ada",
        "version": 2,
        "title": "Her title",
        "body": "Hers.",
    }
    assert (await stored(lesson)).body == "Hers."
    # Nothing of what was refused is left, no version either.
    assert [version.number for version in await versions(lesson)] == [1]
    await save(admin, lesson, 2, "Both.")
    assert [version.body for version in await versions(lesson)] == ["Text.", "Hers."]


async def test_only_who_teaches_the_course_saves(author: Actor, tree: CourseTree) -> None:
    async with writing() as tx:
        other = await factories.actor(tx, Role.CONTENT_CREATOR)
        member = await factories.actor(tx)
        draft = await factories.course(tx, author, is_published=False)
        gone = await factories.course(tx, author)
        gone.lessons[0].deleted_at = gone.lessons[0].updated_at
    for actor in (other, member):
        with pytest.raises(Forbidden):
            await save(actor, tree.lessons[0], 1, title="Mine")
        with pytest.raises(NotFound):
            await save(actor, draft.lessons[0], 1, title="Mine")
    with pytest.raises(NotFound):
        await save(author, gone.lessons[0], 1, title="Mine")
    for wrong in (0, -1, 2**40):
        with pytest.raises(NotFound):
            await save(author, tree.lessons[0], wrong, title="Mine")


async def test_one_editors_minutes_are_one_version(
    author: Actor, tree: CourseTree, clock: Travel
) -> None:
    lesson = tree.lessons[0]
    for number in range(1, 5):
        await save(author, lesson, number, f"Try {number}.")
        clock.forward(60)
    assert [version.body for version in await versions(lesson)] == ["Text."]
    clock.forward(600)
    await save(author, lesson, 5, "Much later.")
    kept = await versions(lesson)
    assert [(version.number, version.body) for version in kept] == [(1, "Text."), (5, "Try 4.")]
    assert [version.editor_id for version in kept] == [None, author.member_id]


async def test_an_empty_beginning_is_no_version(author: Actor, tree: CourseTree) -> None:
    async with writing() as tx:
        lesson = await factories.lesson(tx, tree.modules[0], body="", body_html="")
    await save(author, lesson, 1, "First words.")
    assert await versions(lesson) == []


async def test_videos_stay_the_same_rows(author: Actor, tree: CourseTree) -> None:
    lesson = tree.lessons[0]
    one, two, three = (VideoDraft(f"https://vimeo.com/{number}") for number in (111, 222, 333))
    saved = await save(author, lesson, 1, videos=[one, two])
    assert saved.kind == "both"
    before = await videos(lesson)
    await save(author, lesson, 2, videos=[three, two])
    after = await videos(lesson)
    assert [video.key for video in after] == ["333", "222"]
    assert after[1].id == before[1].id
    await save(author, lesson, 3, videos=[two, three])
    assert [video.key for video in await videos(lesson)] == ["222", "333"]
    kept = await versions(lesson)
    assert [[video["key"] for video in version.videos] for version in kept] == [[]]
    saved = await save(author, lesson, 4, "", videos=[two])
    assert saved.kind == "video"
    assert (await save(author, lesson, 5, videos=[])).kind == "text"
    with pytest.raises(Invalid):
        await save(author, lesson, 6, videos=[VideoDraft("https://nowhere.example/x")])
    assert (await stored(lesson)).version == 6


@pytest.mark.parametrize(
    "poster", ["p" * 501, "\x00", "javascript:x", "//e.example/x.png", "/\\e.example/x.png"]
)
async def test_a_poster_is_a_file_or_of_the_web(
    author: Actor, tree: CourseTree, poster: str
) -> None:
    clip = VideoDraft("https://vimeo.com/111", poster=poster)
    with pytest.raises(Invalid) as refused:
        await save(author, tree.lessons[0], 1, videos=[clip])
    assert list(refused.value.fields) == ["poster"]
    with pytest.raises(Invalid) as refused:
        async with writing() as tx:
            await authoring.change_course(tx, author, tree.id, {"thumbnail": poster})
    assert list(refused.value.fields) == ["thumbnail"]


async def test_no_lesson_takes_less_than_no_time(author: Actor, tree: CourseTree) -> None:
    lesson = tree.lessons[0]
    async with writing() as tx:
        await factories.video(tx, lesson, duration=600.0)
    assert (await save(author, lesson, 1, videos=[])).minutes == 0


async def test_minutes_follow_from_words_and_videos_unless_given(
    author: Actor, tree: CourseTree
) -> None:
    lesson = tree.lessons[0]
    words = "word " * 600
    clip = VideoDraft("https://vimeo.com/111", length=240.0)
    reading_time = (await save(author, lesson, 1, words)).minutes
    assert reading_time > 1
    assert (await save(author, lesson, 2, videos=[clip])).minutes == reading_time + 4
    assert (await save(author, lesson, 3, videos=[])).minutes == reading_time
    assert (await save(author, lesson, 4, videos=[clip], minutes=30)).minutes == 30
    assert (await save(author, lesson, 5, words * 2)).minutes == 30
    assert (await save(author, lesson, 6, words, minutes=-1)).minutes == reading_time + 4
    with pytest.raises(Invalid):
        await save(author, lesson, 7, minutes=1_000_000)


async def test_a_change_is_marked_only_when_its_author_says_so(
    author: Actor, tree: CourseTree
) -> None:
    lesson = tree.lessons[0]
    await save(author, lesson, 1, "A comma.")
    assert (await stored(lesson)).changed_at is None
    await save(author, lesson, 2, "A new part.", is_news=True)
    assert (await stored(lesson)).changed_at is not None
