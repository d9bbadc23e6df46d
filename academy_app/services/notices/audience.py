"""Who may be told of something: in as many statements for thousands as for one."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.db import Tx
from academy_app.core.levels import level_of
from academy_app.models.discussion import Follow, Thread
from academy_app.models.learning import Course, Lesson, Module
from academy_app.models.membership import GroupMember, Member
from academy_app.models.notices import NotificationWish
from academy_app.policy.decisions import (
    NOWHERE,
    Access,
    Footing,
    Place,
    can_edit_course,
    can_see_lesson,
    can_see_thread,
)
from academy_app.policy.places import category_place
from academy_app.policy.standing import footings_where

_Statement: TypeAlias = Select[*tuple[Any, ...]]


@dataclass
class Audience:
    """Who may be told, whom of them follows what is concerned, and what they turned off."""

    members: set[int] = field(default_factory=set)
    # The followers of a `thread`, a `category`, a `member`.
    followers: dict[str, set[int]] = field(default_factory=dict)
    off: set[tuple[int, str]] = field(default_factory=set)

    def wants(self, member_id: int, kind: str) -> bool:
        return member_id in self.members and (member_id, kind) not in self.off

    def following(self, kind: str) -> list[int]:
        return sorted(self.followers.get(kind, ()))


async def audience(
    tx: Tx,
    actor_id: int,
    named: Collection[int | None],
    *,
    thread: Thread | None = None,
    with_followers: bool = False,
) -> Audience:
    """Those `named`, and with them who follows the thread, its category or the acting member.

    Left out are who acts, is no longer active, has muted one of the three, or may not read the
    thread.
    """
    asked = _Asked(
        actor_id,
        frozenset(id_ for id_ in named if id_ is not None and id_ != actor_id),
        thread,
        with_followers,
    )
    if not asked.named and not with_followers:
        return Audience()
    found, muting = Audience(), set()
    rows = {member.id: member for member in await tx.execute(asked.members())}
    for row in await tx.execute(asked.follows()):
        rows[row.id] = row
        if row.is_muted:
            muting.add(row.id)
        else:
            found.followers.setdefault(row.kind, set()).add(row.id)
    if thread is not None and rows:
        rows = await _readers(tx, asked, thread, rows)
    found.members = {id_ for id_ in rows if id_ != actor_id and id_ not in muting}
    if found.members:
        found.off = {(row.member_id, row.kind) for row in await tx.execute(asked.wishes())}
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """The statements about the same people."""

    actor_id: int
    named: Collection[int]
    thread: Thread | None
    with_followers: bool

    def members(self) -> _Statement:
        return _members().where(col(Member.id).in_(self.named))

    def follows(self) -> _Statement:
        return (
            _members()
            .add_columns(col(Follow.kind), col(Follow.is_muted))
            .join(Follow, col(Follow.member_id) == col(Member.id))
            .where(self._follow(), true() if self.with_followers else self._is_named(Follow))
        )

    def wishes(self) -> _Statement:
        return select(col(NotificationWish.member_id), col(NotificationWish.kind)).where(
            ~col(NotificationWish.is_on), self._is_concerned(NotificationWish)
        )

    def groups(self, group_ids: Collection[int]) -> _Statement:
        return select(col(GroupMember.member_id), col(GroupMember.group_id)).where(
            col(GroupMember.group_id).in_(group_ids), self._is_concerned(GroupMember)
        )

    def _follow(self) -> ColumnElement[bool]:
        """Rows of Follow on what is concerned."""
        targets = [("member", self.actor_id)]
        if self.thread is not None:
            targets.append(("thread", self.thread.id or 0))
            if self.thread.category_id is not None:
                targets.append(("category", self.thread.category_id))
        return or_(
            *[
                and_(col(Follow.kind) == kind, col(Follow.target_id) == target)
                for kind, target in targets
            ]
        )

    def _is_named(self, model: Any) -> ColumnElement[bool]:
        return col(model.member_id).in_(self.named) if self.named else false()

    def is_member(self) -> ColumnElement[bool]:
        """For statements on Member: it is one of those who are asked for."""
        named = col(Member.id).in_(self.named) if self.named else false()
        if not self.with_followers:
            return named
        followers = select(col(Follow.member_id)).where(self._follow())
        return or_(named, col(Member.id).in_(followers))

    def _is_concerned(self, model: Any) -> ColumnElement[bool]:
        if not self.with_followers:
            return self._is_named(model)
        followers = select(col(Follow.member_id)).where(self._follow())
        return or_(self._is_named(model), col(model.member_id).in_(followers))


def _members() -> _Statement:
    return select(col(Member.id), col(Member.role), col(Member.points)).where(col(Member.is_active))


async def _readers(tx: Tx, asked: _Asked, thread: Thread, rows: dict[int, Any]) -> dict[int, Any]:
    """Those of the members who may read the thread."""
    where = await _where(tx, thread)
    groups = await _groups(tx, asked, where)
    standing = await _standing(tx, asked, where)

    def may_read(row: Any) -> bool:
        actor = Actor(
            row.id,
            Role(row.role),
            groups=frozenset(groups.get(row.id, ())),
            level=level_of(row.points),
        )
        footing = standing.get(actor.member_id, NOWHERE)
        return bool(can_see_thread(actor, where.place_of(actor, footing), thread))

    return {id_: row for id_, row in rows.items() if may_read(row)}


@dataclass(frozen=True, slots=True)
class _Where:
    """Where a thread stands: a category's rules, or a lesson with its course."""

    access: Access | None = None
    course: Any = None
    module: Any = None
    lesson: Any = None

    def place_of(self, actor: Actor, footing: Footing) -> Place:
        if self.access is not None or self.course is None:
            return Place(self.access)
        return Place(
            sees_lesson=bool(can_see_lesson(actor, self.course, self.module, self.lesson, footing)),
            teaches=bool(can_edit_course(actor, self.course)),
        )

    @property
    def groups(self) -> set[int]:
        """The groups that may read by name."""
        if self.access is None or self.access.read_by != "listed":
            return set()
        return {
            grant.group_id
            for grant in self.access.grants
            if grant.action == "read" and grant.group_id is not None
        }


async def _where(tx: Tx, thread: Thread) -> _Where:
    if thread.category_id is None:
        found = await tx.execute(
            select(Course, Module, Lesson)
            .join(Lesson, col(Lesson.course_id) == col(Course.id))
            .join(Module, col(Module.id) == col(Lesson.module_id))
            .where(col(Lesson.id) == thread.lesson_id)
        )
        row = found.first()
        return _Where(course=row[0], module=row[1], lesson=row[2]) if row else _Where()
    return _Where(access=(await category_place(tx, thread.category_id)).access)


async def _standing(tx: Tx, asked: _Asked, where: _Where) -> dict[int, Footing]:
    """How each member stands before the lesson, if it is one."""
    if where.lesson is None:
        return {}
    concerned = and_(col(Lesson.id) == where.lesson.id, asked.is_member())
    found = await footings_where(tx, concerned)
    return {member_id: footing for (member_id, _), footing in found.items()}


async def _groups(tx: Tx, asked: _Asked, where: _Where) -> dict[int, set[int]]:
    """Which of the groups that matter each member is in."""
    found: dict[int, set[int]] = {}
    if where.groups:
        for member_id, group_id in await tx.execute(asked.groups(where.groups)):
            found.setdefault(member_id, set()).add(group_id)
    return found
