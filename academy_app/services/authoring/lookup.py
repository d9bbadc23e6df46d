"""What a video's provider says of it: title, length, picture.

Only the providers' own oEmbed services are asked, at addresses that we make ourselves; where an
author's address leads, the server never goes.
"""

import asyncio
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpx

from academy_app.core.actor import Actor
from academy_app.core.errors import Invalid, Problem
from academy_app.core.video import VideoAddress, recognise
from academy_app.policy.decisions import can_create_course, require
from academy_app.services import pace
from academy_app.services.authoring.drafts import VIDEOS
from academy_app.services.authoring.media import allowed_video

logger = logging.getLogger(__name__)

# Whom to ask, by provider; a test puts its own in place.
ENDPOINTS: dict[str, str] = {
    "youtube": "https://www.youtube.com/oembed",
    "vimeo": "https://vimeo.com/api/oembed.json",
    "loom": "https://www.loom.com/v1/oembed",
    "wistia": "https://fast.wistia.com/oembed",
}
TIMEOUT: Final = 4.0
AT_ONCE: Final = 6
_MOST_BYTES: Final = 200_000
# What providers answer of a video that is not there, or not for us.
_GONE: Final = (400, 401, 403, 404, 410)


@dataclass(frozen=True, slots=True)
class Looked:
    """An address as pasted, and the video it means, or the `problem` why not.

    `is_known` is whether its provider has answered; "" and None are what nobody knows. `length` in
    seconds. A video may be right and yet have a `warning`: its provider does not show it to us.
    """

    address: str
    video: VideoAddress | None = None
    problem: Problem | None = None
    is_known: bool = False
    title: str = ""
    length: float | None = None
    thumbnail: str = ""
    warning: str = ""


async def look_up(actor: Actor, addresses: Sequence[str]) -> list[Looked]:
    """What each address means, in order. Opens no door to the database."""
    require(can_create_course(actor))
    if len(addresses) > VIDEOS * 2:
        raise Invalid({"addresses": Problem("authoring.too_many_videos", {"max": VIDEOS * 2})})
    if addresses:
        pace.keep(pace.looking_up(actor.member_id))
    return await looked_at(addresses)


async def looked_at(addresses: Sequence[str]) -> list[Looked]:
    """The same where nobody asks but the site itself."""
    line = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False) as client:
        return await asyncio.gather(*(_look(client, line, address) for address in addresses))


async def _look(client: httpx.AsyncClient, line: asyncio.Semaphore, address: str) -> Looked:
    try:
        video = recognise(address, allowed_video())
    except Invalid as error:
        return Looked(address, problem=error.fields["video"])
    endpoint = ENDPOINTS.get(video.provider)
    if endpoint is None:
        return Looked(address, video, title=_file_name(video.key))
    async with line:
        status, told = await _ask(client, f"{endpoint}?{_question(video)}")
    if status in _GONE:
        return Looked(
            address, video, warning="video.not_shown", thumbnail=video.thumbnail_url or ""
        )
    return Looked(
        address,
        video,
        is_known=bool(told),
        title=_line(told.get("title")),
        length=_seconds(told.get("duration")),
        thumbnail=_picture(told.get("thumbnail_url")) or video.thumbnail_url or "",
        warning="" if told else "video.not_reached",
    )


def _question(video: VideoAddress) -> str:
    return urlencode({"url": video.canonical_url, "format": "json"})


async def _ask(client: httpx.AsyncClient, address: str) -> tuple[int, dict[str, Any]]:
    """The status, 0 where nobody answers, and the answer, empty where it is no good."""
    try:
        async with client.stream("GET", address) as answer:
            body = b""
            async for part in answer.aiter_bytes():
                body += part
                if len(body) > _MOST_BYTES:
                    return 0, {}
        if answer.status_code != httpx.codes.OK:
            return answer.status_code, {}
        told = json.loads(body)
    except (httpx.HTTPError, ValueError) as error:
        logger.info("a provider of videos does not answer: %s", type(error).__name__)
        return 0, {}
    return 200, told if isinstance(told, dict) else {}


def _line(value: object) -> str:
    words = " ".join(value.split()) if isinstance(value, str) else ""
    return "".join(sign for sign in words if sign.isprintable())[:200]


def _seconds(value: object) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 < value < 1_000_000 else None  # type: ignore[arg-type,operator]


def _picture(value: object) -> str:
    address = value if isinstance(value, str) and len(value) <= 500 else ""
    return address if address.startswith("https://") else ""


def _file_name(key: str) -> str:
    """What a file's name says, without its ending."""
    name = urlsplit(key).path.rpartition("/")[2].rpartition(".")[0]
    return _line(name.replace("_", " ").replace("-", " ").replace("%20", " "))
