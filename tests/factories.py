"""Rows for tests, written straight through the models: short calls, sensible defaults.

Each factory flushes, so that ids are there, and leaves the commit to `writing()`.
"""

from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import select
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.db import Tx
from academy_app.core.levels import level_of
from academy_app.models.discussion import Category, Post, Thread
from academy_app.models.learning import Course, Lesson, Module, Video
from academy_app.models.membership import Group, GroupMember, Member

Row = TypeVar("Row", Member, Course, Module, Lesson, Video, Category, Thread, Post, Group)

_numbers = count(1)


@dataclass
class CourseTree:
    """A course as it was made, with its rows in order."""

    course: Course
    modules: list[Module] = field(default_factory=list)
    lessons: list[Lesson] = field(default_factory=list)

    @property
    def id(self) -> int:
        return key(self.course)


def key(row: Member | Course | Module | Lesson | Video | Category | Thread | Post | Group) -> int:
    """The row's id, known to be there once it was flushed."""
    assert row.id is not None
    return row.id


def as_actor(row: Member, session_id: int | None = None) -> Actor:
    """The member, acting."""
    return Actor(key(row), Role(row.role), session_id, level=level_of(row.points))


async def member(tx: Tx, role: Role | str = Role.USER, **values: Any) -> Member:
    number = next(_numbers)
    given = {"email": f"member{number}@example.org", "name": f"Member {number}", **values}
    return await _added(tx, Member(role=str(role), **given))


async def actor(tx: Tx, role: Role | str = Role.USER, **values: Any) -> Actor:
    """A new member with `role`, ready to act."""
    return as_actor(await member(tx, role, **values))


async def admin(tx: Tx, **values: Any) -> Actor:
    """A new admin who is signed in, as who changes members must be."""
    return as_actor(await member(tx, Role.ADMIN, **values), session_id=1)


async def course(
    tx: Tx,
    author: Member | Actor | None = None,
    modules: int = 1,
    lessons: int = 2,
    **values: Any,
) -> CourseTree:
    """A published course of `modules` modules with `lessons` lessons each."""
    number = next(_numbers)
    given = {"slug": f"course-{number}", "title": f"Course {number}", **values}
    if author is not None:
        given["author_id"] = author.member_id if isinstance(author, Actor) else author.id
    tree = CourseTree(await _added(tx, Course(**{"is_published": True, **given})))
    for position in range(modules):
        made = await module(tx, tree.course, position=position)
        tree.modules.append(made)
        for place in range(lessons):
            tree.lessons.append(await lesson(tx, made, position=place))
    return tree


async def module(tx: Tx, of: Course, **values: Any) -> Module:
    number = next(_numbers)
    return await _added(tx, Module(course_id=key(of), **{"title": f"Module {number}", **values}))


async def lesson(tx: Tx, of: Module, **values: Any) -> Lesson:
    """A published lesson of text; `kind="video"` alone makes no video."""
    number = next(_numbers)
    given = {
        "slug": f"lesson-{number}",
        "title": f"Lesson {number}",
        "body": "Text.",
        "body_html": "<p>Text.</p>",
        **values,
    }
    return await _added(tx, Lesson(module_id=key(of), course_id=of.course_id, **given))


async def video(tx: Tx, of: Lesson, **values: Any) -> Video:
    """A file of 100 seconds whose length its author has given."""
    number = next(_numbers)
    given = {
        "provider": "file",
        "key": f"https://media.example.org/{number}.mp4",
        "duration": 100.0,
        "is_duration_final": True,
        **values,
    }
    return await _added(tx, Video(lesson_id=key(of), **given))


async def category(tx: Tx, **values: Any) -> Category:
    """A category that everyone may read and post in."""
    number = next(_numbers)
    given = {"slug": f"category-{number}", "name": f"Category {number}", **values}
    return await _added(tx, Category(**given))


async def thread(
    tx: Tx,
    author: Member | Actor | None = None,
    of: Category | Lesson | None = None,
    **values: Any,
) -> Thread:
    """A thread with its opening post, in a new category unless told where. Without an author only
    its head, where `category_id` or `lesson_id` says."""
    given: dict[str, Any] = {"title": f"Thread {next(_numbers)}", **values}
    if author is None:
        return await _added(tx, Thread(**given))
    place = of if of is not None else await category(tx)
    writer = _id_of(author)
    column = "lesson_id" if isinstance(place, Lesson) else "category_id"
    given = {column: key(place), "author_id": writer, "last_author_id": writer, **given}
    made = await _added(tx, Thread(**given))
    await _added(tx, Post(thread_id=key(made), author_id=writer, body="Hello.", body_html=_HELLO))
    return made


_HELLO = "<p>Hello.</p>"


async def post(tx: Tx, of: Thread, author: Member | Actor, **values: Any) -> Post:
    """The thread's next reply, at its first level; with `number=0` its opening."""
    number = values.pop("number", of.highest + 1)
    if number:
        of.highest = number
        of.replies += 1
        of.score += 1
    given = {
        "path": f"{number:06}" if number else "",
        "author_id": _id_of(author),
        "body": "Words.",
        "body_html": "<p>Words.</p>",
        **values,
    }
    return await _added(tx, Post(thread_id=key(of), number=number, **given))


async def group(tx: Tx, *members: Member | Actor, **values: Any) -> Group:
    """A group with these in it."""
    made = await _added(tx, Group(**{"name": f"Group {next(_numbers)}", **values}))
    await join_group(tx, made, *members)
    return made


async def join_group(tx: Tx, group: Group, *members: Member | Actor) -> None:
    """These are in the group from now on."""
    for each in members:
        tx.add(GroupMember(group_id=key(group), member_id=_id_of(each)))
    await tx.flush()


async def groups(tx: Tx) -> list[Group]:
    """All there are."""
    return list(await tx.scalars(select(Group).order_by(col(Group.id))))


def _id_of(author: Member | Actor) -> int:
    return author.member_id if isinstance(author, Actor) else key(author)


async def _added(tx: Tx, row: Row) -> Row:
    tx.add(row)
    await tx.flush()
    return row
