"""What a search shows. A text is a row of pieces, some of which are what was looked for."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Piece:
    text: str
    is_hit: bool = False


@dataclass(frozen=True)
class Hit:
    """`kind` is thread, post, lesson or transcript; `place` says where it stands, `time` when in
    the video (1:23), `at` when it was written."""

    id: int
    kind: str
    href: str
    title: list[Piece]
    words: list[Piece]
    place: str
    author: str
    at: str
    time: str
    is_answered: bool


@dataclass(frozen=True)
class Found:
    """`cursor` asks for more, "" when there is none. `suggestion` is what may have been meant
    where nothing was found."""

    hits: list[Hit] = field(default_factory=list)
    cursor: str = ""
    suggestion: str = ""


@dataclass(frozen=True)
class Choice:
    """Something to narrow by; `name` is what it is called, or for a kind, the address."""

    value: str
    name: str


@dataclass(frozen=True)
class SearchPage:
    """`query` and what narrows it, as they stand in the address; `is_narrowed` tells whether more
    than the kind does. `clear_href` is the way back to all, "" for who is there."""

    query: str = ""
    kind: str = ""
    category: str = ""
    course: str = ""
    author: str = ""
    since: str = ""
    until: str = ""
    is_answered: bool = False
    is_narrowed: bool = False
    hits: list[Hit] = field(default_factory=list)
    more_href: str = ""
    first_href: str = ""
    suggestion: str = ""
    suggestion_href: str = ""
    clear_href: str = ""
    kinds: list[Choice] = field(default_factory=list)
    categories: list[Choice] = field(default_factory=list)
    courses: list[Choice] = field(default_factory=list)
