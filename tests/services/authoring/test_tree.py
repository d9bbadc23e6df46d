"""The tree of a course: what stands where, what is seen, in how many statements."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.channels import ACCESS, of_builder
from academy_app.core.clock import Travel, now
from academy_app.core.db import Database, Tx, reading, writing
from academy_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from academy_app.models.channels import Change
from academy_app.models.learning import Course, Lesson, Module, Subtitle
from academy_app.models.search import SearchEntry
from academy_app.models.watching import Completion
from academy_app.queries import learning, teaching
from academy_app.services import authoring, enrolment
from academy_app.services.authoring import NewLesson, NewModule, Publishing, VideoDraft
from tests import factories
from tests.factories import CourseTree, key

Statements = Callable[[], AbstractContextManager[list[str]]]
MOST = 5
OUT = Publishing(True)
DRAFT = Publishing(False)


@pytest.fixture
async def author(db: Database) -> Actor:
    async with writing() as tx:
        return await factories.actor(tx, Role.CONTENT_CREATOR)


@pytest.fixture
async def tree(author: Actor) -> CourseTree:
    async with writing() as tx:
        return await factories.course(tx, author, modules=2, lessons=3)


async def shape(course_id: int) -> list[list[int]]:
    """The lessons' ids by module, in order, deleted ones left out."""
    async with reading() as rx:
        modules = await rx.scalars(
            select(col(Module.id))
            .where(col(Module.course_id) == course_id, col(Module.deleted_at).is_(None))
            .order_by(col(Module.position), col(Module.id))
        )
        rows = await rx.execute(
            select(col(Lesson.id), col(Lesson.module_id))
            .where(col(Lesson.deleted_at).is_(None))
            .order_by(col(Lesson.position), col(Lesson.id))
        )
        found = rows.all()
    return [[id_ or 0 for id_, at in found if at == module] for module in modules]


async def seen(course: Course) -> list[int]:
    """The ids of the lessons that a member sees in the course."""
    async with writing() as tx:
        member = await factories.actor(tx)
    async with reading() as rx:
        try:
            outline = await learning.outline(rx, member, course.slug)
        except NotFound:
            return []
    return [lesson.id for module in outline.modules for lesson in module.lessons]


async def kinds(channel: str) -> list[str]:
    async with reading() as rx:
        return list(
            await rx.scalars(select(col(Change.kind)).where(col(Change.channel) == channel))
        )


async def test_lessons_move_within_and_between_modules(author: Actor, tree: CourseTree) -> None:
    a, b, c, d, e, f = (key(lesson) for lesson in tree.lessons)
    one, two = (key(module) for module in tree.modules)
    for moved, module, after, expected in (
        ([a], one, c, [[b, c, a], [d, e, f]]),
        ([a], one, None, [[a, b, c], [d, e, f]]),
        ([a], two, e, [[b, c], [d, e, a, f]]),
        ([f, b], two, d, [[c], [d, f, b, e, a]]),
        ([c], two, None, [[], [c, d, f, b, e, a]]),
        ([b, c], one, None, [[b, c], [d, f, e, a]]),
    ):
        async with writing() as tx:
            await authoring.move_lessons(tx, author, moved, module, after)
        assert await shape(tree.id) == expected
    assert set(await kinds(of_builder(tree.id))) == {"tree"}
    with pytest.raises(Conflict):
        async with writing() as tx:
            await authoring.move_lessons(tx, author, [b], one, d)
    with pytest.raises(Invalid):
        async with writing() as tx:
            await authoring.move_lessons(tx, author, [b], one, b)


async def test_modules_move_too(author: Actor, tree: CourseTree) -> None:
    one, two = (key(module) for module in tree.modules)
    first, second = await shape(tree.id)
    async with writing() as tx:
        await authoring.move_module(tx, author, one, tree.id, two)
    assert await shape(tree.id) == [second, first]
    async with writing() as tx:
        await authoring.move_module(tx, author, one, tree.id)
    assert await shape(tree.id) == [first, second]


async def test_what_was_done_moves_along_to_another_course(author: Actor, tree: CourseTree) -> None:
    async with writing() as tx:
        member = await factories.actor(tx)
        other = await factories.course(tx, author, lessons=1)
        other.lessons[0].slug = tree.lessons[0].slug
        tx.add(
            Completion(
                member_id=member.member_id,
                lesson_id=key(tree.lessons[0]),
                course_id=tree.id,
                how="read",
            )
        )
    async with writing() as tx:
        await authoring.move_lessons(
            tx, author, [key(tree.lessons[0])], key(other.modules[0]), key(other.lessons[0])
        )
        await authoring.move_module(
            tx, author, key(tree.modules[1]), other.id, key(other.modules[0])
        )
    async with reading() as rx:
        outline = await learning.outline(rx, member, other.course.slug)
        lesson = await rx.get_one(Lesson, key(tree.lessons[0]))
    assert [module.total for module in outline.modules] == [2, 3]
    assert outline.done == 1
    assert lesson.slug == f"{other.lessons[0].slug}-2"


async def test_a_change_costs_few_statements_in_a_course_of_five_hundred(
    author: Actor, statements: Statements
) -> None:
    async with writing() as tx:
        long = await factories.course(tx, author, modules=5, lessons=100)
    one, two = key(long.modules[0]), key(long.modules[1])
    first, last = key(long.lessons[0]), key(long.lessons[99])
    actions: tuple[Callable[[Tx], Awaitable[object]], ...] = (
        lambda tx: authoring.add_module(tx, author, long.id, "New"),
        lambda tx: authoring.add_lesson(tx, author, one, "New"),
        lambda tx: authoring.retitle_module(tx, author, one, "Renamed"),
        lambda tx: authoring.move_lessons(tx, author, [first], one, last),
        lambda tx: authoring.move_lessons(tx, author, [first], two),
        lambda tx: authoring.move_module(tx, author, one, long.id, two),
        lambda tx: authoring.delete_lessons(tx, author, [first]),
        lambda tx: authoring.restore_lessons(tx, author, [first]),
        lambda tx: authoring.delete_module(tx, author, one),
        lambda tx: authoring.restore_module(tx, author, one),
        lambda tx: authoring.set_lessons_publishing(tx, author, [first, last], DRAFT),
        lambda tx: authoring.set_lessons_publishing(tx, author, [first, last], OUT),
        lambda tx: authoring.set_module_publishing(tx, author, one, DRAFT),
        lambda tx: authoring.set_course_publishing(tx, author, long.id, DRAFT),
        lambda tx: authoring.delete_course(tx, author, long.id),
        lambda tx: authoring.restore_course(tx, author, long.id),
    )
    for act in actions:
        with statements() as sent:
            async with writing() as tx:
                await act(tx)
        assert len(sent) <= MOST, sent


async def test_bulk_and_copies_do_not_grow_with_the_course(
    author: Actor, statements: Statements
) -> None:
    async with writing() as tx:
        short = await factories.course(tx, author, modules=2, lessons=2)
        long = await factories.course(tx, author, modules=2, lessons=100)
        for tree in (short, long):
            video = await factories.video(tx, tree.lessons[0])
            tx.add(Subtitle(video_id=key(video), language="en", cues=[(0, 1, "Hi")]))
    counts: list[list[int]] = []
    for tree in (short, long):
        ids = [key(lesson) for lesson in tree.lessons[len(tree.lessons) // 2 :]]
        actions: tuple[Callable[[Tx], Awaitable[object]], ...] = (
            lambda tx, ids=ids, tree=tree: authoring.move_lessons(  # type: ignore[misc]
                tx, author, ids, key(tree.modules[0]), key(tree.lessons[0])
            ),
            lambda tx, tree=tree: authoring.copy_lesson(tx, author, key(tree.lessons[0]), "Copy"),  # type: ignore[misc]
            lambda tx, tree=tree: authoring.copy_module(tx, author, key(tree.modules[0]), "Copy"),  # type: ignore[misc]
            lambda tx, tree=tree: authoring.copy_course(tx, author, tree.id, "Copy"),  # type: ignore[misc]
            lambda tx, ids=ids: authoring.delete_lessons(tx, author, ids),  # type: ignore[misc]
            lambda tx, tree=tree, ids=ids: authoring.add_outline(  # type: ignore[misc]
                tx, author, tree.id, [NewModule("M", [NewLesson("L")] * len(ids))]
            ),
        )
        counts.append([])
        for act in actions:
            with statements() as sent:
                async with writing() as tx:
                    await act(tx)
            counts[-1].append(len(sent))
    assert counts[0] == counts[1]


async def test_copies_hold_everything_and_are_drafts(author: Actor, tree: CourseTree) -> None:
    async with writing() as tx:
        video = await factories.video(tx, tree.lessons[0])
        tx.add(Subtitle(video_id=key(video), language="en", cues=[(0, 1, "Hi")]))
    async with writing() as tx:
        lesson = await authoring.copy_lesson(tx, author, key(tree.lessons[0]), "Again")
    assert (await shape(tree.id))[0][1] == lesson.id
    assert lesson.id not in await seen(tree.course)
    async with writing() as tx:
        module = await authoring.copy_module(tx, author, key(tree.modules[0]), "Module again")
        course = await authoring.copy_course(tx, author, tree.id, "Course again")
    assert [len(each) for each in await shape(tree.id)] == [4, 4, 3]
    assert [len(each) for each in await shape(course.id)] == [4, 4, 3]
    async with reading() as rx:
        copy = await rx.get_one(Lesson, lesson.id)
        made = await rx.get_one(Course, course.id)
        rows = await rx.execute(
            select(col(SearchEntry.title)).where(col(SearchEntry.lesson_id) == lesson.id)
        )
        assert (copy.title, copy.body, copy.is_published) == ("Again", "Text.", False)
        assert (made.title, made.is_published, made.slug) == ("Course again", False, "course-again")
        assert (await rx.get_one(Module, module.id)).is_published is False
        assert rows.all() == []  # what it was copied from was not found by words either


async def test_a_copy_is_open_to_nobody_to_whom_the_course_is_not(
    author: Actor, tree: CourseTree
) -> None:
    async with writing() as tx:
        group = key(await factories.group(tx))
        needed = await factories.course(tx)
        draft = enrolment.AccessDraft(
            "listed", 3, (group,), (needed.id,), is_sequential=True, is_hidden=True
        )
        await enrolment.set_access(tx, author, tree.id, draft)
        for part, row in (("module", tree.modules[0]), ("lesson", tree.lessons[0])):
            await enrolment.set_opening(
                tx,
                author,
                tree.id,
                part,  # type: ignore[arg-type]
                key(row),
                opens_at=None,
                opens_after=7,
            )
    async with writing() as tx:
        course = await authoring.copy_course(tx, author, tree.id, "Again")
        module = await authoring.copy_module(tx, author, key(tree.modules[0]), "Again")
        lesson = await authoring.copy_lesson(tx, author, key(tree.lessons[0]), "Again")
    async with reading() as rx:
        made = await rx.get_one(Course, course.id)
        assert (made.enrol_by, made.level, made.is_hidden, made.is_sequential) == (
            "listed",
            3,
            True,
            True,
        )
        access = await teaching.course_access(rx, author, made.slug)
        assert [each.id for each in access.groups if each.is_chosen] == [group]
        assert [each.id for each in access.courses if each.is_chosen] == [needed.id]
        assert access.modules[0].row.opens_after == "7"
        assert access.modules[0].lessons[0].opens_after == "7"
        assert (await rx.get_one(Module, module.id)).opens_after == 7
        assert (await rx.get_one(Lesson, lesson.id)).opens_after == 7


async def test_what_is_deleted_is_seen_by_nobody_and_comes_back(
    author: Actor, tree: CourseTree
) -> None:
    ids = await seen(tree.course)
    async with writing() as tx:
        admin = await factories.actor(tx, Role.ADMIN)
        await authoring.delete_lessons(tx, author, ids[:1])
        await authoring.delete_module(tx, author, key(tree.modules[1]))
    assert await seen(tree.course) == ids[1:3]
    assert "access" in await kinds(ACCESS)
    async with reading() as rx:
        for actor in (author, admin):
            outline = await learning.outline(rx, actor, tree.course.slug)
            assert [module.total for module in outline.modules] == [2]
    async with writing() as tx:
        await authoring.restore_lessons(tx, author, ids[:1])
        await authoring.restore_module(tx, author, key(tree.modules[1]))
        await authoring.delete_course(tx, author, tree.id)
    for actor in (author, admin):
        async with reading() as rx:
            with pytest.raises(NotFound):
                await learning.outline(rx, actor, tree.course.slug)
    with pytest.raises(NotFound):
        async with writing() as tx:
            await authoring.add_module(tx, author, tree.id, "More")
    async with writing() as tx:
        await authoring.restore_course(tx, author, tree.id)
    assert await seen(tree.course) == ids


async def test_a_schedule_is_kept_and_told_once(
    author: Actor, tree: CourseTree, clock: Travel
) -> None:
    ids = await seen(tree.course)
    soon = Publishing(True, now() + timedelta(hours=1))
    async with writing() as tx:
        await authoring.set_lessons_publishing(tx, author, ids[:1], soon)
        await authoring.set_module_publishing(tx, author, key(tree.modules[1]), soon)
    assert await seen(tree.course) == ids[1:3]
    async with writing() as tx:
        assert await authoring.release_due(tx) == 0
    clock.forward(3601)
    assert await seen(tree.course) == ids
    before = len(await kinds(ACCESS))
    async with writing() as tx:
        assert await authoring.release_due(tx) == 2
    assert len(await kinds(ACCESS)) == before + 1
    async with writing() as tx:
        assert await authoring.release_due(tx) == 0
        await authoring.set_course_publishing(tx, author, tree.id, DRAFT)
    assert await seen(tree.course) == []
    async with writing() as tx:
        await authoring.set_course_publishing(tx, author, tree.id, OUT)
    assert await seen(tree.course) == ids


async def test_only_who_teaches_changes_the_tree(author: Actor, tree: CourseTree) -> None:
    async with writing() as tx:
        other = await factories.actor(tx, Role.CONTENT_CREATOR)
        mine = await factories.course(tx, other)
        hidden = await factories.course(tx, other, is_published=False)
    module, lesson = key(tree.modules[0]), key(tree.lessons[0])
    for expected, act in (
        (Forbidden, lambda tx: authoring.add_module(tx, other, tree.id, "X")),
        (Forbidden, lambda tx: authoring.add_lesson(tx, other, module, "X")),
        (Forbidden, lambda tx: authoring.retitle_module(tx, other, module, "X")),
        (Forbidden, lambda tx: authoring.move_lessons(tx, other, [lesson], key(mine.modules[0]))),
        (Forbidden, lambda tx: authoring.move_lessons(tx, other, [key(mine.lessons[0])], module)),
        (Forbidden, lambda tx: authoring.move_module(tx, other, key(mine.modules[0]), tree.id)),
        (NotFound, lambda tx: authoring.move_module(tx, author, module, hidden.id)),
        (Forbidden, lambda tx: authoring.copy_course(tx, other, tree.id, "X")),
        (Forbidden, lambda tx: authoring.copy_module(tx, other, module, "X")),
        (Forbidden, lambda tx: authoring.copy_lesson(tx, other, lesson, "X")),
        (Forbidden, lambda tx: authoring.delete_lessons(tx, other, [lesson])),
        (Forbidden, lambda tx: authoring.delete_module(tx, other, module)),
        (Forbidden, lambda tx: authoring.delete_course(tx, other, tree.id)),
        (NotFound, lambda tx: authoring.restore_course(tx, other, tree.id)),
        (Forbidden, lambda tx: authoring.set_lessons_publishing(tx, other, [lesson], OUT)),
        (Forbidden, lambda tx: authoring.set_module_publishing(tx, other, module, OUT)),
        (Forbidden, lambda tx: authoring.set_course_publishing(tx, other, tree.id, OUT)),
        (Forbidden, lambda tx: authoring.add_lessons(tx, other, module, [NewLesson("X")])),
        (Forbidden, lambda tx: authoring.add_outline(tx, other, tree.id, [NewModule("X")])),
        (NotFound, lambda tx: authoring.add_module(tx, author, 2**70, "X")),
        (NotFound, lambda tx: authoring.delete_lessons(tx, author, [0])),
    ):
        with pytest.raises(expected):
            async with writing() as tx:
                await act(tx)


async def test_addresses_become_lessons(author: Actor, tree: CourseTree) -> None:
    lessons = [
        NewLesson("Same name", VideoDraft("https://vimeo.com/1", length=119.0)),
        NewLesson("Same name"),
    ]
    async with writing() as tx:
        ids = await authoring.add_lessons(tx, author, key(tree.modules[0]), lessons)
    assert (await shape(tree.id))[0][-2:] == ids
    async with reading() as rx:
        rows = [await rx.get_one(Lesson, row_id) for row_id in ids]
    assert [(row.slug, row.kind, row.minutes) for row in rows] == [
        ("same-name", "video", 2),
        ("same-name-2", "text", 0),
    ]
    with pytest.raises(Invalid):
        async with writing() as tx:
            await authoring.add_outline(tx, author, tree.id, [])
