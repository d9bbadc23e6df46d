"""Levels in the community: points are likes received, each level begins at so many."""

from bisect import bisect_right
from typing import Final

BEGIN_AT: Final = (0, 5, 20, 65, 155, 515, 2015, 8015, 33015)
HIGHEST: Final = len(BEGIN_AT)


def level_of(points: int) -> int:
    """1 to 9."""
    return max(1, bisect_right(BEGIN_AT, points))


def missing(points: int) -> int:
    """How many points the next level is away; 0 on the highest."""
    level = level_of(points)
    return 0 if level == HIGHEST else BEGIN_AT[level] - points


def missing_to(points: int, level: int) -> int:
    """How many points that level is away; 0 for who stands on it or above."""
    return max(0, BEGIN_AT[level - 1] - points)


def progress(points: int) -> int:
    """How much of the way from this level to the next is done, in whole percent, rounded down;
    100 on the highest."""
    level = level_of(points)
    if level == HIGHEST:
        return 100
    begin, end = BEGIN_AT[level - 1 : level + 1]
    return 100 * (points - begin) // (end - begin)
