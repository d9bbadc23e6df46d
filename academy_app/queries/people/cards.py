"""A member in brief, out of their row."""

from academy_app.core import levels
from academy_app.core.hrefs import file_href, person_href
from academy_app.core.views.people import PersonCard
from academy_app.models.membership import Member
from academy_app.queries.membership import colour, initials


def card(member: Member) -> PersonCard:
    """Of one who was shut out, the name remains: it stands under what they wrote."""
    assert member.id is not None, "the member has been read"
    is_here = member.is_active
    points = member.points if is_here else 0
    return PersonCard(
        id=member.id,
        name=member.name,
        initials=initials(member.name),
        picture=file_href(member.picture) if is_here else "",
        colour=colour(member.id),
        level=levels.level_of(points),
        role=member.role if is_here else "USER",
        href=person_href(member.id),
        bio=member.bio if is_here else "",
        points=points,
        points_missing=levels.missing(points),
        percent=levels.progress(points),
        joined_at=member.created_at.isoformat(timespec="seconds"),
        is_active=is_here,
    )
