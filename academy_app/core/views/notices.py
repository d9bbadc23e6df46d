"""What the screens of notifications and bookmarks show."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class NoticeRow:
    """`text` is a translation key; `name`, `title` and `count` are what it names. `opens` is the
    moment again where a new day begins in the list, else ""."""

    id: int = 0
    kind: str = ""
    text: str = ""
    name: str = ""
    title: str = ""
    count: int = 0
    initials: str = ""
    picture: str = ""
    colour: int = 0
    href: str = ""
    at: str = ""
    opens: str = ""
    is_unread: bool = False


@dataclass(frozen=True)
class Bell:
    """`unread` counts to 99 and `shown` says it, "99+" for more. `unread_ids` are the newest
    unread ones, all of them if `is_complete`, and `newest` the newest of all; both are empty
    where only the count was asked."""

    unread: int = 0
    shown: str = ""
    unread_ids: list[int] = field(default_factory=list)
    is_complete: bool = False
    newest: list[NoticeRow] = field(default_factory=list)


@dataclass(frozen=True)
class Notices:
    """A page of them, the newest if `is_first`; `next` is the cursor of the page after it, "" on
    the last."""

    rows: list[NoticeRow] = field(default_factory=list)
    is_unread_only: bool = False
    is_first: bool = True
    next: str = ""
    next_href: str = ""


@dataclass(frozen=True)
class Wish:
    """Whether a member wants to be told of a kind; `text` is the key of what it is."""

    kind: str
    text: str
    is_on: bool


@dataclass(frozen=True)
class Following:
    """What a member follows or has muted: a `thread`, a `category` or a `member`, by name."""

    kind: str
    id: int
    state: str
    name: str
    href: str


@dataclass(frozen=True)
class BookmarkRow:
    """A post that was kept, with the member's own note."""

    post_id: int
    title: str
    excerpt: str
    note: str
    href: str
    at: str
    name: str
    initials: str
    picture: str
    colour: int


@dataclass(frozen=True)
class Bookmarks:
    """A page of them, the last kept first; `next` is the cursor of the page after it."""

    rows: list[BookmarkRow] = field(default_factory=list)
    next: str = ""
    next_href: str = ""
