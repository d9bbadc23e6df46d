"""What people type about themselves, made fit to keep: addresses, names, texts."""

import unicodedata

from email_validator import EmailNotValidError, validate_email

from academy_app.core.errors import Invalid, Problem

NAME = 80
BIO = 2000

# Marks that reorder the text around them: a name could dress up as another. What joins
# letters and emoji (U+200C, U+200D) is no such mark and stays.
_REORDERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = frozenset("\u200b\u2060\ufeff\u00ad\u115f\u1160\u3164\uffa0")


def cleaned_email(typed: str) -> str:
    """The address in the one form that is kept, compared and written to: lower-case ASCII.

    Letters beyond ASCII before the @ are refused, for look-alikes would be different people.
    No name server is asked: it could tell or fail. Raises Invalid naming `email`.
    """
    try:
        found = validate_email(
            typed.strip(),
            allow_smtputf8=False,
            check_deliverability=False,
            # A company's own network may be all there is: anna@intranet.
            globally_deliverable=False,
        )
    except EmailNotValidError as error:
        raise Invalid({"email": "email.invalid"}) from error
    assert found.ascii_email is not None, "given for every address without SMTPUTF8"
    return found.ascii_email.lower()


def cleaned_line(typed: str, field: str, most: int) -> str:
    """One line without control, reordering or invisible characters, 1 to `most` long."""
    line = " ".join(_cleaned(typed.replace("\n", " ")).split())
    if not any(character not in _INVISIBLE and character.isprintable() for character in line):
        raise Invalid({field: "error.required"})
    return _not_longer(line, field, most)


def cleaned_text(typed: str, field: str, most: int) -> str:
    """Several lines, cleaned alike; may be empty."""
    return _not_longer(_cleaned(typed.replace("\r\n", "\n")).strip(), field, most)


def _cleaned(typed: str) -> str:
    return "".join(
        character for character in unicodedata.normalize("NFC", typed) if _may_stay(character)
    )


def _may_stay(character: str) -> bool:
    if character in "\n\t":
        return True
    if character in _REORDERING or character in _INVISIBLE:
        return False
    return unicodedata.category(character) not in {"Cc", "Cs", "Co", "Cn"}


def _not_longer(text: str, field: str, most: int) -> str:
    if len(text) > most:
        raise Invalid({field: Problem("error.too_long", {"max": most})})
    return text
