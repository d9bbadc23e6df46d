"""What open pages are told, and fetch when they have missed it."""

from dataclasses import dataclass, field

from academy_app.core.views.membership import Person


@dataclass(frozen=True)
class NewsItem:
    """The row `id` of `kind` as it is now; None when it is gone. `number` is of its latest
    change."""

    number: int
    kind: str
    id: int
    row: object | None


@dataclass(frozen=True)
class News:
    """What has changed in a channel from the number `first` to `last`, each row once."""

    channel: str
    first: int
    last: int
    items: list[NewsItem] = field(default_factory=list)


@dataclass(frozen=True)
class Mark:
    """What a member has set on something: `follow`, `mute` or "", or that they have kept it."""

    follow: str = ""
    is_kept: bool = False


@dataclass(frozen=True)
class Company:
    """Who follows a channel, or writes in it: `count` members, some of them by name.

    `at` tells one from another that says the same, in milliseconds.
    """

    channel: str
    count: int
    people: list[Person] = field(default_factory=list)
    at: int = 0
