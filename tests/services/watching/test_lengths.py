"""A video's length by what its players say."""

import pytest

from academy_app.services.watching.lengths import pinned, stable


@pytest.mark.parametrize(
    ("before", "reported", "expected"),
    [
        (None, 100.0, None),
        (100.0, None, None),
        (100.0, 100.9, 100.9),
        (100.0, 102.0, None),
    ],
)
def test_stable_means_said_twice(
    before: float | None, reported: float | None, expected: float | None
) -> None:
    assert stable(before, reported) == expected


def of(
    current: float | None, mine: float, agreeing: int = 0, confirming: int = 0, floor: float = 0.0
) -> float:
    return pinned(current, mine, agreeing=agreeing, confirming=confirming, floor=floor)


def test_the_first_stable_value_is_taken_but_not_below_the_subtitles() -> None:
    assert of(None, 100.0) == 100.0
    assert of(None, 5.0, floor=80.0) == 80.0


def test_one_client_neither_shrinks_nor_stretches() -> None:
    assert of(100.0, 5.0) == 100.0
    assert of(100.0, 9_000.0) == 100.0


def test_two_who_agree_enlarge() -> None:
    assert of(10.0, 100.0, agreeing=1) == 100.0


def test_three_who_agree_undo_what_one_alone_said() -> None:
    assert of(40_000.0, 100.0, agreeing=1, confirming=1) == 40_000.0
    assert of(40_000.0, 100.0, agreeing=2, confirming=1) == 100.0
    assert of(40_000.0, 100.0, agreeing=9, confirming=2) == 40_000.0
    assert of(90.0, 5.0, agreeing=9, floor=80.0) == 80.0
