"""What a member has set on threads, categories, members and posts, for their other tabs."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import select
from sqlmodel import col

from academy_app.core.db import Reading
from academy_app.core.views.live import Mark
from academy_app.models.discussion import Bookmark, Follow

# By the kind of a change in the member's channel: of what it is the id.
MARKS: Final = {
    "follow_thread": "thread",
    "follow_category": "category",
    "follow_member": "member",
    "bookmark": "post",
}


async def marks(rx: Reading, member_id: int, kind: str, ids: Collection[int]) -> dict[int, Mark]:
    """The marks of one `kind` of MARKS as they are now; of none an empty one."""
    if kind == "bookmark":
        kept = await rx.scalars(
            select(col(Bookmark.post_id)).where(
                col(Bookmark.member_id) == member_id, col(Bookmark.post_id).in_(ids)
            )
        )
        return dict.fromkeys(ids, Mark()) | dict.fromkeys(kept, Mark(is_kept=True))
    rows = await rx.execute(
        select(col(Follow.target_id), col(Follow.is_muted)).where(
            col(Follow.member_id) == member_id,
            col(Follow.kind) == MARKS[kind],
            col(Follow.target_id).in_(ids),
        )
    )
    found = {row.target_id: Mark("mute" if row.is_muted else "follow") for row in rows}
    return dict.fromkeys(ids, Mark()) | found
