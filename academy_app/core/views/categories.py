"""Categories as members meet them and as admins keep them, and the groups they are opened to."""

from dataclasses import dataclass, field

from academy_app.core.views.membership import Person


@dataclass(frozen=True)
class CategoryCard:
    """A category that the reader knows of. One that `is_locked` opens at its `level`, and says no
    more than what it is called until then.

    `threads` and `unread` are counted up to a bound, which `is_more` and `is_more_unread` say is
    passed. `follow` is `follow`, `mute` or "". `post_reason` says why they may start no thread,
    as a translation key; "" when they may.
    """

    id: int = 0
    slug: str = ""
    name: str = ""
    description: str = ""
    colour: int = 0
    icon: str = ""
    href: str = ""
    position: int = 0
    is_archived: bool = False
    level: int = 1
    is_locked: bool = False
    can_post: bool = False
    post_reason: str = ""
    threads: int = 0
    is_more: bool = False
    unread: int = 0
    is_more_unread: bool = False
    follow: str = ""


@dataclass(frozen=True)
class CategoryLook:
    """What a category is called and how it looks, the same for all who may read it."""

    id: int
    slug: str
    name: str
    description: str
    colour: int
    icon: str
    href: str
    position: int
    is_archived: bool
    level: int


@dataclass(frozen=True)
class GroupChoice:
    """A group that a category can be opened to, and whether this one is."""

    id: int
    name: str
    may_read: bool = False
    may_post: bool = False


@dataclass(frozen=True)
class CategoryRow:
    """A category as admins keep it. `order_up` and `order_down` are the ids of all categories as
    JSON, this one moved by a place; "" at the ends."""

    id: int = 0
    slug: str = ""
    name: str = ""
    description: str = ""
    colour: int = 0
    icon: str = "chat"
    href: str = ""
    edit_href: str = ""
    is_archived: bool = False
    level: int = 1
    read_by: str = "everyone"
    post_by: str = "everyone"
    place: int = 0
    threads: int = 0
    is_more: bool = False
    is_empty: bool = True
    order_up: str = ""
    order_down: str = ""


@dataclass(frozen=True)
class CategoryForm:
    """One category to be changed, with all whom it can be opened to. Roles are by name."""

    row: CategoryRow = field(default_factory=CategoryRow)
    read_roles: list[str] = field(default_factory=list)
    post_roles: list[str] = field(default_factory=list)
    groups: list[GroupChoice] = field(default_factory=list)


@dataclass(frozen=True)
class CategoryList:
    """All categories in their order, and the groups that a new one can be opened to."""

    rows: list[CategoryRow] = field(default_factory=list)
    groups: list[GroupChoice] = field(default_factory=list)


@dataclass(frozen=True)
class GroupRow:
    id: int = 0
    name: str = ""
    members: int = 0
    href: str = ""
    # Of a tier, as typed; "" for a group that is none.
    rank: str = ""


@dataclass(frozen=True)
class GroupMemberRow:
    """`email` helps admins to tell two of the same name apart."""

    person: Person
    email: str


@dataclass(frozen=True)
class GroupPage:
    """A group, what is opened to it, and a page of its members; `next` is the cursor of the page
    after it, "" on the last. `found` are members not in it to whom the search `query` leads."""

    group: GroupRow = field(default_factory=GroupRow)
    categories: list[str] = field(default_factory=list)
    courses: list[str] = field(default_factory=list)
    rows: list[GroupMemberRow] = field(default_factory=list)
    next: str = ""
    next_href: str = ""
    query: str = ""
    found: list[GroupMemberRow] = field(default_factory=list)
