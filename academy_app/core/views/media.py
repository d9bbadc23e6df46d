"""What authors see of their links and their files. Moments are ISO, sizes kilobytes."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class LinkRow:
    """An address where something is wrong, `problem` being the key of what. `href` is where it
    stands, in the lesson; `status` 0 where nobody answered."""

    id: int
    kind: str
    url: str
    problem: str
    status: int
    checked_at: str
    lesson: str
    href: str


@dataclass(frozen=True)
class CourseHealth:
    """`key` is unique on its page."""

    key: str
    title: str
    href: str
    rows: list[LinkRow] = field(default_factory=list)


@dataclass(frozen=True)
class Health:
    """`unseen` are those at which we do not look. Of `links` so many wait for their first look."""

    broken: list[CourseHealth] = field(default_factory=list)
    unseen: list[CourseHealth] = field(default_factory=list)
    count: int = 0
    links: int = 0
    waiting: int = 0
    is_cut: bool = False
    is_on: bool = True


@dataclass(frozen=True)
class Use:
    """Where a file stands: a `kind` of text with the key of its name, its title and address."""

    key: str
    kind: str
    label: str
    title: str
    href: str


@dataclass(frozen=True)
class Uses:
    """Those that the reader may see by name; there are `hidden` more."""

    of: str = ""
    rows: list[Use] = field(default_factory=list)
    hidden: int = 0


@dataclass(frozen=True)
class MediaRow:
    """`key` is `image-12`, or `file-` and its name in the storage. Sides are 0 for what is no
    image. `owner` is whose it is, "" for one's own."""

    key: str
    id: int
    name: str
    href: str
    thumbnail: str
    kilobytes: int
    width: int
    height: int
    at: str
    owner: str
    uses: int


@dataclass(frozen=True)
class Media:
    """`kind` is images or files."""

    kind: str = "images"
    query: str = ""
    rows: list[MediaRow] = field(default_factory=list)
    next: str = ""
    next_href: str = ""
