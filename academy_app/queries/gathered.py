"""A few words of another table within a row: a statement less."""

from typing import Any

from sqlalchemy import ScalarSelect, Select, func

# In no word that was cleaned.
_BETWEEN = "\x1f"


def gathered(words: Select[Any]) -> ScalarSelect[str]:
    """The words that a statement of one column finds, as one text for `parted`."""
    [word] = words.selected_columns
    return words.with_only_columns(func.aggregate_strings(word, _BETWEEN)).scalar_subquery()


def parted(text: str | None) -> list[str]:
    return sorted(text.split(_BETWEEN)) if text else []
