"""Whether something is at an address, as a problem's key."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from academy_app.core.errors import Invalid
from academy_app.core.outward import Answer, Net, Unreached, knock
from academy_app.core.settings import settings
from academy_app.core.video import AllowedVideo, recognise
from academy_app.services.authoring.lookup import ENDPOINTS, Looked, looked_at

_GONE: Final = (404, 410)
_GUARDED: Final = (401, 403)
_BROKEN: Final = 500


@dataclass(frozen=True, slots=True)
class Found:
    """`problem` is "" where nothing is wrong."""

    problem: str = ""
    status: int | None = None


async def look(url: str, kind: str, net: Net) -> Found:
    """Look at an address outside. Opens no door to the database."""
    if _is_told_of(url):
        [looked] = await looked_at([url])
        return Found(_of_provider(looked))
    try:
        answer = await knock(url, _agent(), net)
    except Unreached as error:
        return Found(f"health.{error.reason}")
    return Found(_of_answer(answer, kind), answer.status)


def _is_told_of(url: str) -> bool:
    """Whether a provider of videos says more of it than its page, which is there even where the
    video is not."""
    try:
        return recognise(url, AllowedVideo(tuple(ENDPOINTS))).provider in ENDPOINTS
    except Invalid:
        return False


def _of_provider(looked: Looked) -> str:
    if looked.problem is not None:
        return "health.not_played"
    warnings = {"video.not_shown": "health.not_shown", "video.not_reached": "health.connection"}
    return warnings.get(looked.warning, "")


def _of_answer(answer: Answer, kind: str) -> str:
    if answer.status in _GONE:
        return "health.gone"
    if answer.status >= _BROKEN:
        return "health.server"
    # A page may ask people to sign in; what stands within a lesson has to be open.
    if answer.status in _GUARDED and kind != "link":
        return "health.guarded"
    is_page = kind == "image" and answer.kind.startswith("text/html")
    return "health.no_picture" if is_page and answer.status < 400 else ""


def _agent() -> str:
    return f"Academy link check (+{settings().base_url})"


def hosts(urls: Sequence[str]) -> list[str]:
    """Of each address, what is asked for it."""
    return [url.partition("://")[2].partition("/")[0].lower() for url in urls]
