"""Who may read what has changed: bells are told anew, that nobody is shown a title of what is
closed to them."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, select
from sqlmodel import col

from academy_app.core.channels import of_member
from academy_app.core.db import Tx
from academy_app.models.discussion import Thread
from academy_app.models.notices import Notification


def rights_changed(tx: Tx, member_ids: Iterable[int]) -> None:
    """Of these members: what they are shown of the community may be more now, or less."""
    for member_id in member_ids:
        tx.record(of_member(member_id), "notice")
        tx.record(of_member(member_id), "rights")


async def place_changed(tx: Tx, threads: ColumnElement[bool]) -> None:
    """Of these threads, all at once: a condition on Thread. Whoever was told of one is."""
    members = await tx.scalars(
        select(col(Notification.member_id))
        .join(Thread, col(Thread.id) == col(Notification.thread_id))
        .where(threads)
        .distinct()
    )
    for member_id in members:
        tx.record(of_member(member_id), "notice")
