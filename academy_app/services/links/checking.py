"""A few looks at a time, each address at most once a day."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import exists, select, update
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.clock import now
from academy_app.core.db import reading, writing
from academy_app.core.errors import Conflict, NotFound
from academy_app.core.ids import is_id
from academy_app.core.outward import PUBLIC, Net
from academy_app.core.settings import settings
from academy_app.models.learning import Course, Lesson
from academy_app.models.links import LessonLink, LinkCheck
from academy_app.policy.decisions import can_create_course, require
from academy_app.policy.visibility import editable_courses, kept_lessons
from academy_app.services import limits
from academy_app.services.links import inside
from academy_app.services.links.looking import Found, hosts, look

AGAIN: Final = timedelta(days=1)
AGAIN_INSIDE: Final = timedelta(hours=1)
# Who has begun to look and never came back is followed by another.
_HELD: Final = timedelta(minutes=15)
AT_ONCE: Final = 10
OF_ONE_HOST: Final = 2
_LONGER_LINE: Final = 200


async def check_due(net: Net = PUBLIC) -> int:
    """Look at some of the addresses that are due, and write down what is there; how many."""
    async with writing() as tx:
        waiting = (
            await tx.execute(
                select(col(LinkCheck.id), col(LinkCheck.url), col(LinkCheck.kind))
                .where(
                    col(LinkCheck.due_at) <= now(),
                    exists().where(col(LessonLink.link_id) == col(LinkCheck.id)),
                )
                .order_by(col(LinkCheck.due_at), col(LinkCheck.id))
                .limit(_LONGER_LINE)
                .with_for_update(skip_locked=True)
            )
        ).all()
        chosen = _fair(waiting)
        await tx.execute(
            update(LinkCheck)
            .where(col(LinkCheck.id).in_([row.id for row in chosen]))
            .values(due_at=now() + _HELD)
            .execution_options(synchronize_session=False)
        )
    await _check(chosen, net)
    return len(chosen)


async def check_again(actor: Actor, link_id: int, net: Net = PUBLIC) -> LinkCheck:
    """Look at one address now, for who may write a lesson that names it. Opens its own doors.

    Raises Conflict where this site looks at no links outside.
    """
    require(can_create_course(actor))
    async with writing() as tx:
        link = await tx.scalar(_editable(actor, link_id)) if is_id(link_id) else None
        if link is None:
            raise NotFound
        if not link.url.startswith("/") and not settings().check_links:
            raise Conflict("health.off")
        await limits.take(tx, limits.look_again(actor.member_id))
    await _check([link], net)
    async with reading() as rx:
        seen = await rx.get(LinkCheck, link_id)
    if seen is None:
        raise NotFound
    return seen


def _editable(actor: Actor, link_id: int) -> Any:
    lessons = (
        select(col(LessonLink.link_id))
        .join(Lesson, col(Lesson.id) == col(LessonLink.lesson_id))
        .join(Course, col(Course.id) == col(Lesson.course_id))
        .where(editable_courses(actor), kept_lessons())
    )
    return select(LinkCheck).where(col(LinkCheck.id) == link_id, col(LinkCheck.id).in_(lessons))


def _fair(waiting: Sequence[Any]) -> list[Any]:
    """The first ones, few of them at one host."""
    asked: Counter[str] = Counter()
    chosen: list[Any] = []
    for row, host in zip(waiting, hosts([row.url for row in waiting]), strict=True):
        # What is within the site costs nobody anything.
        if host and (asked[host] >= OF_ONE_HOST or asked.total() >= AT_ONCE):
            continue
        if host:
            asked[host] += 1
        chosen.append(row)
    return chosen


async def _check(links: Sequence[Any], net: Net) -> None:
    own = [link for link in links if link.url.startswith("/")]
    async with reading() as rx:
        problems = await inside.problems(rx, [link.url for link in own])
    await _note([(link, Found(problem)) for link, problem in zip(own, problems, strict=True)])
    away = [link for link in links if not link.url.startswith("/")]
    seen = await asyncio.gather(*(look(link.url, link.kind, net) for link in away))
    await _note(list(zip(away, seen, strict=True)))


async def _note(found: Sequence[tuple[Any, Found]]) -> None:
    if not found:
        return
    async with writing() as tx:
        for link, seen in found:
            wait = AGAIN_INSIDE if link.url.startswith("/") else AGAIN
            failures = col(LinkCheck.failures) + 1 if seen.problem else 0
            await tx.execute(
                update(LinkCheck)
                .where(col(LinkCheck.id) == link.id)
                .values(
                    checked_at=now(),
                    due_at=now() + wait,
                    problem=seen.problem,
                    status=seen.status,
                    failures=failures,
                )
                .execution_options(synchronize_session=False)
            )
