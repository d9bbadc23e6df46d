"""A lesson as it is written, in four statements."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.errors import NotFound
from academy_app.core.hrefs import file_href, lesson_href
from academy_app.core.ids import is_id
from academy_app.core.video import written
from academy_app.core.views.authoring import EditedFile, EditedLesson, EditedVideo, SubtitleRow
from academy_app.models.learning import Attachment, Course, Lesson, Module, Subtitle, Video
from academy_app.models.membership import Member
from academy_app.policy.decisions import can_edit_course, require
from academy_app.queries.authoring.rows import moment, state_of


async def edited_lesson(rx: Reading, actor: Actor, lesson_id: int) -> EditedLesson:
    """Its source with what belongs to it."""
    statement: Select[*tuple[Any, ...]] = (
        select(Lesson, Course, Module, col(Member.name).label("editor"))
        .join(Course, col(Course.id) == col(Lesson.course_id))
        .join(Module, col(Module.id) == col(Lesson.module_id))
        .outerjoin(Member, col(Member.id) == col(Lesson.editor_id))
        .where(col(Lesson.id) == lesson_id)
    )
    row = (await rx.execute(statement)).one_or_none() if is_id(lesson_id) else None
    if row is None:
        raise NotFound
    require(can_edit_course(actor, row.Course))
    lesson: Lesson = row.Lesson
    if lesson.deleted_at is not None or row.Module.deleted_at is not None:
        raise NotFound
    state = state_of(lesson)
    return EditedLesson(
        id=lesson_id,
        course_id=lesson.course_id,
        module_id=lesson.module_id,
        slug=lesson.slug,
        href=lesson_href(row.Course.slug, lesson.slug),
        version=lesson.version,
        title=lesson.title,
        body=lesson.body,
        minutes=lesson.minutes,
        are_minutes_final=lesson.are_minutes_final,
        state=state,
        publish_at=moment(lesson.publish_at) if state == "scheduled" else "",
        editor=row.editor or "",
        at=moment(lesson.updated_at),
        videos=await _videos(rx, lesson_id),
        files=await _files(rx, lesson_id),
    )


async def _videos(rx: Reading, lesson_id: int) -> list[EditedVideo]:
    rows = await rx.scalars(
        select(Video)
        .where(col(Video.lesson_id) == lesson_id)
        .order_by(col(Video.position), col(Video.id))
    )
    videos = rows.all()
    subtitles: dict[int, list[SubtitleRow]] = defaultdict(list)
    found = await rx.execute(
        select(col(Subtitle.video_id), col(Subtitle.language), col(Subtitle.label))
        .join(Video, col(Video.id) == col(Subtitle.video_id))
        .where(col(Video.lesson_id) == lesson_id)
        .order_by(col(Subtitle.language))
    )
    for video_id, language, label in found:
        subtitles[video_id].append(SubtitleRow(language, label))
    return [
        EditedVideo(
            id=video.id or 0,
            address=written(video),
            provider=video.provider,
            title=video.title,
            duration=video.duration,
            poster=file_href(video.poster),
            subtitles=subtitles[video.id or 0],
        )
        for video in videos
    ]


async def _files(rx: Reading, lesson_id: int) -> list[EditedFile]:
    rows = await rx.scalars(
        select(Attachment)
        .where(col(Attachment.lesson_id) == lesson_id)
        .order_by(col(Attachment.position), col(Attachment.id))
    )
    return [EditedFile(row.id or 0, row.name, file_href(row.path), row.size) for row in rows]
