"""How each database finds words in entries that the actor may see.

A statement is built once for an actor and what they narrow by; the next letters typed use it again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    union_all,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.words import fold
from academy_app.models.discussion import Thread
from academy_app.models.search import WORDS, SearchEntry
from academy_app.policy.visibility import visible_entries
from academy_app.queries.search.filters import Filters, narrowed

TYPED_TITLES: Final = 4
TYPED: Final = 8
RANKED: Final = 4_000
LATEST: Final = 1_500


async def found_while_typing(
    rx: Reading, actor: Actor, words: Sequence[str], filters: Filters
) -> list[int]:
    """Ids of entries that have the words in their title, then of those that have them at all, each
    the newest first."""
    database, wish = _database(rx), _wish(rx, words)
    rows = (await rx.execute(_while_typing(database, actor, filters), wish)).all()
    titled = sorted((row.id for row in rows if row.is_title), reverse=True)
    others = sorted((row.id for row in rows if not row.is_title), reverse=True)
    if database.looks_back and len(others) < TYPED:
        others += await rx.scalars(_looking_back(database, actor, filters), wish)
    return list(dict.fromkeys([*titled, *others]))[:TYPED]


async def found_best(
    rx: Reading,
    actor: Actor,
    words: Sequence[str],
    filters: Filters,
    *,
    start: int,
    most: int,
) -> list[int]:
    """Ids of entries that have the words, the best first."""
    wish = {**_wish(rx, words), "start": start, "most": most}
    return list(await rx.scalars(_best(_database(rx), actor, filters), wish))


@dataclass(frozen=True, slots=True, eq=False)
class _Database:
    """Where it finds words, by which conditions on the parameters of `_wish`, and how well: the
    least is best."""

    source: Any
    row_id: ColumnElement[int]
    in_title: ColumnElement[bool]
    anywhere: ColumnElement[bool]
    rank: ColumnElement[float]
    # PostgreSQL cannot tell how rare the beginning of a word is: it would walk back through all
    # there is to find a few. So it walks through the latest entries alone, where a common word is
    # found at once, and then asks its index for the rest.
    looks_back: bool

    @property
    def edge(self) -> ColumnElement[int]:
        """The last entry that is not among the latest."""
        every = self.source.alias()
        return select(func.max(every.c[self.row_id.key])).scalar_subquery() - LATEST


def _fts5() -> _Database:
    source = table(WORDS, column("rowid", Integer))
    itself: ColumnElement[Any] = literal_column(WORDS)

    def matches(name: str) -> ColumnElement[bool]:
        return itself.op("MATCH", is_comparison=True)(bindparam(name, type_=String))

    # A word of the title counts as eight of the text.
    rank = func.bm25(itself, 8.0, 4.0, 1.0)
    return _Database(
        source, source.c.rowid, matches("titled"), matches("words"), rank, looks_back=False
    )


def _tsvectors() -> _Database:
    source = table(
        WORDS, column("id", Integer), column("title", TSVECTOR), column("words", TSVECTOR)
    )
    # Written into the statement: whether a word is rare or stands everywhere asks for opposite
    # plans, and one for both would be made for neither.
    wish = cast(bindparam("words", type_=String, literal_execute=True), TSQUERY)

    def matches(vector: ColumnElement[Any]) -> ColumnElement[bool]:
        return vector.op("@@", is_comparison=True)(wish)

    rank = -func.ts_rank(source.c.words, wish)
    return _Database(
        source,
        source.c.id,
        matches(source.c.title),
        matches(source.c.words),
        rank,
        looks_back=True,
    )


_SQLITE: Final = _fts5()
_POSTGRESQL: Final = _tsvectors()


def _database(rx: Reading) -> _Database:
    return _SQLITE if rx.get_bind().dialect.name == "sqlite" else _POSTGRESQL


def _wish(rx: Reading, words: Sequence[str]) -> Mapping[str, str]:
    """The words as the database wants them told. They are letters and digits alone, and quoted:
    nothing of them is syntax."""
    if _database(rx) is _SQLITE:
        wish = " ".join(f'"{word}" *' if len(word) > 1 else f'"{word}"' for word in words)
        return {"words": wish, "titled": f"title : ({wish})"}
    keys = [fold(word) for word in words]
    return {"words": " & ".join(f"'{key}':*" if len(key) > 1 else f"'{key}'" for key in keys)}


@lru_cache(maxsize=500)
def _while_typing(database: _Database, actor: Actor, filters: Filters) -> Any:
    row_id = database.row_id
    titled = _visible(database, database.in_title, actor, filters).order_by(row_id.desc())
    held = _visible(database, database.anywhere, actor, filters).order_by(row_id.desc())
    if database.looks_back:
        held = held.where(row_id > database.edge)
    first, rest = titled.limit(TYPED_TITLES).subquery(), held.limit(TYPED).subquery()
    return union_all(
        select(literal(1).label("is_title"), first.c.id), select(literal(0), rest.c.id)
    )


@lru_cache(maxsize=500)
def _looking_back(database: _Database, actor: Actor, filters: Filters) -> Select[int]:
    # `+ 0` is an order that no walk gives, and a condition that leaves the words' index alone.
    place = database.row_id + 0
    held = _visible(database, database.anywhere, actor, filters)
    return held.where(place <= database.edge).order_by(place.desc()).limit(TYPED)


@lru_cache(maxsize=500)
def _best(database: _Database, actor: Actor, filters: Filters) -> Select[int]:
    """Of words that stand everywhere, the newest RANKED entries are ranked."""
    newest = (
        _visible(database, database.anywhere, actor, filters)
        .add_columns(database.rank.label("rank"))
        .order_by(database.row_id.desc())
        .limit(RANKED)
        .subquery()
    )
    return (
        select(newest.c.id)
        .order_by(newest.c.rank, newest.c.id.desc())
        .offset(bindparam("start", type_=Integer))
        .limit(bindparam("most", type_=Integer))
    )


def _visible(
    database: _Database, condition: ColumnElement[bool], actor: Actor, filters: Filters
) -> Select[int]:
    return (
        select(database.row_id.label("id"))
        .select_from(database.source)
        .join(SearchEntry, col(SearchEntry.id) == database.row_id)
        .outerjoin(Thread, col(Thread.id) == col(SearchEntry.thread_id))
        .where(condition, visible_entries(actor), *narrowed(filters))
    )
