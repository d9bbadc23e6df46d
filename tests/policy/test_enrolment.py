"""Who may enter a course and how far: the clause for lists, the decision about one lesson and what
is read for it say the same."""

from datetime import timedelta
from itertools import product
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.clock import Travel, now
from academy_app.core.db import Database, Reading, Tx, reading, writing
from academy_app.models.learning import Course, CourseGrant, CoursePrerequisite, Lesson, Module
from academy_app.models.membership import Member
from academy_app.models.watching import Completion, Enrolment
from academy_app.policy.decisions import (
    ENROL_BY,
    NOWHERE,
    as_member,
    can_enter_course,
    can_list_lesson,
    can_see_course,
    can_see_lesson,
)
from academy_app.policy.standing import course_footing, footings
from academy_app.policy.visibility import (
    listed_lessons,
    open_courses,
    visible_courses,
    visible_lesson,
    visible_lessons,
)
from academy_app.services.acting import acting
from tests import factories
from tests.factories import CourseTree, key

HOWS = ("self", "listed", "invitation", "request", "staff", "import")


async def _actors(tx: Tx) -> list[Actor]:
    """Of every role, two levels, in a group, a tier, a lower and a higher one, or in none."""
    ranks = {"plain": None, "low": 1, "middle": 2, "high": 3}
    groups = {name: await factories.group(tx, name=name, rank=rank) for name, rank in ranks.items()}
    made = []
    for role, name, points in product(Role, (None, *groups), (0, 10_000)):
        member = await factories.member(tx, role, points=points)
        if name is not None:
            await factories.join_group(tx, groups[name], member)
        made.append(await acting(tx, member))
    return made


async def _courses(tx: Tx, author: Actor) -> list[CourseTree]:
    needed = await factories.course(tx, author, lessons=1, slug="needed")
    unpublished = await factories.course(tx, author, lessons=1, is_published=False)
    groups = {row.name: key(row) for row in await factories.groups(tx)}
    made = [needed, unpublished]
    rules = product(ENROL_BY, (False, True), (1, 5), (None, "plain", "middle"), (0, 1, 2))
    for enrol_by, is_hidden, level, group, needs in rules:
        if group is not None and enrol_by != "listed":
            continue
        tree = await factories.course(
            tx, author, lessons=1, enrol_by=enrol_by, is_hidden=is_hidden, level=level
        )
        if group is not None:
            tx.add(CourseGrant(course_id=tree.id, group_id=groups[group]))
        if needs:
            other = (needed, unpublished)[needs - 1]
            tx.add(CoursePrerequisite(course_id=tree.id, needed_id=other.id))
        made.append(tree)
    return made


async def _enrol(tx: Tx, actors: list[Actor], courses: list[CourseTree]) -> None:
    """Each way to be in a course, and to have been, of neighbours in turn."""
    ways: list[tuple[str, bool] | None] = [None, *product(HOWS, (False, True))]
    for place, (actor, tree) in enumerate(product(actors, courses)):
        way = ways[(place * 7 + place // 11) % len(ways)]
        if way is not None:
            tx.add(
                Enrolment(
                    member_id=actor.member_id,
                    course_id=tree.id,
                    how=way[0],
                    removed_at=now() if way[1] else None,
                )
            )
        if tree is courses[0] and actor.member_id % 2:
            tx.add(_done(actor, tree.lessons[0]))


def _done(actor: Actor, lesson: Lesson) -> Completion:
    return Completion(
        member_id=actor.member_id, lesson_id=key(lesson), course_id=lesson.course_id, how="read"
    )


async def _check(rx: Reading, actors: list[Actor]) -> dict[str, int]:
    """Holds lists against decisions for every actor; how often each answer was yes."""
    courses = {key(course): course for course in await rx.scalars(select(Course))}
    modules = {key(module): module for module in await rx.scalars(select(Module))}
    lessons = {key(lesson): lesson for lesson in await rx.scalars(select(Lesson))}
    yes = dict.fromkeys(("see", "enter", "list", "open"), 0)
    for actor in actors:
        standing = await footings(rx, [(actor.member_id, lesson_id) for lesson_id in lessons])
        own = {lesson_id: standing[actor.member_id, lesson_id] for lesson_id in lessons}
        of_course = {lesson.course_id: own[key(lesson)] for lesson in lessons.values()}
        seen = {id_ for id_, row in courses.items() if can_see_course(actor, row, of_course[id_])}
        entered = {
            id_ for id_, row in courses.items() if can_enter_course(actor, row, of_course[id_])
        }
        listed, opened = (
            {
                id_
                for id_, row in lessons.items()
                if may(actor, courses[row.course_id], modules[row.module_id], row, own[id_])
            }
            for may in (can_list_lesson, can_see_lesson)
        )
        in_course = select(col(Lesson.id)).join(Course, col(Course.id) == col(Lesson.course_id))
        told = (
            (seen, select(col(Course.id)).where(visible_courses(actor))),
            (
                entered,
                select(col(Course.id)).where(visible_courses(actor), open_courses(actor)),
            ),
            (listed, in_course.where(listed_lessons(actor))),
            (opened, in_course.where(visible_lessons(actor))),
        )
        assert set(await rx.scalars(in_course.where(visible_lesson(actor)))) == opened, actor
        for (decided, statement), name in zip(told, yes, strict=True):
            assert set(await rx.scalars(statement)) == decided, (name, actor)
            yes[name] += len(decided)
    return yes


async def test_courses_agree(db: Database) -> None:
    async with writing() as tx:
        actors = await _actors(tx)
        author = next(actor for actor in actors if actor.role is Role.CONTENT_CREATOR)
        courses = await _courses(tx, author)
        await _enrol(tx, actors, courses)
    async with reading() as rx:
        yes = await _check(rx, actors)
    pairs = len(actors) * len(courses)
    assert pairs > yes["see"] > yes["enter"] > pairs // 4


async def test_lessons_agree(db: Database, clock: Travel) -> None:
    async with writing() as tx:
        actors = [await factories.actor(tx, role) for role in Role for _ in range(4)]
        author = next(actor for actor in actors if actor.role is Role.CONTENT_CREATOR)
        made: list[CourseTree] = []
        moments = (None, now() - timedelta(days=1), now() + timedelta(days=1))
        for is_sequential, module_at, lesson_at, after in product(
            (False, True), moments, moments, (None, 0, 3)
        ):
            tree = await factories.course(
                tx, author, lessons=4, modules=2, is_sequential=is_sequential
            )
            tree.modules[1].opens_at = module_at
            tree.modules[1].opens_after = 2 if after == 0 else None
            tree.lessons[5].opens_at = lesson_at
            tree.lessons[6].opens_after = after
            tree.lessons[2].is_published = False
            made.append(tree)
        for place, (actor, tree) in enumerate(product(actors, made)):
            days = (None, 0, 2, 2.5, 3, 9)[(place + place // 13) % 6]
            if days is not None:
                tx.add(_begun(actor, tree, days))
            for lesson in tree.lessons[: (place + place // 7) % 8]:
                if (key(lesson) + place) % 5:
                    tx.add(_done(actor, lesson))
    async with reading() as rx:
        yes = await _check(rx, actors)
    assert yes["list"] > yes["open"] > yes["list"] // 3


def _begun(actor: Actor, tree: CourseTree, days: float) -> Enrolment:
    return Enrolment(
        member_id=actor.member_id,
        course_id=tree.id,
        started_at=now() - timedelta(days=days),
    )


async def test_who_previews_a_course_is_in_it_and_finds_all_that_is_out_open(db: Database) -> None:
    tomorrow = now() + timedelta(days=1)
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
        other = await factories.course(tx, author, lessons=1, enrol_by="request", is_hidden=True)
        made = [
            await factories.course(
                tx, author, lessons=3, modules=2, enrol_by=enrol_by, level=5, is_hidden=True
            )
            for enrol_by in (*ENROL_BY, *ENROL_BY)
        ]
        for place, tree in enumerate(made):
            tree.course.is_published = place % 2 == 0
            tree.course.publish_at = tomorrow
            tree.course.is_sequential = True
            tree.modules[1].opens_after = 3
            tree.lessons[1].opens_at = tomorrow
            tree.lessons[2].is_published = False
            tree.lessons[4].publish_at = tomorrow
            tree.lessons[5].deleted_at = now()
            tx.add(CoursePrerequisite(course_id=tree.id, needed_id=other.id))
        made[0].modules[1].is_published = False
    in_course = select(col(Lesson.id)).join(Course, col(Course.id) == col(Lesson.course_id))
    async with reading() as rx:
        for tree in made:
            actor = as_member(author, tree.course)
            open_ = {
                key(lesson)
                for lesson, module in zip(tree.lessons, (0, 0, 0, 1, 1, 1), strict=True)
                if can_see_lesson(actor, tree.course, tree.modules[module], lesson, NOWHERE)
            }
            out = (0, 1) if tree is made[0] else (0, 1, 3)
            assert open_ == {key(tree.lessons[place]) for place in out}
            for clause in (listed_lessons, visible_lessons, visible_lesson):
                assert set(await rx.scalars(in_course.where(clause(actor)))) == open_
            seen = select(col(Course.id)).where(visible_courses(actor), open_courses(actor))
            assert set(await rx.scalars(seen)) == {tree.id}


async def test_the_footing_of_who_acts_is_that_of_every_member(db: Database) -> None:
    async with writing() as tx:
        actors = (await _actors(tx))[::3]
        courses = (await _courses(tx, actors[0]))[::3]
        await _enrol(tx, actors, courses)
    async with reading() as rx:
        for actor, tree in product(actors, courses):
            pair = (actor.member_id, key(tree.lessons[0]))
            assert await course_footing(rx, actor, tree.id) == (await footings(rx, [pair]))[pair]


async def test_nobody_stands_where_nothing_is(db: Database) -> None:
    async with reading() as rx:
        found: dict[Any, Any] = await footings(rx, [(1, 2)])
        assert not found[1, 2].is_in
        assert list(await rx.scalars(select(Member))) == []
