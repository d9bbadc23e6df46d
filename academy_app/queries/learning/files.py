"""Stored files as far as lessons name them."""

from typing import Any

from sqlalchemy import Select, select, union_all
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.models.learning import Attachment, Course, Lesson, Video
from academy_app.policy.visibility import visible_lesson


async def is_file_open(rx: Reading, actor: Actor, path: str) -> bool:
    """Whether the actor may have the file stored under `path`: one that is taken along with
    lessons, or played in them, with one of these. Others are for every member."""
    named: Any = union_all(
        select(col(Attachment.lesson_id)).where(col(Attachment.path) == path),
        select(col(Video.lesson_id)).where(
            # As an author or an import gave it, by its address; or by its path in the storage.
            col(Video.key).in_((path, f"/files/{path}")),
            col(Video.provider) == "file",
        ),
    ).subquery()
    statement: Select[*tuple[Any, ...]] = (
        select(visible_lesson(actor))
        .select_from(named)
        .join(Lesson, col(Lesson.id) == named.c.lesson_id)
        .join(Course, col(Course.id) == col(Lesson.course_id))
    )
    answers = (await rx.scalars(statement)).all()
    return not answers or any(answers)
