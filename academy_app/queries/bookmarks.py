"""The posts that a member has kept. Those they may read no longer stay out."""

import re
from html import unescape
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.cursors import cursor_of, moment_and_id
from academy_app.core.db import Reading
from academy_app.core.hrefs import bookmarks_href, file_href, post_href, thread_href
from academy_app.core.views.notices import BookmarkRow, Bookmarks
from academy_app.models.discussion import Bookmark, Post, Thread
from academy_app.models.membership import Member
from academy_app.policy.visibility import visible_threads
from academy_app.queries.membership import colour, initials

PAGE = 30
EXCERPT = 280
# Enough of a post's HTML to fill an excerpt.
_BEGINNING = 4000
_TAG = re.compile(r"<[^<>]*>?")


async def bookmarks(rx: Reading, actor: Actor, cursor: str = "") -> Bookmarks:
    """A page, the last kept first; `cursor` is another page's `next`."""
    wanted = (
        select(
            col(Bookmark.post_id),
            col(Bookmark.note),
            col(Bookmark.at),
            col(Thread.id).label("thread_id"),
            col(Thread.title),
            col(Post.number),
            func.substr(col(Post.body_html), 1, _BEGINNING).label("beginning"),
            col(Post.author_id),
            col(Member.name),
            col(Member.picture),
        )
        .join(Post, col(Post.id) == col(Bookmark.post_id))
        .join(Thread, col(Thread.id) == col(Post.thread_id))
        .outerjoin(Member, col(Member.id) == col(Post.author_id))
        .where(
            col(Bookmark.member_id) == actor.member_id,
            col(Post.deleted_at).is_(None),
            visible_threads(actor),
        )
        .order_by(col(Bookmark.at).desc(), col(Bookmark.post_id).desc())
        .limit(PAGE + 1)
    )
    if cursor:
        place = moment_and_id(cursor)
        wanted = wanted.where(tuple_(col(Bookmark.at), col(Bookmark.post_id)) < tuple_(*place))
    rows = (await rx.execute(wanted)).all()
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    following = cursor_of(last.at, last.post_id) if last else ""
    return Bookmarks(
        [_row(row) for row in rows[:PAGE]],
        following,
        bookmarks_href(following) if following else "",
    )


def _row(row: Any) -> BookmarkRow:
    name = row.name or ""
    return BookmarkRow(
        post_id=row.post_id,
        title=row.title,
        excerpt=_excerpt(row.beginning),
        note=row.note,
        href=post_href(row.thread_id, row.post_id) if row.number else thread_href(row.thread_id),
        at=row.at.isoformat(timespec="seconds"),
        name=name,
        initials=initials(name),
        picture=file_href(row.picture or ""),
        colour=colour(row.author_id or 0),
    )


def _excerpt(html: str) -> str:
    """The first words of a post's sanitised HTML, in one line."""
    line = " ".join(unescape(_TAG.sub(" ", html)).split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1].rstrip() + "…"
