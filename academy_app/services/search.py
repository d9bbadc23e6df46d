"""What can be found, kept up to date in the transaction of whoever writes it.

Only texts are written down. Who may see them, where a thread stands and whether it has an answer
is read from its own row when somebody searches, so nothing need be told here when that changes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    and_,
    cast,
    column,
    delete,
    exists,
    literal,
    select,
    table,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from academy_app.core.db import Reading, Tx
from academy_app.core.words import folded, indexable
from academy_app.models.discussion import Post, Thread, ThreadTag
from academy_app.models.learning import Lesson, Subtitle, Video
from academy_app.models.search import WORDS, SearchEntry

# A stretch of a transcript: short enough that its beginning is where the words are said.
PART_MS: Final = 20_000
PART_LETTERS: Final = 300
_CHANGED = ("author_id", "at", "seconds", "title", "tags", "text")


async def index_post(tx: Tx, thread: Thread, post: Post, plain: str) -> None:
    """Let the post be found by its words, `plain`, and an opening by its title and tags too."""
    is_opening = post.number == 0
    await put(
        tx,
        {
            "key": f"post-{post.id}",
            "kind": "thread" if is_opening else "post",
            "thread_id": thread.id,
            "post_id": post.id,
            "author_id": post.author_id,
            "at": post.created_at,
            "title": thread.title if is_opening else "",
            "tags": await _tags(tx, thread) if is_opening else "",
            "text": plain,
        },
    )


async def forget_post(tx: Tx, post_id: int) -> None:
    """Let it not be found any more. A thread that is deleted takes its replies along by itself."""
    await tx.execute(delete(SearchEntry).where(col(SearchEntry.post_id) == post_id))


async def index_lesson(tx: Tx, lesson: Lesson, plain: str) -> None:
    """Let the lesson be found by its title and its text, `plain`."""
    await put(
        tx,
        {
            "key": f"lesson-{lesson.id}",
            "kind": "lesson",
            "lesson_id": lesson.id,
            "at": lesson.updated_at,
            "title": lesson.title,
            "text": plain,
        },
    )


async def index_subtitle(
    tx: Tx, subtitle: Subtitle, lesson: Lesson, *, is_new: bool = False
) -> None:
    """Let the video's words be found where they are said. They go when the subtitle goes."""
    if not is_new:
        await tx.execute(delete(SearchEntry).where(col(SearchEntry.subtitle_id) == subtitle.id))
    rows = [
        {
            "key": f"subtitle-{subtitle.id}-{number}",
            "kind": "transcript",
            "lesson_id": lesson.id,
            "subtitle_id": subtitle.id,
            "at": lesson.updated_at,
            "seconds": start / 1000,
            "text": words,
        }
        for number, (start, words) in enumerate(_parts(subtitle.cues))
    ]
    if rows:
        await put(tx, *rows)


def _parts(cues: Iterable[Sequence[Any]]) -> list[tuple[int, str]]:
    """Cues in a row as one text each with its beginning in milliseconds."""
    parts: list[tuple[int, str]] = []
    for start, _, words in cues:
        line = " ".join(words.split())
        if parts:
            began, so_far = parts[-1]
            if start - began < PART_MS and len(so_far) + len(line) < PART_LETTERS:
                parts[-1] = (began, f"{so_far} {line}")
                continue
        parts.append((start, line))
    return parts


async def _tags(tx: Tx, thread: Thread) -> str:
    rows = await tx.scalars(
        select(col(ThreadTag.tag))
        .where(col(ThreadTag.thread_id) == thread.id)
        .order_by(col(ThreadTag.tag))
    )
    return " ".join(rows)


async def put(tx: Tx, *given: Mapping[str, Any]) -> None:
    """Write entries, over what stood under their keys."""
    blank = dict.fromkeys(("thread_id", "post_id", "lesson_id", "subtitle_id", "author_id"))
    rows = [
        {**blank, "seconds": None, "title": "", "tags": "", **row, "text": indexable(row["text"])}
        for row in given
    ]
    await tx.flush()
    is_sqlite = tx.get_bind().dialect.name == "sqlite"
    statement = sqlite.insert(SearchEntry) if is_sqlite else postgresql.insert(SearchEntry)
    changes = {name: statement.excluded[name] for name in _CHANGED}
    statement = statement.on_conflict_do_update(index_elements=["key"], set_=changes)
    connection = await tx.connection()
    if is_sqlite:
        await connection.execute(statement, rows)
        return
    if len(rows) == 1:
        [row] = rows
        entry = statement.values(row).returning(SearchEntry.__table__.c.id).cte("entry")  # type: ignore[attr-defined]
        await connection.execute(_with_vectors(entry, row))
        return
    found = await connection.execute(
        statement.returning(SearchEntry.__table__.c.id, SearchEntry.__table__.c.key),  # type: ignore[attr-defined]
        rows,
    )
    ids = {row.key: row.id for row in found}
    await connection.execute(_VECTORS, [_vectors(ids[row["key"]], row) for row in rows])


def _with_vectors(entry: CTE, row: Mapping[str, Any]) -> Any:
    """The entry and its words in one statement."""
    words = table(WORDS, column("id"), column("title"), column("words"))
    made = _vectors(0, row)
    what = select(
        entry.c.id,
        cast(literal(made["title"]), postgresql.TSVECTOR),
        cast(literal(made["words"]), postgresql.TSVECTOR),
    )
    statement = postgresql.insert(words).from_select(["id", "title", "words"], what)
    changes = {name: statement.excluded[name] for name in ("title", "words")}
    return statement.on_conflict_do_update(index_elements=["id"], set_=changes)


_VECTORS = text(
    f"INSERT INTO {WORDS} (id, title, words) "  # noqa: S608  names are ours
    "VALUES (:id, CAST(CAST(:title AS text) AS tsvector), CAST(CAST(:words AS text) AS tsvector)) "
    "ON CONFLICT (id) DO UPDATE SET title = excluded.title, words = excluded.words"
)
# What a tsvector can hold: places of a word, and the furthest place.
_PLACES, _FURTHEST = 255, 16_383


def _vectors(entry_id: int, row: Mapping[str, Any]) -> dict[str, Any]:
    """The words as PostgreSQL keeps them, split and folded here: its own parser would take
    `either/or` for a file's name, and knows `ü` only as a letter of its own."""
    title = (row["title"], "A")
    return {
        "id": entry_id,
        "title": vector((title,)),
        "words": vector((title, (row["tags"], "B"), (row["text"], "D"))),
    }


def vector(texts: Iterable[tuple[str, str]]) -> str:
    """A tsvector's own spelling of texts with their weights: `'flour':1A,7 'water':2`."""
    places: dict[str, list[str]] = defaultdict(list)
    place = 0
    for words, weight in texts:
        for word in folded(words):
            place += 1
            if len(places[word]) < _PLACES and place <= _FURTHEST:
                places[word].append(f"{place}{weight}")
    return " ".join(
        f"'{word}':{','.join(found)}" if found else f"'{word}'" for word, found in places.items()
    )


async def unindexed_posts(rx: Reading, limit: int, after: int) -> list[tuple[int, str]]:
    """Ids and Markdown of posts that cannot be found yet, by id, behind the id `after`."""
    rows = await rx.execute(
        select(col(Post.id), col(Post.body))
        .where(_is_unknown(col(SearchEntry.post_id) == col(Post.id)))
        .where(col(Post.deleted_at).is_(None), col(Post.id) > after)
        .order_by(col(Post.id))
        .limit(limit)
    )
    return [(row_id, body) for row_id, body in rows if row_id is not None]


async def index_late_post(tx: Tx, post_id: int, source: str, plain: str) -> None:
    """Index what `unindexed_posts` found, unless it has changed meanwhile and so was indexed."""
    statement: Select[*tuple[Any, ...]] = (
        select(Thread, Post)
        .join(Post, col(Post.thread_id) == col(Thread.id))
        .where(_is_unknown(col(SearchEntry.post_id) == col(Post.id)))
        .where(col(Post.id) == post_id, col(Post.body) == source, col(Post.deleted_at).is_(None))
        .with_for_update(of=Thread)
    )
    found = (await tx.execute(statement)).one_or_none()
    if found is not None:
        await index_post(tx, found.Thread, found.Post, plain)


async def unindexed_lessons(rx: Reading, limit: int, after: int) -> list[tuple[int, str]]:
    """The same of lessons."""
    rows = await rx.execute(
        select(col(Lesson.id), col(Lesson.body))
        .where(_is_unknown(_of_lesson()), col(Lesson.id) > after)
        .order_by(col(Lesson.id))
        .limit(limit)
    )
    return [(row_id, body) for row_id, body in rows if row_id is not None]


async def index_late_lesson(tx: Tx, lesson_id: int, source: str, plain: str) -> None:
    lesson = await tx.scalar(
        select(Lesson)
        .where(_is_unknown(_of_lesson()))
        .where(col(Lesson.id) == lesson_id, col(Lesson.body) == source)
        .with_for_update()
    )
    if lesson is not None:
        await index_lesson(tx, lesson, plain)


async def unindexed_subtitles(rx: Reading, limit: int, after: int) -> list[int]:
    """Ids of subtitles that cannot be found yet; of those without words, each time."""
    rows = await rx.scalars(
        select(col(Subtitle.id))
        .where(_is_unknown(col(SearchEntry.subtitle_id) == col(Subtitle.id)))
        .where(col(Subtitle.id) > after)
        .order_by(col(Subtitle.id))
        .limit(limit)
    )
    return [row_id for row_id in rows if row_id is not None]


async def index_late_subtitle(tx: Tx, subtitle_id: int) -> None:
    statement: Select[*tuple[Any, ...]] = (
        select(Subtitle, Lesson)
        .join(Video, col(Video.id) == col(Subtitle.video_id))
        .join(Lesson, col(Lesson.id) == col(Video.lesson_id))
        .where(col(Subtitle.id) == subtitle_id)
        .with_for_update(of=Subtitle)
    )
    found = (await tx.execute(statement)).one_or_none()
    if found is not None:
        await index_subtitle(tx, found.Subtitle, found.Lesson)


def _of_lesson() -> ColumnElement[bool]:
    return and_(col(SearchEntry.lesson_id) == col(Lesson.id), col(SearchEntry.kind) == "lesson")


def _is_unknown(entry: ColumnElement[bool]) -> ColumnElement[bool]:
    return ~exists().where(entry)
