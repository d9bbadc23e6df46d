"""An answer to "may they?": yes, or no for a reason."""

from dataclasses import dataclass, field

from academy_app.core.errors import Forbidden, NotFound, Params


@dataclass(frozen=True, slots=True)
class Decision:
    """Truthy when allowed; else `reason` is a translation key with `params`.

    `is_hidden` means the actor may not even know that the thing exists.
    """

    allowed: bool
    reason: str = ""
    is_hidden: bool = False
    params: Params = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.allowed


YES = Decision(True)


def no(reason: str, **params: str | int) -> Decision:
    """`params` are what the reason's text names."""
    return Decision(False, reason, params=params)


HIDDEN = Decision(False, "error.not_found", is_hidden=True)


def require(decision: Decision) -> None:
    """Raise what a refusal means to its reader."""
    if decision.is_hidden:
        raise NotFound(decision.reason)
    if not decision:
        raise Forbidden(decision.reason, **decision.params)
