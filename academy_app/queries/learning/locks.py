"""What courses that are not open to a member say of themselves."""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from academy_app.models.learning import Course, CourseGrant, CoursePrerequisite
from academy_app.models.membership import Group
from academy_app.policy.visibility import is_out

_Needed: Any = aliased(Course)


def group_names() -> Select[Any]:
    """The groups that a course is open to by name, for `gathered` in a statement on Course."""
    return (
        select(col(Group.name))
        .join(CourseGrant, col(CourseGrant.group_id) == col(Group.id))
        .where(col(CourseGrant.course_id) == col(Course.id))
        .correlate(Course)
    )


def needed_titles() -> Select[Any]:
    """The courses to be finished first, of those that every member sees, in the same way."""
    return (
        select(_Needed.title)
        .join(CoursePrerequisite, col(CoursePrerequisite.needed_id) == _Needed.id)
        .where(
            col(CoursePrerequisite.course_id) == col(Course.id),
            is_out(_Needed),
            ~_Needed.is_hidden,
        )
        .correlate(Course)
    )
