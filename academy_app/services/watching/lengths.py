"""How long a video is, when its author did not say: what most members' players agree on.

Seconds of the media throughout. Each member has one voice, the length that their player said
last. The length with the most voices is pinned, the longer of two with as many; but two must
agree to enlarge what is pinned and three to shrink it. So nobody moves it alone, and however
many say what is wrong, more who say what is right undo it. An author's own length is final,
and no length ends before the last subtitle.

Whoever is measured by a length that others pinned is measured by their own player's too: the
longer of both. Thus a length that is too short completes nobody whose player knows better, and
one that is too long costs no more than a mark by hand. What was completed by a length that is
replaced later stays completed, for that member alone.
"""

from collections import Counter
from collections.abc import Mapping

TOLERANCE = 1.0
TO_ENLARGE = 2
TO_SHRINK = 3
# Below this, one member's word is too cheap to be completed by: it would take no time to watch.
SHORTEST_ALONE = 5.0


def stable(before: float | None, reported: float | None) -> float | None:
    """A length that a player said twice running; None as long as it has not."""
    return reported if agree(before, reported) else None


def pinned(current: float | None, said: Mapping[float, int], floor: float) -> float | None:
    """The length that counts by what is `said`: how many members' players say each length.

    `floor` is the end of the last subtitle.
    """
    heard: Counter[float] = Counter()
    for length, members in said.items():
        heard[max(length, floor)] += members
    if not heard:
        return current
    best = max(heard, key=lambda length: (voices(heard, length), length))
    if current is None:
        return best
    if agree(best, current):
        return current
    wanted = TO_ENLARGE if best > current else TO_SHRINK
    return best if voices(heard, best) >= wanted else current


def voices(said: Mapping[float, int], length: float | None) -> int:
    """How many of those who spoke say `length`, as players tell it."""
    return sum(members for each, members in said.items() if agree(each, length))


def measure(pinned: float | None, own: float | None) -> float | None:
    """The length by which a member is measured whose own player says `own`."""
    return max(pinned, own) if pinned is not None and own is not None else pinned


def may_complete(length: float, own: float | None, agreeing: int) -> bool:
    """Whether a lesson may be completed by a length that `agreeing` members' players say.

    Two who agree suffice. One alone completes by a length of some seconds their own lesson and
    no one else's: who tells no length of their own is not measured by a single other's.
    """
    return agreeing >= 2 or (own is not None and length >= SHORTEST_ALONE)


def agree(a: float | None, b: float | None) -> bool:
    """Whether both are known and the same, as players tell it."""
    return a is not None and b is not None and abs(a - b) <= TOLERANCE
