"""What belongs to a lesson: videos, their subtitles, files to take along."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, Final, TypeAlias

from sqlalchemy import delete, func, insert, select, update
from sqlmodel import col

from academy_app.core import storage
from academy_app.core.actor import Actor
from academy_app.core.cleaning import cleaned_line
from academy_app.core.db import Tx
from academy_app.core.errors import Invalid, NotFound, Problem
from academy_app.core.settings import settings
from academy_app.core.subtitles import Transcript
from academy_app.core.video import AllowedVideo, VideoAddress, recognise
from academy_app.models.learning import Attachment, Subtitle, Video
from academy_app.services import search
from academy_app.services.authoring.drafts import (
    TITLE,
    VIDEOS,
    AttachmentDraft,
    VideoDraft,
    cleaned_image,
)
from academy_app.services.authoring.lessons import kind_of
from academy_app.services.authoring.rows import editable_lesson


async def set_videos(
    tx: Tx, actor: Actor, lesson_id: int, drafts: Sequence[VideoDraft]
) -> list[Video]:
    """The lesson's videos, in this order.

    One that was there before stays the same row, so what members watched of it stays; one that
    is no longer named is deleted with that. Raises Invalid naming `video` and why.
    """
    lesson = await editable_lesson(tx, actor, lesson_id)
    addresses = drafted(drafts)
    before = await _videos(tx, lesson_id)
    videos = []
    for position, (draft, address) in enumerate(addresses):
        video = _take(before, address) or Video(lesson_id=lesson_id, provider="", key="")
        video.position = position
        _fill(video, draft, address)
        tx.add(video)
        videos.append(video)
    for video in before:
        await tx.delete(video)
    lesson.kind = kind_of(bool(videos), len(lesson.body.strip()))
    await tx.flush()
    return videos


Drafted: TypeAlias = Sequence[tuple[VideoDraft, VideoAddress]]


def drafted(drafts: Sequence[VideoDraft]) -> Drafted:
    """The drafts with the videos that they mean. Raises Invalid naming `video` and why."""
    if len(drafts) > VIDEOS:
        raise Invalid({"video": Problem("authoring.too_many_videos", {"max": VIDEOS})})
    return [(draft, recognise(draft.address, allowed_video())) for draft in drafts]


def video_of(draft: VideoDraft, address: VideoAddress) -> Video:
    """A new row, of no lesson yet."""
    video = Video(lesson_id=0, provider="", key="")
    _fill(video, draft, address)
    return video


async def put_videos(
    tx: Tx, lesson_id: int, drafts: Drafted, before: Sequence[Mapping[str, Any]]
) -> None:
    """`set_videos` where the lesson's rows are known already, as mappings in order. What did not
    change is not written; each kind of change is one statement."""
    left = list(before)
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    last = -1
    for draft, address in drafts:
        video = video_of(draft, address)
        known = next((row for row in left if _is_same(row, address)), None)
        # Rows in a rising line keep their places; positions may have gaps.
        place = max(last + 1, known["position"] if known else 0)
        values = {**{name: getattr(video, name) for name in _WRITTEN}, "position": place}
        if known is None:
            new.append({**values, "lesson_id": lesson_id, "duration": video.duration})
        else:
            left.remove(known)
            if draft.duration is None:
                values |= {name: known[name] for name in ("duration", "is_duration_final")}
            else:
                values["duration"] = video.duration
            if any(known[name] != value for name, value in values.items()):
                changed.append({**values, "id": known["id"]})
        last = place
    if left:
        gone = [row["id"] for row in left]
        await tx.execute(delete(Video).where(col(Video.id).in_(gone)))
    if changed:
        await tx.execute(update(Video), changed)
    if new:
        await (await tx.connection()).execute(insert(Video), new)


# What an author writes of a video.
_WRITTEN: Final = (
    *("title", "provider", "key", "hash", "poster", "start", "end", "is_duration_final"),
)


def _is_same(row: Mapping[str, Any], address: VideoAddress) -> bool:
    """Files may be kept by their path within the storage alone."""
    key = str(row["key"])
    keys = (key, f"/files/{key}") if address.provider == "file" else (key,)
    return row["provider"] == address.provider and address.key in keys


async def set_subtitles(
    tx: Tx,
    actor: Actor,
    video_id: int,
    language: str,
    transcript: Transcript,
    *,
    label: str = "",
    source_key: str = "",
) -> None:
    """The video's subtitles in one language, instead of those it had."""
    video = await tx.get(Video, video_id)
    if video is None:
        raise NotFound
    lesson = await editable_lesson(tx, actor, video.lesson_id)
    subtitle = await tx.scalar(
        select(Subtitle).where(
            col(Subtitle.video_id) == video_id, col(Subtitle.language) == language
        )
    )
    if subtitle is None:
        subtitle = Subtitle(video_id=video_id, language=cleaned_line(language, "language", 20))
        tx.add(subtitle)
    subtitle.label = label[:80]
    subtitle.source_key = source_key
    is_new = subtitle.id is None
    before = [tuple(cue) for cue in subtitle.cues]
    subtitle.cues = [(cue.start_ms, cue.end_ms, cue.text) for cue in transcript.cues]
    await tx.flush()
    if before != subtitle.cues:
        await search.index_subtitle(tx, subtitle, lesson, is_new=is_new)


async def attach(
    tx: Tx, actor: Actor, lesson_id: int, stored: storage.Stored, *, name: str, media_type: str
) -> Attachment:
    """Offer a file, already in storage, beside the lesson."""
    await editable_lesson(tx, actor, lesson_id)
    position = await tx.scalar(
        select(func.coalesce(func.max(col(Attachment.position)) + 1, 0)).where(
            col(Attachment.lesson_id) == lesson_id
        )
    )
    attachment = Attachment(
        lesson_id=lesson_id,
        position=position or 0,
        name=cleaned_line(name, "name", TITLE),
        path=stored.path,
        media_type=media_type[:100],
        size=stored.size,
    )
    tx.add(attachment)
    await tx.flush()
    return attachment


async def set_attachments(
    tx: Tx, actor: Actor, lesson_id: int, drafts: Sequence[AttachmentDraft]
) -> None:
    """The files beside the lesson, in this order; one that was there before stays the same row."""
    await editable_lesson(tx, actor, lesson_id)
    rows = await tx.scalars(select(Attachment).where(col(Attachment.lesson_id) == lesson_id))
    before = {(row.path, row.name): row for row in rows}
    for position, draft in enumerate(drafts):
        name = cleaned_line(draft.name, "name", TITLE)
        attachment = before.pop((draft.stored.path, name), None) or Attachment(
            lesson_id=lesson_id, name=name, path=draft.stored.path
        )
        attachment.position = position
        attachment.media_type = draft.media_type[:100]
        attachment.size = draft.stored.size
        tx.add(attachment)
    for row in before.values():
        await tx.delete(row)
    await tx.flush()


async def remove_subtitles(tx: Tx, actor: Actor, video_id: int, language: str) -> None:
    video = await tx.get(Video, video_id)
    if video is None:
        raise NotFound
    await editable_lesson(tx, actor, video.lesson_id)
    await tx.execute(
        delete(Subtitle).where(
            col(Subtitle.video_id) == video_id, col(Subtitle.language) == language
        )
    )


async def detach(tx: Tx, actor: Actor, attachment_id: int) -> None:
    """The lesson offers the file no more. It stays in storage, where others may name it."""
    attachment = await tx.get(Attachment, attachment_id)
    if attachment is None:
        raise NotFound
    await editable_lesson(tx, actor, attachment.lesson_id)
    await tx.delete(attachment)


def allowed_video() -> AllowedVideo:
    """What this deployment plays."""
    return AllowedVideo(
        settings().video_providers, settings().video_hosts, settings().youtube_nocookie
    )


async def _videos(tx: Tx, lesson_id: int) -> list[Video]:
    rows = await tx.scalars(
        select(Video)
        .where(col(Video.lesson_id) == lesson_id)
        .order_by(col(Video.position), col(Video.id))
    )
    return list(rows)


def _take(videos: list[Video], address: VideoAddress) -> Video | None:
    for video in videos:
        if (video.provider, video.key) == (address.provider, address.key):
            videos.remove(video)
            return video
    return None


def _fill(video: Video, draft: VideoDraft, address: VideoAddress) -> None:
    if draft.duration is not None and not (isfinite(draft.duration) and draft.duration > 0):
        raise Invalid({"duration": "error.invalid_value"})
    if len(address.key) > 500:
        raise Invalid({"video": Problem("video.too_long", {"limit": 500})})
    video.title = cleaned_line(draft.title, "title", TITLE) if draft.title else ""
    video.provider = address.provider
    video.key = address.key
    video.hash = address.hash or ""
    video.poster = cleaned_image(draft.poster, "poster") or address.thumbnail_url or ""
    video.start = address.start_s or 0
    video.end = address.end_s
    if draft.duration is not None:
        video.duration, video.is_duration_final = draft.duration, True
    elif video.duration is None and draft.length and isfinite(draft.length) and draft.length > 0:
        video.duration = draft.length
