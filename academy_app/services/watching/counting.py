"""How many lessons a course has, and how many of them a member has done."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, literal, select, tuple_, union_all
from sqlmodel import col

from academy_app.core.db import Tx
from academy_app.models.learning import Lesson
from academy_app.models.watching import Completion
from academy_app.policy.visibility import kept_lessons, out_lessons
from academy_app.services.watching.rows import Pair


@dataclass(frozen=True, slots=True)
class Counts:
    """Lessons of a course: the published ones, and all with the drafts."""

    published: int = 0
    all: int = 0

    def seen(self, sees_drafts: bool) -> int:
        """Drafts count for those who see them."""
        return self.all if sees_drafts else self.published


async def counts(tx: Tx, pairs: Collection[Pair]) -> tuple[dict[Pair, Counts], dict[int, Counts]]:
    """The lessons done, by member and course, and the lessons there are, by course."""
    nobody = literal(0)
    done = (
        select(col(Completion.member_id), col(Completion.course_id), _published(), func.count())
        .join(Lesson, col(Lesson.id) == col(Completion.lesson_id))
        .where(tuple_(col(Completion.member_id), col(Completion.course_id)).in_(list(pairs)))
        .where(kept_lessons())
        .group_by(col(Completion.member_id), col(Completion.course_id))
    )
    there = (
        select(nobody, col(Lesson.course_id), _published(), func.count())
        .where(col(Lesson.course_id).in_({course_id for _, course_id in pairs}))
        .where(kept_lessons())
        .group_by(col(Lesson.course_id))
    )
    found = {
        (row[0], row[1]): Counts(row[2], row[3]) for row in await tx.execute(union_all(done, there))
    }
    return (
        {pair: found.get(pair, Counts()) for pair in pairs},
        {course_id: found.get((0, course_id), Counts()) for _, course_id in pairs},
    )


def _published() -> ColumnElement[int]:
    return func.coalesce(func.sum(case((out_lessons(), 1), else_=0)), 0)
