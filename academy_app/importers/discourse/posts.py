"""A post's text: Markdown with Discourse's own marks, or the HTML that was made of it."""

import re
from collections.abc import Iterator
from typing import Final

from academy_app.importers.community import People
from academy_app.importers.prose import Node, escaped, from_html, to_markdown
from academy_app.importers.reading import Staged
from academy_app.importers.report import Report

# Code stays as it is; nothing in it is a mark.
_CODE = re.compile(
    r"(?:^|(?<=\n))[ \t]*(```+|~~~+)[^\n]*\n.*?(?:\n[ \t]*\1[ \t]*(?=\n|$)|$)"
    r"|(`+)(?!`).+?(?<!`)\2(?!`)",
    re.DOTALL,
)
_QUOTE = re.compile(r"\[quote(?:=\"?([^\"\]\n]{0,300})\"?)?\]\n?|\n?\[/quote\]", re.IGNORECASE)
_DETAILS = re.compile(r"\[details(?:=\"?([^\"\]\n]{0,300})\"?)?\]|\[/details\]", re.IGNORECASE)
_LOOKS = re.compile(
    r"\[/?(?:spoiler|hidden|center|wrap|size|color|u)(?:=[^\]\n]{0,100})?\]", re.IGNORECASE
)
_MENTION = re.compile(r"(?<![\w@/.\[])@([\w.-]{1,60}\w)")
_UPLOAD = re.compile(r"(!?)\[([^\[\]\n]{0,500})\]\((upload://[^()\s]{1,300})\)")
_SIZES = re.compile(r"\|(?:\d+x\d+(?:,\s*\d+%)?|attachment|audio|video|thumbnail)\b.*$")
DEEPEST: Final = 5


def scribe(staged: Staged, people: People, report: Report) -> str:
    """The Markdown of a post."""
    text = str(staged.content.get("text") or "")
    if staged.content.get("form") == "cooked":
        nodes = from_html(text)
        _name_people(nodes, people)
        return to_markdown(nodes)
    return _Raw(staged, people, report).written(text)


def _name_people(nodes: list[Node], people: People) -> None:
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        waiting += node.children
        if node.kind == "link" and node.address.startswith("/u/") and node.children:
            username = node.address.removeprefix("/u/").partition("/")[0]
            words = node.children[0].text
            key = people.named(username)
            if key and words.startswith("@"):
                node.address = people.mention(key, words).address or node.address
            else:
                # A page of the other forum.
                node.kind = "span"


class _Raw:
    def __init__(self, staged: Staged, people: People, report: Report) -> None:
        self.staged = staged
        self.people = people
        self.report = report

    def written(self, text: str) -> str:
        if isinstance(self.staged.content.get("poll"), dict):
            text = _without_polls(text)
        pieces = list(_with_code(text))
        marked = "".join(piece if is_code else self._prose(piece) for piece, is_code in pieces)
        return _quoted(marked)

    def _prose(self, text: str) -> str:
        text = _DETAILS.sub(
            lambda found: f"\n\n**{escaped(found[1])}**\n\n" if found[1] else "\n\n", text
        )
        text = _LOOKS.sub("", text)
        text = _UPLOAD.sub(self._upload, text)
        return _MENTION.sub(self._mention, text)

    def _mention(self, found: re.Match[str]) -> str:
        key = self.people.named(found[1])
        node = self.people.mention(key, found[0]) if key else None
        if node is None or node.kind != "link":
            return found[0]
        return to_markdown([node])

    def _upload(self, found: re.Match[str]) -> str:
        """The address means something in that forum alone."""
        self.report.lost("import.attachment_missing", self.staged.place, name=found[3])
        return _SIZES.sub("", found[2])


def _without_polls(text: str) -> str:
    """A regular expression would look for the end again from each beginning."""
    kept: list[str] = []
    position = 0
    while (start := text.find("[poll", position)) >= 0:
        end = text.find("[/poll]", start)
        if end < 0:
            break
        kept.append(text[position:start])
        position = end + len("[/poll]")
    return "".join(kept) + text[position:]


def _with_code(text: str) -> Iterator[tuple[str, bool]]:
    position = 0
    for found in _CODE.finditer(text):
        yield text[position : found.start()], False
        yield found[0], True
        position = found.end()
    yield text[position:], False


def _quoted(text: str) -> str:
    """Quotes in brackets as quotes of Markdown, those within others too. One that is not closed
    ends with the text."""
    levels: list[list[str]] = [[]]
    position = 0
    in_code = [found.span() for found in _CODE.finditer(text)]
    for found in _QUOTE.finditer(text):
        if any(start <= found.start() < end for start, end in in_code):
            continue
        levels[-1].append(text[position : found.start()])
        position = found.end()
        if not found[0].strip().lower().startswith("[/"):
            if len(levels) <= DEEPEST:
                levels.append([])
                levels[-1].append(_whose(found[1] or ""))
        elif len(levels) > 1:
            _close(levels)
    levels[-1].append(text[position:])
    while len(levels) > 1:
        _close(levels)
    return "".join(levels[0])


def _close(levels: list[list[str]]) -> None:
    inner = "".join(levels.pop()).strip("\n")
    lines = "\n".join(f"> {line}".rstrip() for line in inner.split("\n"))
    levels[-1].append(f"\n\n{lines}\n\n")


def _whose(about: str) -> str:
    name = about.split(",", maxsplit=1)[0].strip()
    return f"**{escaped(name)}:**\n\n" if name else ""
