"""What is a word, which ones a word finds, and how they are shown in their text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy_app.core.words import (
    LONGEST,
    MOST,
    alike,
    begins,
    fold,
    folded,
    indexable,
    marked,
    printable,
    words_of,
)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", ()),
        (' "NEAR(a* b", 5) ', ("NEAR", "a", "b", "5")),
        ("title:e-mail_x", ("title", "e", "mail", "x")),
        ("u\u0308bung", ("übung",)),
        ("a\x00b", ("a", "b")),
        ("🍞\ud800", ()),
        ("twice twice", ("twice",)),
        ("x" * 10_000, ("x" * LONGEST,)),
    ],
)
def test_words_of_what_was_typed(typed: str, words: tuple[str, ...]) -> None:
    assert words_of(typed) == words


def test_no_more_words_than_a_search_needs() -> None:
    assert len(words_of(" ".join(map(str, range(100))))) == MOST


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("Übung", "ubung"),
        ("STRASSE", "strasse"),
        ("Straße", "straße"),
        ("İ", "i"),
        ("한", "한"),
    ],
)
def test_the_form_in_which_words_are_compared(word: str, form: str) -> None:
    assert fold(word) == form


def test_a_single_letter_finds_itself_alone() -> None:
    assert (begins("ab", "a"), begins("a", "a"), begins("abc", "ab")) == (False, True, True)


def test_hits_are_marked_where_they_stand() -> None:
    assert marked("Die Übung hilft üben.", ["UB"]) == [
        ("Die ", False),
        ("Übung", True),
        (" hilft ", False),
        ("üben", True),
        (".", False),
    ]
    assert marked("<b>bold</b>", ["b"]) == [("<", False), ("b", True), (">bold</", False),
                                            ("b", True), (">", False)]  # fmt: skip


def test_a_snippet_is_the_place_that_holds_most_of_the_words() -> None:
    filler = "nothing here at all "
    text = f"rye {filler * 30} rye and wheat {filler * 30}"
    pieces = marked(text, ["rye", "wheat"], 100)
    assert [word for word, is_hit in pieces if is_hit] == ["rye", "wheat"]
    shown = "".join(word for word, _ in pieces)
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) <= 104
    assert marked("", ["a"], 100) == []


@given(st.text(max_size=400), st.lists(st.text(max_size=8), max_size=3), st.integers(0, 90))
def test_nothing_is_added_to_a_text(text: str, words: list[str], most: int) -> None:
    pieces = marked(text, [word for word in words if word], most)
    shown = "".join(word for word, _ in pieces)
    one_line = " ".join(text.split("\n"))
    assert shown.removeprefix("… ").removesuffix(" …") in one_line
    assert most or shown == one_line


@given(st.text(max_size=300))
def test_every_word_of_a_text_finds_itself(text: str) -> None:
    words = list(folded(indexable(text)))
    for word in words_of(text):
        assert any(begins(known, fold(word)) for known in words)


@pytest.mark.parametrize(
    ("word", "meant"),
    [("suordough", "sourdough"), ("sourdogh", "sourdough"), ("ryee", "rye"), ("rie", ""),
     ("xyzzy", ""), ("whaet", "wheat"), ("ourdough", "sourdough")],
)  # fmt: skip
def test_a_slip_is_put_right(word: str, meant: str) -> None:
    assert alike(word, ["rye", "sourdough", "wheat"]) == meant


def test_what_cannot_be_compared_is_left_out() -> None:
    assert printable(" a\x00b\n\ud800  c ") == "a b c"


def test_a_text_full_of_hits_is_marked_in_time() -> None:
    begun = time.perf_counter()
    marked("ab " * 60_000, ["ab", "zz"], 180)
    marked("a" * 200_000, ["ab"], 180)
    assert time.perf_counter() - begun < 0.5
