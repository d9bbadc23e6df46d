"""Words as a search knows them: taken from what was typed, compared, shown where they stand.

Case and accents make no difference: `ubung` finds `Übung`. Every word but a single letter also
finds longer ones that begin with it, `kurs` finds `Kurse`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final, TypeAlias

MOST: Final = 8
LONGEST: Final = 64
TYPED: Final = 200
# Of a text, in characters: beyond it nothing is found.
TEXT: Final = 200_000

# A piece of text, and whether it is what was looked for.
Pieces: TypeAlias = list[tuple[str, bool]]

_WORD = re.compile(r"[^\W_]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_BEFORE: Final = 60
_HITS: Final = 60


def words_of(typed: str) -> tuple[str, ...]:
    """The first words of what was typed, whatever else it holds: no sign has a meaning."""
    text = unicodedata.normalize("NFC", typed[:TYPED])
    words = (match[0][:LONGEST] for match in _WORD.finditer(text))
    return tuple(dict.fromkeys(word for word in words if fold(word)))[:MOST]


def printable(typed: str) -> str:
    """What was typed in one line, without what no database can compare and no page can show."""
    return " ".join("".join(c if c.isprintable() else " " for c in typed[:TYPED]).split())


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """The form in which words are compared."""
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFD", word.lower())
    kept = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", kept)


def indexable(text: str) -> str:
    """The text as it is kept to be searched: without controls, not endless."""
    return unicodedata.normalize("NFC", _CONTROL.sub(" ", text[:TEXT]))


def folded(text: str) -> Iterator[str]:
    """All words of a text, in the form in which they are compared."""
    return (fold(match[0][:LONGEST]) for match in _WORD.finditer(text))


def begins(word: str, wanted: str) -> bool:
    """Whether `wanted` finds `word`; both folded."""
    return word == wanted if len(wanted) < 2 else word.startswith(wanted)


def marked(text: str, words: Iterable[str], most: int = 0) -> Pieces:
    """The text with the words marked where they stand; with `most`, that many characters of it
    around the place that holds most of them."""
    wanted = [fold(word) for word in words]
    hits = list(_hits(text, wanted))
    start, end = _window(text, hits, most) if most else (0, len(text))
    pieces: Pieces = []
    at = start
    for begin, finish, _ in hits:
        if begin < at or finish > end:
            continue
        _put(pieces, text[at:begin], is_hit=False)
        _put(pieces, text[begin:finish], is_hit=True)
        at = finish
    _put(pieces, text[at:end], is_hit=False)
    if pieces and start > 0:
        pieces.insert(0, ("… ", False))
    if pieces and end < len(text):
        pieces.append((" …", False))
    return pieces


def _hits(text: str, wanted: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Begin and end of the first hits, and which of the wanted words each is."""
    count = 0
    for match in _WORD.finditer(text):
        word = fold(match[0])
        for number, one in enumerate(wanted):
            if begins(word, one):
                yield match.start(), match.end(), number
                count += 1
                break
        if count == _HITS:
            return


def _window(text: str, hits: Sequence[tuple[int, int, int]], most: int) -> tuple[int, int]:
    best, held = 0, 0
    for number, (begin, _, _) in enumerate(hits):
        inside = {which for start, end, which in hits[number:] if end <= begin - _BEFORE + most}
        if len(inside) > held:
            best, held = begin, len(inside)
    start = max(0, min(best - _BEFORE, len(text) - most))
    if start:
        # Not within a word, as long as one ends soon.
        space = text.find(" ", start, max(best, start))
        start = space + 1 if space >= 0 else start
    end = min(len(text), start + most)
    if end < len(text):
        space = text.rfind(" ", start + most // 2, end)
        end = space if space >= 0 else end
    return start, end


def _put(pieces: Pieces, text: str, *, is_hit: bool) -> None:
    if text:
        pieces.append((" ".join(text.split("\n")), is_hit))


def alike(word: str, known: Iterable[str]) -> str:
    """The known word that is fewest slips from `word`, all folded; "" when none is near."""
    allowed = 0 if len(word) < 4 else 1 if len(word) < 7 else 2
    best, fewest = "", allowed + 1
    for other in known:
        # Nobody slips at both of a word's first letters: most of a vocabulary is out at a glance.
        is_near = other[:1] in word[:2] or word[:1] in other[:2] or other[1:3] == word[1:3]
        if is_near and abs(len(other) - len(word)) < fewest:
            slips = _slips(word, other, fewest)
            if slips < fewest:
                best, fewest = other, slips
    return best


def _slips(one: str, other: str, most: int) -> int:
    """Letters to add, leave out, change or swap with their neighbour; `most` if that many."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, sign in enumerate(one, start=1):
        above, last, row = before, row, [i]
        before = last
        for j, against in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (sign != against))
            if i > 1 and j > 1 and sign == other[j - 2] and one[i - 2] == against:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) >= most:
            return most
    return row[-1]
