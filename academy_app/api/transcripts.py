"""The words of videos."""

from typing import Annotated

from fastapi import APIRouter, Query

from academy_app.api.bodies import RowId
from academy_app.api.deps import CurrentActor
from academy_app.core.db import reading
from academy_app.core.views import Transcript
from academy_app.queries import learning

router = APIRouter(prefix="/videos", tags=["courses"])


@router.get("/{video_id}/transcript")
async def transcript(
    video_id: RowId, actor: CurrentActor, language: Annotated[str, Query(max_length=40)] = ""
) -> Transcript:
    """In `language`, or else the one that comes nearest; cues are `[start_ms, end_ms, text]`."""
    async with reading() as rx:
        return await learning.transcript(rx, actor, video_id, language)
