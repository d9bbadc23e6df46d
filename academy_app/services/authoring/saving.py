"""Saving a lesson as it is written: a handful of statements, and nobody overwrites another unseen.

Whether the actor may, and whether somebody else was faster, the one UPDATE asks itself. Only where
it finds nothing to change is the reason looked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import (
    JSON,
    ColumnElement,
    Integer,
    Row,
    ScalarSelect,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.channels import of_builder
from academy_app.core.cleaning import cleaned_line
from academy_app.core.clock import now
from academy_app.core.db import Tx
from academy_app.core.errors import AcademyError, Conflict, Invalid, NotFound, Problem
from academy_app.core.events import CourseChanged
from academy_app.core.ids import is_id
from academy_app.core.markdown import RENDERER_VERSION, plain_text
from academy_app.models.learning import Course, Lesson, LessonVersion, Video
from academy_app.models.membership import Member
from academy_app.policy.decisions import can_edit_course, require
from academy_app.policy.visibility import editable_courses
from academy_app.services import search
from academy_app.services.authoring.drafts import MINUTES, TITLE, Text, VideoDraft
from academy_app.services.authoring.media import drafted, put_videos

# What one editor saves within this time of the last version kept needs no other.
BURST: Final = timedelta(minutes=10)
# Of a video, what a version keeps, and what tells one from another.
VIDEO: Final = (
    *("id", "position", "title", "provider", "key", "hash", "poster"),
    *("start", "end", "duration", "is_duration_final"),
)


@dataclass(frozen=True, slots=True)
class LessonChanges:
    """What changes; None stays as it is.

    `minutes` -1 lets them follow from the words and the videos again. `is_news` tells those who
    have completed the lesson that it has changed since.
    """

    title: str | None = None
    text: Text | None = None
    minutes: int | None = None
    videos: Sequence[VideoDraft] | None = None
    is_news: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """The lesson after a save."""

    id: int
    course_id: int
    version: int
    title: str
    kind: str
    minutes: int


async def save_lesson(
    tx: Tx,
    actor: Actor,
    lesson_id: int,
    base_version: int,
    changes: LessonChanges,
    *,
    is_apart: bool = False,
) -> Saved:
    """Save what was written upon `base_version`; five statements at most for each part. What the
    lesson said before is kept where it is another's, or was for some minutes, or `is_apart`.

    Raises Conflict with `version`, `name`, `title` and `body` of what another has saved meanwhile.
    """
    if not (is_id(lesson_id) and 0 < base_version < 2**31):
        raise NotFound
    drafts = drafted(changes.videos) if changes.videos is not None else None
    await _keep_version(tx, None if is_apart else actor.member_id, lesson_id, base_version)
    values = _values(changes, actor)
    row = await _write(tx, actor, lesson_id, base_version, values, with_videos=drafts is not None)
    if row is None:
        raise await _reason(tx, actor, lesson_id)
    if drafts is not None:
        await put_videos(tx, lesson_id, drafts, row.videos)
    await _index(tx, row, changes)
    tx.record(of_builder(row.course_id), "lesson", lesson_id)
    tx.emit(CourseChanged(row.course_id))
    return Saved(row.id, row.course_id, row.version, row.title, row.kind, row.minutes)


async def _reason(tx: Tx, actor: Actor, lesson_id: int) -> AcademyError:
    """Why there was nothing to change."""
    found = await tx.execute(
        select(Lesson, Course, col(Member.name))
        .join(Course, col(Course.id) == col(Lesson.course_id))
        .outerjoin(Member, col(Member.id) == col(Lesson.editor_id))
        .where(col(Lesson.id) == lesson_id)
    )
    row = found.one_or_none()
    if row is None or row.Lesson.deleted_at is not None:
        return NotFound()
    require(can_edit_course(actor, row.Course))
    lesson = row.Lesson
    return Conflict(
        "lesson.changed_meanwhile",
        name=row.name or "",
        version=lesson.version,
        title=lesson.title,
        body=lesson.body,
    )


async def _write(
    tx: Tx,
    actor: Actor,
    lesson_id: int,
    base_version: int,
    values: Mapping[str, Any],
    *,
    with_videos: bool,
) -> Row[*tuple[Any, ...]] | None:
    statement = (
        update(Lesson)
        .where(
            col(Lesson.id) == lesson_id,
            col(Lesson.version) == base_version,
            col(Lesson.deleted_at).is_(None),
            col(Lesson.course_id).in_(select(col(Course.id)).where(editable_courses(actor))),
        )
        .values(version=Lesson.version + 1, **values)
        .returning(
            col(Lesson.id),
            col(Lesson.course_id),
            col(Lesson.version),
            col(Lesson.title),
            col(Lesson.kind),
            col(Lesson.minutes),
            col(Lesson.updated_at),
            (col(Lesson.body) if "body" not in values else literal("")).label("body"),
            _videos(tx, lesson_id).label("videos")
            if with_videos
            else literal(None).label("videos"),
        )
        .execution_options(synchronize_session=False)
    )
    found: Row[*tuple[Any, ...]] | None = (await tx.execute(statement)).one_or_none()
    return found


def _values(changes: LessonChanges, actor: Actor) -> dict[str, Any]:
    at = now()
    values: dict[str, Any] = {"updated_at": at, "editor_id": actor.member_id}
    if changes.title is not None:
        values["title"] = cleaned_line(changes.title, "title", TITLE)
    if changes.text is not None:
        rendered = changes.text.rendered
        values |= {
            "body": changes.text.source,
            "body_html": rendered.html,
            "has_math": rendered.has_math,
            "renderer_version": RENDERER_VERSION,
        }
    if changes.text is not None or changes.videos is not None:
        values["kind"] = _kind(changes)
    if changes.is_news:
        values["changed_at"] = at
    return values | _minutes(changes)


def _kind(changes: LessonChanges) -> ColumnElement[str]:
    """What a lesson is, as far as that is known before the row is read."""
    if changes.videos is None:
        has_video: ColumnElement[bool] = col(Lesson.kind) != "text"
    else:
        has_video = literal(bool(changes.videos))
    if changes.text is None:
        has_words: ColumnElement[bool] = func.length(func.trim(col(Lesson.body))) > 0
    else:
        has_words = literal(changes.text.rendered.words > 0)
    return case((not_(has_video), "text"), (has_words, "both"), else_="video")


def _minutes(changes: LessonChanges) -> dict[str, Any]:
    """Those the author gave, or the time to read the text and to watch the videos."""
    if changes.minutes is not None and changes.minutes >= 0:
        if changes.minutes > MINUTES:
            raise Invalid({"minutes": Problem("authoring.bad_minutes", {"max": MINUTES})})
        return {"minutes": changes.minutes, "are_minutes_final": True}
    if changes.text is None and changes.videos is None:
        return {} if changes.minutes is None else {"are_minutes_final": False}
    before = (
        select(func.coalesce(func.sum(cast(func.round(col(Video.duration) / 60), Integer)), 0))
        .where(col(Video.lesson_id) == col(Lesson.id))
        .scalar_subquery()
    )
    videos: Any = before
    if changes.videos is not None:
        videos = sum(round((each.duration or each.length or 0) / 60) for each in changes.videos)
    # What is no video's is the text's.
    reading: Any = case((col(Lesson.minutes) > before, col(Lesson.minutes) - before), else_=0)
    if changes.text is not None:
        reading = changes.text.rendered.minutes
    made = reading + videos
    if changes.minutes is not None:
        return {"minutes": made, "are_minutes_final": False}
    return {"minutes": case((col(Lesson.are_minutes_final), col(Lesson.minutes)), else_=made)}


async def _index(tx: Tx, row: Row[*tuple[Any, ...]], changes: LessonChanges) -> None:
    """Let the lesson be found by what it says now."""
    if changes.title is None and changes.text is None:
        return
    plain = changes.text.rendered.plain if changes.text is not None else plain_text(row.body)
    lesson = Lesson(
        id=row.id,
        course_id=row.course_id,
        module_id=0,
        slug="",
        title=row.title,
        updated_at=row.updated_at,
    )
    await search.index_lesson(tx, lesson, plain)


async def _keep_version(tx: Tx, editor_id: int | None, lesson_id: int, base_version: int) -> None:
    """Keep what the lesson says, if anything, unless it is what this editor has just written."""
    at = now()
    is_sqlite = tx.get_bind().dialect.name == "sqlite"
    last = (
        select(func.max(col(LessonVersion.left_at)))
        .where(col(LessonVersion.lesson_id) == lesson_id)
        .scalar_subquery()
    )
    goes_on = and_(
        literal(editor_id is not None),
        col(Lesson.editor_id) == (editor_id or 0),
        last > at - BURST,
    )
    has_video = exists().where(col(Video.lesson_id) == col(Lesson.id))
    what = select(
        col(Lesson.id),
        col(Lesson.version),
        col(Lesson.editor_id),
        col(Lesson.updated_at),
        literal(at, LessonVersion.__table__.c.left_at.type),  # type: ignore[attr-defined]
        col(Lesson.title),
        col(Lesson.minutes),
        _videos(tx, lesson_id),
        col(Lesson.body),
    ).where(
        col(Lesson.id) == lesson_id,
        col(Lesson.version) == base_version,
        or_(col(Lesson.body) != "", has_video),
        func.coalesce(not_(goes_on), True),
    )
    columns = [
        *("lesson_id", "number", "editor_id", "at", "left_at"),
        *("title", "minutes", "videos", "body"),
    ]
    statement = sqlite.insert(LessonVersion) if is_sqlite else postgresql.insert(LessonVersion)
    await (await tx.connection()).execute(
        statement.from_select(columns, what, include_defaults=False).on_conflict_do_nothing()
    )


def _videos(tx: Tx, lesson_id: int) -> ScalarSelect[Any]:
    """The lesson's videos as JSON, in order."""
    own = col(Video.lesson_id) == lesson_id
    ordered = select(*(col(getattr(Video, name)) for name in VIDEO)).where(own)
    rows = ordered.order_by(col(Video.position), col(Video.id)).subquery()
    parts = [part for name in VIDEO for part in (literal(name), rows.c[name])]
    if tx.get_bind().dialect.name == "sqlite":
        made = func.json_group_array(func.json_object(*parts))
    else:
        place = rows.c["position"], rows.c["id"]
        listed = func.json_agg(aggregate_order_by(func.json_build_object(*parts), *place))
        made = func.coalesce(listed, cast(literal("[]", String), JSON))
    return select(type_coerce(made, JSON)).scalar_subquery()
