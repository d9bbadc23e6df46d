"""Who acts. Built only from a server-side session or a verified token."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a member is to the whole site."""

    ADMIN = "ADMIN"
    CONTENT_CREATOR = "CONTENT_CREATOR"
    MODERATOR = "MODERATOR"
    USER = "USER"


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in member, as services and policy know them.

    `session_id` is the row of the browser session, None for API tokens and the command line.
    `groups` are the ids of those the member is in; `level`, 1 to 9, follows from the likes that
    their posts received. `previews` is the course that somebody who writes it looks at as a member
    would: the actor is nobody in particular then, and that the course is a draft hides nothing.
    """

    member_id: int
    role: Role
    session_id: int | None = None
    groups: frozenset[int] = frozenset()
    level: int = 1
    previews: int | None = None

    @property
    def is_admin(self) -> bool:
        return self.role is Role.ADMIN

    @property
    def is_author(self) -> bool:
        """May write courses at all; whose, the policy says."""
        return self.role in (Role.ADMIN, Role.CONTENT_CREATOR)

    @property
    def is_staff(self) -> bool:
        return self.role is not Role.USER

    @property
    def is_moderator(self) -> bool:
        """May keep order among posts, where they may read."""
        return self.role in (Role.ADMIN, Role.MODERATOR)
