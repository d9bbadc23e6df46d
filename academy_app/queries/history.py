"""What a post said before, version by version."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.differences import differences
from academy_app.core.errors import NotFound
from academy_app.core.ids import is_id
from academy_app.core.views.writing import History, Version
from academy_app.models.discussion import Post, Revision, Thread
from academy_app.models.membership import Member
from academy_app.policy.decisions import (
    Place,
    can_keep_order,
    can_see_former_words,
    can_see_thread,
    require,
)
from academy_app.policy.places import place_of

# The newest edits that are shown, each held against the one before.
MOST = 20


@dataclass(frozen=True, slots=True)
class _Text:
    """What stood there from `at` on."""

    editor: str
    at: datetime
    title: str
    body: str


async def post_history(rx: Reading, actor: Actor, post_id: int) -> History:
    """Who may see the post may see what it said since another than its author changed it last;
    what stood there before, its author and who keeps order. A deleted one's is for the latter."""
    thread, post, place = await _visible(rx, actor, post_id)
    edits = await _edits(rx, post_id)
    count = await rx.scalar(
        select(func.count()).select_from(Revision).where(col(Revision.post_id) == post_id)
    )
    author = await rx.scalar(select(col(Member.name)).where(col(Member.id) == post.author_id))
    texts = _texts(thread, post, author or "", edits)
    left_out = (count or 0) + 1 - len(texts)
    withheld = 0 if can_see_former_words(actor, place, post) else _redacted(post, edits)
    versions = await asyncio.to_thread(_compared, texts, left_out, withheld)
    return History(post_id, versions[::-1], left_out)


async def _visible(rx: Reading, actor: Actor, post_id: int) -> tuple[Thread, Post, Place]:
    found = None
    if is_id(post_id):
        found = (
            await rx.execute(
                select(Thread, Post)
                .join(Post, col(Post.thread_id) == col(Thread.id))
                .where(col(Post.id) == post_id)
            )
        ).one_or_none()
    if found is None:
        raise NotFound
    thread, post = found
    place = await place_of(rx, actor, thread)
    require(can_see_thread(actor, place, thread))
    if post.deleted_at is not None and not can_keep_order(actor, place):
        raise NotFound
    return thread, post, place


async def _edits(rx: Reading, post_id: int) -> list[tuple[Revision, str]]:
    """The newest, in their order, with the editor's name."""
    rows = await rx.execute(
        select(Revision, col(Member.name))
        .outerjoin(Member, col(Member.id) == col(Revision.editor_id))
        .where(col(Revision.post_id) == post_id)
        .order_by(col(Revision.id).desc())
        .limit(MOST)
    )
    return [(row[0], row[1] or "") for row in rows][::-1]


def _texts(
    thread: Thread, post: Post, author: str, edits: Sequence[tuple[Revision, str]]
) -> list[_Text]:
    """A revision is what stood there until its edit: what came of it stands in the next."""
    said = [(edit.title, edit.body) for edit, _ in edits]
    said.append(("" if post.number else thread.title, post.body))
    by = [(author, post.created_at), *((name, edit.at) for edit, name in edits)]
    return [_Text(*who, *what) for who, what in zip(by, said, strict=True)]


def _redacted(post: Post, edits: Sequence[tuple[Revision, str]]) -> int:
    """How many of the versions stood there before another's hand; an editor who is gone counts as
    another."""
    others = [
        place
        for place, (edit, _) in enumerate(edits, 1)
        if edit.editor_id is None or edit.editor_id != post.author_id
    ]
    return others[-1] if others else 0


def _compared(texts: Sequence[_Text], left_out: int, withheld: int) -> list[Version]:
    """Each against the one before; the first as it is, and the one that follows withheld ones."""
    versions, former = [], None
    for number, text in enumerate(texts, left_out + 1):
        if number <= left_out + withheld:
            at = text.at.isoformat()
            versions.append(Version(number, text.editor, at, [], [], is_withheld=True))
            continue
        versions.append(
            Version(
                number=number,
                editor=text.editor,
                at=text.at.isoformat(),
                title=differences((former or text).title, text.title),
                body=differences((former or text).body, text.body),
            )
        )
        former = text
    return versions
