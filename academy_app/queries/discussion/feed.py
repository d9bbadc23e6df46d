"""Lists of threads: by activity, age or score, a page after the other.

A cursor holds the last row's place in the order, so that a page costs the same however deep it
lies, and what comes in meanwhile shifts nothing.
"""

import base64
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, and_, exists, false, literal, or_, select, true, tuple_
from sqlmodel import col

from academy_app.core import channels
from academy_app.core.actor import Actor
from academy_app.core.clock import now
from academy_app.core.db import Reading
from academy_app.core.errors import Forbidden, Invalid, NotFound
from academy_app.core.ids import LARGEST, id_in
from academy_app.core.moments import UtcDateTime, aware
from academy_app.core.views.categories import CategoryCard
from academy_app.core.views.discussion import Feed, FeedWish
from academy_app.core.words import printable
from academy_app.models.channels import Channel
from academy_app.models.discussion import Follow, Thread, ThreadRead, ThreadTag
from academy_app.models.membership import Member
from academy_app.policy.visibility import visible_lesson_ids
from academy_app.queries.discussion.cards import card_columns, cards_of

PAGE = 15
# Threads of a period among which the best are looked for.
MOST_RANKED = 2_000
# As many as there can be: services/following.py.
MOST_MUTES = 1_500
SORTS = ("active", "new", "top")
# What a feed shows instead of categories: all lessons' threads, or one's with its id behind.
LESSONS, LESSON = "@lessons", "@lesson-"
PERIODS = {"week": timedelta(days=7), "month": timedelta(days=30), "all": None}

Order: TypeAlias = tuple[Any, ...]
ORDERS: dict[str, Order] = {
    "active": (col(Thread.is_pinned), col(Thread.activity_at), col(Thread.id)),
    "new": (col(Thread.created_at), col(Thread.id)),
    "top": (col(Thread.score), col(Thread.id)),
}


async def feed(
    rx: Reading,
    actor: Actor,
    wish: FeedWish,
    categories: Sequence[CategoryCard],
    cursor: str = "",
) -> tuple[Feed, list[int]]:
    """A page of threads in `categories`, as far as they are open to the actor, or under lessons,
    and which of them hold what they have not read. What they muted is left out. Two statements.

    Raises Forbidden for a category that a level still closes.
    """
    order = _order(wish)
    statement = (
        card_columns(is_unread(actor))
        .outerjoin(ThreadRead, is_read_by(actor))
        .where(
            _in_place(actor, wish, categories),
            col(Thread.deleted_at).is_(None),
            _fits(wish),
            ~is_muted(actor),
        )
        .order_by(*(column.desc() for column in order))
        .limit(PAGE + 1)
    )
    if cursor:
        statement = statement.where(tuple_(*order) < tuple_(*_place(cursor, order)))
    rows = (await rx.execute(statement)).all()
    shown = rows[:PAGE]
    following = cursor_of(shown[-1], order) if len(rows) > PAGE else ""
    unread = [row.id for row in shown if row.is_unread]
    return Feed(await cards_of(rx, shown), following), unread


async def mutes(rx: Reading, actor: Actor) -> list[str]:
    """What the actor has muted: `thread:1`, `category:2`, `member:3`."""
    rows = await rx.execute(
        select(col(Follow.kind), col(Follow.target_id))
        .where(col(Follow.member_id) == actor.member_id, col(Follow.is_muted))
        .order_by(col(Follow.at).desc())
        .limit(MOST_MUTES)
    )
    return [f"{row.kind}:{row.target_id}" for row in rows]


async def channel_heads(rx: Reading, names: Sequence[str]) -> dict[str, int]:
    """The number of each channel's latest change; 0 for one that has had none."""
    rows = await rx.execute(
        select(col(Channel.name), col(Channel.head)).where(col(Channel.name).in_(names))
    )
    return dict.fromkeys(names, 0) | {row.name: row.head for row in rows}


def feed_channels(shown: Sequence[CategoryCard]) -> list[str]:
    """What a feed follows: which categories there are, and each that the actor may read, whichever
    the feed shows, for beside it stands what is unread in each. What stands under lessons is
    followed at each lesson alone."""
    readable = [each.id for each in shown if not each.is_locked]
    return [channels.of_community(), *map(channels.of_category, readable)]


def cleaned_wish(params: dict[str, str]) -> FeedWish:
    """What an address asks for; what it cannot mean is the usual."""
    sort, period = params.get("sort", ""), params.get("period", "")
    return FeedWish(
        category=params.get("category", "")[:80],
        sort=sort if sort in SORTS else "active",
        period=period if period in PERIODS else "all",
        is_unanswered=params.get("unanswered", "") == "1",
        tag=printable(params.get("tag", "")[:40]).lower(),
    )


def _order(wish: FeedWish) -> Order:
    order = ORDERS[wish.sort]
    # What is pinned under one lesson is no more than others' threads among all of them.
    return order[1:] if wish.category == LESSONS and wish.sort == "active" else order


def _in_place(actor: Actor, wish: FeedWish, shown: Sequence[CategoryCard]) -> ColumnElement[bool]:
    if wish.category == LESSONS:
        # The sum as below; that there is a lesson leads to an index of its own.
        under = (col(Thread.lesson_id) + 0).in_(visible_lesson_ids(actor))
        return and_(col(Thread.lesson_id).is_not(None), under)
    if wish.category.startswith(LESSON):
        return and_(
            col(Thread.lesson_id) == _lesson_id(wish),
            col(Thread.lesson_id).in_(visible_lesson_ids(actor)),
        )
    return _in_categories(wish, shown)


def _lesson_id(wish: FeedWish) -> int:
    """The lesson that a feed is asked for; 0, which is none, for what cannot be one."""
    return id_in(wish.category.removeprefix(LESSON))


def _in_categories(wish: FeedWish, shown: Sequence[CategoryCard]) -> ColumnElement[bool]:
    if wish.category:
        chosen = next((each for each in shown if each.slug == wish.category), None)
        if chosen is None:
            raise NotFound
        if chosen.is_locked:
            raise Forbidden("category.level", level=chosen.level)
        return col(Thread.category_id) == chosen.id
    # The sum keeps the planner from collecting each category's threads and sorting them all,
    # where walking along the order finds a page at once.
    readable = [each.id for each in shown if not each.is_locked]
    return (col(Thread.category_id) + 0).in_(readable) if readable else false()


def _fits(wish: FeedWish) -> ColumnElement[bool]:
    return and_(
        col(Thread.replies) == 0 if wish.is_unanswered else true(),
        exists().where(col(ThreadTag.thread_id) == col(Thread.id), col(ThreadTag.tag) == wish.tag)
        if wish.tag
        else true(),
        _within(wish),
    )


def _within(wish: FeedWish) -> ColumnElement[bool]:
    """Of a period, the best among its latest."""
    length = PERIODS[wish.period]
    if wish.sort != "top" or length is None:
        return true()
    latest = (
        select(col(Thread.id))
        .where(col(Thread.created_at) > now() - length)
        .order_by(col(Thread.created_at).desc())
        .limit(MOST_RANKED)
    )
    return col(Thread.id).in_(latest.scalar_subquery())


def is_muted(actor: Actor) -> ColumnElement[bool]:
    return exists().where(
        col(Follow.member_id) == actor.member_id,
        col(Follow.is_muted),
        or_(
            and_(col(Follow.kind) == "thread", col(Follow.target_id) == col(Thread.id)),
            and_(col(Follow.kind) == "category", col(Follow.target_id) == col(Thread.category_id)),
            and_(col(Follow.kind) == "member", col(Follow.target_id) == col(Thread.author_id)),
        ),
    )


def is_read_by(actor: Actor) -> ColumnElement[bool]:
    """How a statement on threads joins how far the actor has read."""
    return and_(
        col(ThreadRead.thread_id) == col(Thread.id),
        col(ThreadRead.member_id) == actor.member_id,
    )


def is_unread(actor: Actor) -> ColumnElement[bool]:
    """Said after they have read it, or while they were here and never opened it."""
    since = (
        select(col(Member.created_at)).where(col(Member.id) == actor.member_id).scalar_subquery()
    )
    caught_up = (
        select(col(Member.caught_up_at)).where(col(Member.id) == actor.member_id).scalar_subquery()
    )
    is_later = and_(
        col(Thread.activity_at) > since,
        or_(caught_up.is_(None), col(Thread.activity_at) > caught_up),
    )
    return and_(
        is_later,
        or_(
            col(ThreadRead.number).is_(None),
            col(ThreadRead.number) < col(Thread.highest),
        ),
    ).label("is_unread")


def cursor_of(row: Any, order: Order) -> str:
    values = [getattr(row, column.key or "") for column in order]
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode()


def _place(cursor: str, order: Order) -> list[Any]:
    """The values that the cursor holds. Raises Invalid for what is none of ours."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor))
        return [_typed(column, value) for column, value in zip(order, values, strict=True)]
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise Invalid({"cursor": "error.invalid_value"}) from error


def _typed(column: Any, value: Any) -> Any:
    """The column's value that a cursor's stands for. Raises ValueError, among others, for what
    no row can have there."""
    if isinstance(column.type, UtcDateTime):
        return literal(aware(datetime.fromisoformat(value)), column.type)
    if type(value) is not column.type.python_type or abs(value) > LARGEST:
        raise ValueError("no value of the column")
    return value
