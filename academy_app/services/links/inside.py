"""Whether paths of this site lead anywhere. What is no course, lesson, thread or file is let be."""

import asyncio
import re
from collections.abc import Collection, Sequence
from typing import Final
from urllib.parse import unquote, urlsplit

from sqlalchemy import select
from sqlmodel import col

from academy_app.core import storage
from academy_app.core.db import Reading
from academy_app.core.errors import NotFound
from academy_app.core.ids import id_in, is_slug
from academy_app.models.discussion import Thread
from academy_app.models.learning import Course, Lesson
from academy_app.policy.visibility import kept_lessons

GONE: Final = "health.gone_here"

_COURSE = re.compile(r"/courses/([^/]+)(?:/([^/]+))?/?")
_THREAD = re.compile(r"/community/(\d+)/?")
_FILE = re.compile(r"/files/(.+)")


async def problems(rx: Reading, urls: Sequence[str]) -> list[str]:
    """Of each path its problem, "" for none; two statements, and a look at the files."""
    paths = [_path(url) for url in urls]
    places = await _places(rx, paths)
    threads = await _threads(rx, paths)
    found = []
    for path in paths:
        is_there = True
        if course := _COURSE.fullmatch(path):
            is_there = (unquote(course[1]), unquote(course[2] or "")) in places
        elif thread := _THREAD.fullmatch(path):
            is_there = id_in(thread[1]) in threads
        elif file := _FILE.fullmatch(path):
            is_there = await asyncio.to_thread(_is_kept, unquote(file[1]))
        found.append("" if is_there else GONE)
    return found


async def _places(rx: Reading, paths: Collection[str]) -> set[tuple[str, str]]:
    """Courses and lessons that are there by their slugs; a course alone with ""."""
    slugs = {unquote(found[1]) for path in paths if (found := _COURSE.fullmatch(path))}
    wanted = [slug for slug in slugs if is_slug(slug)]
    if not wanted:
        return set()
    rows = await rx.execute(
        select(col(Course.slug), col(Lesson.slug))
        .outerjoin(Lesson, (col(Lesson.course_id) == col(Course.id)) & kept_lessons())
        .where(col(Course.slug).in_(wanted), col(Course.deleted_at).is_(None))
    )
    return {place for course, lesson in rows for place in ((course, ""), (course, lesson or ""))}


async def _threads(rx: Reading, paths: Collection[str]) -> set[int]:
    ids = {id_in(found[1]) for path in paths if (found := _THREAD.fullmatch(path))}
    if not ids:
        return set()
    rows = await rx.scalars(
        select(col(Thread.id)).where(col(Thread.id).in_(ids), col(Thread.deleted_at).is_(None))
    )
    return {row_id for row_id in rows if row_id is not None}


def _is_kept(path: str) -> bool:
    try:
        storage.located(path)
    except NotFound:
        return False
    return True


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
