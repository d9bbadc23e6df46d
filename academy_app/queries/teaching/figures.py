"""How a course is taken: who began and finished, where they stop, what is watched again."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from math import ceil
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.clock import now
from academy_app.core.db import Reading
from academy_app.core.hrefs import lesson_href, moment_href
from academy_app.core.media_time import clock_text
from academy_app.core.views.teaching import (
    CourseFigures,
    HeatCell,
    LessonFigures,
    VideoFigures,
)
from academy_app.models.discussion import Thread
from academy_app.models.learning import Lesson, Module, Video
from academy_app.models.watching import Completion, Enrolment, Replay, Watch
from academy_app.policy.visibility import out_lessons
from academy_app.queries.learning.progress import percent
from academy_app.queries.teaching.course import shown, taught

# Of a video's timeline, at most; a short one has a cell for each bucket of Replay.
CELLS: Final = 60
BUCKET: Final = 10
# Days within which who was in the course counts as active.
ACTIVE: Final = 14

_Columns: TypeAlias = Row[*tuple[Any, ...]]
_Statement: TypeAlias = Select[*tuple[Any, ...]]


async def course_figures(rx: Reading, actor: Actor, slug: str) -> CourseFigures:
    """Of those who are in the course now; in five statements."""
    found = await taught(rx, actor, slug)
    course_id = found.Course.id
    people = await _people(rx, course_id, found.lessons)
    lessons = await _lessons(rx, slug, course_id, people.started)
    videos = await _videos(rx, slug, course_id)
    watched = sum(video.watched for video in videos)
    return CourseFigures(
        course=shown(found),
        started=people.started,
        finished=people.finished or 0,
        finished_percent=percent(people.finished or 0, people.started),
        active=people.active or 0,
        watched=watched,
        watched_time=clock_text(watched),
        questions=sum(lesson.questions for lesson in lessons),
        lessons=lessons,
        videos=videos,
        csv_href=f"/api/lms/courses/{slug}/stats.csv",
    )


def _in_course(course_id: int) -> ColumnElement[bool]:
    return and_(col(Enrolment.course_id) == course_id, col(Enrolment.removed_at).is_(None))


async def _people(rx: Reading, course_id: int, lessons: int) -> _Columns:
    done = (
        select(col(Completion.member_id), func.count().label("done"))
        .join(Lesson, col(Lesson.id) == col(Completion.lesson_id))
        .where(col(Completion.course_id) == course_id, out_lessons())
        .group_by(col(Completion.member_id))
        .subquery()
    )
    # Of a course without lessons nobody is through: a member has no count there.
    is_through = done.c.done >= lessons
    is_active = col(Enrolment.seen_at) > now() - timedelta(days=ACTIVE)
    statement: _Statement = (
        select(
            func.count().label("started"),
            func.sum(case((is_through, 1), else_=0)).label("finished"),
            func.sum(case((is_active, 1), else_=0)).label("active"),
        )
        .select_from(Enrolment)
        .outerjoin(done, done.c.member_id == col(Enrolment.member_id))
        .where(_in_course(course_id))
    )
    return (await rx.execute(statement)).one()


async def _lessons(rx: Reading, slug: str, course_id: int, started: int) -> list[LessonFigures]:
    """In the order of the course."""
    done = (
        select(col(Completion.lesson_id), func.count().label("done"))
        .join(
            Enrolment,
            and_(col(Enrolment.member_id) == col(Completion.member_id), _in_course(course_id)),
        )
        .where(col(Completion.course_id) == course_id)
        .group_by(col(Completion.lesson_id))
        .subquery()
    )
    questions = (
        select(func.count())
        .select_from(Thread)
        .where(col(Thread.lesson_id) == col(Lesson.id), col(Thread.deleted_at).is_(None))
        .correlate(Lesson)
        .scalar_subquery()
    )
    here = _here(course_id)
    statement: _Statement = (
        select(
            col(Lesson.id),
            col(Lesson.slug),
            col(Lesson.title),
            col(Module.title).label("module"),
            func.coalesce(done.c.done, 0).label("done"),
            func.coalesce(here.c.here, 0).label("here"),
            questions.label("questions"),
        )
        .join(Module, col(Module.id) == col(Lesson.module_id))
        .outerjoin(done, done.c.lesson_id == col(Lesson.id))
        .outerjoin(here, here.c.lesson_id == col(Lesson.id))
        .where(col(Lesson.course_id) == course_id, out_lessons())
        .order_by(col(Module.position), col(Module.id), col(Lesson.position), col(Lesson.id))
    )
    return [
        LessonFigures(
            id=row.id,
            title=row.title,
            module=row.module,
            href=lesson_href(slug, row.slug),
            done=row.done,
            percent=percent(row.done, started),
            here=row.here,
            here_percent=percent(row.here, started),
            questions=row.questions,
        )
        for row in await rx.execute(statement)
    ]


def _here(course_id: int) -> Any:
    """Where those were last who have not done that lesson: there they stopped, so far."""
    is_done = (
        select(col(Completion.lesson_id))
        .where(
            col(Completion.member_id) == col(Enrolment.member_id),
            col(Completion.lesson_id) == col(Enrolment.last_lesson_id),
        )
        .correlate(Enrolment)
        .exists()
    )
    return (
        select(col(Enrolment.last_lesson_id).label("lesson_id"), func.count().label("here"))
        .where(_in_course(course_id), col(Enrolment.last_lesson_id).is_not(None), ~is_done)
        .group_by(col(Enrolment.last_lesson_id))
        .subquery()
    )


async def _videos(rx: Reading, slug: str, course_id: int) -> list[VideoFigures]:
    """In two statements."""
    heat = await _heat(rx, course_id)
    seen = (
        select(
            col(Watch.video_id),
            func.count().label("viewers"),
            func.sum(col(Watch.covered)).label("covered"),
        )
        .join(Video, col(Video.id) == col(Watch.video_id))
        .join(Lesson, col(Lesson.id) == col(Video.lesson_id))
        .where(col(Lesson.course_id) == course_id)
        .group_by(col(Watch.video_id))
        .subquery()
    )
    statement: _Statement = (
        select(
            col(Video.id),
            col(Video.title),
            col(Video.lesson_id),
            col(Lesson.title).label("lesson"),
            col(Lesson.slug),
            func.coalesce(seen.c.viewers, 0).label("viewers"),
            func.coalesce(seen.c.covered, 0).label("covered"),
        )
        .join(Lesson, col(Lesson.id) == col(Video.lesson_id))
        .join(Module, col(Module.id) == col(Lesson.module_id))
        .outerjoin(seen, seen.c.video_id == col(Video.id))
        .where(col(Lesson.course_id) == course_id, out_lessons())
        .order_by(
            col(Module.position),
            col(Module.id),
            col(Lesson.position),
            col(Lesson.id),
            col(Video.position),
            col(Video.id),
        )
    )
    shown_: list[VideoFigures] = []
    numbers: dict[int, int] = defaultdict(int)
    for row in await rx.execute(statement):
        numbers[row.lesson_id] += 1
        shown_.append(_video(slug, row, numbers[row.lesson_id], heat.get(row.id, [])))
    return shown_


async def _heat(rx: Reading, course_id: int) -> dict[int, list[_Columns]]:
    """Of each video what was played, by the cells of its timeline."""
    buckets = (
        select(
            col(Replay.video_id),
            col(Replay.bucket),
            col(Replay.ms),
            func.max(col(Replay.bucket)).over(partition_by=col(Replay.video_id)).label("last"),
        )
        .join(Video, col(Video.id) == col(Replay.video_id))
        .join(Lesson, col(Lesson.id) == col(Video.lesson_id))
        .where(col(Lesson.course_id) == course_id)
        .subquery()
    )
    width = (buckets.c.last // CELLS + 1).label("width")
    cell = (buckets.c.bucket // width.element).label("cell")
    statement: _Statement = (
        select(
            buckets.c.video_id,
            width,
            cell,
            func.sum(buckets.c.ms).label("ms"),
            func.max(buckets.c.last).label("last"),
        )
        .group_by(buckets.c.video_id, width.element, cell.element)
        .order_by(buckets.c.video_id, cell.element)
    )
    found: dict[int, list[_Columns]] = defaultdict(list)
    for row in await rx.execute(statement):
        found[row.video_id].append(row)
    return found


def _video(slug: str, row: _Columns, number: int, heat: Sequence[_Columns]) -> VideoFigures:
    played = sum(int(each.ms) for each in heat)
    watched = int(row.covered) // 1000
    again = max(0, (played - int(row.covered)) // 1000)
    return VideoFigures(
        id=row.id,
        title=row.title,
        lesson=row.lesson,
        href=lesson_href(slug, row.slug),
        viewers=row.viewers,
        watched=watched,
        again=again,
        watched_time=clock_text(watched),
        again_time=clock_text(again),
        cells=_cells(slug, row.slug, number, heat),
    )


def _cells(slug: str, lesson: str, number: int, heat: Sequence[_Columns]) -> list[HeatCell]:
    """The whole timeline; what nobody played has no row and is cold."""
    if not heat:
        return []
    width, last = heat[0].width * BUCKET, heat[0].last * BUCKET
    played = {row.cell: int(row.ms) / 1000 / width for row in heat}
    most = max(played.values()) or 1
    cells = []
    for cell in range(last // width + 1):
        second, plays = cell * width, played.get(cell, 0.0)
        cells.append(
            HeatCell(
                time=clock_text(second),
                href=moment_href(slug, lesson, number, second),
                plays=round(plays, 1),
                heat=ceil(10 * plays / most),
            )
        )
    return cells
