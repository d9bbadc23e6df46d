"""What changed between two texts, word by word.

Texts are members': the time stays within bounds whatever they hold. Lines are compared first,
words within the lines that differ; where that would take long, all of a block is new.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from academy_app.core.views.writing import Piece

# Of pairs that a comparison may have to look at.
MOST_LINES: Final = 1_000_000
MOST_WORDS: Final = 250_000

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_WORD = re.compile(r"\w+|\s+|[^\w\s]")


def differences(before: str, after: str) -> list[Piece]:
    """The pieces of both texts in the order of reading; neighbours differ in kind."""
    return _joined(_compared(before, after, _LINE, MOST_LINES))


def _compared(before: str, after: str, unit: re.Pattern[str], most: int) -> Iterator[Piece]:
    old, new = unit.findall(before), unit.findall(after)
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    yield Piece("same", "".join(old[:head]))
    yield from _between(
        old[head : len(old) - tail], new[head : len(new) - tail], unit is _LINE, most
    )
    yield Piece("same", "".join(old[len(old) - tail :]))


def _between(
    old: Sequence[str], new: Sequence[str], is_of_lines: bool, most: int
) -> Iterator[Piece]:
    if len(old) * len(new) > most:
        yield Piece("removed", "".join(old))
        yield Piece("added", "".join(new))
        return
    for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        gone, come = "".join(old[a:b]), "".join(new[c:d])
        if kind == "equal":
            yield Piece("same", gone)
        elif kind == "replace" and is_of_lines:
            yield from _compared(gone, come, _WORD, MOST_WORDS)
        else:
            yield Piece("removed", gone)
            yield Piece("added", come)


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many units they begin with in common."""
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        count += 1
    return count


def _joined(pieces: Iterator[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if joined and joined[-1].kind == piece.kind:
            joined[-1] = Piece(piece.kind, joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return joined
