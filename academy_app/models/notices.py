"""What members are told, and what they wish to be told."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from academy_app.core.clock import now
from academy_app.models.columns import Id, UtcDateTime, key_to


class Notification(SQLModel, table=True):
    """Something for one member: a `reply`, `mention`, `like`, `answer`, `endorsement`, `follow`,
    `post` (by whom, or where, they follow), `request` to be let into a course of theirs, or
    `enrolment`: they were let into one, or refused.

    What is alike is one row while unread: `key` says what is alike, `count` how many, and
    `actor_id` who was the last.
    """

    __table_args__ = (
        UniqueConstraint("member_id", "key", name="uq_notification_key"),
        Index("ix_notification_member_at", "member_id", "at", "id"),
        Index("ix_notification_unread", "member_id", "read_at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    member_id: int = Field(sa_type=Id, sa_column_args=key_to("member.id"))
    kind: str = Field(max_length=20)
    key: str = Field(max_length=60)
    count: int = Field(default=1)
    actor_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=key_to("member.id"), index=True
    )
    thread_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=key_to("thread.id"), index=True
    )
    post_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=key_to("post.id"), index=True
    )
    course_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=key_to("course.id"), index=True
    )
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class NotificationWish(SQLModel, table=True):
    """A kind that a member has turned off; no row means on."""

    __tablename__ = "notification_wish"

    member_id: int = Field(sa_type=Id, sa_column_args=key_to("member.id"), primary_key=True)
    kind: str = Field(max_length=20, primary_key=True)
    is_on: bool = Field(default=True)
