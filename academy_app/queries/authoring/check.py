"""What a course lacks before members should see it."""

import asyncio
import re
from collections.abc import Collection, Iterator, Sequence
from html import unescape
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from sqlalchemy import Row, Select, and_, case, exists, func, or_, select
from sqlmodel import col

from academy_app.core import storage
from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.errors import NotFound
from academy_app.core.views.authoring import Check, Finding
from academy_app.models.learning import Course, Lesson, Module, Video
from academy_app.policy.visibility import kept_lessons
from academy_app.queries.authoring.rows import course_of, state_of

# Of findings; a course with more has other worries.
MOST: Final = 200

_ADDRESS = re.compile(r'\b(?:href|src)="([^"]+)"')
_COURSE = re.compile(r"/courses/([^/]+)(?:/([^/]+))?/?")
_FILE = re.compile(r"/files/(.+)")


async def check(rx: Reading, actor: Actor, course_id: int) -> Check:
    """All findings, grave ones first. Four statements, and a look at the files that are named.

    Pictures that lie elsewhere are looked at by the author's own browser.
    """
    course = await course_of(rx, actor, course_id)
    rows = (await rx.execute(_rows(course_id))).all()
    lessons = [row for row in rows if row.id is not None]
    findings = [*_of_course(course, lessons), *_of_modules(rows), *_of_lessons(lessons)]
    findings += await _of_links(rx, course, lessons)
    findings.sort(key=lambda finding: not finding.is_grave)
    drafts = sum(state_of(row) == "draft" for row in lessons)
    return Check(findings[:MOST], lessons=len(lessons), drafts=drafts)


def _rows(course_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(Module.id).label("module_id"),
            col(Module.title).label("module"),
            col(Lesson.id),
            col(Lesson.title),
            col(Lesson.is_published),
            col(Lesson.publish_at),
            (func.length(func.trim(col(Lesson.body))) > 0).label("has_words"),
            exists().where(col(Video.lesson_id) == col(Lesson.id)).label("has_video"),
            case(
                (
                    or_(
                        col(Lesson.body_html).contains('href="/'),
                        col(Lesson.body_html).contains('href="#'),
                        col(Lesson.body_html).contains('src="/'),
                    ),
                    col(Lesson.body_html),
                ),
                else_="",
            ).label("html"),
        )
        .outerjoin(Lesson, and_(col(Lesson.module_id) == col(Module.id), kept_lessons()))
        .where(col(Module.course_id) == course_id, col(Module.deleted_at).is_(None))
        .order_by(col(Module.position), col(Module.id), col(Lesson.position), col(Lesson.id))
    )


def _of_course(course: Course, lessons: Sequence[Row[*tuple[Any, ...]]]) -> Iterator[Finding]:
    if not lessons:
        yield Finding("check.no_lessons", is_grave=True, title=course.title)
    elif all(state_of(row) == "draft" for row in lessons):
        yield Finding("check.all_drafts", is_grave=True, title=course.title)
    if not course.description.strip():
        yield Finding("check.no_description", is_grave=False, title=course.title)
    if not course.thumbnail:
        yield Finding("check.no_picture", is_grave=False, title=course.title)


def _of_modules(rows: Sequence[Row[*tuple[Any, ...]]]) -> Iterator[Finding]:
    for row in rows:
        if row.id is None:
            yield Finding(
                "check.empty_module", is_grave=False, title=row.module, module_id=row.module_id
            )


def _of_lessons(lessons: Sequence[Row[*tuple[Any, ...]]]) -> Iterator[Finding]:
    """A course of videos has them everywhere, or somebody has forgotten one."""
    filmed = sum(bool(row.has_video) for row in lessons)
    for row in lessons:
        if not row.has_words and not row.has_video:
            yield Finding("check.empty_lesson", True, row.title, row.id, row.module_id)
        elif not row.has_video and filmed * 2 > len(lessons):
            yield Finding("check.no_video", False, row.title, row.id, row.module_id)


async def _of_links(
    rx: Reading, course: Course, lessons: Sequence[Row[*tuple[Any, ...]]]
) -> list[Finding]:
    """Links that lead nowhere within the site, and pictures and files that are gone."""
    named = {row.id: [unescape(found) for found in _ADDRESS.findall(row.html)] for row in lessons}
    addresses = {each for found in named.values() for each in found}
    if course.thumbnail and "://" not in course.thumbnail:
        path = course.thumbnail.removeprefix("/files/").lstrip("/")
        addresses.add(f"/files/{path}")
    places = await _places(rx, addresses)
    lost = await asyncio.to_thread(_lost_files, addresses)
    findings = []
    if course.thumbnail and any(address.endswith(course.thumbnail) for address in lost):
        findings.append(Finding("check.picture_gone", True, course.title))
    findings += [
        Finding("check.broken_link", True, row.title, row.id, row.module_id, address[:200])
        for row in lessons
        for address in dict.fromkeys(named[row.id])
        if address in lost or _is_broken(address, row.html, places)
    ]
    return findings


async def _places(rx: Reading, addresses: Collection[str]) -> set[tuple[str, str]]:
    """The courses and lessons that are named and there, by their slugs; a course alone with ""."""
    slugs = {unquote(found[1]) for each in addresses if (found := _COURSE.fullmatch(_path(each)))}
    if not slugs:
        return set()
    rows = await rx.execute(
        select(col(Course.slug), col(Lesson.slug))
        .outerjoin(Lesson, and_(col(Lesson.course_id) == col(Course.id), kept_lessons()))
        .where(col(Course.slug).in_(slugs), col(Course.deleted_at).is_(None))
    )
    return {place for course, lesson in rows for place in ((course, ""), (course, lesson or ""))}


def _is_broken(address: str, html: str, places: Collection[tuple[str, str]]) -> bool:
    if address.startswith("#"):
        return len(address) > 1 and f'id="{unquote(address[1:])}"' not in html
    found = _COURSE.fullmatch(_path(address)) if address.startswith("/") else None
    return found is not None and (unquote(found[1]), unquote(found[2] or "")) not in places


def _lost_files(addresses: Collection[str]) -> set[str]:
    return {
        each
        for each in addresses
        if (found := _FILE.fullmatch(_path(each))) and not _is_there(unquote(found[1]))
    }


def _is_there(path: str) -> bool:
    try:
        storage.located(path)
    except NotFound:
        return False
    return True


def _path(address: str) -> str:
    try:
        return urlsplit(address).path if address.startswith("/") else ""
    except ValueError:
        return ""
