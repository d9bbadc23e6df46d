"""Files that belong to lessons: as open as the lessons are."""

from typing import Any

from sqlalchemy import Select, and_, case, or_, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.errors import NotFound
from academy_app.models.learning import Attachment, Course, Lesson, Video
from academy_app.policy.visibility import visible_lesson


async def require_file(rx: Reading, actor: Actor, path: str) -> None:
    """Raises NotFound for a stored file that lessons hold, where none of them is open to the
    actor. A file of no lesson is for every member."""
    attached = select(col(Attachment.lesson_id)).where(col(Attachment.path) == path)
    filmed = select(col(Video.lesson_id)).where(
        and_(col(Video.provider) == "file", col(Video.key) == path)
    )
    statement: Select[*tuple[Any, ...]] = (
        select(case((visible_lesson(actor), 1), else_=0))
        .select_from(Lesson)
        .join(Course, col(Course.id) == col(Lesson.course_id))
        .where(or_(col(Lesson.id).in_(attached), col(Lesson.id).in_(filmed)))
    )
    open_ = (await rx.scalars(statement)).all()
    if open_ and not any(open_):
        raise NotFound
