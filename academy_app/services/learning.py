"""What a learner does with a lesson: open it, mark it, read it to its end."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, delete, exists, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.clock import now
from academy_app.core.db import Tx
from academy_app.core.errors import Conflict, NotFound
from academy_app.core.events import LessonCompleted
from academy_app.core.ids import is_id
from academy_app.models.learning import Course, Lesson, Video
from academy_app.models.watching import Completion
from academy_app.policy.decisions import can_edit_course
from academy_app.policy.visibility import visible_lesson
from academy_app.services.watching import counting, rows


@dataclass(frozen=True, slots=True)
class LessonStanding:
    """A lesson after a mark, and the course with it. `how` is "" when it is not done."""

    lesson_id: int
    done: bool
    how: str
    course_done: int
    course_total: int


async def open_lesson(tx: Tx, actor: Actor, lesson_id: int) -> None:
    """Note that the member is here. From now on the clock runs that allows them to watch."""
    lesson = await _lesson(tx, actor, lesson_id)
    accounts = await rows.lock_accounts(tx, [actor.member_id])
    at = now()
    await rows.save_accounts(tx, {key: account.at(at) for key, account in accounts.items()})
    how = "listed" if lesson.enrol_by == "listed" else "self"
    await rows.save_enrolments(tx, {(actor.member_id, lesson.course_id): lesson.id}, how)


async def mark(tx: Tx, actor: Actor, lesson_id: int, is_done: bool) -> LessonStanding:
    """Done by the member's own word, or not after all. What was watched stays done."""
    lesson = await _lesson(tx, actor, lesson_id)
    how = await _how(tx, actor, lesson_id)
    if is_done and how is None:
        how = await _complete(tx, actor, lesson, "manual")
    if not is_done and how == "watched":
        raise Conflict("lesson.watched_stays")
    if not is_done and how is not None:
        await tx.execute(
            delete(Completion).where(
                col(Completion.member_id) == actor.member_id,
                col(Completion.lesson_id) == lesson_id,
            )
        )
        how = None
    return await _standing(tx, actor, lesson, how)


async def complete_by_reading(tx: Tx, actor: Actor, lesson_id: int) -> LessonStanding:
    """A lesson of text was read to its end. Conflict where that does not complete it: it has
    videos, or its course asks for a mark."""
    lesson = await _lesson(tx, actor, lesson_id)
    if lesson.has_videos or lesson.text_completion != "read":
        raise Conflict("lesson.not_by_reading")
    how = await _how(tx, actor, lesson_id)
    if how is None:
        how = await _complete(tx, actor, lesson, "read")
    return await _standing(tx, actor, lesson, how)


async def _lesson(tx: Tx, actor: Actor, lesson_id: int) -> Row[*tuple[Any, ...]]:
    if not is_id(lesson_id):
        raise NotFound
    statement: Select[*tuple[Any, ...]] = (
        select(
            col(Lesson.id),
            col(Lesson.course_id),
            col(Course.author_id),
            col(Course.is_published),
            col(Course.publish_at),
            col(Course.deleted_at),
            col(Course.is_hidden),
            col(Course.level),
            col(Course.enrol_by),
            col(Course.text_completion),
            exists().where(col(Video.lesson_id) == col(Lesson.id)).label("has_videos"),
        )
        .join(Course, col(Course.id) == col(Lesson.course_id))
        .where(col(Lesson.id) == lesson_id, visible_lesson(actor))
    )
    lesson = (await tx.execute(statement)).one_or_none()
    if lesson is None:
        raise NotFound
    return lesson


async def _how(tx: Tx, actor: Actor, lesson_id: int) -> str | None:
    return await tx.scalar(
        select(col(Completion.how)).where(
            col(Completion.member_id) == actor.member_id, col(Completion.lesson_id) == lesson_id
        )
    )


async def _complete(tx: Tx, actor: Actor, lesson: Row[*tuple[Any, ...]], how: str) -> str:
    await rows.save_completions(tx, [(actor.member_id, lesson.id, lesson.course_id)], how)
    tx.emit(LessonCompleted(actor.member_id, lesson.course_id, lesson.id))
    return how


async def _standing(
    tx: Tx, actor: Actor, lesson: Row[*tuple[Any, ...]], how: str | None
) -> LessonStanding:
    course = (actor.member_id, lesson.course_id)
    done, there = await counting.counts(tx, [course])
    sees_drafts = bool(can_edit_course(actor, lesson))
    return LessonStanding(
        lesson_id=lesson.id,
        done=how is not None,
        how=how or "",
        course_done=done[course].seen(sees_drafts),
        course_total=there[lesson.course_id].seen(sees_drafts),
    )
