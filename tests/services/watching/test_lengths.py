"""A video's length by what its players say."""

import pytest

from academy_app.services.watching.lengths import may_complete, measure, pinned, stable


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


def test_the_first_stable_value_is_taken_but_not_below_the_subtitles() -> None:
    assert pinned(None, {100.0: 1}, 0.0) == 100.0
    assert pinned(None, {5.0: 1}, 80.0) == 80.0
    assert pinned(90.0, {5.0: 10, 90.0: 1}, 80.0) == 80.0
    assert pinned(None, {}, 80.0) is None


@pytest.mark.parametrize("invented", [5.0, 9_000.0])
def test_one_client_neither_shrinks_nor_stretches(invented: float) -> None:
    assert pinned(100.0, {100.0: 1, invented: 1}, 0.0) == 100.0
    assert pinned(100.0, {invented: 1}, 0.0) == 100.0


def test_two_who_agree_enlarge_but_not_what_more_confirm() -> None:
    assert pinned(10.0, {10.0: 1, 100.0: 2}, 0.0) == 100.0
    assert pinned(10.0, {10.0: 2, 100.0: 2}, 0.0) == 100.0
    assert pinned(200.0, {200.0: 6, 43_200.0: 2}, 0.0) == 200.0


def test_more_undo_what_some_said() -> None:
    assert pinned(40_000.0, {40_000.0: 1, 100.0: 2}, 0.0) == 40_000.0
    assert pinned(40_000.0, {40_000.0: 1, 100.0: 3}, 0.0) == 100.0
    assert pinned(40_000.0, {40_000.0: 3, 100.0: 3}, 0.0) == 40_000.0
    assert pinned(40_000.0, {40_000.0: 3, 100.0: 4}, 0.0) == 100.0


def test_players_that_differ_by_less_than_a_second_agree() -> None:
    assert pinned(40_000.0, {40_000.0: 2, 100.0: 1, 100.4: 1, 100.8: 1}, 0.0) == 100.8
    assert pinned(100.0, {100.0: 1, 100.8: 5}, 0.0) == 100.0


@pytest.mark.parametrize(
    ("counted", "own", "expected"),
    [(None, 9.0, None), (5.0, None, 5.0), (0.5, 200.0, 200.0), (200.0, 0.5, 200.0)],
)
def test_a_member_is_measured_by_the_longer(
    counted: float | None, own: float | None, expected: float | None
) -> None:
    assert measure(counted, own) == expected


@pytest.mark.parametrize(
    ("length", "own", "agreeing", "expected"),
    [
        (0.5, 0.5, 1, False),
        (4.0, 4.0, 1, False),
        (4.0, 4.0, 2, True),
        (12.0, 12.0, 1, True),
        (200.0, 200.0, 1, True),
        (200.0, None, 1, False),
        (200.0, None, 2, True),
        (200.0, 100.0, 1, True),
    ],
)
def test_whose_word_completes(
    length: float, own: float | None, agreeing: int, expected: bool
) -> None:
    assert may_complete(length, own, agreeing) is expected
