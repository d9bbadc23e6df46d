"""Addresses, names and texts, as they are kept."""

import pytest

from academy_app.core.cleaning import cleaned_email, cleaned_line, cleaned_text
from academy_app.core.errors import Invalid


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Anna@Example.ORG ", "anna@example.org"),
        ("anna@m\u00fcller.de", "anna@xn--mller-kva.de"),
        ("anna@intranet", "anna@intranet"),
        ("anna+lists@example.org", "anna+lists@example.org"),
    ],
)
def test_one_form_of_an_address(typed: str, kept: str) -> None:
    assert cleaned_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "anna",
        "anna@",
        "@example.org",
        "anna@example.org\nBcc: all@example.org",
        "anna@example.org, berta@example.org",
        "Anna <anna@example.org>",
        "\u0430nna@example.org",
        "anna@example.org\0",
        "anna\ud800@example.org",
        "a" * 300 + "@example.org",
    ],
)
def test_what_is_no_address(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        cleaned_email(typed)
    assert refused.value.fields["email"].key == "email.invalid"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Anna \t Meier\n", "Anna Meier"),
        ("Anna\u202eadmin", "Annaadmin"),
        ("A\u0308nne", "\u00c4nne"),
        ("\u0646\u06cc\u200c\u06a9", "\u0646\u06cc\u200c\u06a9"),
        ("\U0001f469\u200d\U0001f680", "\U0001f469\u200d\U0001f680"),
        ("A\0B\x1bC\ud800", "ABC"),
    ],
)
def test_a_line_keeps_letters_and_drops_tricks(typed: str, kept: str) -> None:
    assert cleaned_line(typed, "name", 80) == kept


@pytest.mark.parametrize("typed", ["", " \n ", "\u202e\u200b", "\u3164", "\u200d"])
def test_a_line_must_show_something(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        cleaned_line(typed, "name", 80)
    assert refused.value.fields["name"].key == "error.required"


def test_too_long_tells_how_long() -> None:
    with pytest.raises(Invalid) as refused:
        cleaned_text("x" * 11, "bio", 10)
    assert refused.value.fields["bio"].params == {"max": 10}


def test_a_text_keeps_its_lines() -> None:
    assert cleaned_text(" one\r\n\n two\x07 ", "bio", 100) == "one\n\n two"
