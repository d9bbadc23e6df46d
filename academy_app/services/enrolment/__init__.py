"""Who takes a course: coming in, asking to, being let in and removed; and what a course asks of
who wants in."""

from academy_app.services.enrolment.access import AccessDraft, set_access, set_opening
from academy_app.services.enrolment.invitations import (
    Made,
    invitation_course,
    invite,
    revoke_invitation,
    take_invitation,
)
from academy_app.services.enrolment.joining import join
from academy_app.services.enrolment.people import enrol, enrol_group, remove, restore
from academy_app.services.enrolment.requests import ask, decide, withdraw

__all__ = [
    "AccessDraft",
    "Made",
    "ask",
    "decide",
    "enrol",
    "enrol_group",
    "invitation_course",
    "invite",
    "join",
    "remove",
    "restore",
    "revoke_invitation",
    "set_access",
    "set_opening",
    "take_invitation",
    "withdraw",
]
