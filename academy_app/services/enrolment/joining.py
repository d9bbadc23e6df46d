"""Coming into a course by oneself, where that is open."""

from academy_app.core.actor import Actor
from academy_app.core.clock import now
from academy_app.core.db import Tx
from academy_app.core.upsert import upsert
from academy_app.models.learning import Course
from academy_app.models.watching import Enrolment
from academy_app.policy.decisions import can_enter_course, require
from academy_app.services.enrolment.rows import seen_course


async def join(tx: Tx, actor: Actor, course_id: int) -> Course:
    """Begin the course, without opening a lesson. Who has begun stays so; else Forbidden says
    what is missing."""
    course, footing = await seen_course(tx, actor, course_id)
    require(can_enter_course(actor, course, footing))
    row = {
        "member_id": actor.member_id,
        "course_id": course_id,
        "started_at": now(),
        "seen_at": now(),
        "how": "listed" if course.enrol_by == "listed" else "self",
    }
    await upsert(tx, Enrolment, [row], on=["member_id", "course_id"])
    return course
