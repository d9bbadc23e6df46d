"""Members, their sessions, links and tokens."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, false
from sqlmodel import Field, SQLModel

from academy_app.core.clock import now
from academy_app.models.columns import Id, UtcDateTime


def _member_key(**options: object) -> ForeignKey:
    return ForeignKey("member.id", ondelete="CASCADE", **options)  # type: ignore[arg-type]


class Member(SQLModel, table=True):
    """A person. A placeholder came with an import and has never signed in: whoever proves to be
    them may claim it. `source_key` says whom an import means by it."""

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    email: str | None = Field(default=None, unique=True, max_length=254)
    name: str = Field(max_length=80)
    password_hash: str | None = Field(default=None, max_length=200)
    role: str = Field(default="USER", max_length=20)
    bio: str = Field(default="", max_length=2000)
    picture: str = Field(default="", max_length=200)
    is_active: bool = Field(default=True)
    # One for each like received, ever; the level follows from it.
    points: int = Field(default=0, index=True, sa_column_kwargs={"server_default": "0"})
    # What was said before this is not unread to them; None: before they came.
    caught_up_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_placeholder: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    source_key: str | None = Field(default=None, unique=True, max_length=300)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class Group(SQLModel, table=True):
    """Members whom a category or a course can be opened to. One with a rank is a tier: what is
    opened to it is open to those of a higher rank, too."""

    __tablename__ = "member_group"

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    name: str = Field(unique=True, max_length=80)
    rank: int | None = Field(default=None)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class GroupMember(SQLModel, table=True):
    __tablename__ = "group_member"

    group_id: int = Field(
        sa_type=Id,
        sa_column_args=[ForeignKey("member_group.id", ondelete="CASCADE")],
        primary_key=True,
    )
    member_id: int = Field(sa_type=Id, sa_column_args=[_member_key()], primary_key=True, index=True)


class Session(SQLModel, table=True):
    """A browser's sign-in. The cookie's value is random; only its SHA-256 is kept."""

    __tablename__ = "session"

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    token_hash: str = Field(unique=True, max_length=64)
    member_id: int = Field(sa_type=Id, sa_column_args=[_member_key()], index=True)
    user_agent: str = Field(default="", max_length=200)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    seen_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class OneTimeLink(SQLModel, table=True):
    """A link that works once: `reset`, `invitation` or `first_admin`."""

    __tablename__ = "one_time_link"

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    purpose: str = Field(max_length=20)
    token_hash: str = Field(unique=True, max_length=64)
    member_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=[_member_key()], index=True
    )
    email: str = Field(default="", max_length=254)
    role: str = Field(default="USER", max_length=20)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AccessToken(SQLModel, table=True):
    """A personal access token for scripts: named, revocable, kept as its SHA-256."""

    __tablename__ = "access_token"

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    member_id: int = Field(sa_type=Id, sa_column_args=[_member_key()], index=True)
    name: str = Field(max_length=80)
    token_hash: str = Field(unique=True, max_length=64)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Attempt(SQLModel, table=True):
    """One try that is counted against a limit, `key` naming whose and what."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_key_at", "key", "at"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    key: str = Field(max_length=120)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
