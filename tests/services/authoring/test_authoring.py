"""Writing courses, by those who may."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select
from sqlmodel import col

from academy_app.core import storage
from academy_app.core.actor import Actor, Role
from academy_app.core.channels import Changed
from academy_app.core.db import Database, Tx, reading, writing
from academy_app.core.errors import Forbidden, Invalid, NotFound
from academy_app.core.events import CourseChanged
from academy_app.core.markdown import RENDERER_VERSION
from academy_app.core.subtitles import parse
from academy_app.models.learning import (
    Attachment,
    Course,
    CourseTag,
    Lesson,
    Module,
    Subtitle,
    Video,
)
from academy_app.services import authoring
from academy_app.services.authoring import CourseDraft, LessonDraft, VideoDraft
from tests import factories

CUES = "00:01.000 --> 00:02.000\nHello"


@pytest.fixture
async def author(db: Database) -> Actor:
    async with writing() as tx:
        return await factories.actor(tx, Role.CONTENT_CREATOR)


async def a_course(author: Actor, title: str = "A course") -> tuple[int, int]:
    """The ids of a new course and of its module."""
    async with writing() as tx:
        course = await authoring.create_course(tx, author, CourseDraft(title))
        module = await authoring.create_module(tx, author, course.id or 0, "First")
    return factories.key(course), factories.key(module)


async def a_lesson(author: Actor, module_id: int, title: str = "A lesson") -> int:
    async with writing() as tx:
        return factories.key(
            await authoring.create_lesson(tx, author, module_id, LessonDraft(title))
        )


async def test_a_course_is_written_and_published(author: Actor) -> None:
    draft = CourseDraft("  Bees & honey ", "All of it", tags=("Nature", "nature", "Insects"))
    async with writing() as tx:
        course = await authoring.create_course(tx, author, draft)
        await authoring.publish_course(tx, author, factories.key(course))
        assert tx.events == [CourseChanged(factories.key(course))]
    async with reading() as rx:
        stored = (await rx.scalars(select(Course))).one()
        tags = (await rx.scalars(select(col(CourseTag.tag)).order_by(col(CourseTag.tag)))).all()
    assert (stored.title, stored.slug, stored.author_id) == (
        "Bees & honey",
        "bees-honey",
        author.member_id,
    )
    assert stored.is_published
    assert tags == ["Insects", "nature"]


async def test_a_level_opens_a_course_and_another_one_is_told(author: Actor) -> None:
    course_id, _ = await a_course(author)
    for level, is_told in ((1, False), (4, True), (4, False), (9, True)):
        async with writing() as tx:
            draft = CourseDraft("A course", level=level)
            course = await authoring.update_course(tx, author, course_id, draft)
            assert course.level == level
            assert (Changed("access", "access", course_id) in tx.changes) == is_told


@pytest.mark.parametrize("level", [0, -1, 10, 2**70])
async def test_there_are_nine_levels(author: Actor, level: int) -> None:
    with pytest.raises(Invalid) as refused:
        async with writing() as tx:
            await authoring.create_course(tx, author, CourseDraft("A course", level=level))
    assert list(refused.value.fields) == ["level"]


async def test_addresses_stay_unique(author: Actor) -> None:
    async with writing() as tx:
        slugs = [
            (await authoring.create_course(tx, author, CourseDraft(title))).slug
            for title in ("Bees", "Bees", "Bees!", "Bees-2", "蜂", "%_" * 60, "x" * 200, "x" * 200)
        ]
    assert slugs[:5] == ["bees", "bees-2", "bees-3", "bees-2-2", "蜂"]
    assert len(set(slugs)) == len(slugs)
    assert all(len(slug) <= 80 for slug in slugs)


async def test_a_wanted_address_is_taken_or_refused(author: Actor) -> None:
    course_id, _ = await a_course(author)
    with pytest.raises(Invalid) as taken:
        async with writing() as tx:
            await authoring.create_course(tx, author, CourseDraft("B", slug="a-course"))
    assert taken.value.fields["slug"].key == "authoring.slug_taken"
    for bad in ("a b", "A", "../x", "-", "x" * 81):
        with pytest.raises(Invalid):
            async with writing() as tx:
                await authoring.update_course(tx, author, course_id, CourseDraft("B", slug=bad))
    async with writing() as tx:
        kept = await authoring.update_course(tx, author, course_id, CourseDraft("Another name"))
    assert kept.slug == "a-course"


async def test_a_lesson_is_rendered_when_it_is_written(author: Actor) -> None:
    _, module_id = await a_course(author)
    body = await authoring.text("# Hi\n\n$x$ <script>alert(1)</script> " + "word " * 300)
    async with writing() as tx:
        await authoring.create_lesson(tx, author, module_id, LessonDraft("One", body))
    async with reading() as rx:
        lesson = (await rx.scalars(select(Lesson))).one()
    assert lesson.body == body.source
    assert '<h2 id="content-hi">Hi</h2>' in lesson.body_html
    assert "<script" not in lesson.body_html
    assert lesson.has_math
    assert (lesson.kind, lesson.minutes) == ("text", 2)
    assert lesson.renderer_version == RENDERER_VERSION


async def test_what_an_older_renderer_made_is_rendered_anew(author: Actor) -> None:
    _, module_id = await a_course(author)
    await a_lesson(author, module_id, "Fresh")
    async with writing() as tx:
        old = LessonDraft("Old", await authoring.text("*new*"))
        lesson = await authoring.create_lesson(tx, author, module_id, old)
        lesson.renderer_version, lesson.body_html = 0, "<p>old</p>"
    async with reading() as rx:
        [(lesson_id, body)] = await authoring.stale_lessons(rx, 10)
    async with writing() as tx:
        await authoring.store_rendered(tx, lesson_id, await authoring.text("changed meanwhile"))
    async with writing() as tx:
        assert len(await authoring.stale_lessons(tx, 10)) == 1
        await authoring.store_rendered(tx, lesson_id, await authoring.text(body))
        assert await authoring.stale_lessons(tx, 10) == []
    async with reading() as rx:
        html = await rx.scalar(select(col(Lesson.body_html)).where(col(Lesson.title) == "Old"))
    assert html == "<p><em>new</em></p>\n"


async def test_a_lesson_that_is_too_long_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        await authoring.text("x" * 1_000_001)
    assert refused.value.fields["body"].params == {"max": 1_000_000}


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (LessonDraft(""), "title"),
        (LessonDraft("x" * 201), "title"),
        (LessonDraft("x", minutes=-1), "minutes"),
        (LessonDraft("x", slug="a/b"), "slug"),
    ],
)
async def test_a_bad_lesson_is_refused_by_field(
    author: Actor, draft: LessonDraft, field: str
) -> None:
    _, module_id = await a_course(author)
    with pytest.raises(Invalid) as refused:
        async with writing() as tx:
            await authoring.create_lesson(tx, author, module_id, draft)
    assert list(refused.value.fields) == [field]
    async with reading() as rx:
        assert (await rx.scalars(select(Lesson))).all() == []


async def test_videos_that_stay_keep_what_was_watched(author: Actor) -> None:
    _, module_id = await a_course(author)
    lesson_id = await a_lesson(author, module_id)
    first, second = (
        VideoDraft("https://youtu.be/dQw4w9WgXcQ", "One"),
        VideoDraft("https://vimeo.com/1#t=5"),
    )
    async with writing() as tx:
        before = await authoring.set_videos(tx, author, lesson_id, [first, second])
        await authoring.set_subtitles(tx, author, before[0].id or 0, "en", parse(CUES))
    async with writing() as tx:
        after = await authoring.set_videos(
            tx,
            author,
            lesson_id,
            [VideoDraft("https://vimeo.com/2"), VideoDraft("dQw4w9WgXcQ", "New")],
        )
    assert after[1].id == before[0].id
    assert before[1].start == 5
    async with reading() as rx:
        videos = (await rx.scalars(select(Video).order_by(col(Video.position)))).all()
        assert [(video.provider, video.key, video.title) for video in videos] == [
            ("vimeo", "2", ""),
            ("youtube", "dQw4w9WgXcQ", "New"),
        ]
        assert (await rx.scalars(select(Subtitle))).one().video_id == before[0].id
        assert (await rx.scalars(select(col(Lesson.kind)))).one() == "video"


async def test_subtitles_are_replaced_by_language(author: Actor) -> None:
    _, module_id = await a_course(author)
    lesson_id = await a_lesson(author, module_id)
    async with writing() as tx:
        [video] = await authoring.set_videos(tx, author, lesson_id, [VideoDraft("dQw4w9WgXcQ")])
        for language, words in (("en", "Hello"), ("de", "Hallo"), ("en", "Hi")):
            transcript = parse(CUES.replace("Hello", words))
            await authoring.set_subtitles(tx, author, video.id or 0, language, transcript)
    async with reading() as rx:
        found = (await rx.scalars(select(Subtitle).order_by(col(Subtitle.language)))).all()
    assert [(row.language, [tuple(cue) for cue in row.cues]) for row in found] == [
        ("de", [(1000, 2000, "Hallo")]),
        ("en", [(1000, 2000, "Hi")]),
    ]


async def test_a_video_of_an_unknown_host_changes_nothing(author: Actor) -> None:
    _, module_id = await a_course(author)
    lesson_id = await a_lesson(author, module_id)
    good, bad = VideoDraft("dQw4w9WgXcQ"), VideoDraft("https://evil.example/a.mp4")
    with pytest.raises(Invalid) as refused:
        async with writing() as tx:
            await authoring.set_videos(tx, author, lesson_id, [good, bad])
    assert refused.value.fields["video"].key == "video.host_not_allowed"
    async with reading() as rx:
        assert (await rx.scalars(select(Video))).all() == []


async def test_a_file_is_attached(author: Actor) -> None:
    _, module_id = await a_course(author)
    lesson_id = await a_lesson(author, module_id)
    stored = await storage.save(b"hello", "a.txt")
    async with writing() as tx:
        await authoring.attach(
            tx, author, lesson_id, stored, name="Notes.txt", media_type="text/plain"
        )
    async with reading() as rx:
        row = (await rx.scalars(select(Attachment))).one()
    assert (row.name, row.path, row.size) == ("Notes.txt", stored.path, 5)


async def test_modules_and_lessons_are_put_in_order(author: Actor) -> None:
    course_id, first = await a_course(author)
    async with writing() as tx:
        second = factories.key(await authoring.create_module(tx, author, course_id, "Second"))
    a, b, c = [await a_lesson(author, first, title) for title in "abc"]
    async with writing() as tx:
        await authoring.reorder_modules(tx, author, course_id, [second, first])
        await authoring.reorder_lessons(tx, author, second, [c, a])
    async with reading() as rx:
        modules = (await rx.scalars(select(col(Module.id)).order_by(col(Module.position)))).all()
        order = col(Lesson.module_id), col(Lesson.position)
        rows = (
            await rx.execute(select(col(Lesson.module_id), col(Lesson.id)).order_by(*order))
        ).all()
    assert modules == [second, first]
    assert rows == [(first, b), (second, c), (second, a)]


@pytest.mark.parametrize("ids", [[], [1, 1], [999]])
async def test_an_order_that_leaves_out_a_module_is_refused(author: Actor, ids: list[int]) -> None:
    course_id, _ = await a_course(author)
    with pytest.raises(Invalid):
        async with writing() as tx:
            await authoring.reorder_modules(tx, author, course_id, ids)


async def test_lessons_of_another_course_are_not_moved(author: Actor) -> None:
    _, module_id = await a_course(author)
    _, elsewhere = await a_course(author, "Another")
    stranger = await a_lesson(author, elsewhere)
    with pytest.raises(Invalid):
        async with writing() as tx:
            await authoring.reorder_lessons(tx, author, module_id, [stranger])


@pytest.mark.parametrize("role", [Role.CONTENT_CREATOR, Role.MODERATOR, Role.USER])
async def test_others_may_not_write(author: Actor, role: Role) -> None:
    course_id, module_id = await a_course(author)
    lesson_id = await a_lesson(author, module_id)
    async with writing() as tx:
        await authoring.publish_course(tx, author, course_id)
        [video] = await authoring.set_videos(tx, author, lesson_id, [VideoDraft("dQw4w9WgXcQ")])
        other = await factories.actor(tx, role)
    stored = storage.Stored("attachments/x", 1)
    attempts: list[Callable[[Tx], Awaitable[object]]] = [
        lambda tx: authoring.update_course(tx, other, course_id, CourseDraft("x")),
        lambda tx: authoring.publish_course(tx, other, course_id),
        lambda tx: authoring.unpublish_course(tx, other, course_id),
        lambda tx: authoring.create_module(tx, other, course_id, "x"),
        lambda tx: authoring.rename_module(tx, other, module_id, "x"),
        lambda tx: authoring.reorder_modules(tx, other, course_id, [module_id]),
        lambda tx: authoring.create_lesson(tx, other, module_id, LessonDraft("x")),
        lambda tx: authoring.update_lesson(tx, other, lesson_id, LessonDraft("x")),
        lambda tx: authoring.publish_lesson(tx, other, lesson_id),
        lambda tx: authoring.unpublish_lesson(tx, other, lesson_id),
        lambda tx: authoring.reorder_lessons(tx, other, module_id, [lesson_id]),
        lambda tx: authoring.set_videos(tx, other, lesson_id, []),
        lambda tx: authoring.set_subtitles(tx, other, factories.key(video), "en", parse(CUES)),
        lambda tx: authoring.attach(tx, other, lesson_id, stored, name="x", media_type="x"),
    ]
    for attempt in attempts:
        with pytest.raises(Forbidden):
            async with writing() as tx:
                await attempt(tx)
    async with writing() as tx:
        await authoring.unpublish_course(tx, author, course_id)
    for attempt in attempts:
        with pytest.raises(NotFound):
            async with writing() as tx:
                await attempt(tx)


async def test_members_may_not_create_courses_and_admins_may_change_them(author: Actor) -> None:
    course_id, _ = await a_course(author)
    async with writing() as tx:
        user, admin = await factories.actor(tx, Role.USER), await factories.actor(tx, Role.ADMIN)
    with pytest.raises(Forbidden):
        async with writing() as tx:
            await authoring.create_course(tx, user, CourseDraft("x"))
    async with writing() as tx:
        changed = await authoring.update_course(tx, admin, course_id, CourseDraft("By an admin"))
    assert (changed.title, changed.author_id) == ("By an admin", author.member_id)
