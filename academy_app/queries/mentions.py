"""Members whom a post may name, found as one types."""

import unicodedata

from sqlalchemy import ColumnElement, exists, false, func, or_, select
from sqlalchemy.sql.elements import False_
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.hrefs import file_href, person_href
from academy_app.core.ids import is_id
from academy_app.core.markdown import written
from academy_app.core.views.writing import MentionRow
from academy_app.core.words import printable
from academy_app.models.discussion import Post, Thread
from academy_app.models.membership import Member
from academy_app.policy.visibility import visible_threads
from academy_app.queries.membership import colour, initials

MOST = 8
LONGEST = 80


async def people(
    rx: Reading, actor: Actor, typed: str, thread_id: int | None = None
) -> list[MentionRow]:
    """Active members with a word of their name that begins as `typed`, at most 8.

    Who wrote in the thread comes first; of a thread that the actor may not see, nobody did. With
    nothing typed these are all there are.
    """
    query = " ".join(unicodedata.normalize("NFC", printable(typed))[:LONGEST].split()).lower()
    is_here = _has_written(actor, thread_id)
    rows = await rx.execute(
        select(col(Member.id), col(Member.name), col(Member.picture), is_here.label("is_here"))
        .where(
            col(Member.is_active),
            col(Member.email).is_not(None),
            _begins_a_word(query) if query else is_here,
        )
        .order_by(*_first(is_here), func.lower(col(Member.name)), col(Member.id))
        .limit(MOST)
    )
    return [
        MentionRow(
            id=row.id,
            name=row.name,
            picture=file_href(row.picture),
            initials=initials(row.name),
            colour=colour(row.id),
            is_here=row.is_here,
            markdown=written.link(f"@{row.name}", person_href(row.id)),
        )
        for row in rows
    ]


def _has_written(actor: Actor, thread_id: int | None) -> ColumnElement[bool]:
    if not is_id(thread_id):
        return false()
    return exists().where(
        col(Post.author_id) == col(Member.id),
        col(Post.thread_id) == thread_id,
        col(Post.deleted_at).is_(None),
        col(Thread.id) == col(Post.thread_id),
        visible_threads(actor),
    )


def _first(is_here: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    """Nothing, where it is the same for all: databases order by no constant."""
    return [] if isinstance(is_here, False_) else [is_here.desc()]


def _begins_a_word(query: str) -> ColumnElement[bool]:
    name = func.lower(col(Member.name))
    return or_(
        name.startswith(query, autoescape=True),
        name.contains(f" {query}", autoescape=True),
        name.contains(f"-{query}", autoescape=True),
    )
