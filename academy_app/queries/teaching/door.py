"""What a link into a course shows to who holds it."""

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.hrefs import course_href, file_href
from academy_app.core.views.teaching import Door
from academy_app.models.learning import Course
from academy_app.models.membership import Member
from academy_app.policy.decisions import Footing, can_take_invitation


async def door(rx: Reading, actor: Actor, course: Course, footing: Footing, token: str) -> Door:
    """Of a course that the link was found to lead into."""
    author = await rx.get(Member, course.author_id) if course.author_id is not None else None
    may_take = can_take_invitation(actor, course, footing)
    return Door(
        token=token,
        id=course.id or 0,
        title=course.title,
        description=course.description,
        thumbnail=file_href(course.thumbnail),
        author=author.name if author else "",
        href=course_href(course.slug),
        is_in=footing.is_in,
        lock=may_take.reason,
        lock_params=dict(may_take.params),
    )
