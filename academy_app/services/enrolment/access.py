"""What a course asks of who wants in, and when its parts open."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeAlias

from sqlalchemy import delete, insert, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Tx
from academy_app.core.errors import Invalid, NotFound, Problem
from academy_app.core.ids import is_id
from academy_app.core.levels import HIGHEST
from academy_app.models.learning import Course, CourseGrant, CoursePrerequisite, Lesson, Module
from academy_app.models.membership import Group
from academy_app.policy.decisions import ENROL_BY
from academy_app.policy.visibility import visible_courses
from academy_app.services import limits
from academy_app.services.authoring import editable_course, tell_of_access

Part: TypeAlias = Literal["module", "lesson"]

MOST_DAYS: Final = 3650
MOST_NEEDED: Final = 20


@dataclass(frozen=True, slots=True)
class AccessDraft:
    """`group_ids` count where `enrol_by` is `listed`, and are kept otherwise; `needed_ids` are of
    courses to be finished first."""

    enrol_by: str = "everyone"
    level: int = 1
    group_ids: tuple[int, ...] = ()
    needed_ids: tuple[int, ...] = ()
    is_sequential: bool = False
    is_hidden: bool = False


async def set_access(tx: Tx, actor: Actor, course_id: int, draft: AccessDraft) -> None:
    """Raises Invalid naming the field."""
    course = await editable_course(tx, actor, course_id)
    if draft.enrol_by not in ENROL_BY:
        raise Invalid({"enrol_by": "error.invalid_value"})
    if not 1 <= draft.level <= HIGHEST:
        raise Invalid({"level": Problem("authoring.bad_level", {"max": HIGHEST})})
    groups = await _known_groups(tx, draft.group_ids)
    if draft.enrol_by == "listed" and not groups:
        raise Invalid({"groups": "access.no_groups"})
    needed = await _known_courses(tx, actor, course_id, draft.needed_ids)
    course.enrol_by = draft.enrol_by
    course.level = draft.level
    course.is_sequential = draft.is_sequential
    course.is_hidden = draft.is_hidden
    await tx.flush()
    await tx.execute(delete(CourseGrant).where(col(CourseGrant.course_id) == course_id))
    if groups:
        await tx.execute(
            insert(CourseGrant),
            [{"course_id": course_id, "group_id": group_id} for group_id in groups],
        )
    await tx.execute(
        delete(CoursePrerequisite).where(col(CoursePrerequisite.course_id) == course_id)
    )
    if needed:
        await tx.execute(
            insert(CoursePrerequisite),
            [{"course_id": course_id, "needed_id": needed_id} for needed_id in needed],
        )
    await tell_of_access(tx, course_id)


async def set_opening(
    tx: Tx,
    actor: Actor,
    course_id: int,
    part: Part,
    part_id: int,
    *,
    opens_at: datetime | None,
    opens_after: int | None,
) -> None:
    """When a module or a lesson of the course opens: at a moment, so many days from a member's
    enrolment, at the later of both, or with the course."""
    model: type[Module | Lesson] = Module if part == "module" else Lesson
    row: Module | Lesson | None = await tx.get(model, part_id) if is_id(part_id) else None
    await editable_course(tx, actor, course_id)
    if row is None or row.course_id != course_id or row.deleted_at is not None:
        raise NotFound
    if opens_after is not None and not 0 <= opens_after <= MOST_DAYS:
        raise Invalid({"opens_after": Problem("error.between", {"min": 0, "max": MOST_DAYS})})
    row.opens_at, row.opens_after = opens_at, opens_after or None
    await tx.flush()
    await tell_of_access(tx, course_id)


async def _known_groups(tx: Tx, group_ids: Collection[int]) -> list[int]:
    wanted = {group_id for group_id in group_ids if is_id(group_id)}
    found = set(await tx.scalars(select(col(Group.id)).where(col(Group.id).in_(wanted))))
    if len(found) != len(set(group_ids)):
        raise Invalid({"groups": "error.invalid_value"})
    return sorted(id_ for id_ in found if id_ is not None)


async def _known_courses(
    tx: Tx, actor: Actor, course_id: int, needed_ids: Collection[int]
) -> list[int]:
    """Those that the actor sees, without a circle."""
    wanted = {needed_id for needed_id in needed_ids if is_id(needed_id)}
    if len(wanted) > MOST_NEEDED:
        raise Invalid({"needed": Problem("access.too_many_needed", {"max": MOST_NEEDED})})
    found = set(
        await tx.scalars(
            select(col(Course.id)).where(col(Course.id).in_(wanted), visible_courses(actor))
        )
    )
    if len(found) != len(set(needed_ids)):
        raise Invalid({"needed": "error.invalid_value"})
    if wanted and course_id in await _all_needed(tx, wanted):
        raise Invalid({"needed": "access.circle"})
    return sorted(wanted)


async def _all_needed(tx: Tx, course_ids: Collection[int]) -> set[int]:
    """These, and what they need in turn."""
    # Two courses that come to need each other at once must not miss that.
    await limits.in_line(tx, "course_prerequisite")
    needs: dict[int, list[int]] = defaultdict(list)
    rows = await tx.execute(
        select(col(CoursePrerequisite.course_id), col(CoursePrerequisite.needed_id))
    )
    for of, needed in rows:
        needs[of].append(needed)
    found, ahead = set(course_ids), list(course_ids)
    while ahead:
        new = set(needs[ahead.pop()]) - found
        found |= new
        ahead += new
    return found
