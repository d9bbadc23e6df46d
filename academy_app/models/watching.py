"""What members did: where they are, what they watched, what they noted."""

from datetime import datetime

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Column, Field, SQLModel

from academy_app.core.clock import now
from academy_app.models.columns import Id, UtcDateTime, key_to


class Enrolment(SQLModel, table=True):
    """A member takes a course; `last_lesson_id` is where they were.

    `how` they came in: `self` by opening it, as one of the `listed`, by an `invitation`, by a
    `request`, by its `staff` or by an `import`. Whom its staff removed stays out, their progress
    kept, until somebody lets them in again.
    """

    __table_args__ = (
        Index("ix_enrolment_member_seen", "member_id", "seen_at"),
        Index("ix_enrolment_course_started", "course_id", "started_at"),
    )

    member_id: int = Field(sa_type=Id, sa_column_args=key_to("member.id"), primary_key=True)
    course_id: int = Field(sa_type=Id, sa_column_args=key_to("course.id"), primary_key=True)
    last_lesson_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=key_to("lesson.id", "SET NULL")
    )
    started_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    seen_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    how: str = Field(default="self", max_length=10, sa_column_kwargs={"server_default": "self"})
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CourseInvitation(SQLModel, table=True):
    """A link that lets members into one course. Its value is random; only its SHA-256 is kept.

    `most_uses` None is without end, as is `expires_at`.
    """

    __tablename__ = "course_invitation"

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    course_id: int = Field(sa_type=Id, sa_column_args=key_to("course.id"), index=True)
    token_hash: str = Field(unique=True, max_length=64)
    label: str = Field(default="", max_length=80)
    most_uses: int | None = Field(default=None)
    uses: int = Field(default=0)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class EnrolmentRequest(SQLModel, table=True):
    """A member asks to be let in. Open until `decided_at`; who was refused may ask anew."""

    __tablename__ = "enrolment_request"
    __table_args__ = (Index("ix_enrolment_request_course", "course_id", "decided_at", "at"),)

    course_id: int = Field(sa_type=Id, sa_column_args=key_to("course.id"), primary_key=True)
    member_id: int = Field(
        sa_type=Id, sa_column_args=key_to("member.id"), primary_key=True, index=True
    )
    words: str = Field(default="", max_length=1000)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=key_to("member.id", "SET NULL")
    )
    is_accepted: bool = Field(default=False)


class Completion(SQLModel, table=True):
    """A lesson is done; `how` is watched, read or manual. The row never goes away by itself."""

    __table_args__ = (
        Index("ix_completion_member_course", "member_id", "course_id"),
        Index("ix_completion_course_lesson", "course_id", "lesson_id"),
    )

    member_id: int = Field(sa_type=Id, sa_column_args=key_to("member.id"), primary_key=True)
    lesson_id: int = Field(sa_type=Id, sa_column_args=key_to("lesson.id"), primary_key=True)
    course_id: int = Field(sa_type=Id, sa_column_args=key_to("course.id"))
    how: str = Field(max_length=10)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class Watch(SQLModel, table=True):
    """A member's coverage of one video.

    `spans` is the union of played media intervals, milliseconds, sorted and disjoint, as a
    flat list `[start, end, start, end, ...]`; `covered` is its length in ms within the clip.
    `position` (seconds) is where they stopped and may go back. `duration` is what this
    member's players reported (seconds). `sessions` are the players that reported last, a few
    of them, the latest at the end: by their id which of their numbered reports have arrived,
    as `[last, seen, duration]`; `seen` has bit n set when report `last - n` has come.
    """

    __table_args__ = (Index("ix_watch_video", "video_id"),)

    member_id: int = Field(sa_type=Id, sa_column_args=key_to("member.id"), primary_key=True)
    video_id: int = Field(sa_type=Id, sa_column_args=key_to("video.id"), primary_key=True)
    position: float = Field(default=0)
    duration: float | None = Field(default=None)
    covered: int = Field(default=0)
    completed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    updated_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    spans: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    sessions: dict[str, tuple[int, int, float | None]] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False)
    )


class WatchAccount(SQLModel, table=True):
    """What the server's clock has allowed a member, over all videos.

    One stretch of activity: since `since`, `granted` ms of new coverage and `played` ms in all,
    those watched again included; the last report at `seen_at`.
    """

    __tablename__ = "watch_account"

    member_id: int = Field(sa_type=Id, sa_column_args=key_to("member.id"), primary_key=True)
    since: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    seen_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    granted: int = Field(default=0, sa_type=Id)
    played: int = Field(default=0, sa_type=Id)


class Replay(SQLModel, table=True):
    """How often each ten seconds of a video were played, by everyone: the heat map."""

    video_id: int = Field(sa_type=Id, sa_column_args=key_to("video.id"), primary_key=True)
    bucket: int = Field(primary_key=True)
    ms: int = Field(default=0, sa_type=Id)


class Note(SQLModel, table=True):
    """A private note, at a time in a video or on the lesson.

    `client_id` is made by the browser: sending twice writes once.
    """

    __table_args__ = (
        UniqueConstraint("member_id", "client_id", name="uq_note_client"),
        Index("ix_note_member_lesson", "member_id", "lesson_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    member_id: int = Field(sa_type=Id, sa_column_args=key_to("member.id"))
    lesson_id: int = Field(sa_type=Id, sa_column_args=key_to("lesson.id"))
    video_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=key_to("video.id", "SET NULL")
    )
    client_id: str = Field(max_length=36)
    seconds: float | None = Field(default=None)
    body: str = Field(max_length=5000)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    updated_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
