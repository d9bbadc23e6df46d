"""The algebra of played intervals.

Spans are whole milliseconds in one flat list `[start, end, start, end, ...]`: sorted, no piece
empty, no two overlapping or touching. Every function but `from_pairs` takes and gives such
lists and changes none.
"""

from collections.abc import Iterable, Iterator, Sequence
from math import inf
from typing import TypeAlias

from academy_app.core.errors import Invalid, Problem

Spans: TypeAlias = list[int]

MAX_PAIRS = 1000
MAX_SECONDS = 12 * 60 * 60
# Players tell the time about four times a second: what is shorter is no hole.
GAP_MS = 250


def from_pairs(pairs: object, field: str = "spans") -> Spans:
    """Spans from a stranger's `[[start, end], ...]` in seconds.

    What is no interval of a media (reversed, empty, not finite) is dropped, what lies outside
    of 0 to 12 hours cut off. Invalid, naming `field`, when it is no list of pairs of numbers or
    holds more than 1,000 of them.
    """
    if not isinstance(pairs, list):
        raise Invalid({field: "watch.spans_malformed"})
    if len(pairs) > MAX_PAIRS:
        raise Invalid({field: Problem("watch.spans_too_many", {"most": MAX_PAIRS})})
    return _merged(sorted(_piece(*_pair(pair, field)) for pair in pairs))


def to_pairs(spans: Spans) -> list[list[float]]:
    """The other way: `[[start, end], ...]` in seconds."""
    return [[start / 1000, end / 1000] for start, end in _pieces(spans)]


def union(a: Spans, b: Spans) -> Spans:
    """What is in either."""
    if not a or not b:
        return list(a or b)
    return _merged(sorted((*_pieces(a), *_pieces(b))))


def subtract(a: Spans, b: Spans) -> Spans:
    """What is in `a` and not in `b`."""
    left: Spans = []
    holes = list(_pieces(b))
    passed = 0
    for start, end in _pieces(a):
        while passed < len(holes) and holes[passed][1] <= start:
            passed += 1
        at = start
        for number in range(passed, len(holes)):
            hole_start, hole_end = holes[number]
            if hole_start >= end:
                break
            if hole_start > at:
                left += (at, hole_start)
            at = max(at, hole_end)
        if at < end:
            left += (at, end)
    return left


def intersection(a: Spans, b: Spans) -> Spans:
    """What is in both."""
    return subtract(a, subtract(a, b))


def clip(spans: Spans, start: int, end: int | None = None) -> Spans:
    """What lies between `start` and `end`; without an `end`, all after `start`."""
    cut: Spans = []
    for piece_start, piece_end in _pieces(spans):
        first = max(piece_start, start)
        last = piece_end if end is None else min(piece_end, end)
        if first < last:
            cut += (first, last)
    return cut


def length(spans: Spans) -> int:
    """Milliseconds in all."""
    return sum(spans[1::2]) - sum(spans[::2])


def earliest(spans: Spans, most: int) -> Spans:
    """The first `most` milliseconds of them."""
    taken: Spans = []
    left = most
    for start, end in _pieces(spans):
        if left <= 0:
            break
        taken += (start, min(end, start + left))
        left -= end - start
    return taken


def first_gap(spans: Spans, start: int, end: int) -> int | None:
    """Where between `start` and `end` the first hole begins, in ms; None when there is none."""
    holes = subtract([start, end], spans)
    return next((at for at, until in _pieces(holes) if until - at > GAP_MS), None)


def compact(spans: Spans, gap: int, most: int) -> Spans:
    """Fewer pieces over the same ground: gaps of up to `gap` ms are closed, then the smallest
    that are left until there are `most` pieces. It holds all that `spans` holds."""
    gaps = sorted(start - end for end, start in zip(spans[1::2], spans[2::2], strict=False))
    too_many = len(gaps) + 1 - most
    if too_many > 0:
        gap = max(gap, gaps[too_many - 1])
    return _merged(_pieces(spans), gap)


def _pieces(spans: Sequence[int]) -> Iterator[tuple[int, int]]:
    return zip(spans[::2], spans[1::2], strict=True)


def _merged(pieces: Iterable[tuple[int, int]], gap: int = 0) -> Spans:
    """Sorted pieces, those joined that overlap or lie no further apart than `gap`."""
    merged: Spans = []
    for start, end in pieces:
        if end <= start:
            continue
        if merged and start <= merged[-1] + gap:
            merged[-1] = max(merged[-1], end)
        else:
            merged += (start, end)
    return merged


def _pair(pair: object, field: str) -> tuple[float, float]:
    if not isinstance(pair, list) or len(pair) != 2 or not all(map(_is_number, pair)):
        raise Invalid({field: "watch.spans_malformed"})
    return pair[0], pair[1]


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _piece(start: float, end: float) -> tuple[int, int]:
    """In ms within the limits; empty when it is no interval."""
    if not (-inf < start < inf and -inf < end < inf):
        return 0, 0
    return _milliseconds(start), _milliseconds(end)


def _milliseconds(seconds: float) -> int:
    return round(min(max(seconds, 0), MAX_SECONDS) * 1000)
