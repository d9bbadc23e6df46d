"""A copy asks of who comes in what its original asks."""

from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from academy_app.core.actor import Role
from academy_app.core.clock import now
from academy_app.core.db import Database, reading, writing
from academy_app.models.learning import Course, CourseGrant, CoursePrerequisite, Lesson, Module
from academy_app.services import authoring
from tests import factories
from tests.factories import key


async def test_a_copied_course_asks_what_its_original_asks(db: Database) -> None:
    later = now() + timedelta(days=3)
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
        needed = await factories.course(tx, author, lessons=1)
        tree = await factories.course(tx, author, lessons=2, enrol_by="listed", is_hidden=True)
        tree.course.is_sequential = True
        tree.modules[0].opens_after = 2
        tree.lessons[1].opens_at = later
        group_id = key(await factories.group(tx))
        tx.add(CourseGrant(course_id=tree.id, group_id=group_id))
        tx.add(CoursePrerequisite(course_id=tree.id, needed_id=needed.id))
    async with writing() as tx:
        made = await authoring.copy_course(tx, author, tree.id, "Again")
        module = await authoring.copy_module(tx, author, key(tree.modules[0]), "Again")
    async with reading() as rx:
        course = await rx.get_one(Course, made.id)
        assert (course.enrol_by, course.is_hidden, course.is_sequential) == ("listed", True, True)
        groups = select(col(CourseGrant.group_id)).where(col(CourseGrant.course_id) == made.id)
        assert list(await rx.scalars(groups)) == [group_id]
        courses = select(col(CoursePrerequisite.needed_id)).where(
            col(CoursePrerequisite.course_id) == made.id
        )
        assert list(await rx.scalars(courses)) == [needed.id]
        for own in (col(Module.course_id) == made.id, col(Module.id) == module.id):
            copy = (await rx.scalars(select(Module).where(own))).one()
            assert copy.opens_after == 2
            lessons = await rx.scalars(
                select(col(Lesson.opens_at))
                .where(col(Lesson.module_id) == copy.id)
                .order_by(col(Lesson.position))
            )
            assert list(lessons) == [None, later]
