"""What the editor asks for while a member writes, and what a post said before."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class DraftView:
    """`fields` is the editor's own state; moments are ISO 8601."""

    key: str
    version: int
    updated_at: str
    fields: dict[str, Any]


@dataclass(frozen=True)
class DraftRow:
    """A draft in the list of them: its first words.

    `kind` is `new`, `thread`, `post` or `lesson`; `place` is what that is called, and `href` leads
    to where it is written on. Both are "" where that is gone or closed: then `body` is all of it.
    """

    key: str
    kind: str
    version: int
    updated_at: str
    title: str
    excerpt: str
    place: str
    href: str
    body: str


@dataclass(frozen=True)
class MentionRow:
    """A member who can be named; `markdown` is what names them, `is_here` if they wrote here."""

    id: int
    name: str
    picture: str
    initials: str
    colour: int
    is_here: bool
    markdown: str


@dataclass(frozen=True)
class Piece:
    """Some words of a version: `same` as before, `added` or `removed`."""

    kind: str
    text: str


@dataclass(frozen=True)
class Version:
    """What a post said from `at` on, held against the version before it.

    `title` is empty but for openings. `editor` is "" for a member who is gone. One that
    `is_withheld` has no words: somebody who keeps order has changed them since.
    """

    number: int
    editor: str
    at: str
    title: list[Piece]
    body: list[Piece]
    is_withheld: bool = False


@dataclass(frozen=True)
class History:
    """The newest version first. `left_out` counts those before the oldest shown."""

    post_id: int
    versions: list[Version] = field(default_factory=list)
    left_out: int = 0
