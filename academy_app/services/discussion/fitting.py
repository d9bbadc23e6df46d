"""Words from elsewhere made to fit a post, without losing one."""

import re
from typing import Final

from academy_app.core.errors import Invalid
from academy_app.services.discussion.drafts import BODY, CELLS, Words, words_now

_SIGNS = re.compile(r"[\\`*_\[\]<>~$|^#&!+-]")
_PARTS: Final = ("\n\n", "\n", " ")


def fitting(source: str) -> tuple[list[Words], str]:
    """The post, or the several that it must become, and why it is not as it was: a translation key,
    or "". A source without words is no post."""
    source = source.replace("\x00", "").replace("\r\n", "\n").strip()
    if not source:
        return [], ""
    reason = ""
    if any(line.count("|") > CELLS for line in source.split("\n")):
        source, reason = source.replace("\\|", "|").replace("|", "&#124;"), "import.table_as_text"
    parts = list(_parts(source))
    if len(parts) > 1:
        reason = "import.post_split"
    found = []
    for part in parts:
        try:
            found.append(words_now(part))
        except Invalid:
            # Too intricate: its words alone.
            plain = _SIGNS.sub(lambda sign: f"&#{ord(sign[0])};", part)
            found += [words_now(each) for each in _parts(plain)]
            reason = "import.post_as_text"
    return found, reason


def _parts(source: str) -> list[str]:
    """Pieces that a post can hold, cut between paragraphs, else lines, else words."""
    parts = []
    while len(source) > BODY:
        cut = next(
            (at for mark in _PARTS if (at := source.rfind(mark, BODY // 2, BODY)) > 0), BODY - 1
        )
        parts.append(source[:cut].strip())
        source = source[cut:].strip()
    return [part for part in [*parts, source] if part]
