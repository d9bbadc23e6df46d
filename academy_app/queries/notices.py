"""What a member was told. Rows whose thread or post they may read no longer stay out."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, tuple_
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.cursors import cursor_of, moment_and_id
from academy_app.core.db import Reading
from academy_app.core.hrefs import (
    course_href,
    file_href,
    notices_href,
    people_href,
    person_href,
    post_href,
    thread_href,
)
from academy_app.core.views.notices import Bell, NoticeRow, Notices, Wish
from academy_app.models.discussion import Post, Thread
from academy_app.models.learning import Course
from academy_app.models.membership import Member
from academy_app.models.notices import Notification, NotificationWish
from academy_app.policy.visibility import editable_courses, visible_courses, visible_threads
from academy_app.queries.membership import colour, initials

MOST: Final = 99
PAGE = 30
NEWEST = 10


async def unread(rx: Reading, actor: Actor) -> Bell:
    """The count alone, for every page's header: one statement."""
    some = _visible(select(col(Notification.id)), actor).where(_is_unread()).limit(MOST + 1)
    return _bell(await rx.scalar(select(func.count()).select_from(some.subquery())) or 0)


async def bell(rx: Reading, actor: Actor) -> Bell:
    """The count, with the newest and the ids that are unread: what open pages are sent."""
    some = _visible(select(col(Notification.id)), actor).where(_is_unread())
    ids = list(await rx.scalars(_newest_first(some).limit(MOST + 1)))
    rows = (await rx.execute(_newest_first(_rows(actor)).limit(NEWEST))).all()
    return replace(
        _bell(len(ids)), unread_ids=ids, is_complete=len(ids) <= MOST, newest=_shown(rows, actor)
    )


async def notices(
    rx: Reading, actor: Actor, cursor: str = "", *, is_unread_only: bool = False
) -> Notices:
    """A page, the newest first; `cursor` is another page's `next`."""
    wanted = _newest_first(_rows(actor)).limit(PAGE + 1)
    if is_unread_only:
        wanted = wanted.where(_is_unread())
    if cursor:
        at, id_ = moment_and_id(cursor)
        wanted = wanted.where(tuple_(col(Notification.at), col(Notification.id)) < tuple_(at, id_))
    rows = (await rx.execute(wanted)).all()
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    following = cursor_of(last.at, last.id) if last else ""
    return Notices(
        _shown(rows[:PAGE], actor),
        is_unread_only,
        not cursor,
        following,
        notices_href(following, is_unread_only=is_unread_only) if following else "",
    )


async def wishes(rx: Reading, actor: Actor, kinds: Sequence[str]) -> list[Wish]:
    """Whether the member wants to be told, of each kind."""
    off = set(
        await rx.scalars(
            select(col(NotificationWish.kind)).where(
                col(NotificationWish.member_id) == actor.member_id, ~col(NotificationWish.is_on)
            )
        )
    )
    return [Wish(kind, f"wish.{kind}", kind not in off) for kind in kinds]


def _bell(count: int) -> Bell:
    shown = f"{MOST}+" if count > MOST else str(count or "")
    return Bell(min(count, MOST), shown)


def _rows(actor: Actor) -> Select[*tuple[Any, ...]]:
    return _visible(
        select(
            col(Notification.id),
            col(Notification.kind),
            col(Notification.key),
            col(Notification.count).label("many"),
            col(Notification.at),
            col(Notification.read_at),
            col(Notification.actor_id),
            col(Notification.thread_id),
            col(Notification.post_id),
            col(Notification.course_id),
            col(Course.title).label("course_title"),
            col(Course.slug).label("course_slug"),
            col(Member.name),
            col(Member.picture),
            col(Thread.title),
            col(Thread.author_id).label("asker_id"),
            col(Post.number),
            col(Post.author_id),
        ),
        actor,
    ).outerjoin(Member, col(Member.id) == col(Notification.actor_id))


def _visible(statement: Select[*tuple[Any, ...]], actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        statement.outerjoin_from(
            Notification, Thread, col(Thread.id) == col(Notification.thread_id)
        )
        .outerjoin(Post, col(Post.id) == col(Notification.post_id))
        .outerjoin(Course, col(Course.id) == col(Notification.course_id))
        .where(
            col(Notification.member_id) == actor.member_id,
            or_(col(Notification.kind) != "request", editable_courses(actor)),
            # What the course is called now may be no longer theirs to know.
            or_(col(Notification.kind) != "enrolment", visible_courses(actor)),
            or_(
                col(Notification.thread_id).is_(None),
                and_(visible_threads(actor), col(Post.deleted_at).is_(None)),
            ),
        )
    )


def _is_unread() -> ColumnElement[bool]:
    return col(Notification.read_at).is_(None)


def _newest_first(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return statement.order_by(col(Notification.at).desc(), col(Notification.id).desc())


def _shown(rows: Sequence[Row[*tuple[Any, ...]]], actor: Actor) -> list[NoticeRow]:
    days = ["", *(row.at.date().isoformat() for row in rows)]
    opens = [before != day for before, day in pairwise(days)]
    return [_row(row, actor, is_first) for row, is_first in zip(rows, opens, strict=True)]


def _row(row: Row[*tuple[Any, ...]], actor: Actor, is_first_of_day: bool) -> NoticeRow:
    at = row.at.isoformat(timespec="microseconds")
    return NoticeRow(
        id=row.id,
        kind=row.kind,
        text=_text(row, actor),
        name=row.name or "",
        title=row.title or row.course_title or "",
        # Of likes, how many there are besides the one who is named.
        count=row.many - 1 if row.kind == "like" else row.many,
        initials=initials(row.name or ""),
        picture=file_href(row.picture or ""),
        colour=colour(row.actor_id or 0),
        href=_href(row),
        at=at,
        opens=at if is_first_of_day else "",
        is_unread=row.read_at is None,
    )


def _text(row: Row[*tuple[Any, ...]], actor: Actor) -> str:
    """The key of what happened."""
    what = "post" if row.number == 0 else "reply"
    is_many = row.many > 1
    texts = {
        "like": f"likes_{what}" if is_many else f"like_{what}",
        "reply": "replies" if is_many else _reply(row, actor),
        "answer": "answer_yours" if row.author_id == actor.member_id else "answer_found",
        "post": "post" if row.number == 0 else "post_reply",
        "request": "requests" if is_many else "request",
        "enrolment": "enrolled" if ":in" in row.key else "refused",
    }
    return f"notices.{texts.get(row.kind, row.kind)}"


def _reply(row: Row[*tuple[Any, ...]], actor: Actor) -> str:
    if row.key.startswith("post:"):
        return "reply_to_you"
    return "reply_to_post" if row.asker_id == actor.member_id else "reply"


def _href(row: Row[*tuple[Any, ...]]) -> str:
    if row.kind == "request":
        return people_href(row.course_slug)
    if row.course_id is not None:
        return course_href(row.course_slug)
    if row.thread_id is None:
        return person_href(row.actor_id)
    return post_href(row.thread_id, row.post_id) if row.number else thread_href(row.thread_id)
