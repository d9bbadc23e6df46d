"""One lesson with its videos, files and neighbours: three statements beside its course's tree."""

from urllib.parse import urlsplit

from sqlalchemy import and_, exists, func, select
from sqlmodel import col

from academy_app.core import spans
from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.errors import NotFound
from academy_app.core.hrefs import file_href
from academy_app.core.ids import is_slug
from academy_app.core.views import AttachmentView, LessonPage, LessonRow, Outline, VideoView
from academy_app.models.learning import Attachment, Course, Lesson, Module, Subtitle, Video
from academy_app.models.watching import Completion, Watch
from academy_app.policy.decisions import can_enter_course, can_see_lesson, require
from academy_app.policy.standing import course_footing, footings
from academy_app.policy.visibility import is_out, out_lessons, visible_courses, visible_lesson
from academy_app.queries.learning.outline import outline
from academy_app.queries.learning.progress import Columns, Statement, has_changed, is_done_by


async def lesson_page(
    rx: Reading,
    actor: Actor,
    course_slug: str,
    lesson_slug: str,
    tree: Outline | None = None,
) -> LessonPage:
    """NotFound for a lesson the actor may not see, or that is none; Forbidden with the reason
    where the course or the lesson is not open to them yet. `tree` is the course's outline, where
    that is known already."""
    lesson = await _lesson(rx, actor, course_slug, lesson_slug)
    videos = await _videos(rx, actor, lesson.id)
    before, after = _neighbours(tree or await outline(rx, actor, course_slug), lesson.id)
    return LessonPage(
        id=lesson.id,
        course_id=lesson.course_id,
        course_slug=lesson.course_slug,
        course_title=lesson.course_title,
        module_id=lesson.module_id,
        module_title=lesson.module_title,
        slug=lesson.slug,
        title=lesson.title,
        kind=lesson.kind,
        minutes=lesson.minutes,
        body_html=lesson.body_html,
        has_math=lesson.has_math,
        is_done=lesson.how is not None,
        done_how=lesson.how or "",
        changed_at=lesson.changed_at.isoformat() if lesson.has_changed else "",
        is_published=lesson.is_published and lesson.is_course_published,
        completes_by_reading=lesson.text_completion == "read" and not videos,
        videos=videos,
        attachments=await _attachments(rx, lesson.id),
        previous_href=before.href if before else "",
        previous_title=before.title if before else "",
        next_href=after.href if after else "",
        next_title=after.title if after else "",
    )


async def _lesson(rx: Reading, actor: Actor, course_slug: str, lesson_slug: str) -> Columns:
    if not (is_slug(course_slug) and is_slug(lesson_slug)):
        raise NotFound
    statement: Statement = (
        select(
            col(Lesson.id),
            col(Lesson.course_id),
            col(Course.slug).label("course_slug"),
            col(Course.title).label("course_title"),
            is_out(Course).label("is_course_published"),
            col(Course.text_completion),
            col(Module.id).label("module_id"),
            col(Module.title).label("module_title"),
            col(Lesson.slug),
            col(Lesson.title),
            col(Lesson.kind),
            col(Lesson.minutes),
            out_lessons().label("is_published"),
            col(Lesson.changed_at),
            has_changed().label("has_changed"),
            col(Lesson.has_math),
            col(Completion.how),
            col(Lesson.body_html),
        )
        .join(Course, col(Course.id) == col(Lesson.course_id))
        .join(Module, col(Module.id) == col(Lesson.module_id))
        .outerjoin(Completion, is_done_by(actor))
        .where(
            col(Course.slug) == course_slug,
            col(Lesson.slug) == lesson_slug,
            visible_lesson(actor),
        )
    )
    lesson = (await rx.execute(statement)).one_or_none()
    if lesson is None:
        await _tell_if_locked(rx, actor, course_slug, lesson_slug)
        raise NotFound
    return lesson


async def _tell_if_locked(rx: Reading, actor: Actor, course_slug: str, lesson_slug: str) -> None:
    """Of what is not open to the actor yet, that much is no secret: the course that they see,
    and the lesson that its outline names."""
    course = await rx.scalar(
        select(Course).where(col(Course.slug) == course_slug, visible_courses(actor))
    )
    if course is None or course.id is None:
        return
    require(can_enter_course(actor, course, await course_footing(rx, actor, course.id)))
    found = await rx.execute(
        select(Lesson, Module)
        .join(Module, col(Module.id) == col(Lesson.module_id))
        .where(col(Lesson.course_id) == course.id, col(Lesson.slug) == lesson_slug)
    )
    row = found.one_or_none()
    if row is not None and row.Lesson.id is not None:
        pair = (actor.member_id, row.Lesson.id)
        footing = (await footings(rx, [pair]))[pair]
        require(can_see_lesson(actor, course, row.Module, row.Lesson, footing))


async def _videos(rx: Reading, actor: Actor, lesson_id: int) -> list[VideoView]:
    statement: Statement = (
        select(
            col(Video.id),
            col(Video.title),
            col(Video.provider),
            col(Video.key),
            col(Video.hash),
            col(Video.poster),
            col(Video.start),
            col(Video.end),
            func.coalesce(col(Video.duration), col(Watch.duration)).label("duration"),
            col(Watch.position),
            col(Watch.covered),
            col(Watch.spans),
            col(Watch.completed_at),
            exists().where(col(Subtitle.video_id) == col(Video.id)).label("has_transcript"),
        )
        .outerjoin(
            Watch,
            and_(
                col(Watch.video_id) == col(Video.id),
                col(Watch.member_id) == actor.member_id,
            ),
        )
        .where(col(Video.lesson_id) == lesson_id)
        .order_by(col(Video.position), col(Video.id))
    )
    rows = await rx.execute(statement)
    return [_video(row, number) for number, row in enumerate(rows, start=1)]


def _video(row: Columns, number: int) -> VideoView:
    return VideoView(
        id=row.id,
        number=number,
        title=row.title,
        provider=_player(row),
        key=row.key,
        hash=row.hash,
        src=file_href(row.key) if row.provider == "file" else "",
        poster=file_href(row.poster),
        start=row.start,
        end=row.end,
        duration=row.duration,
        position=row.position or 0.0,
        fraction=_fraction(row),
        first_gap=_first_gap(row),
        is_completed=row.completed_at is not None,
        has_transcript=row.has_transcript,
    )


def _player(row: Columns) -> str:
    """The name of the player that can show it."""
    if row.provider != "file":
        return str(row.provider)
    return "hls" if urlsplit(row.key).path.lower().endswith(".m3u8") else "html5"


def _fraction(row: Columns) -> float:
    """The share of the clip that is covered; 0 while its length is unknown."""
    end = row.end if row.end is not None else row.duration
    if end is None or end <= row.start:
        return 0.0
    return min(1.0, (row.covered or 0) / 1000 / float(end - row.start))


def _first_gap(row: Columns) -> float | None:
    """Where in the clip the first unwatched part begins; None while its length is unknown."""
    ends = [end for end in (row.end, row.duration) if end is not None]
    if not ends:
        return None
    gap = spans.first_gap(row.spans or [], round(row.start * 1000), round(min(ends) * 1000))
    return gap / 1000 if gap is not None else None


async def _attachments(rx: Reading, lesson_id: int) -> list[AttachmentView]:
    statement: Statement = (
        select(col(Attachment.name), col(Attachment.path), col(Attachment.size))
        .where(col(Attachment.lesson_id) == lesson_id)
        .order_by(col(Attachment.position), col(Attachment.id))
    )
    return [
        AttachmentView(name=name, href=file_href(path), size=size)
        for name, path, size in await rx.execute(statement)
    ]


def _neighbours(tree: Outline, lesson_id: int) -> tuple[LessonRow | None, LessonRow | None]:
    """The lessons before and after it in the whole course."""
    line = [None, *(row for module in tree.modules for row in module.lessons), None]
    here = next((n for n, row in enumerate(line) if row and row.id == lesson_id), None)
    # It may have come since the tree was read.
    return (line[here - 1], line[here + 1]) if here else (None, None)
