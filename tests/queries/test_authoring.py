"""What authors see of their courses, and what learners see of their changes."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from academy_app.core.actor import Actor, Role
from academy_app.core.channels import of_builder, of_lesson_editor
from academy_app.core.clock import Travel, now
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import Forbidden, NotFound
from academy_app.core.views import Outline
from academy_app.core.views.authoring import LessonTold
from academy_app.models.watching import Completion, Enrolment
from academy_app.queries import authoring, learning, live
from academy_app.queries.learning import preview
from academy_app.services import authoring as writing_courses
from academy_app.services.authoring import LessonChanges
from academy_app.state.course import load_course
from academy_app.state.lesson import load_lesson
from tests import factories
from tests.factories import key

Statements = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
async def author(db: Database) -> Actor:
    async with writing() as tx:
        return await factories.actor(tx, Role.CONTENT_CREATOR, name="Ada")


async def test_own_courses_with_learners_and_completion(author: Actor) -> None:
    async with writing() as tx:
        admin = await factories.actor(tx, Role.ADMIN)
        tree = await factories.course(tx, author, title="Mine", lessons=2)
        tree.lessons[1].is_published = False
        tree.course.publish_at = now() + timedelta(days=1)
        await factories.course(tx, title="Other's")
        for number in range(4):
            member = await factories.member(tx)
            tx.add(Enrolment(member_id=key(member), course_id=tree.id))
            if number == 0:
                done = Completion(
                    member_id=key(member),
                    lesson_id=key(tree.lessons[0]),
                    course_id=tree.id,
                    how="read",
                )
                tx.add(done)
    async with reading() as rx:
        [course] = (await authoring.teaching(rx, author)).courses
        everything = (await authoring.teaching(rx, admin)).courses
        assert {each.title for each in everything} == {"Mine", "Other's"}
        with pytest.raises(Forbidden):
            await authoring.teaching(rx, Actor(9, Role.MODERATOR))
    assert (course.lessons, course.learners, course.completed) == (2, 4, 25)
    assert (course.state, course.is_mine, course.href) == (
        "scheduled",
        True,
        f"/teach/{course.slug}",
    )


async def test_the_tree_costs_two_statements(author: Actor, statements: Statements) -> None:
    async with writing() as tx:
        tree = await factories.course(tx, author, modules=5, lessons=100)
        await factories.module(tx, tree.course, position=9, title="Empty")
    with statements() as seen:
        async with reading() as rx:
            built = await authoring.built(rx, author, tree.course.slug)
    assert len(seen) == 2
    assert [len(module.lessons) for module in built.modules] == [100] * 5 + [0]


async def test_who_has_finished_is_told_of_a_change_that_counts(
    author: Actor, clock: Travel
) -> None:
    async with writing() as tx:
        tree = await factories.course(tx, author)
        lesson = tree.lessons[0]
        learner, other = await factories.actor(tx), await factories.actor(tx)
        tx.add(
            Completion(
                member_id=learner.member_id,
                lesson_id=key(lesson),
                course_id=tree.id,
                how="read",
                at=now(),
            )
        )
    for number, is_news in enumerate((False, True), start=1):
        clock.forward(60)
        async with writing() as tx:
            changes = LessonChanges(title=f"Title {number}", is_news=is_news)
            await writing_courses.save_lesson(tx, author, key(lesson), number, changes)
        for actor in (learner, other):
            async with reading() as rx:
                outline = await learning.outline(rx, actor, tree.course.slug)
                page = await learning.lesson_page(rx, actor, tree.course.slug, lesson.slug)
            is_told = is_news and actor is learner
            assert outline.modules[0].lessons[0].has_changed is is_told
            assert bool(page.changed_at) is is_told
            assert outline.done == (actor is learner)


async def test_only_authors_follow_the_builder(author: Actor) -> None:
    async with writing() as tx:
        tree = await factories.course(tx, author)
        lesson = key(tree.lessons[0])
        member = await factories.actor(tx)
        rival = await factories.actor(tx, Role.CONTENT_CREATOR)
        admin = await factories.actor(tx, Role.ADMIN)
    channels = (of_builder(tree.id), of_lesson_editor(lesson))
    async with reading() as rx:
        for channel in channels:
            assert await live.may_follow(rx, author, channel)
            assert await live.may_follow(rx, admin, channel)
            assert not await live.may_follow(rx, member, channel)
            assert not await live.may_follow(rx, rival, channel)
        assert not await live.may_follow(rx, admin, of_builder(999_999))
    async with writing() as tx:
        await writing_courses.save_lesson(tx, author, lesson, 1, LessonChanges(title="New"))
    async with reading() as rx:
        news = await live.news(rx, channels[0], 0)
    assert news is not None
    [item] = news.items
    assert isinstance(item.row, LessonTold)
    assert (item.kind, item.row.lesson.title, item.row.editor) == ("lesson", "New", "Ada")


async def test_a_learners_eyes_see_what_learners_will(author: Actor) -> None:
    async with writing() as tx:
        draft = await factories.course(tx, author, is_published=False, lessons=2, level=5)
        draft.lessons[1].is_published = False
        member = await factories.actor(tx)
        group = await factories.group(tx, name="Bakers")
    slug, first = draft.course.slug, draft.lessons[0]
    loaded = await load_course(author, {"course": slug, "as": "learner"})
    outline = loaded["outline"]
    assert isinstance(outline, Outline)
    [module] = outline.modules
    assert [each.href for each in module.lessons] == [f"/courses/{slug}/{first.slug}?as=learner"]
    assert not outline.can_edit
    page = await load_lesson(author, {"course": slug, "lesson": first.slug, "as": "learner"})
    assert page["preview"].wish == "learner"  # type: ignore[attr-defined]
    hidden = {"course": slug, "lesson": draft.lessons[1].slug, "as": "learner"}
    with pytest.raises(NotFound):
        await load_lesson(author, hidden)
    as_group = await load_course(author, {"course": slug, "as": f"group-{group.id}"})
    assert as_group["preview"].name == "Bakers"  # type: ignore[attr-defined]
    for wish in ("admin", "group-0", "group-x", "group-99999"):
        with pytest.raises(NotFound):
            await load_course(author, {"course": slug, "as": wish})
    with pytest.raises(NotFound):
        await load_course(member, {"course": slug, "as": "learner"})
    async with reading() as rx:
        eyes = await preview.eyes(rx, author, slug, "learner")
    # Nobody's eyes: nothing is done, and nothing can be, in anybody's name.
    assert (eyes.actor.member_id, eyes.actor.role, eyes.actor.previews) == (0, Role.USER, draft.id)
