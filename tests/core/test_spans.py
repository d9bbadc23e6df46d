"""The algebra of played intervals, held against sets of milliseconds."""

from itertools import pairwise
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy_app.core import spans
from academy_app.core.errors import Invalid
from academy_app.core.spans import Spans

TOP = 60


@st.composite
def some_spans(draw: st.DrawFn) -> Spans:
    """Any valid spans within 0 to TOP."""
    points = draw(st.lists(st.integers(0, TOP), unique=True, max_size=16))
    return sorted(points)[: len(points) // 2 * 2]


def moments(held: Spans) -> set[int]:
    """The milliseconds they hold, one by one."""
    return {
        ms for start, end in zip(held[::2], held[1::2], strict=True) for ms in range(start, end)
    }


def is_well_formed(held: Spans) -> bool:
    return len(held) % 2 == 0 and all(a < b for a, b in pairwise(held))


@given(some_spans(), some_spans())
def test_union_subtract_and_intersection_are_those_of_sets(a: Spans, b: Spans) -> None:
    for result, expected in (
        (spans.union(a, b), moments(a) | moments(b)),
        (spans.subtract(a, b), moments(a) - moments(b)),
        (spans.intersection(a, b), moments(a) & moments(b)),
    ):
        assert is_well_formed(result)
        assert moments(result) == expected
        assert spans.length(result) == len(expected)


@given(some_spans(), some_spans(), some_spans())
def test_union_does_not_care_about_order_or_repetition(a: Spans, b: Spans, c: Spans) -> None:
    assert spans.union(a, b) == spans.union(b, a)
    assert spans.union(spans.union(a, b), c) == spans.union(a, spans.union(b, c))
    assert spans.union(a, spans.union(a, b)) == spans.union(a, b)


@given(some_spans(), st.integers(0, TOP), st.integers(0, TOP))
def test_clip_keeps_what_lies_within(a: Spans, start: int, end: int) -> None:
    assert moments(spans.clip(a, start, end)) == moments(a) & set(range(start, end))
    assert moments(spans.clip(a, start)) == moments(a) & set(range(start, TOP + 1))


@given(some_spans(), st.integers(-5, TOP))
def test_earliest_takes_from_the_front(a: Spans, most: int) -> None:
    taken = spans.earliest(a, most)
    assert is_well_formed(taken)
    assert sorted(moments(taken)) == sorted(moments(a))[: max(0, most)]


@given(some_spans(), st.integers(0, 10), st.integers(1, 8))
def test_compact_only_adds_and_keeps_to_its_number(a: Spans, gap: int, most: int) -> None:
    fewer = spans.compact(a, gap, most)
    assert is_well_formed(fewer)
    assert moments(a) <= moments(fewer)
    assert len(fewer) // 2 <= most
    assert (fewer[:1], fewer[-1:]) == (a[:1], a[-1:])
    assert all(start - end > gap for end, start in zip(fewer[1::2], fewer[2::2], strict=False))


def test_compact_closes_the_smallest_gaps_first() -> None:
    assert spans.compact([0, 10, 15, 20, 22, 30, 80, 90], gap=1, most=2) == [0, 30, 80, 90]


@pytest.mark.parametrize(
    ("held", "start", "end", "gap"),
    [
        ([], 0, 60_000, 0),
        ([], 20_000, 60_000, 20_000),
        ([0, 12_000, 50_000, 60_000], 0, 60_000, 12_000),
        ([0, 12_000], 20_000, 60_000, 20_000),
        ([100, 12_000, 12_200, 59_900], 0, 60_000, None),
        ([0, 60_000], 0, 60_000, None),
        ([], 60_000, 20_000, None),
    ],
)
def test_the_first_gap_is_one_that_players_can_tell(
    held: Spans, start: int, end: int, gap: int | None
) -> None:
    assert spans.first_gap(held, start, end) == gap


numbers = st.one_of(st.floats(), st.integers(), st.floats(0, 50_000), st.floats(0, 100))


@given(st.lists(st.lists(numbers, min_size=2, max_size=2), max_size=40))
def test_any_pairs_of_numbers_become_well_formed(pairs: list[list[float]]) -> None:
    made = spans.from_pairs(pairs)
    assert is_well_formed(made)
    assert all(0 <= ms <= spans.MAX_SECONDS * 1000 for ms in made)
    assert spans.from_pairs(spans.to_pairs(made)) == made


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], []),
        ([[0, 10], [10, 20]], [0, 20_000]),
        ([[5, 6], [0.0004, 1.5]], [0, 1500, 5000, 6000]),
        ([[10, 5], [3, 3]], []),
        ([[nan, 5], [5, nan], [0, inf], [-inf, 3]], []),
        ([[-5, 2]], [0, 2000]),
        ([[-5, -2]], []),
        ([[43_199, 1e300]], [43_199_000, 43_200_000]),
        ([[10**400, 10**401]], []),
    ],
)
def test_strange_intervals_are_cut_or_dropped(pairs: object, expected: Spans) -> None:
    assert spans.from_pairs(pairs) == expected


@pytest.mark.parametrize(
    "pairs",
    [None, "0-10", 7, {"0": 10}, [1, 2], [[1]], [[1, 2, 3]], [["1", "2"]], [[True, 5]], [None],
     [[0, 1]] * 1001, [[0, 1]] * 1_000_000],
    ids=lambda pairs: f"{pairs!r:.20}",
)  # fmt: skip
def test_what_is_no_list_of_pairs_is_refused_by_name(pairs: object) -> None:
    with pytest.raises(Invalid) as refused:
        spans.from_pairs(pairs, "played")
    assert list(refused.value.fields) == ["played"]
