"""The links of the courses that one writes, as far as something is wrong with them."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Select, and_, case, func, or_, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.hrefs import lesson_editor_href, teach_href
from academy_app.core.settings import settings
from academy_app.core.views.media import CourseHealth, Health, LinkRow
from academy_app.models.learning import Course, Lesson, Module
from academy_app.models.links import GRAVE, PATIENCE, UNSEEN, LessonLink, LinkCheck
from academy_app.policy.decisions import can_create_course, require
from academy_app.policy.visibility import editable_courses, kept_lessons

MOST: Final = 300


async def health(rx: Reading, actor: Actor) -> Health:
    """By course and lesson, in two statements."""
    require(can_create_course(actor))
    rows = (await rx.execute(_rows(actor))).all()
    counts = (await rx.execute(_counts(actor))).one()
    is_cut = len(rows) > MOST
    broken = [row for row in rows[:MOST] if row.problem not in UNSEEN]
    unseen = [row for row in rows[:MOST] if row.problem in UNSEEN]
    return Health(
        broken=_by_course(broken, "broken"),
        unseen=_by_course(unseen, "unseen"),
        count=len({row.id for row in broken}),
        links=counts.links,
        waiting=counts.waiting,
        is_cut=is_cut,
        is_on=settings().check_links,
    )


def _rows(actor: Actor) -> Select[*tuple[Any, ...]]:
    is_wrong = or_(
        col(LinkCheck.problem).in_([*GRAVE, *UNSEEN]),
        and_(col(LinkCheck.problem) != "", col(LinkCheck.failures) >= PATIENCE),
    )
    return (
        _named(
            actor,
            col(LinkCheck.id),
            col(LinkCheck.kind),
            col(LinkCheck.url),
            col(LinkCheck.problem),
            col(LinkCheck.status),
            col(LinkCheck.checked_at),
            col(Lesson.id).label("lesson_id"),
            col(Lesson.title).label("lesson"),
            col(Course.slug),
            col(Course.title).label("course"),
        )
        .join(Module, col(Module.id) == col(Lesson.module_id))
        .where(is_wrong)
        .order_by(
            case((col(LinkCheck.problem).in_(UNSEEN), 1), else_=0),
            col(Course.title),
            col(Course.id),
            col(Module.position),
            col(Module.id),
            col(Lesson.position),
            col(Lesson.id),
            col(LinkCheck.id),
        )
        .limit(MOST + 1)
    )


def _counts(actor: Actor) -> Select[*tuple[Any, ...]]:
    links = _named(actor, col(LinkCheck.id), col(LinkCheck.checked_at)).distinct().subquery()
    return select(
        func.count().label("links"),
        (func.count() - func.count(links.c.checked_at)).label("waiting"),
    ).select_from(links)


def _named(actor: Actor, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Of links with the lessons that name them."""
    wanted: Select[*tuple[Any, ...]] = select(*columns)
    return (
        wanted.select_from(LessonLink)
        .join(LinkCheck, col(LinkCheck.id) == col(LessonLink.link_id))
        .join(Lesson, col(Lesson.id) == col(LessonLink.lesson_id))
        .join(Course, col(Course.id) == col(Lesson.course_id))
        .where(editable_courses(actor), kept_lessons())
    )


def _by_course(rows: Iterable[Any], prefix: str) -> list[CourseHealth]:
    found: dict[str, CourseHealth] = {}
    for row in rows:
        course = found.setdefault(
            row.slug, CourseHealth(f"{prefix}-{row.slug}", row.course, teach_href(row.slug))
        )
        course.rows.append(
            LinkRow(
                id=row.id,
                kind=row.kind,
                url=row.url,
                problem=row.problem,
                status=row.status or 0,
                checked_at=row.checked_at.isoformat(timespec="seconds") if row.checked_at else "",
                lesson=row.lesson,
                href=lesson_editor_href(row.slug, row.lesson_id),
            )
        )
    return list(found.values())
