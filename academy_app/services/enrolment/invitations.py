"""Links that let members into a course, for as many and as long as their maker says.

Unlike the links that make accounts they stand in the path: a visitor signs in on the way, and
what stands behind the # would be lost there. They let nobody in who is not a member.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.cleaning import cleaned_text
from academy_app.core.clock import now
from academy_app.core.db import Reading, Tx
from academy_app.core.errors import Conflict, Invalid, NotFound, Problem
from academy_app.core.hrefs import join_href
from academy_app.core.ids import is_id
from academy_app.core.opaque import digest, new_token
from academy_app.core.settings import settings
from academy_app.models.learning import Course
from academy_app.models.watching import CourseInvitation
from academy_app.policy.decisions import Footing, can_take_invitation, require
from academy_app.policy.standing import course_footing
from academy_app.services import limits
from academy_app.services.enrolment.rows import let_in, taught_course

LABEL: Final = 80
MOST_USES: Final = 10_000
MOST_DAYS: Final = 365
# Of one course, that work.
MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Made:
    """`link` is the whole address, known only now."""

    id: int
    link: str


async def invite(
    tx: Tx, actor: Actor, course_id: int, *, label: str, most_uses: int | None, days: int | None
) -> Made:
    """A new link. None is for as many as come, and for good."""
    await taught_course(tx, actor, course_id)
    _require_within(most_uses, "most_uses", MOST_USES)
    _require_within(days, "days", MOST_DAYS)
    if (await tx.scalar(select(func.count()).where(_works(), _is_of(course_id))) or 0) >= MOST:
        raise Conflict("course_invitation.too_many", max=MOST)
    token = new_token()
    invitation = CourseInvitation(
        course_id=course_id,
        token_hash=digest(token),
        label=cleaned_text(label.replace("\n", " "), "label", LABEL),
        most_uses=most_uses,
        created_at=now(),
        expires_at=now() + timedelta(days=days) if days is not None else None,
    )
    tx.add(invitation)
    await tx.flush()
    return Made(invitation.id or 0, settings().base_url.rstrip("/") + join_href(token))


async def revoke_invitation(tx: Tx, actor: Actor, course_id: int, invitation_id: int) -> None:
    """It lets nobody in any more; who came by it stays."""
    await taught_course(tx, actor, course_id)
    found = await tx.get(CourseInvitation, invitation_id) if is_id(invitation_id) else None
    if found is None or found.course_id != course_id:
        raise NotFound
    if found.revoked_at is None:
        found.revoked_at = now()


async def invitation_course(rx: Reading, actor: Actor, token: str) -> tuple[Course, Footing]:
    """The course that a link leads into. Raises NotFound for a link that works no more."""
    course = await rx.scalar(
        select(Course)
        .join(CourseInvitation, col(CourseInvitation.course_id) == col(Course.id))
        .where(col(CourseInvitation.token_hash) == digest(token), _works())
    )
    if course is None or course.id is None:
        raise NotFound("link.invalid")
    footing = await course_footing(rx, actor, course.id)
    if can_take_invitation(actor, course, footing).is_hidden:
        raise NotFound("link.invalid")
    return course, footing


async def take_invitation(tx: Tx, actor: Actor, token: str) -> Course:
    """Come in by a link; it is counted once for each who comes. Raises Forbidden with what the
    member lacks."""
    # Sent twice at once, the second finds them in.
    await limits.in_line(tx, f"take_invitation:{actor.member_id}")
    course, footing = await invitation_course(tx, actor, token)
    require(can_take_invitation(actor, course, footing))
    if footing.is_in and footing.how not in ("self", "listed"):
        return course
    spent = await tx.scalar(
        update(CourseInvitation)
        .where(col(CourseInvitation.token_hash) == digest(token), _works())
        .values(uses=CourseInvitation.uses + 1)
        .returning(col(CourseInvitation.id))
        .execution_options(synchronize_session=False)
    )
    if spent is None or course.id is None:
        raise NotFound("link.invalid")
    await let_in(tx, course.id, [actor.member_id], "invitation")
    return course


def _works() -> ColumnElement[bool]:
    return and_(
        col(CourseInvitation.revoked_at).is_(None),
        or_(col(CourseInvitation.expires_at).is_(None), col(CourseInvitation.expires_at) > now()),
        or_(
            col(CourseInvitation.most_uses).is_(None),
            col(CourseInvitation.uses) < col(CourseInvitation.most_uses),
        ),
    )


def _is_of(course_id: int) -> ColumnElement[bool]:
    return col(CourseInvitation.course_id) == course_id


def _require_within(number: int | None, name: str, most: int) -> None:
    if number is not None and not 1 <= number <= most:
        raise Invalid({name: Problem("error.between", {"min": 1, "max": most})})
