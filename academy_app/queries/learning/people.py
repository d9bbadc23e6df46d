"""Who else takes a course."""

from sqlalchemy import select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.hrefs import file_href
from academy_app.core.views import Person
from academy_app.models.membership import Member
from academy_app.models.watching import Enrolment
from academy_app.queries.learning.progress import Statement
from academy_app.queries.membership import colour, initials

SHOWN = 12


async def companions(rx: Reading, actor: Actor, course_id: int) -> list[Person]:
    """The members who were in the course last, the actor left out.

    Ask only with a course that the actor may see.
    """
    statement: Statement = (
        select(col(Member.id), col(Member.name), col(Member.picture))
        .join(Enrolment, col(Enrolment.member_id) == col(Member.id))
        .where(
            col(Enrolment.course_id) == course_id,
            col(Enrolment.removed_at).is_(None),
            col(Member.id) != actor.member_id,
            col(Member.is_active),
        )
        .order_by(col(Enrolment.seen_at).desc(), col(Member.id))
        .limit(SHOWN)
    )
    return [
        Person(member_id, name, initials(name), file_href(picture), colour(member_id))
        for member_id, name, picture in await rx.execute(statement)
    ]
