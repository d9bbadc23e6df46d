"""Texts in the reader's language, from the same files that i18next reads in the browser.

assets/locales/<language>.json: flat keys, `{{name}}` for what is filled in, and the plural
suffixes `_one`, `_few`, `_many`, `_other`, ... chosen by CLDR's rules through Babel.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal

LOCALES = Path(__file__).resolve().parents[2] / "assets" / "locales"
DEFAULT = "en"
LANGUAGES = ("en", "de")
# Written from right to left, for the day one of them is translated.
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ug", "ur"})

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@lru_cache
def texts(language: str) -> Mapping[str, str]:
    """Every text of one language."""
    loaded: dict[str, str] = json.loads((LOCALES / f"{language}.json").read_text("utf-8"))
    return loaded


@lru_cache
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")


def translate(language: str, key: str, **params: str | int | float) -> str:
    """The text of `key`; `count` also chooses the plural form.

    A text missing in `language` is taken from English; a key nobody knows comes back as
    itself, as i18next does.
    """
    for source in (language, DEFAULT):
        found = _find(source, key, params.get("count"))
        if found is not None:
            return _PLACEHOLDER.sub(lambda m: _shown(language, m[1], params.get(m[1], m[0])), found)
    return key


def _find(language: str, key: str, count: str | int | float | None) -> str | None:
    known = texts(language) if language in LANGUAGES else {}
    if isinstance(count, (int, float)):
        form = _locale(language).plural_form(abs(count))
        return known.get(f"{key}_{form}") or known.get(f"{key}_other") or known.get(key)
    return known.get(key)


def _shown(language: str, name: str, value: str | int | float) -> str:
    """A `day` is the ISO moment of one."""
    if not isinstance(value, str):
        return number(language, value)
    is_day = name == "day" and _ISO.match(value)
    return date(language, datetime.fromisoformat(value)) if is_day else value


def number(language: str, value: float) -> str:
    return format_decimal(value, locale=_locale(language))


def date(language: str, moment: datetime) -> str:
    return format_date(moment, "medium", locale=_locale(language))


def date_time(language: str, moment: datetime) -> str:
    return format_datetime(moment, "medium", locale=_locale(language))


def ago(language: str, moment: datetime, at: datetime) -> str:
    """How long before `at` the moment was, in one unit: "3 hours ago"."""
    past = min(moment - at, timedelta(seconds=-1))
    return format_timedelta(past, add_direction=True, locale=_locale(language))


def direction(language: str) -> str:
    """`rtl` or `ltr`, for the `dir` of a document."""
    return "rtl" if language.split("-", maxsplit=1)[0] in RIGHT_TO_LEFT else "ltr"


def language_of(cookie: str | None, accept_language: str | None) -> str:
    """The language to answer in: LibreChat's `lang` cookie first, then the browser's wishes."""
    for wish in (cookie or "", *_wishes(accept_language or "")):
        language = wish.strip().strip('"').split("-")[0].lower()
        if language in LANGUAGES:
            return language
    return DEFAULT


def _wishes(accept_language: str) -> list[str]:
    weighed: list[tuple[float, str]] = []
    for part in accept_language[:400].split(","):
        tag, _, weight = part.partition(";q=")
        try:
            weighed.append((-float(weight or 1), tag))
        except ValueError:
            continue
    return [tag for _, tag in sorted(weighed, key=lambda pair: pair[0])]
