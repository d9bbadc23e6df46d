"""How each database finds words in entries that the actor may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
    table,
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

RANKED: Final = 4_000

Ids = Select[int]


@dataclass(frozen=True, slots=True)
class Finding:
    """How a database finds words: where, by which condition, and how well (the least is best)."""

    source: Any
    row_id: ColumnElement[int]
    condition: ColumnElement[bool]
    rank: ColumnElement[float]

    def newest(self, actor: Actor, filters: Filters) -> Ids:
        return self._visible(actor, filters).order_by(self.row_id.desc())

    def best(self, actor: Actor, filters: Filters) -> Ids:
        """Of a word that stands everywhere, the newest RANKED are ranked."""
        newest = (
            self._visible(actor, filters)
            .add_columns(self.rank.label("rank"))
            .order_by(self.row_id.desc())
            .limit(RANKED)
            .subquery()
        )
        return select(newest.c.id).order_by(newest.c.rank, newest.c.id.desc())

    def _visible(self, actor: Actor, filters: Filters) -> Ids:
        return (
            select(self.row_id.label("id"))
            .select_from(self.source)
            .join(SearchEntry, col(SearchEntry.id) == self.row_id)
            .outerjoin(Thread, col(Thread.id) == col(SearchEntry.thread_id))
            .where(self.condition, visible_entries(actor), *narrowed(filters))
        )


def finding(rx: Reading, words: Sequence[str], *, in_title: bool = False) -> Finding:
    is_sqlite = rx.get_bind().dialect.name == "sqlite"
    return _in_fts5(words, in_title) if is_sqlite else _in_tsvectors(words, in_title)


def _in_fts5(words: Sequence[str], in_title: bool) -> Finding:
    """Words are quoted: whatever they hold, they are no syntax."""
    source = table(WORDS, column("rowid", Integer))
    wish = " ".join(f'"{word}" *' if len(word) > 1 else f'"{word}"' for word in words)
    if in_title:
        wish = f"title : ({wish})"
    matches = literal_column(WORDS).op("MATCH", is_comparison=True)(bindparam("wish", wish))
    # A word of the title counts as eight of the text.
    rank = func.bm25(literal_column(WORDS), 8.0, 4.0, 1.0)
    return Finding(source, source.c.rowid, matches, rank)


def _in_tsvectors(words: Sequence[str], in_title: bool) -> Finding:
    """Words are letters and digits alone, folded as services/search folds what is found."""
    source = table(
        WORDS, column("id", Integer), column("title", TSVECTOR), column("words", TSVECTOR)
    )
    keys = [fold(word) for word in words]
    wish = cast(" & ".join(f"'{key}':*" if len(key) > 1 else f"'{key}'" for key in keys), TSQUERY)
    within = source.c.title if in_title else source.c.words
    rank = -func.ts_rank(source.c.words, wish)
    return Finding(source, source.c.id, within.op("@@", is_comparison=True)(wish), rank)
