"""What players say about a video's length, as the database keeps it. Seconds of the media."""

from collections.abc import Collection

from sqlalchemy import func, select, update
from sqlmodel import col

from academy_app.core.db import Tx
from academy_app.models.learning import Subtitle, Video
from academy_app.models.watching import Watch


async def lengths_said(tx: Tx, video_id: int, but_of: Collection[int]) -> list[tuple[float, int]]:
    """The lengths that members' players say, each with how many say it; without `but_of`."""
    statement = (
        select(col(Watch.duration), func.count())
        .where(col(Watch.video_id) == video_id, col(Watch.member_id).not_in(but_of))
        .group_by(col(Watch.duration))
    )
    found = await tx.execute(statement)
    return [(length, members) for length, members in found if length is not None]


async def last_cue(tx: Tx, video_id: int) -> float:
    """When the last subtitle of a video ends, in seconds; 0 without subtitles."""
    every = await tx.scalars(select(col(Subtitle.cues)).where(col(Subtitle.video_id) == video_id))
    return max((cue[1] / 1000 for cues in every for cue in cues), default=0.0)


async def pin(tx: Tx, video_id: int, before: float | None, length: float) -> None:
    """Set the length, unless somebody else has set another than `before` meanwhile."""
    await tx.execute(
        update(Video)
        .where(
            col(Video.id) == video_id,
            col(Video.is_duration_final).is_(False),
            col(Video.duration).is_not_distinct_from(before),
        )
        .values(duration=length)
        .execution_options(synchronize_session=False)
    )
