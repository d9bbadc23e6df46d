"""Where lessons lead, and whether something is there."""

from datetime import datetime
from typing import Final

from sqlmodel import Field, SQLModel

from academy_app.core.clock import now
from academy_app.models.columns import Id, UtcDateTime, key_to

# What one look is enough to tell; anything else may pass by itself.
GRAVE: Final = (
    *("health.gone", "health.gone_here", "health.address", "health.redirects"),
    *("health.certificate", "health.not_played", "health.no_picture"),
)
# Where we do not look: whether something is there, its author knows.
UNSEEN: Final = ("health.private", "health.port")
# Other troubles are told of when they are there again at the next look.
PATIENCE: Final = 2


class LinkCheck(SQLModel, table=True):
    """An address that lessons name, once: a `link`, a `video` or an `image`.

    `problem` is the key of what was wrong at `checked_at`, "" for nothing; `failures` counts the
    looks in a row at which something was. Whoever looks next puts `due_at` ahead first: several
    workers never look at the same.
    """

    __tablename__ = "link_check"

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    url: str = Field(unique=True, max_length=2000)
    kind: str = Field(default="link", max_length=10)
    due_at: datetime = Field(default_factory=now, sa_type=UtcDateTime, index=True)
    checked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    status: int | None = Field(default=None)
    problem: str = Field(default="", max_length=40)
    failures: int = Field(default=0)


class LessonLink(SQLModel, table=True):
    """A lesson names an address."""

    __tablename__ = "lesson_link"

    lesson_id: int = Field(sa_type=Id, sa_column_args=key_to("lesson.id"), primary_key=True)
    link_id: int = Field(
        sa_type=Id, sa_column_args=key_to("link_check.id"), primary_key=True, index=True
    )


class LessonLinksRead(SQLModel, table=True):
    """The addresses of a lesson are known as they stood when it was `updated_at`."""

    __tablename__ = "lesson_links_read"

    lesson_id: int = Field(sa_type=Id, sa_column_args=key_to("lesson.id"), primary_key=True)
    updated_at: datetime = Field(sa_type=UtcDateTime)
