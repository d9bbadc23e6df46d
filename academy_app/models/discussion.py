"""Categories, threads and their posts, and what members leave on them."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Column, Field, SQLModel, Text

from academy_app.core.clock import now
from academy_app.models.columns import Id, UtcDateTime, key_to


class Category(SQLModel, table=True):
    """Where members talk. `read_by` and `post_by` are `everyone`, `staff` or `listed`: those
    whom a CategoryGrant names. Besides, a member needs the level."""

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    slug: str = Field(unique=True, max_length=80)
    name: str = Field(max_length=80)
    description: str = Field(default="", max_length=500)
    colour: int = Field(default=0)
    icon: str = Field(default="chat", max_length=30)
    position: int = Field(default=0)
    is_archived: bool = Field(default=False)
    read_by: str = Field(default="everyone", max_length=10)
    post_by: str = Field(default="everyone", max_length=10)
    level: int = Field(default=1)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class CategoryGrant(SQLModel, table=True):
    """Lets a role or a group `read` or `post` in a category that is for the listed."""

    __tablename__ = "category_grant"
    __table_args__ = (Index("ix_category_grant_category", "category_id", "action"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    category_id: int = Field(sa_type=Id, sa_column_args=key_to("category.id"))
    action: str = Field(max_length=10)
    role: str | None = Field(default=None, max_length=20)
    group_id: int | None = Field(default=None, sa_type=Id, sa_column_args=key_to("member_group.id"))


class Thread(SQLModel, table=True):
    """The head of a conversation, in a category or under a lesson; its words are its posts.

    `highest` is the number of its newest post, the opening one being 0. `activity_at` is when
    something was last said. `seconds` is the time in the lesson's video that it is about.
    """

    __table_args__ = (
        Index("ix_thread_category_feed", "category_id", "is_pinned", "activity_at", "id"),
        Index("ix_thread_feed", "is_pinned", "activity_at", "id"),
        Index("ix_thread_created", "created_at", "id"),
        Index("ix_thread_category_created", "category_id", "created_at", "id"),
        Index("ix_thread_score", "score", "id"),
        Index("ix_thread_category_score", "category_id", "score", "id"),
        Index("ix_thread_lesson", "lesson_id", "activity_at", "id"),
        Index("ix_thread_author", "author_id", "created_at"),
        Index(
            "ix_thread_under_lessons",
            "activity_at",
            "id",
            sqlite_where=text("lesson_id IS NOT NULL"),
            postgresql_where=text("lesson_id IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    category_id: int | None = Field(default=None, sa_type=Id, sa_column_args=key_to("category.id"))
    lesson_id: int | None = Field(default=None, sa_type=Id, sa_column_args=key_to("lesson.id"))
    video_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=key_to("video.id", "SET NULL"), index=True
    )
    seconds: float | None = Field(default=None)
    author_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=key_to("member.id", "SET NULL")
    )
    title: str = Field(max_length=255)
    excerpt: str = Field(default="", max_length=300)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    activity_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    last_author_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=key_to("member.id", "SET NULL"), index=True
    )
    highest: int = Field(default=0)
    replies: int = Field(default=0)
    likes: int = Field(default=0)
    wonderers: int = Field(default=0)
    score: int = Field(default=0)
    answer_id: int | None = Field(default=None, sa_type=Id)
    has_poll: bool = Field(default=False)
    is_pinned: bool = Field(default=False)
    is_locked: bool = Field(default=False)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ThreadTag(SQLModel, table=True):
    __tablename__ = "thread_tag"
    __table_args__ = (Index("ix_thread_tag_tag", "tag", "thread_id"),)

    thread_id: int = Field(sa_type=Id, sa_column_args=key_to("thread.id"), primary_key=True)
    tag: str = Field(max_length=40, primary_key=True)


class Post(SQLModel, table=True):
    """One member's words in a thread, the opening or a reply. `number` counts them from 0.

    `path` puts them in the order of the page: the numbers of a reply's ancestors and its own,
    each in six digits. It has three steps at most; who answers deeper down stands beside whom
    they answer, and `parent_id` tells whom. `client_id` is the author's: sending twice writes
    once. Of its `likes`, so many as `likes_carried` came along in an import that did not say whose
    they are; every other one is a Like.
    """

    __table_args__ = (
        UniqueConstraint("thread_id", "number", name="uq_post_number"),
        UniqueConstraint("author_id", "client_id", name="uq_post_client"),
        Index("ix_post_thread_path", "thread_id", "path"),
        Index("ix_post_author", "author_id", "created_at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    thread_id: int = Field(sa_type=Id, sa_column_args=key_to("thread.id"))
    number: int = Field(default=0)
    path: str = Field(default="", max_length=20)
    parent_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=key_to("post.id", "SET NULL"), index=True
    )
    author_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=key_to("member.id", "SET NULL")
    )
    client_id: str | None = Field(default=None, max_length=36)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    edited_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    deleted_by_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=key_to("member.id", "SET NULL"), index=True
    )
    endorsed_by_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=key_to("member.id", "SET NULL"), index=True
    )
    likes: int = Field(default=0)
    likes_carried: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    has_math: bool = Field(default=False)
    renderer_version: int = Field(default=0)
    body: str = Field(default="", sa_column=Column(Text, nullable=False))
    body_html: str = Field(default="", sa_column=Column(Text, nullable=False))


class Revision(SQLModel, table=True):
    """What a post said before an edit; `title` is the thread's, for its opening post."""

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    post_id: int = Field(sa_type=Id, sa_column_args=key_to("post.id"), index=True)
    editor_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=key_to("member.id", "SET NULL"), index=True
    )
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    title: str = Field(default="", max_length=255)
    body: str = Field(default="", sa_column=Column(Text, nullable=False))


class Like(SQLModel, table=True):
    """A member likes a post. `author_id` is whom it gives a point; nobody, for one's own."""

    __tablename__ = "post_like"
    __table_args__ = (
        Index("ix_post_like_author_at", "author_id", "at"),
        Index("ix_post_like_member_at", "member_id", "at"),
    )

    post_id: int = Field(sa_type=Id, sa_column_args=key_to("post.id"), primary_key=True)
    member_id: int = Field(sa_type=Id, sa_column_args=key_to("member.id"), primary_key=True)
    author_id: int | None = Field(default=None, sa_type=Id, sa_column_args=key_to("member.id"))
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class Bookmark(SQLModel, table=True):
    """A post kept for later, with words for oneself."""

    __table_args__ = (Index("ix_bookmark_member_at", "member_id", "at"),)

    member_id: int = Field(sa_type=Id, sa_column_args=key_to("member.id"), primary_key=True)
    post_id: int = Field(sa_type=Id, sa_column_args=key_to("post.id"), primary_key=True, index=True)
    note: str = Field(default="", max_length=500)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class Follow(SQLModel, table=True):
    """A member follows, or has muted, a `thread`, a `category` or a `member`."""

    __table_args__ = (Index("ix_follow_target", "kind", "target_id"),)

    member_id: int = Field(sa_type=Id, sa_column_args=key_to("member.id"), primary_key=True)
    kind: str = Field(max_length=10, primary_key=True)
    target_id: int = Field(sa_type=Id, primary_key=True)
    is_muted: bool = Field(default=False)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class ThreadRead(SQLModel, table=True):
    """How far a member has read: up to the post with this number."""

    __tablename__ = "thread_read"
    __table_args__ = (Index("ix_thread_read_thread", "thread_id"),)

    member_id: int = Field(sa_type=Id, sa_column_args=key_to("member.id"), primary_key=True)
    thread_id: int = Field(sa_type=Id, sa_column_args=key_to("thread.id"), primary_key=True)
    number: int = Field(default=0)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class Wonderer(SQLModel, table=True):
    """A member has the same question."""

    thread_id: int = Field(sa_type=Id, sa_column_args=key_to("thread.id"), primary_key=True)
    member_id: int = Field(
        sa_type=Id, sa_column_args=key_to("member.id"), primary_key=True, index=True
    )


class Mention(SQLModel, table=True):
    """A post names a member."""

    post_id: int = Field(sa_type=Id, sa_column_args=key_to("post.id"), primary_key=True)
    member_id: int = Field(
        sa_type=Id, sa_column_args=key_to("member.id"), primary_key=True, index=True
    )


class Poll(SQLModel, table=True):
    """A thread's question with 2 to 10 answers."""

    thread_id: int = Field(sa_type=Id, sa_column_args=key_to("thread.id"), primary_key=True)
    is_multiple: bool = Field(default=False)
    closes_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    voters: int = Field(default=0)


class PollOption(SQLModel, table=True):
    __tablename__ = "poll_option"
    __table_args__ = (Index("ix_poll_option_thread", "thread_id", "position"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    thread_id: int = Field(sa_type=Id, sa_column_args=key_to("poll.thread_id"))
    position: int = Field(default=0)
    text: str = Field(max_length=200)
    votes: int = Field(default=0)


class PollVote(SQLModel, table=True):
    __tablename__ = "poll_vote"

    thread_id: int = Field(sa_type=Id, sa_column_args=key_to("poll.thread_id"), primary_key=True)
    member_id: int = Field(
        sa_type=Id, sa_column_args=key_to("member.id"), primary_key=True, index=True
    )
    option_id: int = Field(
        sa_type=Id, sa_column_args=key_to("poll_option.id"), primary_key=True, index=True
    )


class Draft(SQLModel, table=True):
    """What a member is writing. `key` says where: `new`, `thread-12`, `post-40`, `lesson-7`;
    `fields` is the editor's own state."""

    member_id: int = Field(sa_type=Id, sa_column_args=key_to("member.id"), primary_key=True)
    key: str = Field(max_length=60, primary_key=True)
    version: int = Field(default=0)
    updated_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    fields: str = Field(default="{}", sa_column=Column(Text, nullable=False))


class Upload(SQLModel, table=True):
    """An image that a member put into a post; `path` is where core.storage keeps it, `name` what
    the member's file was called."""

    __table_args__ = (Index("ix_upload_member_at", "member_id", "at"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    member_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=key_to("member.id", "SET NULL")
    )
    path: str = Field(max_length=300, index=True)
    name: str = Field(default="", max_length=300, sa_column_kwargs={"server_default": text("''")})
    width: int = Field(default=0)
    height: int = Field(default=0)
    size: int = Field(default=0)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
