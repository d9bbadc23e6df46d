"""Asking to be let into a course, and the answer."""

from typing import Final

from sqlalchemy import delete, update
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.cleaning import cleaned_text
from academy_app.core.clock import now
from academy_app.core.db import Tx
from academy_app.core.errors import Conflict, NotFound
from academy_app.core.ids import is_id
from academy_app.core.upsert import upsert
from academy_app.models.watching import EnrolmentRequest
from academy_app.policy.decisions import can_enter_course
from academy_app.services import limits, notices
from academy_app.services.enrolment.rows import let_in, seen_course, taught_course

WORDS: Final = 1000


async def ask(tx: Tx, actor: Actor, course_id: int, words: str) -> None:
    """Ask to be let in; while that is open, other words take the place of the first. Raises
    Conflict where nobody need ask, or asking is of no use."""
    course, footing = await seen_course(tx, actor, course_id)
    if can_enter_course(actor, course, footing):
        raise Conflict("request.not_needed")
    if course.enrol_by != "request":
        raise Conflict("request.not_taken")
    words = cleaned_text(words, "words", WORDS)
    await limits.take(tx, limits.enrolment_request(actor.member_id))
    before = await tx.get(EnrolmentRequest, (course_id, actor.member_id))
    if before is not None and before.decided_at is None:
        before.words = words
        return
    row = {
        "course_id": course_id,
        "member_id": actor.member_id,
        "words": words,
        "at": now(),
        "decided_at": None,
        "decided_by_id": None,
        "is_accepted": False,
    }
    change = ["words", "at", "decided_at", "decided_by_id", "is_accepted"]
    await upsert(tx, EnrolmentRequest, [row], on=["course_id", "member_id"], change=change)
    await notices.asked_to_join(tx, actor, course)


async def withdraw(tx: Tx, actor: Actor, course_id: int) -> None:
    """Take one's own request back while nobody has answered it."""
    if is_id(course_id):
        await tx.execute(
            delete(EnrolmentRequest).where(
                col(EnrolmentRequest.course_id) == course_id,
                col(EnrolmentRequest.member_id) == actor.member_id,
                col(EnrolmentRequest.decided_at).is_(None),
            )
        )


async def decide(
    tx: Tx, actor: Actor, course_id: int, member_id: int, *, is_accepted: bool
) -> None:
    """Let the member in, or not. Raises NotFound for what nobody asks, Conflict where another has
    answered meanwhile."""
    course = await taught_course(tx, actor, course_id)
    request = await tx.get(EnrolmentRequest, (course_id, member_id)) if is_id(member_id) else None
    if request is None:
        raise NotFound
    decided = await tx.scalar(
        update(EnrolmentRequest)
        .where(
            col(EnrolmentRequest.course_id) == course_id,
            col(EnrolmentRequest.member_id) == member_id,
            col(EnrolmentRequest.decided_at).is_(None),
        )
        .values(decided_at=now(), decided_by_id=actor.member_id, is_accepted=is_accepted)
        .returning(col(EnrolmentRequest.member_id))
        .execution_options(synchronize_session=False)
    )
    if decided is None:
        raise Conflict("request.decided")
    if not is_accepted:
        await notices.refused(tx, actor, course, member_id)
        return
    await let_in(tx, course_id, [member_id], "request")
    await notices.let_in(tx, actor, course, [member_id])
