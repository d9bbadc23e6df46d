"""What a group of reports needs from the database, and what it leaves there: a handful of
statements whatever the size of the group."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Tuple,
    and_,
    func,
    or_,
    select,
    tuple_,
)
from sqlmodel import col

from academy_app.core.clock import now
from academy_app.core.db import Tx
from academy_app.core.settings import settings
from academy_app.core.spans import Spans
from academy_app.core.upsert import upsert
from academy_app.models.learning import Course, Lesson, Module, Video
from academy_app.models.watching import (
    Completion,
    Enrolment,
    Replay,
    Watch,
    WatchAccount,
)
from academy_app.services.watching.rule import Account, Clip, Numbers

Pair: TypeAlias = tuple[int, int]

# Tabs and devices of one member at one video, between which repeats are known.
MOST_SESSIONS = 8


@dataclass(slots=True)
class VideoRow:
    """A video with what its lesson and course say about it."""

    id: int
    start: float
    end: float | None
    duration: float | None
    is_duration_final: bool
    lesson: "LessonRow"

    def clip(self, length: float | None) -> Clip:
        """What counts of it when it is `length` seconds long."""
        return Clip.of(self.start, self.end, length, self.is_duration_final)


@dataclass(slots=True)
class PublishedRow:
    is_published: bool
    publish_at: datetime | None
    deleted_at: datetime | None


@dataclass(slots=True)
class LessonRow(PublishedRow):
    id: int
    course_id: int
    module: PublishedRow
    course: "CourseRow"


@dataclass(slots=True)
class CourseRow(PublishedRow):
    id: int | None
    author_id: int | None
    level: int
    enrol_by: str
    is_hidden: bool
    watched_fraction: float | None

    @property
    def required_fraction(self) -> float:
        """How much of a video's clip completes it."""
        return self.watched_fraction or settings().watched_fraction


@dataclass(slots=True)
class Session:
    """One player's life in one tab."""

    numbers: Numbers = field(default_factory=Numbers)
    duration: float | None = None


@dataclass(slots=True)
class WatchRow:
    """A member's coverage of a video. `done_lesson` is the video's lesson when that is done."""

    member_id: int
    video_id: int
    spans: Spans = field(default_factory=list)
    position: float = 0.0
    duration: float | None = None
    covered: int = 0
    completed_at: datetime | None = None
    done_lesson: int | None = None
    is_new: bool = True
    sessions: dict[str, Session] = field(default_factory=dict)

    def said(self, session: str) -> float | None:
        """The length that the member's player says, were it only once so far; in seconds."""
        latest = self.sessions[session].duration if session in self.sessions else None
        return latest if latest is not None else self.duration

    def session(self, name: str) -> Session:
        """That of a player, now the latest; the oldest ones are forgotten."""
        found = self.sessions.pop(name, None) or Session()
        self.sessions[name] = found
        for oldest in list(self.sessions)[:-MOST_SESSIONS]:
            del self.sessions[oldest]
        return found


async def lock_accounts(tx: Tx, member_ids: Collection[int]) -> dict[int, Account]:
    """The accounts of these members, made when there is none.

    They stay locked until the end of the transaction, and with them everything else that this
    package keeps of a member: two workers cannot merge into the same coverage at once.
    """
    wanted = sorted(member_ids)
    found = await _accounts(tx, wanted)
    missing = [member_id for member_id in wanted if member_id not in found]
    if missing:
        at = now()
        rows = [
            {"member_id": member_id, "since": at, "seen_at": at, "granted": 0, "played": 0}
            for member_id in missing
        ]
        await upsert(tx, WatchAccount, rows, on=["member_id"])
        found |= await _accounts(tx, missing)
    return found


async def _accounts(tx: Tx, member_ids: Sequence[int]) -> dict[int, Account]:
    statement = (
        select(
            col(WatchAccount.member_id),
            col(WatchAccount.since),
            col(WatchAccount.seen_at),
            col(WatchAccount.granted),
            col(WatchAccount.played),
        )
        .where(col(WatchAccount.member_id).in_(member_ids))
        .order_by(col(WatchAccount.member_id))
        .with_for_update()
    )
    return {row[0]: Account(*row[1:]) for row in await tx.execute(statement)}


async def save_accounts(tx: Tx, accounts: dict[int, Account]) -> None:
    rows = [
        {
            "member_id": member_id,
            "since": account.since,
            "seen_at": account.seen_at,
            "granted": account.granted,
            "played": account.played,
        }
        for member_id, account in sorted(accounts.items())
    ]
    change = ["since", "seen_at", "granted", "played"]
    await upsert(tx, WatchAccount, rows, on=["member_id"], change=change)


async def videos(tx: Tx, video_ids: Collection[int], lesson_ids: Collection[int]) -> list[VideoRow]:
    """All videos, in order, of these lessons and of the lessons of these videos."""
    lessons_meant = or_(
        col(Video.lesson_id).in_(lesson_ids),
        col(Video.lesson_id).in_(
            select(col(Video.lesson_id)).where(col(Video.id).in_(video_ids)).correlate(None)
        ),
    )
    statement: Select[*tuple[Any, ...]] = (
        select(
            col(Video.id),
            col(Video.start),
            col(Video.end),
            col(Video.duration),
            col(Video.is_duration_final),
            col(Lesson.id).label("lesson_id"),
            col(Lesson.course_id),
            col(Lesson.is_published),
            col(Lesson.publish_at),
            col(Lesson.deleted_at),
            *_publishing(Module, "module"),
            *_publishing(Course, "course"),
            col(Course.author_id),
            col(Course.level),
            col(Course.enrol_by),
            col(Course.is_hidden),
            col(Course.watched_fraction),
        )
        .join(Lesson, col(Lesson.id) == col(Video.lesson_id))
        .join(Module, col(Module.id) == col(Lesson.module_id))
        .join(Course, col(Course.id) == col(Lesson.course_id))
        .where(lessons_meant)
        .order_by(col(Video.lesson_id), col(Video.position), col(Video.id))
    )
    return [_video(row) for row in await tx.execute(statement)]


def _publishing(model: Any, name: str) -> list[ColumnElement[Any]]:
    """What a PublishedRow is made from, the columns' names beginning with `name`."""
    columns = ("is_published", "publish_at", "deleted_at")
    return [col(getattr(model, each)).label(f"{name}_{each}") for each in columns]


def _video(row: Row[*tuple[Any, ...]]) -> VideoRow:
    module = PublishedRow(row.module_is_published, row.module_publish_at, row.module_deleted_at)
    course = CourseRow(
        row.course_is_published,
        row.course_publish_at,
        row.course_deleted_at,
        row.course_id,
        row.author_id,
        row.level,
        row.enrol_by,
        row.is_hidden,
        row.watched_fraction,
    )
    return VideoRow(
        id=row.id,
        start=row.start,
        end=row.end,
        duration=row.duration,
        is_duration_final=row.is_duration_final,
        lesson=LessonRow(
            row.is_published,
            row.publish_at,
            row.deleted_at,
            row.lesson_id,
            row.course_id,
            module,
            course,
        ),
    )


async def watches(tx: Tx, pairs: Collection[Pair]) -> dict[Pair, WatchRow]:
    """By member and video; a new one for each pair that has none."""
    statement: Select[*tuple[Any, ...]] = (
        select(
            col(Watch.member_id),
            col(Watch.video_id),
            col(Watch.spans),
            col(Watch.position),
            col(Watch.duration),
            col(Watch.covered),
            col(Watch.completed_at),
            col(Completion.lesson_id).label("done_lesson"),
            col(Watch.sessions),
        )
        .join(Video, col(Video.id) == col(Watch.video_id))
        .outerjoin(
            Completion,
            and_(
                col(Completion.member_id) == col(Watch.member_id),
                col(Completion.lesson_id) == col(Video.lesson_id),
            ),
        )
        .where(_in(tuple_(col(Watch.member_id), col(Watch.video_id)), pairs))
    )
    found = {pair: WatchRow(*pair) for pair in pairs}
    for row in await tx.execute(statement):
        found[row.member_id, row.video_id] = WatchRow(
            member_id=row.member_id,
            video_id=row.video_id,
            spans=row.spans,
            position=row.position,
            duration=row.duration,
            covered=row.covered,
            completed_at=row.completed_at,
            done_lesson=row.done_lesson,
            is_new=False,
            sessions=_sessions(row.sessions),
        )
    return found


def _sessions(stored: dict[str, tuple[int, int, float | None]]) -> dict[str, Session]:
    return {
        name: Session(Numbers(last, seen), duration)
        for name, (last, seen, duration) in stored.items()
    }


async def save_watches(tx: Tx, changed: Iterable[WatchRow]) -> None:
    at = now()
    rows = [
        {
            "member_id": row.member_id,
            "video_id": row.video_id,
            "position": row.position,
            "duration": row.duration,
            "covered": row.covered,
            "completed_at": row.completed_at,
            "updated_at": at,
            "spans": row.spans,
            "sessions": {
                name: (each.numbers.last, each.numbers.seen, each.duration)
                for name, each in row.sessions.items()
            },
        }
        for row in sorted(changed, key=lambda row: (row.member_id, row.video_id))
    ]
    change = [name for name in rows[0] if name not in {"member_id", "video_id"}] if rows else []
    await upsert(tx, Watch, rows, on=["member_id", "video_id"], change=change)


async def save_replays(tx: Tx, played: dict[Pair, int]) -> None:
    """`played` is ms by video and bucket."""
    rows = [
        {"video_id": video_id, "bucket": bucket, "ms": ms}
        for (video_id, bucket), ms in sorted(played.items())
    ]
    await upsert(tx, Replay, rows, on=["video_id", "bucket"], add=["ms"])


async def completed_lessons(tx: Tx, pairs: Collection[Pair]) -> set[Pair]:
    """Those of the pairs of member and lesson that are done."""
    statement = select(col(Completion.member_id), col(Completion.lesson_id)).where(
        _in(tuple_(col(Completion.member_id), col(Completion.lesson_id)), pairs)
    )
    return {(row[0], row[1]) for row in await tx.execute(statement)}


async def save_completions(tx: Tx, made: Collection[tuple[int, int, int]], how: str) -> None:
    """`made` is member, lesson and course. What is done already stays as it was done."""
    at = now()
    rows = [
        {"member_id": member, "lesson_id": lesson, "course_id": course, "how": how, "at": at}
        for member, lesson, course in sorted(made)
    ]
    await upsert(tx, Completion, rows, on=["member_id", "lesson_id"])


async def save_enrolments(tx: Tx, visits: dict[Pair, int], how: str = "self") -> None:
    """`visits` is the lesson by member and course; `how` those came in who are new."""
    at = now()
    rows = [
        {
            "member_id": member_id,
            "course_id": course_id,
            "last_lesson_id": lesson_id,
            "started_at": at,
            "seen_at": at,
            "how": how,
        }
        for (member_id, course_id), lesson_id in sorted(visits.items())
    ]
    change = ["last_lesson_id", "seen_at"]
    await upsert(tx, Enrolment, rows, on=["member_id", "course_id"], change=change)


async def is_watched(tx: Tx, member_id: int, video_ids: Collection[int]) -> bool:
    """Whether the member has completed every one of these videos."""
    statement = select(func.count()).where(
        col(Watch.member_id) == member_id,
        col(Watch.video_id).in_(video_ids),
        col(Watch.completed_at).is_not(None),
    )
    return await tx.scalar(statement) == len(video_ids)


def _in(key: Tuple, values: Collection[tuple[Any, ...]]) -> ColumnElement[bool]:
    return key.in_(list(values))
