"""A thread with a window of its replies, and what its reader did and may do there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, select, union_all
from sqlmodel import col

from academy_app.core import channels
from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.errors import Invalid, NotFound
from academy_app.core.ids import is_id
from academy_app.core.views.discussion import (
    Mine,
    PollView,
    PostSource,
    PostView,
    Replies,
    Rights,
    ThreadPage,
)
from academy_app.models.channels import Channel
from academy_app.models.discussion import (
    Bookmark,
    Follow,
    Like,
    PollVote,
    Post,
    Thread,
    ThreadRead,
    Wonderer,
)
from academy_app.policy.decisions import (
    Place,
    can_endorse,
    can_keep_order,
    can_mark_answer,
    can_reply,
    can_see_thread,
    require,
)
from academy_app.policy.places import place_of
from academy_app.queries.discussion.cards import tags_of
from academy_app.queries.discussion.heads import head_columns, head_view, polls_of
from academy_app.queries.discussion.posts import STEP, post_columns, post_view

WINDOW = 30
# Replies above one that the address asks for.
ABOVE = 8


@dataclass(frozen=True, slots=True)
class Around:
    """A window that begins beneath the reply at the cursor `after`, or ends above that at
    `before`. Without either it begins at the first reply."""

    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class _Window:
    """Replies in the order of the page; whether more stand on either side."""

    posts: list[PostView]
    before: str
    after: str


async def thread_page(
    rx: Reading,
    actor: Actor,
    thread_id: int,
    post_id: int = 0,
    around: Around = Around(),
) -> tuple[ThreadPage, int]:
    """The thread and the head of its channel that it is true at.

    The window is the one `around` asks for, or begins just above `post_id`, a post of the thread.
    NotFound where the actor may not see the thread.
    """
    row, place = await _seen(rx, actor, thread_id)
    opening, window = await _first_window(rx, thread_id, post_id, around)
    tags = await tags_of(rx, [thread_id])
    polls = await polls_of(rx, [thread_id] if row.has_poll else [])
    shown = [*opening, *window.posts]
    page = ThreadPage(
        head=head_view(row, tags.get(thread_id, []), polls.get(thread_id, PollView())),
        opening=opening,
        replies=window.posts,
        before=window.before,
        after=window.after,
        focus=post_id if any(post.id == post_id for post in shown) else 0,
        mine=await _mine(rx, actor, row, [post.id for post in shown]),
        rights=_rights(actor, place, row),
    )
    return page, row.channel_head or 0


async def replies(
    rx: Reading, actor: Actor, thread_id: int, *, before: str = "", after: str = ""
) -> Replies:
    """The window above the reply at `before`, or beneath the one at `after`. Cursors are paths."""
    row, _ = await _seen(rx, actor, thread_id)
    if before:
        window = await _above(rx, thread_id, _path(before), WINDOW)
        after_cursor = ""
    else:
        window = await _from(rx, thread_id, col(Post.path) > _path(after))
        after_cursor = window.after
    return Replies(
        posts=window.posts,
        before=window.before if before else "",
        after=after_cursor,
        head=row.channel_head or 0,
        mine=await _mine(rx, actor, row, [post.id for post in window.posts]),
    )


async def first_unread(rx: Reading, actor: Actor, thread_id: int) -> int:
    """The id of the first post that the actor has not read; 0 when there is none."""
    await _seen(rx, actor, thread_id)
    read = (
        select(col(ThreadRead.number))
        .where(col(ThreadRead.thread_id) == thread_id, col(ThreadRead.member_id) == actor.member_id)
        .scalar_subquery()
    )
    found = await rx.scalar(
        select(col(Post.id))
        .where(
            col(Post.thread_id) == thread_id,
            col(Post.number) > func.coalesce(read, -1),
            col(Post.deleted_at).is_(None),
        )
        .order_by(col(Post.number))
        .limit(1)
    )
    return found or 0


async def thread_of_post(rx: Reading, actor: Actor, post_id: int) -> int:
    """The thread that a post stands in. NotFound where the actor may not see it."""
    thread_id = None
    if is_id(post_id):
        thread_id = await rx.scalar(select(col(Post.thread_id)).where(col(Post.id) == post_id))
    if thread_id is None:
        raise NotFound
    await _seen(rx, actor, thread_id)
    return thread_id


async def post_source(rx: Reading, actor: Actor, post_id: int) -> PostSource:
    """What an editor of a post that the actor may see begins with. NotFound for a deleted one."""
    await thread_of_post(rx, actor, post_id)
    row = (
        await rx.execute(
            select(col(Post.body), col(Post.number), col(Post.edited_at), col(Thread.title))
            .join(Thread, col(Thread.id) == col(Post.thread_id))
            .where(col(Post.id) == post_id, col(Post.deleted_at).is_(None))
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    edited_at = row.edited_at.isoformat() if row.edited_at else ""
    return PostSource(row.body, "" if row.number else row.title, edited_at)


async def _seen(rx: Reading, actor: Actor, thread_id: int) -> tuple[Any, Place]:
    """The thread's row with what is the actor's own, and where it stands."""
    if not is_id(thread_id):
        raise NotFound
    head = (
        select(col(Channel.head))
        .where(col(Channel.name) == channels.of_thread(thread_id))
        .scalar_subquery()
    )
    statement = (
        head_columns(
            head.label("channel_head"),
            col(ThreadRead.number).label("read"),
            col(Follow.is_muted),
            col(Wonderer.member_id).label("wonderer"),
        )
        .outerjoin(ThreadRead, _is_own(actor, ThreadRead))
        .outerjoin(Wonderer, _is_own(actor, Wonderer))
        .outerjoin(
            Follow,
            and_(
                col(Follow.member_id) == actor.member_id,
                col(Follow.kind) == "thread",
                col(Follow.target_id) == col(Thread.id),
            ),
        )
        .where(col(Thread.id) == thread_id)
    )
    row = (await rx.execute(statement)).one_or_none()
    if row is None:
        raise NotFound
    place = await place_of(rx, actor, row)
    require(can_see_thread(actor, place, row))
    return row, place


def _is_own(actor: Actor, model: Any) -> ColumnElement[bool]:
    return and_(col(model.thread_id) == col(Thread.id), col(model.member_id) == actor.member_id)


async def _first_window(
    rx: Reading, thread_id: int, post_id: int, around: Around
) -> tuple[list[PostView], _Window]:
    """The opening post, and the replies beneath it, around `post_id` or around a cursor."""
    here: Any = _path_of(thread_id, post_id) if post_id else _path(around.before or around.after)
    if around.after and not post_id:
        which, above = col(Post.path) > here, _Window([], around.after, "")
    else:
        which = col(Post.path) >= func.coalesce(here, "")
        is_inside = bool(post_id or around.before)
        most = ABOVE if post_id else WINDOW
        above = await _above(rx, thread_id, here, most) if is_inside else _Window([], "", "")
    beneath = await _from(rx, thread_id, which, with_opening=True)
    opening = [post for post in beneath.posts if post.number == 0]
    following = [post for post in beneath.posts if post.number]
    return opening, _Window([*above.posts, *following], above.before, beneath.after)


def _path_of(thread_id: int, post_id: int) -> Any:
    """Where a post stands; NULL for what is no post of the thread."""
    number = post_id if is_id(post_id) else 0
    return (
        select(col(Post.path))
        .where(col(Post.id) == number, col(Post.thread_id) == thread_id)
        .scalar_subquery()
    )


async def _from(
    rx: Reading, thread_id: int, which: ColumnElement[bool], *, with_opening: bool = False
) -> _Window:
    """Downwards. The opening post comes along where it is wanted, and is no part of the count."""
    wanted = which | (col(Post.path) == "") if with_opening else which
    statement = (
        post_columns()
        .where(col(Post.thread_id) == thread_id, wanted)
        .order_by(col(Post.path))
        .limit(WINDOW + 1 + with_opening)
    )
    posts = [post_view(row) for row in await rx.execute(statement)]
    most = WINDOW + with_opening
    shown = posts[:most]
    return _Window(shown, "", shown[-1].path if len(posts) > most else "")


async def _above(rx: Reading, thread_id: int, path: Any, most: int) -> _Window:
    statement = (
        post_columns()
        .where(col(Post.thread_id) == thread_id, col(Post.path) < path, col(Post.path) != "")
        .order_by(col(Post.path).desc())
        .limit(most + 1)
    )
    posts = [post_view(row) for row in await rx.execute(statement)]
    shown = posts[:most][::-1]
    return _Window(shown, shown[0].path if len(posts) > most else "", "")


def _path(cursor: str) -> str:
    if len(cursor) > 3 * STEP or not (cursor == "" or (cursor.isdecimal() and cursor.isascii())):
        raise Invalid({"cursor": "error.invalid_value"})
    return cursor


async def _mine(rx: Reading, actor: Actor, row: Any, post_ids: Sequence[int]) -> Mine:
    """One statement for likes, bookmarks, votes and muted members."""
    me = actor.member_id
    marks: Any = union_all(
        select(literal("like").label("kind"), col(Like.post_id).label("id")).where(
            col(Like.member_id) == me, col(Like.post_id).in_(post_ids)
        ),
        select(literal("bookmark"), col(Bookmark.post_id)).where(
            col(Bookmark.member_id) == me, col(Bookmark.post_id).in_(post_ids)
        ),
        select(literal("vote"), col(PollVote.option_id)).where(
            col(PollVote.member_id) == me, col(PollVote.thread_id) == row.id
        ),
        select(literal("mute"), col(Follow.target_id)).where(
            col(Follow.member_id) == me, col(Follow.kind) == "member", col(Follow.is_muted)
        ),
    )
    found: dict[str, list[int]] = {"like": [], "bookmark": [], "vote": [], "mute": []}
    for kind, number in await rx.execute(marks):
        found[kind].append(number)
    follow = {None: "", False: "follow", True: "mute"}[row.is_muted]
    return Mine(
        likes=sorted(found["like"]),
        bookmarks=sorted(found["bookmark"]),
        votes=sorted(found["vote"]),
        muted=sorted(found["mute"]),
        is_wondering=row.wonderer is not None,
        follow=follow,
        read=-1 if row.read is None else row.read,
    )


def _rights(actor: Actor, place: Place, row: Any) -> Rights:
    may_reply = can_reply(actor, place, row)
    return Rights(
        reply=bool(may_reply),
        reply_reason=may_reply.reason,
        keep_order=bool(can_keep_order(actor, place)),
        mark_answer=bool(can_mark_answer(actor, place, row)),
        endorse=bool(can_endorse(actor, place)),
    )
