"""What happened and who is told. Called in its own transaction, once or again: it is told once.

A notification's key says what is alike. One that ends in `+` is open: while its row is unread,
what is alike joins it. Reading closes the key (see `reading`), and a new row begins.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, delete, exists, func, or_, select
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.channels import of_member
from academy_app.core.clock import now
from academy_app.core.db import Tx
from academy_app.core.upsert import upsert
from academy_app.models.discussion import Follow, Like, Post, Thread
from academy_app.models.learning import Course
from academy_app.models.membership import Member
from academy_app.models.notices import Notification
from academy_app.services.notices.audience import Audience, audience

_OF_POSTS = ("mention", "reply", "post")


@dataclass(frozen=True, slots=True)
class _Call:
    """That one member is to be told, if they may and want to be."""

    member_id: int | None
    kind: str
    key: str


async def thread_started(
    tx: Tx, thread: Thread, post: Post, mentioned_ids: Collection[int] = ()
) -> None:
    """Tells whom the opening mentions, and who follows the category or the author."""
    await post_written(tx, thread, post, None, mentioned_ids)


async def post_written(
    tx: Tx, thread: Thread, post: Post, parent: Post | None, mentioned_ids: Collection[int]
) -> None:
    """Tells of a new post. Who has several reasons is told once, for the first of: mentioned,
    answered, it is their thread, they follow the thread, the category, the author."""
    asked = parent.author_id if parent is not None else None
    named = {*mentioned_ids, asked, thread.author_id}
    found = await audience(tx, post.author_id or 0, named, thread=thread, with_followers=True)
    alone, joined = f"post:{post.id}", f"thread:{thread.id}+"
    calls = [_Call(member_id, "mention", alone) for member_id in sorted(mentioned_ids)]
    if post.number > 0:
        calls += [
            _Call(asked, "reply", alone),
            _Call(thread.author_id, "reply", joined),
            *(_Call(member_id, "reply", joined) for member_id in found.following("thread")),
        ]
    else:
        calls += [_Call(member_id, "post", alone) for member_id in found.following("category")]
    calls += [_Call(member_id, "post", alone) for member_id in found.following("member")]
    await _tell_of_post(tx, found, calls, post)


async def mentioned(
    tx: Tx,
    thread: Thread,
    post: Post,
    member_ids: Collection[int],
    before_ids: Collection[int] = (),
) -> None:
    """Tells whom an edit has put into a post. Left out are those whom it has named before, and
    who was told of the post already."""
    new = sorted(set(member_ids).difference(before_ids))
    found = await audience(tx, post.author_id or 0, new, thread=thread)
    calls = [_Call(member_id, "mention", f"post:{post.id}") for member_id in new]
    await _tell_of_post(tx, found, calls, post)


async def liked(tx: Tx, actor: Actor, post: Post) -> None:
    """Tells the author; likes of one post are one row while unread."""
    if post.author_id is None or post.author_id == actor.member_id:
        return
    thread = await tx.get_one(Thread, post.thread_id)
    found = await audience(tx, actor.member_id, {post.author_id}, thread=thread)
    if found.wants(post.author_id, "like"):
        await _count_likes(tx, post, post.author_id)


async def unliked(tx: Tx, actor: Actor, post: Post) -> None:
    """Takes the like out of the author's unread row."""
    if post.author_id is None or post.author_id == actor.member_id:
        return
    is_there = exists().where(
        col(Notification.member_id) == post.author_id, col(Notification.key) == _likes_of(post)
    )
    if await tx.scalar(select(is_there)):
        await _count_likes(tx, post, post.author_id)


async def answered(tx: Tx, actor: Actor, thread: Thread, post: Post) -> None:
    """A reply was marked as the answer: tells who wrote it and who asked."""
    both = (post.author_id, thread.author_id)
    found = await audience(tx, actor.member_id, both, thread=thread)
    await _tell(tx, found, [_Call(id_, "answer", f"answer:{post.id}") for id_ in both], actor, post)


async def endorsed(tx: Tx, actor: Actor, post: Post) -> None:
    """An instructor stands behind a post: tells who wrote it."""
    thread = await tx.get_one(Thread, post.thread_id)
    found = await audience(tx, actor.member_id, [post.author_id], thread=thread)
    call = _Call(post.author_id, "endorsement", f"endorsement:{post.id}")
    await _tell(tx, found, [call], actor, post)


async def followed(tx: Tx, actor: Actor, member_id: int) -> None:
    """Tells a member who follows them now; of each only the first time."""
    found = await audience(tx, actor.member_id, [member_id])
    call = _Call(member_id, "follow", f"follow:{actor.member_id}")
    await _tell(tx, found, [call], actor)


async def asked_to_join(tx: Tx, actor: Actor, course: Course) -> None:
    """Somebody wants to be let into a course: tells its author, or admins where none is left.
    Requests are one row while unread."""
    author = await tx.get(Member, course.author_id) if course.author_id is not None else None
    named = [author.id] if author is not None and _edits(author) else await _admins(tx)
    key = f"request:{course.id}+"
    await _tell_of_course(tx, actor, [_Call(id_, "request", key) for id_ in named], course)


async def let_in(tx: Tx, actor: Actor, course: Course, member_ids: Collection[int]) -> None:
    """Tells members that they are in a course now."""
    key = f"enrolment:{course.id}:in+"
    await _tell_of_course(tx, actor, [_Call(id_, "enrolment", key) for id_ in member_ids], course)


async def refused(tx: Tx, actor: Actor, course: Course, member_id: int) -> None:
    """Tells a member that they were not let into a course."""
    call = _Call(member_id, "enrolment", f"enrolment:{course.id}:out+")
    await _tell_of_course(tx, actor, [call], course)


def _edits(member: Member) -> bool:
    return member.is_active and Actor(member.id or 0, Role(member.role)).is_author


async def _admins(tx: Tx) -> list[int | None]:
    found = await tx.scalars(
        select(col(Member.id)).where(col(Member.role) == Role.ADMIN, col(Member.is_active))
    )
    return list(found)


async def _tell_of_course(tx: Tx, actor: Actor, calls: Sequence[_Call], course: Course) -> None:
    found = await audience(tx, actor.member_id, [call.member_id for call in calls])
    await _write(tx, _chosen(found, calls), actor.member_id, None, course.id)


async def _tell_of_post(tx: Tx, found: Audience, calls: Iterable[_Call], post: Post) -> None:
    if not found.members:
        return
    told = await tx.scalars(
        select(col(Notification.member_id)).where(
            col(Notification.post_id) == post.id, col(Notification.kind).in_(_OF_POSTS)
        )
    )
    found.members.difference_update(told)
    await _write(tx, _chosen(found, calls), post.author_id, post)


async def _tell(
    tx: Tx, found: Audience, calls: Iterable[_Call], actor: Actor, post: Post | None = None
) -> None:
    await _write(tx, _chosen(found, calls), actor.member_id, post)


def _chosen(found: Audience, calls: Iterable[_Call]) -> dict[int, _Call]:
    """The first call of each member that they may hear and want to."""
    chosen: dict[int, _Call] = {}
    for call in calls:
        if call.member_id is not None and found.wants(call.member_id, call.kind):
            chosen.setdefault(call.member_id, call)
    return chosen


async def _write(
    tx: Tx,
    chosen: dict[int, _Call],
    actor_id: int | None,
    post: Post | None,
    course_id: int | None = None,
) -> None:
    at = now()
    rows = [
        {
            "member_id": member_id,
            "kind": call.kind,
            "key": call.key,
            "count": 1,
            "actor_id": actor_id,
            "thread_id": post.thread_id if post else None,
            "post_id": post.id if post else None,
            "course_id": course_id,
            "at": at,
        }
        for member_id, call in sorted(chosen.items())
    ]
    joining = [row for row in rows if _is_open(row)]
    alone = [row for row in rows if not _is_open(row)]
    key = ["member_id", "key"]
    await upsert(tx, Notification, alone, on=key)
    await upsert(
        tx, Notification, joining, on=key, change=["actor_id", "post_id", "at"], add=["count"]
    )
    for member_id in chosen:
        tx.record(of_member(member_id), "notice")


def _is_open(row: Mapping[str, object]) -> bool:
    return str(row["key"]).endswith("+")


async def _count_likes(tx: Tx, post: Post, author_id: int) -> None:
    """Let the author's unread row say what likes there are since they read of others."""
    key, likes = _likes_of(post), await _new_likes(tx, post, author_id)
    if not likes:
        await tx.execute(
            delete(Notification).where(
                col(Notification.member_id) == author_id, col(Notification.key) == key
            )
        )
    else:
        row = {
            "member_id": author_id,
            "kind": "like",
            "key": key,
            "count": likes[0].many,
            "actor_id": likes[0].member_id,
            "thread_id": post.thread_id,
            "post_id": post.id,
            "at": likes[0].at,
        }
        changed = ["count", "actor_id", "at"]
        await upsert(tx, Notification, [row], on=["member_id", "key"], change=changed)
    tx.record(of_member(author_id), "notice")


async def _new_likes(tx: Tx, post: Post, author_id: int) -> Sequence[Row[int, datetime, int]]:
    """The newest like that the author has not read of, with the count of all such."""
    read_at = (
        select(func.max(col(Notification.read_at)))
        .where(
            col(Notification.member_id) == author_id,
            col(Notification.post_id) == post.id,
            col(Notification.kind) == "like",
        )
        .scalar_subquery()
    )
    rows = await tx.execute(
        select(col(Like.member_id), col(Like.at), func.count().over().label("many"))
        .where(
            col(Like.post_id) == post.id,
            col(Like.member_id) != author_id,
            or_(read_at.is_(None), col(Like.at) > read_at),
            ~_is_muted_by(author_id),
        )
        .order_by(col(Like.at).desc(), col(Like.member_id).desc())
        .limit(1)
    )
    return rows.all()


def _is_muted_by(author_id: int) -> ColumnElement[bool]:
    return exists().where(
        col(Follow.member_id) == author_id,
        col(Follow.kind) == "member",
        col(Follow.target_id) == col(Like.member_id),
        col(Follow.is_muted),
    )


def _likes_of(post: Post) -> str:
    return f"like:{post.id}+"
