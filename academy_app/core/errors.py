"""What can go wrong for a person, as translation keys and parameters.

One handler turns these into toasts and form errors, one into API problem JSON
(RFC 9457). None carries a sentence: the reader's language is known at the edge.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias

Params: TypeAlias = Mapping[str, str | int | float]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one field was refused: a key and what its text names."""

    key: str
    params: Params = field(default_factory=dict)


class AcademyError(Exception):
    """The base of every expected error. `status` is its HTTP status."""

    status: ClassVar[int] = 400
    default_key: ClassVar[str] = "error.unknown"

    def __init__(self, key: str = "", **params: str | int | float) -> None:
        self.key = key or self.default_key
        self.params: dict[str, str | int | float] = params
        super().__init__(self.key)


class NotFound(AcademyError):
    """It does not exist, or this actor may not know that it does."""

    status = 404
    default_key = "error.not_found"


class Unauthenticated(AcademyError):
    """Nobody is signed in."""

    status = 401
    default_key = "error.unauthenticated"


class Forbidden(AcademyError):
    """The actor is known and may not."""

    status = 403
    default_key = "error.forbidden"


class Conflict(AcademyError):
    """It clashes with what is there now."""

    status = 409
    default_key = "error.conflict"


class Invalid(AcademyError):
    """Input was refused; `fields` names each field with its reason."""

    status = 422
    default_key = "error.invalid"

    def __init__(self, fields: Mapping[str, Problem | str], key: str = "") -> None:
        super().__init__(key)
        self.fields: dict[str, Problem] = {
            name: Problem(reason) if isinstance(reason, str) else reason
            for name, reason in fields.items()
        }


class Later(AcademyError):
    """Not now; try again after `retry_after` whole seconds."""

    def __init__(self, retry_after: int, key: str = "") -> None:
        super().__init__(key, seconds=retry_after)
        self.retry_after = retry_after


class RateLimited(Later):
    """Too often."""

    status = 429
    default_key = "error.rate_limited"


class Unavailable(Later):
    """What the answer needs is busy."""

    status = 503
    default_key = "error.busy"
