"""Who may read what: the clause for lists and the decision about one row say the same."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from typing import Any, TypeAlias

from sqlalchemy import select
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.clock import now
from academy_app.core.db import Database, Tx, reading, writing
from academy_app.models.discussion import Category, CategoryGrant, Thread, Upload
from academy_app.models.learning import Course, Lesson, Module
from academy_app.models.membership import Member
from academy_app.policy.decisions import (
    NOWHERE,
    can_edit_course,
    can_list_category,
    can_manage_upload,
    can_read_category,
    can_see_course,
    can_see_lesson,
    can_see_thread,
)
from academy_app.policy.places import accesses, place_of
from academy_app.policy.visibility import (
    editable_courses,
    listed_categories,
    managed_uploads,
    readable_categories,
    visible_courses,
    visible_lessons,
    visible_threads,
)
from tests import factories
from tests.factories import key

LEVEL = 3
GRANTS: tuple[dict[str, str], ...] = (
    {},
    {"action": "read", "role": "USER"},
    {"action": "read", "role": "MODERATOR"},
    {"action": "read", "role": "CONTENT_CREATOR"},
    {"action": "read", "group": "mine"},
    {"action": "read", "group": "other"},
    {"action": "post", "role": "USER"},
    {"action": "post", "group": "mine"},
)


# What a course, a module or a lesson says of when it is published.
State: TypeAlias = dict[str, Any]
OUT: State = {"is_published": True}
STATES: tuple[State, ...] = (
    OUT,
    {"is_published": False},
    {"is_published": True, "publish_at": now() - timedelta(days=1)},
    {"is_published": True, "publish_at": now() + timedelta(days=1)},
    {"is_published": True, "deleted_at": now() - timedelta(days=1)},
)


@dataclass
class World:
    """Every kind of reader, and a row of every kind."""

    actors: list[Actor] = field(default_factory=list)
    categories: int = 0
    threads: list[Thread] = field(default_factory=list)
    modules: list[Module] = field(default_factory=list)


async def world() -> World:
    made = World()
    async with writing() as tx:
        groups = {name: key(await factories.group(tx)) for name in ("mine", "other")}
        for role, is_in, level in product(Role, (False, True), (1, LEVEL, 9)):
            member = await factories.member(tx, role)
            mine = frozenset({groups["mine"]} if is_in else ())
            made.actors.append(Actor(key(member), role, groups=mine, level=level))
        rules = product(("everyone", "staff", "listed"), GRANTS, (1, LEVEL), (False, True))
        for read_by, grant, level, is_archived in rules:
            category = await factories.category(
                tx, read_by=read_by, level=level, is_archived=is_archived
            )
            made.categories += 1
            await _grant(tx, key(category), grant, groups)
            await _talk(tx, made, category_id=key(category))
        author = next(actor for actor in made.actors if actor.role is Role.CONTENT_CREATOR)
        other = await factories.member(tx, Role.CONTENT_CREATOR)
        owners: list[Member | Actor] = [author, other]
        for owner, states in product(owners, product(STATES, repeat=3)):
            lesson = await _lesson(tx, made, owner, *states)
            # Threads where at most one of the three is held back.
            if sum(state != OUT for state in states) < 2:
                await _talk(tx, made, lesson_id=key(lesson))
    return made


async def _lesson(
    tx: Tx, made: World, owner: Member | Actor, course: State, module: State, lesson: State
) -> Lesson:
    tree = await factories.course(tx, owner, modules=0, **course)
    made.modules.append(await factories.module(tx, tree.course, **module))
    return await factories.lesson(tx, made.modules[-1], **lesson)


async def _grant(tx: Tx, category_id: int, grant: dict[str, str], groups: dict[str, int]) -> None:
    if grant:
        tx.add(
            CategoryGrant(
                category_id=category_id,
                action=grant["action"],
                role=grant.get("role"),
                group_id=groups.get(grant.get("group", "")),
            )
        )


async def _talk(tx: Tx, made: World, **place: Any) -> None:
    """What stands there, and what was deleted there: a reader's own, and a stranger's."""
    for author_id in (None, made.actors[0].member_id, made.actors[-1].member_id):
        for deleted_at in (None, now()):
            made.threads.append(
                await factories.thread(tx, author_id=author_id, deleted_at=deleted_at, **place)
            )


async def test_lists_and_decisions_agree(db: Database) -> None:
    made = await world()
    readers = 0
    async with reading() as rx:
        rules = await accesses(rx)
        assert len(rules) == made.categories == 96
        for actor in made.actors:
            listed = set(
                await rx.scalars(select(col(Category.id)).where(readable_categories(actor)))
            )
            assert listed == {
                category_id
                for category_id, access in rules.items()
                if can_read_category(actor, access)
            }, actor
            known = set(await rx.scalars(select(col(Category.id)).where(listed_categories(actor))))
            assert known == {
                category_id
                for category_id, access in rules.items()
                if can_list_category(actor, access)
            }, actor
            # What is known of and not read opens with a level.
            assert listed == {
                category_id
                for category_id, access in rules.items()
                if category_id in known and (actor.is_staff or access.level <= actor.level)
            }, actor
            shown = set(await rx.scalars(select(col(Thread.id)).where(visible_threads(actor))))
            places = {}
            for thread in made.threads:
                where = (thread.category_id, thread.lesson_id)
                if where not in places:
                    places[where] = await place_of(rx, actor, thread)
            assert shown == {
                thread.id
                for thread in made.threads
                if thread.deleted_at is None
                and can_see_thread(actor, places[thread.category_id, thread.lesson_id], thread)
            }, actor
            readers += bool(listed)
    assert readers == len(made.actors)


async def test_courses_and_lessons_agree_too(db: Database) -> None:
    made = await world()
    async with reading() as rx:
        courses = {course.id: course for course in await rx.scalars(select(Course))}
        lessons = list(await rx.scalars(select(Lesson)))
        modules = {module.id: module for module in made.modules}
        assert len(lessons) == 2 * len(STATES) ** 3
        for actor in made.actors:
            seen = set(await rx.scalars(select(col(Course.id)).where(visible_courses(actor))))
            assert seen == {
                course_id
                for course_id, course in courses.items()
                if can_see_course(actor, course, NOWHERE)
            }, actor
            editable = set(await rx.scalars(select(col(Course.id)).where(editable_courses(actor))))
            assert editable == {
                course_id for course_id, course in courses.items() if can_edit_course(actor, course)
            }, actor
            listed = await rx.scalars(
                select(col(Lesson.id)).join(Course).where(visible_lessons(actor))
            )
            assert set(listed) == {
                lesson.id
                for lesson in lessons
                if can_see_lesson(
                    actor, courses[lesson.course_id], modules[lesson.module_id], lesson, NOWHERE
                )
            }, actor


async def test_uploads_agree_too(db: Database) -> None:
    async with writing() as tx:
        actors = [await factories.actor(tx, role) for role in Role]
        uploads = [Upload(member_id=actor.member_id, path=f"{actor.role}") for actor in actors]
        tx.add_all([*uploads, Upload(member_id=None, path="nobody's")])
    async with reading() as rx:
        rows = list(await rx.scalars(select(Upload)))
        counts = {}
        for actor in actors:
            managed = set(await rx.scalars(select(col(Upload.id)).where(managed_uploads(actor))))
            assert managed == {row.id for row in rows if can_manage_upload(actor, row)}, actor
            counts[actor.role] = len(managed)
    assert counts == {
        role: {Role.ADMIN: len(rows), Role.CONTENT_CREATOR: 1}.get(role, 0) for role in Role
    }
