"""What holds the words somebody looks for, among what they may see.

While one types: what has the words in its title, then what has them at all, the newest first;
neither reads more than it shows. When one has typed: the best first. Who may see an entry is part
of each statement, so that no place on a page is taken by what is hidden.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal

from sqlalchemy import select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.errors import Invalid
from academy_app.core.hrefs import search_href
from academy_app.core.views.search import Choice, Found, SearchPage
from academy_app.core.words import alike, begins, fold, folded, printable, words_of
from academy_app.models.discussion import Category, Thread
from academy_app.models.learning import Course
from academy_app.models.search import SearchEntry
from academy_app.policy.visibility import readable_categories, visible_courses, visible_entries
from academy_app.queries.search.filters import KINDS, Filters, cleaned
from academy_app.queries.search.finding import found_best, found_while_typing
from academy_app.queries.search.hits import hits

Mode = Literal["type", "full"]

PAGE: Final = 20
# Nobody reads on behind the 200th best; they ask for something else.
FURTHEST: Final = 200
# Titles, the newest, whose words are known when a word may be a slip.
KNOWN_TITLES: Final = 2_000


async def search(
    rx: Reading,
    actor: Actor,
    typed: str,
    filters: Filters,
    *,
    mode: Mode = "full",
    cursor: str = "",
) -> Found:
    """Up to PAGE hits, TYPED while one types. Raises Invalid for a cursor that is none."""
    words, filters = words_of(typed), cleaned(filters)
    if not words:
        return Found()
    if mode == "type":
        return Found(await hits(rx, await found_while_typing(rx, actor, words, filters), words))
    start = _start(cursor)
    # One more tells that there are more.
    best = await found_best(rx, actor, words, filters, start=start, most=PAGE + 1)
    following = start + PAGE
    is_more = len(best) > PAGE and following < FURTHEST
    return Found(
        hits=await hits(rx, best[:PAGE], words),
        cursor=str(following) if is_more else "",
        suggestion="" if best or start else await _suggestion(rx, actor, words, filters),
    )


async def search_page(
    rx: Reading, actor: Actor, typed: str, filters: Filters, cursor: str = ""
) -> SearchPage:
    """The screen: what was found, and what it can be narrowed by."""
    found = await search(rx, actor, typed, filters, cursor=cursor)
    query, filters = printable(typed), cleaned(filters)
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
        is_narrowed=replace(filters, kind="") != Filters(),
        hits=found.hits,
        more_href=search_href({**wish, "cursor": found.cursor}) if found.cursor else "",
        first_href=search_href(wish) if cursor else "",
        kinds=[Choice(kind, search_href({**wish, "kind": kind})) for kind in ("", *KINDS)],
        suggestion=found.suggestion,
        suggestion_href=search_href({**wish, "q": found.suggestion}) if found.suggestion else "",
        clear_href=search_href({"q": query}) if filters != Filters() else "",
        categories=await _categories(rx, actor),
        courses=await _courses(rx, actor),
    )


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    if not (cursor.isascii() and cursor.isdigit()) or len(cursor) > 3 or int(cursor) >= FURTHEST:
        raise Invalid({"cursor": "error.invalid_value"})
    return int(cursor)


async def _suggestion(rx: Reading, actor: Actor, words: Sequence[str], filters: Filters) -> str:
    """The words as titles that the actor sees spell them; "" unless something is found then."""
    titles = await rx.scalars(
        select(col(SearchEntry.title))
        .outerjoin(Thread, col(Thread.id) == col(SearchEntry.thread_id))
        .where(col(SearchEntry.title) != "", visible_entries(actor))
        .order_by(col(SearchEntry.id).desc())
        .limit(KNOWN_TITLES)
    )
    meant = await asyncio.to_thread(_all_meant, words, list(titles))
    if meant == list(words) or not await found_best(rx, actor, meant, filters, start=0, most=1):
        return ""
    return " ".join(meant)


def _all_meant(words: Sequence[str], titles: Sequence[str]) -> list[str]:
    known = {word for title in titles for word in folded(title)}
    return [_meant(word, known) for word in words]


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
