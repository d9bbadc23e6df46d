"""The readable part of an address: given, or made from a name."""

import re
from collections.abc import Iterable
from typing import Final

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Mapped

from academy_app.core.errors import Invalid
from academy_app.core.markdown.headings import slugify

SLUG: Final = 80
# Room for a number behind a name that is taken.
_STEM: Final = SLUG - 6
_SLUG = re.compile(r"[\w]+(?:[-_.][\w]+)*")


def rivals(column: Mapped[str], wanted: str, name: str) -> ColumnElement[bool]:
    """The rows whose slugs `free_slug` must know of."""
    stem = wanted or slugify(name)
    return or_(column == stem, column.startswith(stem[:_STEM], autoescape=True))


def free_slug(wanted: str, name: str, others: Iterable[str]) -> str:
    """`wanted` if it is free, or a free one made from the name. Raises Invalid naming `slug`."""
    taken = set(others)
    if wanted:
        _require_good(wanted)
        if wanted in taken:
            raise Invalid({"slug": "authoring.slug_taken"})
        return wanted
    stem = slugify(name)[:_STEM].strip("-.")
    names = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 3))
    return next(name for name in names if name not in taken)


def _require_good(slug: str) -> None:
    if len(slug) > SLUG or slug != slug.lower() or not _SLUG.fullmatch(slug):
        raise Invalid({"slug": "authoring.bad_slug"})
