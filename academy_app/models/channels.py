"""What changed, in order: one line of numbered changes a channel, without holes.

A change is written in the transaction that makes it, and its number is taken under the lock of
its channel's row. So whoever knows the last number they saw can ask for all that came since.
"""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from academy_app.core.clock import now
from academy_app.models.columns import Id, UtcDateTime


class Channel(SQLModel, table=True):
    """`head` is the number of the channel's latest change."""

    name: str = Field(primary_key=True, max_length=40)
    head: int = Field(default=0, sa_type=Id)


class Change(SQLModel, table=True):
    """That something is not as it was: which row, never what is in it."""

    __table_args__ = (Index("ix_change_at", "at"),)

    channel: str = Field(primary_key=True, max_length=40)
    number: int = Field(primary_key=True, sa_type=Id)
    kind: str = Field(max_length=20)
    subject_id: int = Field(default=0, sa_type=Id)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
