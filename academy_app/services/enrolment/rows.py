"""Rows that the actor may act on, and the one way into a course."""

from collections.abc import Collection

from sqlalchemy import or_, select, update
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.clock import now
from academy_app.core.db import Reading, Tx
from academy_app.core.errors import NotFound
from academy_app.core.ids import is_id
from academy_app.core.upsert import upsert
from academy_app.models.learning import Course
from academy_app.models.watching import Enrolment
from academy_app.policy.decisions import can_edit_course, can_see_course, require
from academy_app.policy.decisions.learning import Footing
from academy_app.policy.standing import course_footing
from academy_app.services import notices


async def taught_course(rx: Reading, actor: Actor, course_id: int) -> Course:
    """A course whose people the actor looks after. It is not about to change itself."""
    course = await rx.get(Course, course_id) if is_id(course_id) else None
    if course is None:
        raise NotFound
    require(can_edit_course(actor, course))
    return course


async def seen_course(rx: Reading, actor: Actor, course_id: int) -> tuple[Course, Footing]:
    """A course that the actor may see, and how they stand in it."""
    course = await rx.get(Course, course_id) if is_id(course_id) else None
    if course is None:
        raise NotFound
    footing = await course_footing(rx, actor, course_id)
    require(can_see_course(actor, course, footing))
    return course, footing


async def let_in(tx: Tx, course_id: int, member_ids: Collection[int], how: str) -> list[int]:
    """Put these members into the course; those who were not in it before. Who is in stays as they
    came, unless that was by themself: what somebody decided counts for more. Their time in the
    course goes on from where it began."""
    wanted = sorted(member_ids)
    there = set(
        await tx.scalars(
            select(col(Enrolment.member_id)).where(
                col(Enrolment.course_id) == course_id,
                col(Enrolment.member_id).in_(wanted),
                col(Enrolment.removed_at).is_(None),
            )
        )
    )
    at = now()
    rows = [
        {
            "member_id": member_id,
            "course_id": course_id,
            "started_at": at,
            "seen_at": at,
            "how": how,
        }
        for member_id in wanted
    ]
    await upsert(tx, Enrolment, rows, on=["member_id", "course_id"])
    await tx.execute(
        update(Enrolment)
        .where(
            col(Enrolment.course_id) == course_id,
            col(Enrolment.member_id).in_(wanted),
            or_(
                col(Enrolment.removed_at).is_not(None),
                col(Enrolment.how).in_(("self", "listed")),
            ),
        )
        .values(how=how, removed_at=None)
        .execution_options(synchronize_session=False)
    )
    # What they were told of in the course shows again.
    notices.rights_changed(tx, wanted)
    return [member_id for member_id in wanted if member_id not in there]
