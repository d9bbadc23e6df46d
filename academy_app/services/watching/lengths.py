"""How long a video is, when its author did not say: what members' players agree on.

A single client can neither shrink nor stretch it. Seconds of the media throughout.
"""

TOLERANCE = 1.0
TO_ENLARGE = 2
TO_SHRINK = 3


def stable(before: float | None, reported: float | None) -> float | None:
    """A length that a player said twice running; None as long as it has not."""
    return reported if agree(before, reported) else None


def pinned(
    current: float | None, mine: float, *, agreeing: int, confirming: int, floor: float
) -> float:
    """The length that counts once a member's player says `mine`, a stable one.

    The first is taken; `floor`, the end of the last subtitle, bounds it from below. Two members
    who agree enlarge it. It shrinks only when three agree and nobody confirms the longer one
    but, at most, who said it first. `agreeing` counts the other members whose players say
    `mine`, `confirming` those that say `current`.
    """
    mine = max(mine, floor)
    if current is None:
        return mine
    if mine > current:
        return mine if 1 + agreeing >= TO_ENLARGE else current
    return mine if 1 + agreeing >= TO_SHRINK and confirming <= 1 else current


def agree(a: float | None, b: float | None) -> bool:
    """Whether both are known and the same, as players tell it."""
    return a is not None and b is not None and abs(a - b) <= TOLERANCE
