"""What belongs to a lesson: videos, their subtitles, files to take along."""

from collections.abc import Sequence
from math import isfinite

from sqlalchemy import func, select
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
from academy_app.services.authoring.drafts import TITLE, VIDEOS, AttachmentDraft, VideoDraft
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
    if len(drafts) > VIDEOS:
        raise Invalid({"video": Problem("authoring.too_many_videos", {"max": VIDEOS})})
    addresses = [recognise(draft.address, allowed_video()) for draft in drafts]
    before = await _videos(tx, lesson_id)
    videos = []
    for position, (draft, address) in enumerate(zip(drafts, addresses, strict=True)):
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
    video.poster = draft.poster or address.thumbnail_url or ""
    video.start = address.start_s or 0
    video.end = address.end_s
    if draft.duration is not None:
        video.duration, video.is_duration_final = draft.duration, True
