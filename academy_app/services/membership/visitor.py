"""Who knocks, as the edge knows them, and what they get."""

from dataclasses import dataclass

from academy_app.core.actor import Actor


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser or script that is not believed yet.

    `address` is its network address (limits.py counts by it), `session` and `device` the
    values of its cookies, empty when it has none. All but the address is theirs to forge.
    """

    address: str = ""
    user_agent: str = ""
    session: str = ""
    device: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`session` and `device` are the cookies to set, `actor` who they stand for."""

    session: str
    actor: Actor
    device: str
