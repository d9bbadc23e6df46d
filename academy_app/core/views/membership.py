"""What the membership screens and API answers show: frozen, plain, already allowed for the reader.

Links are paths within the site.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Me:
    """The signed-in member, to themself. `id` is 0 when nobody is signed in."""

    id: int = 0
    name: str = ""
    email: str = ""
    bio: str = ""
    picture: str = ""
    initials: str = ""
    colour: int = 0
    role: str = "USER"
    is_author: bool = False
    is_admin: bool = False


@dataclass(frozen=True)
class Person:
    """A member as others see them. `colour` is one of fourteen, for a missing picture."""

    id: int
    name: str
    initials: str
    picture: str
    colour: int


@dataclass(frozen=True)
class SessionRow:
    """One of the member's own sign-ins."""

    id: int
    user_agent: str
    created_at: str
    seen_at: str
    is_current: bool


@dataclass(frozen=True)
class TokenRow:
    id: int
    name: str
    created_at: str
    used_at: str


@dataclass(frozen=True)
class Account:
    """Where and by what the member is signed in."""

    sessions: list[SessionRow] = field(default_factory=list)
    tokens: list[TokenRow] = field(default_factory=list)


@dataclass(frozen=True)
class MemberRow:
    """A member as admins see them. A placeholder has no address, so nobody signs in as it."""

    id: int
    name: str
    email: str
    picture: str
    initials: str
    colour: int
    role: str
    is_active: bool
    is_me: bool
    is_placeholder: bool
    created_at: str


@dataclass(frozen=True)
class InvitationRow:
    """An invitation that nobody has taken yet."""

    id: int
    email: str
    role: str
    created_at: str
    expires_at: str


@dataclass(frozen=True)
class Members:
    """A page of members; `next` is the cursor of the page after it, "" on the last."""

    rows: list[MemberRow] = field(default_factory=list)
    invitations: list[InvitationRow] = field(default_factory=list)
    query: str = ""
    next: str = ""
    next_href: str = ""
