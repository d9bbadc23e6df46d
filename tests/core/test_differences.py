"""What changed between two texts: both can be read out of it again, and it never takes long."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy_app.core.differences import differences
from academy_app.core.views.writing import Piece

SECONDS = 5.0
LONGEST = 32_000


def text_of(pieces: list[Piece], *kinds: str) -> str:
    return "".join(piece.text for piece in pieces if piece.kind in kinds)


def test_words_within_a_line() -> None:
    pieces = differences("Knead it slowly.\nThen wait.", "Knead it well.\nThen wait.\n\nEat")
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("same", "Knead it "),
        ("removed", "slowly"),
        ("added", "well"),
        ("same", ".\nThen wait."),
        ("added", "\n\nEat"),
    ]


@given(st.text("ab \n.", max_size=80), st.text("ab \n.", max_size=80))
def test_both_texts_are_in_it(before: str, after: str) -> None:
    pieces = differences(before, after)
    assert text_of(pieces, "same", "removed") == before
    assert text_of(pieces, "same", "added") == after
    assert all(one.kind != other.kind for one, other in pairwise(pieces))
    assert all(piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a " * 16_000, "a b " * 8_000),
        ("a\n" * 16_000, "b\na\n" * 8_000),
        ("\n" * LONGEST, "x" + "\n" * (LONGEST - 2) + "y"),
        ("abcdefg " * 4_000, "gfedcba " * 4_000),
        (
            " ".join(str(n % 99) for n in range(10_000)),
            " ".join(str(n % 98) for n in range(10_000)),
        ),
        ("\n".join(str(n % 60) for n in range(900)), "\n".join(str(n % 61) for n in range(1_000))),
        ("ab.\n" * 900, "ba.\n" * 900),
        ("." * LONGEST, "," * LONGEST),
    ],
)
def test_no_text_takes_long(before: str, after: str) -> None:
    begun = time.perf_counter()
    pieces = differences(before, after)
    assert time.perf_counter() - begun < SECONDS
    assert text_of(pieces, "same", "added") == after
