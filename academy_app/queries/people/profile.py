"""A member's page, in three statements: who they are, their numbers, what they wrote lately."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal, select, tuple_
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.errors import Invalid, NotFound
from academy_app.core.hrefs import person_href, post_href, thread_href
from academy_app.core.ids import is_id
from academy_app.core.markdown import plain_text
from academy_app.core.moments import UtcDateTime, aware
from academy_app.core.views.people import ActivityRow, PersonCard, Profile
from academy_app.models.discussion import Category, Follow, Post, Thread
from academy_app.models.learning import Lesson
from academy_app.models.membership import Member
from academy_app.policy.visibility import visible_threads
from academy_app.queries.people.cards import card

PAGE = 20
# Signs of a post that are read, and that are shown of it.
READ, SHOWN = 600, 240

Columns: TypeAlias = Row[*tuple[Any, ...]]


async def profile(rx: Reading, actor: Actor, member_id: int, after: str = "") -> Profile:
    """`after` is a cursor of the activity. NotFound for who was never a member."""
    person = await person_card(rx, actor, member_id)
    numbers = await _numbers(rx, actor, member_id)
    rows = await _posts(rx, actor, member_id, after)
    following = _cursor(rows[PAGE - 1]) if len(rows) > PAGE else ""
    return Profile(
        person=person,
        threads=numbers.posts - numbers.replies,
        replies=numbers.replies,
        answers=numbers.answers,
        activity=[_activity(row) for row in rows[:PAGE]],
        is_me=member_id == actor.member_id,
        follow={None: "", False: "follow", True: "mute"}[numbers.is_muted],
        is_first=not after,
        next=following,
        next_href=person_href(member_id, following) if following else "",
    )


async def person_card(rx: Reading, _actor: Actor, member_id: int) -> PersonCard:
    """Every member may know every other. NotFound for who was never one."""
    member = await rx.get(Member, member_id) if is_id(member_id) else None
    if member is None:
        raise NotFound
    return card(member)


async def _numbers(rx: Reading, actor: Actor, member_id: int) -> Columns:
    is_reply = case((col(Post.number) > 0, 1), else_=0)
    is_answer = case((col(Thread.answer_id) == col(Post.id), 1), else_=0)
    is_muted = (
        select(col(Follow.is_muted))
        .where(
            col(Follow.member_id) == actor.member_id,
            col(Follow.kind) == "member",
            col(Follow.target_id) == member_id,
        )
        .scalar_subquery()
    )
    statement: Select[*tuple[Any, ...]] = (
        select(
            func.count().label("posts"),
            func.coalesce(func.sum(is_reply), 0).label("replies"),
            func.coalesce(func.sum(is_answer), 0).label("answers"),
            is_muted.label("is_muted"),
        )
        .select_from(Post)
        .join(Thread, col(Thread.id) == col(Post.thread_id))
        .where(_is_shown(actor, member_id))
    )
    return (await rx.execute(statement)).one()


async def _posts(rx: Reading, actor: Actor, member_id: int, after: str) -> Sequence[Columns]:
    """The newest first, one more than a page."""
    statement: Select[*tuple[Any, ...]] = (
        select(
            col(Post.id),
            col(Post.thread_id),
            col(Post.number),
            col(Post.created_at),
            col(Post.likes),
            func.substr(col(Post.body), 1, READ).label("beginning"),
            col(Thread.title),
            (col(Thread.answer_id) == col(Post.id)).label("is_answer"),
            func.coalesce(col(Category.name), col(Lesson.title), "").label("place"),
        )
        .join(Thread, col(Thread.id) == col(Post.thread_id))
        .outerjoin(Category, col(Category.id) == col(Thread.category_id))
        .outerjoin(Lesson, col(Lesson.id) == col(Thread.lesson_id))
        .where(_is_shown(actor, member_id))
        .order_by(col(Post.created_at).desc(), col(Post.id).desc())
        .limit(PAGE + 1)
    )
    if after:
        statement = statement.where(_beyond(after))
    return (await rx.execute(statement)).all()


def _is_shown(actor: Actor, member_id: int) -> ColumnElement[bool]:
    """Posts of the member that the actor may read."""
    return and_(
        col(Post.author_id) == member_id, col(Post.deleted_at).is_(None), visible_threads(actor)
    )


def _cursor(row: Columns) -> str:
    return f"{row.created_at.isoformat()}~{row.id}"


def _beyond(after: str) -> ColumnElement[bool]:
    """Posts behind the one that the cursor tells of. Raises Invalid for what is no cursor."""
    at, _, number = after.partition("~")
    try:
        moment = aware(datetime.fromisoformat(at))
    except ValueError as error:
        raise Invalid({"after": "error.invalid_value"}) from error
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise Invalid({"after": "error.invalid_value"})
    return tuple_(col(Post.created_at), col(Post.id)) < tuple_(
        literal(moment, UtcDateTime()), int(number)
    )


def _activity(row: Columns) -> ActivityRow:
    words = " ".join(plain_text(row.beginning).split())
    return ActivityRow(
        id=row.id,
        title=row.title,
        excerpt=words if len(words) <= SHOWN else words[:SHOWN].rstrip() + "…",
        place=row.place,
        href=post_href(row.thread_id, row.id) if row.number else thread_href(row.thread_id),
        created_at=row.created_at.isoformat(timespec="seconds"),
        likes=row.likes,
        is_reply=row.number > 0,
        is_answer=bool(row.is_answer),
    )
