"""What a page has missed of a channel that it follows; else it comes over the socket."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse

from academy_app.api.deps import CurrentActor
from academy_app.core.db import reading
from academy_app.core.errors import NotFound
from academy_app.queries import live

router = APIRouter(tags=["live"])

Channel = Annotated[str, Path(pattern=r"^[a-z-]+:[0-9]{1,19}$")]
After = Annotated[int, Query(ge=0, le=2**63 - 1)]

RESET: dict[str, Any] = {"reset": True}


@router.get("/live/{channel}", response_class=JSONResponse)
async def missed(channel: Channel, after: After, actor: CurrentActor) -> JSONResponse:
    """What has changed behind the number `after`: `channel`, `first`, `last` and `items`, each row
    once as it is now. `{"reset": true}` where that is too much, or too long ago: the page is to be
    loaded anew."""
    async with reading() as rx:
        if not await live.may_follow(rx, actor, channel):
            raise NotFound
        [(_, head)] = (await live.heads(rx, [channel])).items()
        news = await live.news(rx, channel, after) if head - after <= live.MOST else None
    answer = RESET if news is None else asdict(news)
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})
