"""What can be searched, and the databases' own tables that find words in it.

A SearchEntry is a piece of text: an opening post, a reply, a lesson's text, a stretch of a
transcript. `search_words` finds words in entries. It is each database's own: on SQLite an FTS5
table over the entries' columns, kept by triggers; on PostgreSQL a table of tsvectors, written by
services/search. It is no part of the metadata, but made whenever the entries' table is.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import DDL, event
from sqlmodel import Column, Field, SQLModel, Text

from academy_app.models.columns import Id, UtcDateTime, key_to

WORDS: Final = "search_words"

SQLITE: Final = (
    """CREATE VIRTUAL TABLE search_words USING fts5(
        title, tags, text, content='search_entry', content_rowid='id', prefix='2 3',
        tokenize='unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN
        INSERT INTO search_words (rowid, title, tags, text)
        VALUES (new.id, new.title, new.tags, new.text);
    END""",
    """CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry BEGIN
        INSERT INTO search_words (search_words, rowid, title, tags, text)
        VALUES ('delete', old.id, old.title, old.tags, old.text);
    END""",
    """CREATE TRIGGER search_entry_changed AFTER UPDATE OF title, tags, text ON search_entry BEGIN
        INSERT INTO search_words (search_words, rowid, title, tags, text)
        VALUES ('delete', old.id, old.title, old.tags, old.text);
        INSERT INTO search_words (rowid, title, tags, text)
        VALUES (new.id, new.title, new.tags, new.text);
    END""",
)
# Without the list of pending entries, which every search would have to read through.
POSTGRESQL: Final = (
    """CREATE TABLE search_words (
        id BIGINT PRIMARY KEY REFERENCES search_entry (id) ON DELETE CASCADE,
        title TSVECTOR NOT NULL, words TSVECTOR NOT NULL)""",
    "CREATE INDEX ix_search_words_title ON search_words USING gin (title) WITH (fastupdate = off)",
    "CREATE INDEX ix_search_words_words ON search_words USING gin (words) WITH (fastupdate = off)",
)


class SearchEntry(SQLModel, table=True):
    """A piece of text that can be found. `kind` is thread, post, lesson or transcript.

    `key` says of what: `post-12`, `lesson-7`, `subtitle-9-3` (the part's number). An opening post
    is of kind thread and has its title and tags. Who may see it is asked of its thread or lesson,
    where it stands: nothing of that is written down here. `at` is when it was written, `seconds`
    the part's place in the video.
    """

    __tablename__ = "search_entry"

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    key: str = Field(unique=True, max_length=50)
    kind: str = Field(max_length=10)
    thread_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=key_to("thread.id"), index=True
    )
    post_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=key_to("post.id"), index=True
    )
    lesson_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=key_to("lesson.id"), index=True
    )
    subtitle_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=key_to("subtitle.id"), index=True
    )
    author_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=key_to("member.id", "SET NULL"), index=True
    )
    at: datetime = Field(sa_type=UtcDateTime)
    seconds: float | None = Field(default=None)
    title: str = Field(default="", max_length=255)
    tags: str = Field(default="", max_length=500)
    text: str = Field(default="", sa_column=Column(Text, nullable=False))


def is_of_metadata(name: str) -> bool:
    """Whether a table of the database is one of ours, not one that finds words."""
    return name != WORDS and not name.startswith(f"{WORDS}_")


for _dialect, _statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
    for _statement in _statements:
        event.listen(
            SQLModel.metadata.tables["search_entry"],
            "after_create",
            DDL(_statement).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )
