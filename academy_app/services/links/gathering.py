"""From lessons to the addresses that they name."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from html import unescape
from typing import Any, Final
from urllib.parse import urldefrag, urlsplit

from sqlalchemy import Select, delete, exists, or_, select
from sqlmodel import col

from academy_app.core.db import Tx
from academy_app.core.settings import settings
from academy_app.core.upsert import upsert
from academy_app.core.video import written
from academy_app.models.learning import Lesson, Video
from academy_app.models.links import LessonLink, LessonLinksRead, LinkCheck

LESSONS: Final = 20
LENGTH: Final = 2000
# Of one lesson; a page with more is no lesson.
MOST: Final = 500

_NAMED = re.compile(r'<(a|img|source|video|audio)\b[^>]*?\b(?:href|src)="([^"]+)"')
_KINDS: Final = {"a": "link", "img": "image"}
# What the provider of a video made of it comes and goes with the video.
_OWN_POSTERS: Final = ("https://i.ytimg.com/", "https://img.youtube.com/")


async def gather(tx: Tx) -> int:
    """Note the addresses of a few lessons that have changed since they were read; how many lessons
    that were."""
    lessons = (await tx.execute(_changed())).all()
    if not lessons:
        return 0
    ids = [row.id for row in lessons]
    videos: dict[int, list[Video]] = {row_id: [] for row_id in ids}
    for video in await tx.scalars(select(Video).where(col(Video.lesson_id).in_(ids))):
        videos[video.lesson_id].append(video)
    named = {row.id: addresses(row.body_html, videos[row.id]) for row in lessons}
    kinds = {url: kind for found in named.values() for url, kind in found.items()}
    await upsert(tx, LinkCheck, [_new(url, kinds[url]) for url in sorted(kinds)], on=["url"])
    numbers = await _numbers(tx, kinds)
    await tx.execute(delete(LessonLink).where(col(LessonLink.lesson_id).in_(ids)))
    tx.add_all(
        LessonLink(lesson_id=lesson_id, link_id=numbers[url])
        for lesson_id, found in named.items()
        for url in found
    )
    await _read(tx, [(row.id, row.updated_at) for row in lessons])
    return len(lessons)


async def forget_unnamed(tx: Tx) -> None:
    """Drop what no lesson names any more."""
    is_named = exists().where(col(LessonLink.link_id) == col(LinkCheck.id))
    await tx.execute(
        delete(LinkCheck).where(~is_named).execution_options(synchronize_session=False)
    )


def addresses(html: str, videos: Iterable[Video]) -> dict[str, str]:
    """What a lesson names, with its kind: whole addresses, and paths of this site."""
    found: dict[str, str] = {}
    for tag, address in _NAMED.findall(html):
        _put(found, unescape(address), _KINDS.get(tag, "video"))
    for video in videos:
        _put(found, written(video), "video")
        if not video.poster.startswith(_OWN_POSTERS):
            _put(found, _poster(video.poster), "image")
    return found


def _put(found: dict[str, str], address: str, kind: str) -> None:
    url = _bare(address)
    if url and len(url) <= LENGTH and len(found) < MOST:
        found.setdefault(url, kind)


def _poster(poster: str) -> str:
    is_stored = poster and "://" not in poster and not poster.startswith("/")
    return f"/files/{poster}" if is_stored else poster


def _bare(address: str) -> str:
    """Without what stands behind the hash; "" for what leads to no page: mail, a place further
    down. What leads back to this site is a path."""
    try:
        url = urldefrag(address.strip()).url
        parts = urlsplit(url)
        own = urlsplit(settings().base_url)
    except ValueError:
        # To be told of as no good address.
        return address.strip() if address.startswith(("http:", "https:")) else ""
    if parts.scheme in ("http", "https"):
        is_own = (parts.scheme, parts.netloc) == (own.scheme, own.netloc)
        if not is_own:
            return url
        return parts.path + (f"?{parts.query}" if parts.query else "") or "/"
    if parts.scheme:
        return ""
    if parts.netloc:
        return f"https:{url}"
    return url if url.startswith("/") else ""


def _changed() -> Select[*tuple[Any, ...]]:
    return (
        select(col(Lesson.id), col(Lesson.updated_at), col(Lesson.body_html))
        .outerjoin(LessonLinksRead, col(LessonLinksRead.lesson_id) == col(Lesson.id))
        .where(
            or_(
                col(LessonLinksRead.lesson_id).is_(None),
                col(LessonLinksRead.updated_at) != col(Lesson.updated_at),
            )
        )
        .order_by(col(Lesson.id))
        .limit(LESSONS)
    )


def _new(url: str, kind: str) -> dict[str, Any]:
    return LinkCheck(url=url, kind=kind).model_dump(exclude={"id"})


async def _numbers(tx: Tx, urls: Iterable[str]) -> dict[str, int]:
    rows = await tx.execute(
        select(col(LinkCheck.url), col(LinkCheck.id)).where(col(LinkCheck.url).in_(list(urls)))
    )
    return {url: number for url, number in rows if number is not None}


async def _read(tx: Tx, lessons: Sequence[tuple[int, datetime]]) -> None:
    rows = [{"lesson_id": lesson_id, "updated_at": at} for lesson_id, at in lessons]
    await upsert(tx, LessonLinksRead, rows, on=["lesson_id"], change=["updated_at"])
