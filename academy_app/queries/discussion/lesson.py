"""What is said under a lesson, in one statement: the lesson's page has few to spare."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.views.discussion import ThreadCard
from academy_app.core.views.talk import Moment, Talk
from academy_app.models.discussion import Thread, ThreadRead, ThreadTag, Wonderer
from academy_app.policy.visibility import visible_threads
from academy_app.queries.discussion.cards import card_columns, card_view
from academy_app.queries.discussion.feed import PAGE, is_muted, is_read_by, is_unread
from academy_app.queries.gathered import gathered, parted

# Threads of a lesson whose moments are looked for.
MOST = 200


async def lesson_talk(rx: Reading, actor: Actor, lesson_id: int) -> Talk:
    """The threads under a lesson, pinned ones first, then by activity; none under one that the
    actor may not see. What they muted is left out."""
    tags = gathered(select(col(ThreadTag.tag)).where(col(ThreadTag.thread_id) == col(Thread.id)))
    statement = (
        card_columns(is_unread(actor), _is_wondering(actor), tags.label("tags"))
        .outerjoin(ThreadRead, is_read_by(actor))
        .where(col(Thread.lesson_id) == lesson_id, visible_threads(actor), ~is_muted(actor))
        .order_by(
            col(Thread.is_pinned).desc(), col(Thread.activity_at).desc(), col(Thread.id).desc()
        )
        .limit(MOST)
    )
    rows = (await rx.execute(statement)).all()
    cards = [card_view(row, parted(row.tags)) for row in rows]
    return Talk(
        threads=cards[:PAGE],
        moments=_moments(cards),
        unread=[row.id for row in rows[:PAGE] if row.is_unread],
        wondering=[row.id for row in rows[:PAGE] if row.is_wondering],
        has_more=len(cards) > PAGE,
    )


def _is_wondering(actor: Actor) -> ColumnElement[Any]:
    return (
        exists()
        .where(
            and_(
                col(Wonderer.thread_id) == col(Thread.id),
                col(Wonderer.member_id) == actor.member_id,
            )
        )
        .label("is_wondering")
    )


def _moments(cards: Sequence[ThreadCard]) -> list[Moment]:
    return [
        Moment(
            id=card.id,
            title=card.title,
            href=card.href,
            video_id=card.video_id,
            seconds=card.seconds,
            time=card.time,
            wonderers=card.wonderers,
        )
        for card in cards
        if card.video_id is not None and card.seconds is not None
    ]
