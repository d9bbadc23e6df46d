"""The course that a new site begins with: how to use Academy, taught with Academy."""

from pathlib import Path

from sqlalchemy import func, select
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.db import reading, writing
from academy_app.importers.markdown import Options, import_folder
from academy_app.models.learning import Course
from academy_app.models.membership import Member

COURSE = Path(__file__).parent / "course"
AUTHOR = "Academy"


async def seed() -> None:
    """Import the demo course into a site that has no course and never had this one."""
    async with reading() as rx:
        courses = await rx.scalar(select(func.count(col(Course.id))))
        author = await rx.scalar(select(col(Member.id)).where(col(Member.name) == AUTHOR))
    if courses or author:
        return
    async with writing() as tx:
        # Nobody can sign in as a member without an e-mail.
        member = Member(name=AUTHOR, role=Role.CONTENT_CREATOR)
        tx.add(member)
        await tx.flush()
        assert member.id is not None
        actor = Actor(member.id, Role.CONTENT_CREATOR)
    await import_folder(actor, COURSE, Options(course_slug="find-your-way"))
