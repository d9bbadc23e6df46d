"""Courses, modules, lessons, their videos, subtitles and attachments.

Members see what is published and not deleted, from `publish_at` on where it says when. Nothing
turns at that moment: it is asked when something is read. A row with `deleted_at` is seen by
nobody, keeps its slug and what members did in it, and can come back.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint, false, true
from sqlmodel import Column, Field, SQLModel, Text

from academy_app.core.clock import now
from academy_app.models.columns import Id, UtcDateTime, key_to


class Course(SQLModel, table=True):
    """`text_completion` says what completes a lesson of text: `read` to its end, or `mark`.

    `enrol_by` is who may come in: `everyone`, the `listed` groups of its CourseGrants, who has an
    `invitation`, or who was accepted after a `request`. A hidden one is not shown to others.
    """

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    slug: str = Field(unique=True, max_length=80)
    title: str = Field(max_length=200)
    description: str = Field(default="", max_length=5000)
    thumbnail: str = Field(default="", max_length=500)
    author_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=key_to("member.id", "SET NULL"), index=True
    )
    is_published: bool = Field(default=False)
    publish_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    position: int = Field(default=0)
    watched_fraction: float | None = Field(default=None)
    text_completion: str = Field(default="read", max_length=10)
    # The level in the community that opens it.
    level: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    enrol_by: str = Field(
        default="everyone", max_length=10, sa_column_kwargs={"server_default": "everyone"}
    )
    is_hidden: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    # A lesson opens when the one before it is completed.
    is_sequential: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    source_key: str | None = Field(default=None, unique=True, max_length=300)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    updated_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class CourseTag(SQLModel, table=True):
    __tablename__ = "course_tag"

    course_id: int = Field(sa_type=Id, sa_column_args=key_to("course.id"), primary_key=True)
    tag: str = Field(max_length=40, primary_key=True)


class CourseGrant(SQLModel, table=True):
    """Opens a course for the listed to a group; where that is a tier, to higher ones as well."""

    __tablename__ = "course_grant"

    course_id: int = Field(sa_type=Id, sa_column_args=key_to("course.id"), primary_key=True)
    group_id: int = Field(
        sa_type=Id, sa_column_args=key_to("member_group.id"), primary_key=True, index=True
    )


class CoursePrerequisite(SQLModel, table=True):
    """Who wants to begin the course must have finished the needed one."""

    __tablename__ = "course_prerequisite"

    course_id: int = Field(sa_type=Id, sa_column_args=key_to("course.id"), primary_key=True)
    needed_id: int = Field(
        sa_type=Id, sa_column_args=key_to("course.id"), primary_key=True, index=True
    )


class Module(SQLModel, table=True):
    """It opens at a moment, or `opens_after` days from a member's enrolment; both when set."""

    __table_args__ = (Index("ix_module_course_position", "course_id", "position"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    course_id: int = Field(sa_type=Id, sa_column_args=key_to("course.id"))
    title: str = Field(max_length=200)
    position: int = Field(default=0)
    is_published: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    publish_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    source_key: str | None = Field(default=None, max_length=300)
    opens_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    opens_after: int | None = Field(default=None)


class Lesson(SQLModel, table=True):
    """`kind` is video, text or both. It opens as modules do, and not before its own. The texts
    stand last: an outline never reads them.

    `version` grows with every saved change of what the lesson says. Whoever completed it before
    `changed_at`, which its author alone sets, is told that it has changed since.
    """

    __table_args__ = (
        UniqueConstraint("course_id", "slug", name="uq_lesson_course_slug"),
        UniqueConstraint("course_id", "source_key", name="uq_lesson_course_source_key"),
        Index("ix_lesson_module_position", "module_id", "position"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    course_id: int = Field(sa_type=Id, sa_column_args=key_to("course.id"))
    module_id: int = Field(sa_type=Id, sa_column_args=key_to("module.id"))
    slug: str = Field(max_length=80)
    title: str = Field(max_length=200)
    kind: str = Field(default="text", max_length=10)
    position: int = Field(default=0)
    minutes: int = Field(default=0)
    # Given by the author; else they follow from the words and the videos.
    are_minutes_final: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    is_published: bool = Field(default=True)
    publish_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # Who saved it last.
    editor_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=key_to("member.id", "SET NULL"), index=True
    )
    opens_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    opens_after: int | None = Field(default=None)
    has_math: bool = Field(default=False)
    renderer_version: int = Field(default=0)
    source_key: str | None = Field(default=None, max_length=300)
    updated_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    extra: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    body: str = Field(default="", sa_column=Column(Text, nullable=False))
    body_html: str = Field(default="", sa_column=Column(Text, nullable=False))


class LessonVersion(SQLModel, table=True):
    """What a lesson said before somebody began to change it: as its version `number` was, saved by
    `editor_id` at `at`. What one editor then saves until some minutes after `left_at` belongs
    together. `videos` are their
    rows in order, as far as their authors wrote them.
    """

    __tablename__ = "lesson_version"
    __table_args__ = (UniqueConstraint("lesson_id", "number", name="uq_lesson_version_number"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    lesson_id: int = Field(sa_type=Id, sa_column_args=key_to("lesson.id"))
    number: int
    editor_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=key_to("member.id", "SET NULL"), index=True
    )
    at: datetime = Field(sa_type=UtcDateTime)
    left_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    title: str = Field(max_length=200)
    minutes: int = Field(default=0)
    videos: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    body: str = Field(default="", sa_column=Column(Text, nullable=False))


class Video(SQLModel, table=True):
    """A video of a lesson. Times are seconds of the media.

    `duration` is pinned: set by the author (`is_duration_final`) or by what members' players
    agree on; a client alone never shrinks it.
    """

    __table_args__ = (
        Index("ix_video_lesson_position", "lesson_id", "position"),
        Index("ix_video_key", "key"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    lesson_id: int = Field(sa_type=Id, sa_column_args=key_to("lesson.id"))
    position: int = Field(default=0)
    title: str = Field(default="", max_length=200)
    provider: str = Field(max_length=20)
    key: str = Field(max_length=500)
    hash: str = Field(default="", max_length=64)
    poster: str = Field(default="", max_length=500)
    start: float = Field(default=0)
    end: float | None = Field(default=None)
    duration: float | None = Field(default=None)
    is_duration_final: bool = Field(default=False)


class Subtitle(SQLModel, table=True):
    """`cues` is a list of `[start_ms, end_ms, text]`, in order."""

    __table_args__ = (UniqueConstraint("video_id", "language", name="uq_subtitle_language"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    video_id: int = Field(sa_type=Id, sa_column_args=key_to("video.id"))
    language: str = Field(max_length=20)
    label: str = Field(default="", max_length=80)
    source_key: str = Field(default="", max_length=300)
    cues: list[tuple[int, int, str]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )


class Attachment(SQLModel, table=True):
    """A file to take along. `path` is where core.storage keeps it."""

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    lesson_id: int = Field(sa_type=Id, sa_column_args=key_to("lesson.id"), index=True)
    position: int = Field(default=0)
    name: str = Field(max_length=200)
    path: str = Field(max_length=300, index=True)
    media_type: str = Field(default="application/octet-stream", max_length=100)
    size: int = Field(default=0)
