"""What holds the words somebody looks for, among what they may see.

While one types: what has the words in its title, then what has them at all, the newest first;
neither reads more than it shows. When one has typed: the best first. Who may see an entry is part
of each statement, so that no place on a page is taken by what is hidden.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any, Final, Literal

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    or_,
    select,
    table,
    tuple_,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.orm import aliased
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.errors import Invalid
from academy_app.core.hrefs import lesson_href, moment_href, search_href, thread_href
from academy_app.core.views.search import Choice, Found, Hit, Piece, SearchPage
from academy_app.core.words import alike, begins, fold, folded, marked, printable, words_of
from academy_app.models.discussion import Category, Thread
from academy_app.models.learning import Course, Lesson, Subtitle, Video
from academy_app.models.membership import Member
from academy_app.models.search import WORDS, SearchEntry
from academy_app.policy.visibility import (
    readable_categories,
    visible_courses,
    visible_entries,
)

Mode = Literal["type", "full"]
Kind = Literal["", "thread", "post", "lesson", "transcript"]

KINDS: Final = ("thread", "post", "lesson", "transcript")
TYPED_TITLES: Final = 4
TYPED: Final = 8
PAGE: Final = 20
# Nobody reads on behind the 200th best; they ask for something else.
FURTHEST: Final = 200
SNIPPET: Final = 180
# Of a text, in characters, that is looked through for the place to show.
SHOWN: Final = 50_000
# Titles, the newest, whose words are known when a word may be a slip.
KNOWN_TITLES: Final = 3_000

Columns = Any
Ids = Select[int]


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search; "" and None narrow nothing. Days are UTC, both included. `author` is
    an id or how a name begins, `category` and `course` are slugs."""

    kind: Kind = ""
    category: str = ""
    course: str = ""
    author: str = ""
    since: date | None = None
    until: date | None = None
    is_answered: bool = False


async def search(
    rx: Reading,
    actor: Actor,
    typed: str,
    filters: Filters = Filters(),
    *,
    mode: Mode = "full",
    cursor: str = "",
) -> Found:
    """Up to PAGE hits, TYPED while one types. Raises Invalid for a cursor that is none."""
    words = words_of(typed)
    if not words:
        return Found()
    if mode == "type":
        return Found(await _hits(rx, await _while_typing(rx, actor, words, filters), words))
    start = _start(cursor)
    best = await _best(rx, actor, words, filters, start)
    following = start + PAGE
    is_more = len(best) > PAGE and following < FURTHEST
    return Found(
        hits=await _hits(rx, best[:PAGE], words),
        cursor=str(following) if is_more else "",
        suggestion="" if best or start else await _suggestion(rx, actor, words, filters),
    )


async def search_page(
    rx: Reading, actor: Actor, typed: str, filters: Filters, cursor: str = ""
) -> SearchPage:
    """The screen: what was found, and what it can be narrowed by."""
    found = await search(rx, actor, typed, filters, cursor=cursor)
    query = printable(typed)
    wish = {
        "q": query,
        "kind": filters.kind,
        "category": filters.category,
        "course": filters.course,
        "author": filters.author,
        "from": filters.since.isoformat() if filters.since else "",
        "to": filters.until.isoformat() if filters.until else "",
        "answered": "1" if filters.is_answered else "",
    }
    return SearchPage(
        query=query,
        kind=filters.kind,
        category=filters.category,
        course=filters.course,
        author=filters.author,
        since=wish["from"],
        until=wish["to"],
        is_answered=filters.is_answered,
        is_narrowed=filters != Filters(),
        hits=found.hits,
        more_href=search_href({**wish, "cursor": found.cursor}) if found.cursor else "",
        first_href=search_href(wish) if cursor else "",
        suggestion=found.suggestion,
        suggestion_href=search_href({**wish, "q": found.suggestion}) if found.suggestion else "",
        clear_href=search_href({"q": query}),
        categories=await _categories(rx, actor),
        courses=await _courses(rx, actor),
    )


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    if not (cursor.isascii() and cursor.isdigit()) or len(cursor) > 3 or int(cursor) >= FURTHEST:
        raise Invalid({"cursor": "error.invalid_value"})
    return int(cursor)


async def _while_typing(
    rx: Reading, actor: Actor, words: Sequence[str], filters: Filters
) -> list[int]:
    titled = _finding(rx, words, in_title=True).newest(actor, filters).limit(TYPED_TITLES)
    first = list(await rx.scalars(titled))
    rest = _finding(rx, words).newest(actor, filters).limit(TYPED)
    return list(dict.fromkeys([*first, *(await rx.scalars(rest))]))[:TYPED]


async def _best(
    rx: Reading, actor: Actor, words: Sequence[str], filters: Filters, start: int
) -> list[int]:
    """A page of them and one more, which tells that there are more."""
    statement = _finding(rx, words).best(actor, filters).offset(start).limit(PAGE + 1)
    return list(await rx.scalars(statement))


@dataclass(frozen=True, slots=True)
class _Finding:
    """How a database finds words: where, by which condition, and how well (the least is best)."""

    source: Any
    row_id: ColumnElement[int]
    condition: ColumnElement[bool]
    rank: ColumnElement[float]

    def newest(self, actor: Actor, filters: Filters) -> Ids:
        return self._visible(actor, filters).order_by(self.row_id.desc())

    def best(self, actor: Actor, filters: Filters) -> Ids:
        return self._visible(actor, filters).order_by(self.rank, self.row_id.desc())

    def _visible(self, actor: Actor, filters: Filters) -> Ids:
        return (
            select(self.row_id)
            .select_from(self.source)
            .join(SearchEntry, col(SearchEntry.id) == self.row_id)
            .outerjoin(Thread, col(Thread.id) == col(SearchEntry.thread_id))
            .where(self.condition, visible_entries(actor), *_narrowed(filters))
        )


def _finding(rx: Reading, words: Sequence[str], *, in_title: bool = False) -> _Finding:
    is_sqlite = rx.get_bind().dialect.name == "sqlite"
    return _in_fts5(words, in_title) if is_sqlite else _in_tsvectors(words, in_title)


def _in_fts5(words: Sequence[str], in_title: bool) -> _Finding:
    """Words are quoted: whatever they hold, they are no syntax."""
    source = table(WORDS, column("rowid", Integer))
    wish = " ".join(f'"{word}" *' if len(word) > 1 else f'"{word}"' for word in words)
    if in_title:
        wish = f"title : ({wish})"
    matches = literal_column(WORDS).op("MATCH", is_comparison=True)(bindparam("wish", wish))
    # A word of the title counts as eight of the text.
    rank = func.bm25(literal_column(WORDS), 8.0, 4.0, 1.0)
    return _Finding(source, source.c.rowid, matches, rank)


def _in_tsvectors(words: Sequence[str], in_title: bool) -> _Finding:
    """Words are letters and digits alone, folded as services/search folds what is found."""
    source = table(
        WORDS, column("id", Integer), column("title", TSVECTOR), column("words", TSVECTOR)
    )
    keys = [fold(word) for word in words]
    wish = cast(" & ".join(f"'{key}':*" if len(key) > 1 else f"'{key}'" for key in keys), TSQUERY)
    within = source.c.title if in_title else source.c.words
    rank = -func.ts_rank(source.c.words, wish)
    return _Finding(source, source.c.id, within.op("@@", is_comparison=True)(wish), rank)


def _narrowed(filters: Filters) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = []
    if filters.kind:
        clauses.append(col(SearchEntry.kind) == filters.kind)
    if filters.category:
        found = select(col(Category.id)).where(col(Category.slug) == printable(filters.category))
        clauses.append(col(Thread.category_id).in_(found))
    if filters.course:
        lessons = (
            select(col(Lesson.id))
            .join(Course, col(Course.id) == col(Lesson.course_id))
            .where(col(Course.slug) == printable(filters.course))
        )
        clauses.append(
            or_(col(SearchEntry.lesson_id).in_(lessons), col(Thread.lesson_id).in_(lessons))
        )
    if filters.author:
        clauses.append(col(SearchEntry.author_id).in_(_authors(filters.author)))
    if filters.since:
        clauses.append(col(SearchEntry.at) >= _midnight(filters.since))
    if filters.until:
        clauses.append(col(SearchEntry.at) < _midnight(filters.until) + timedelta(days=1))
    if filters.is_answered:
        clauses.append(col(Thread.answer_id).is_not(None))
    return clauses


def _authors(wish: str) -> Select[int | None]:
    if wish.isascii() and wish.isdigit() and len(wish) < 19:
        return select(col(Member.id)).where(col(Member.id) == int(wish))
    name = printable(wish)
    return select(col(Member.id)).where(col(Member.name).icontains(name, autoescape=True))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.utc)  # noqa: UP017


async def _hits(rx: Reading, ids: Sequence[int], words: Sequence[str]) -> list[Hit]:
    """The entries as they are shown, in the order of their ids given."""
    if not ids:
        return []
    rows = {row.id: row for row in await rx.execute(_shown(ids))}
    return [_hit(rows[entry_id], words) for entry_id in ids if entry_id in rows]


def _shown(ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    under, before = aliased(Lesson), aliased(Video)
    number = (
        select(func.count())
        .select_from(before)
        .where(
            col(before.lesson_id) == col(Video.lesson_id),
            tuple_(col(before.position), col(before.id))
            <= tuple_(col(Video.position), col(Video.id)),
        )
        .correlate(Video)
        .scalar_subquery()
    )
    return (
        select(
            col(SearchEntry.id),
            col(SearchEntry.kind),
            col(SearchEntry.thread_id),
            col(SearchEntry.post_id),
            col(SearchEntry.at),
            col(SearchEntry.seconds),
            func.substr(col(SearchEntry.text), 1, SHOWN).label("text"),
            func.coalesce(col(Thread.title), col(under.title)).label("title"),
            col(Thread.answer_id),
            col(Category.name).label("category"),
            col(under.slug).label("lesson_slug"),
            col(under.title).label("lesson"),
            col(Course.slug).label("course_slug"),
            col(Course.title).label("course"),
            col(Member.name).label("author"),
            number.label("video"),
        )
        .outerjoin(Thread, col(Thread.id) == col(SearchEntry.thread_id))
        .outerjoin(Category, col(Category.id) == col(Thread.category_id))
        .outerjoin(
            under, col(under.id) == func.coalesce(col(SearchEntry.lesson_id), col(Thread.lesson_id))
        )
        .outerjoin(Course, col(Course.id) == col(under.course_id))
        .outerjoin(Member, col(Member.id) == col(SearchEntry.author_id))
        .outerjoin(Subtitle, col(Subtitle.id) == col(SearchEntry.subtitle_id))
        .outerjoin(Video, col(Video.id) == col(Subtitle.video_id))
        .where(col(SearchEntry.id).in_(ids))
    )


def _hit(row: Columns, words: Sequence[str]) -> Hit:
    return Hit(
        id=row.id,
        kind=row.kind,
        href=_href(row),
        title=_pieces(row.title, words),
        words=_pieces(row.text, words, SNIPPET),
        place=_place(row),
        author=row.author or "",
        at=row.at.isoformat(timespec="seconds"),
        time="" if row.seconds is None else _clock(int(row.seconds)),
        is_answered=row.answer_id is not None,
    )


def _pieces(text: str, words: Sequence[str], most: int = 0) -> list[Piece]:
    return [Piece(*piece) for piece in marked(text, words, most)]


def _href(row: Columns) -> str:
    if row.kind == "thread":
        return thread_href(row.thread_id)
    if row.kind == "post":
        return thread_href(row.thread_id, row.post_id)
    if row.kind == "transcript":
        return moment_href(row.course_slug, row.lesson_slug, row.video, row.seconds)
    return lesson_href(row.course_slug, row.lesson_slug)


def _place(row: Columns) -> str:
    if row.category is not None:
        return str(row.category)
    # A lesson is its own title's; what is said under it names it too.
    return f"{row.course} › {row.lesson}" if row.thread_id else str(row.course)


def _clock(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


async def _suggestion(rx: Reading, actor: Actor, words: Sequence[str], filters: Filters) -> str:
    """The words as titles that the actor sees spell them; "" unless something is found then."""
    titles = await rx.scalars(
        select(col(SearchEntry.title))
        .outerjoin(Thread, col(Thread.id) == col(SearchEntry.thread_id))
        .where(col(SearchEntry.title) != "", visible_entries(actor))
        .order_by(col(SearchEntry.id).desc())
        .limit(KNOWN_TITLES)
    )
    known = {word for title in titles for word in folded(title)}
    meant = [_meant(word, known) for word in words]
    if meant == list(words) or not await _best(rx, actor, meant, filters, 0):
        return ""
    return " ".join(meant)


def _meant(word: str, known: set[str]) -> str:
    key = fold(word)
    if any(begins(other, key) for other in known):
        return word
    return alike(key, sorted(known)) or word


async def _categories(rx: Reading, actor: Actor) -> list[Choice]:
    rows = await rx.execute(
        select(col(Category.slug), col(Category.name))
        .where(readable_categories(actor))
        .order_by(col(Category.position), col(Category.id))
    )
    return [Choice(slug, name) for slug, name in rows]


async def _courses(rx: Reading, actor: Actor) -> list[Choice]:
    rows = await rx.execute(
        select(col(Course.slug), col(Course.title))
        .where(visible_courses(actor))
        .order_by(col(Course.position), col(Course.title), col(Course.id))
    )
    return [Choice(slug, title) for slug, title in rows]
