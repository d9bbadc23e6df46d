"""What the screens and API answers of the community show: frozen, plain, already allowed.

What goes to everyone in a room says nothing of its reader: that is in `Mine` and `Rights`. Moments
are ISO 8601 in UTC, "" for none. Links are paths within the site.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Author:
    """Who wrote something. `id` is 0 for a member who is gone."""

    id: int = 0
    name: str = ""
    initials: str = "?"
    picture: str = ""
    colour: int = 0
    level: int = 1
    role: str = "USER"
    href: str = ""


@dataclass(frozen=True)
class ThreadCard:
    """A thread in a list. `place` names its category or its lesson.

    `time` is `seconds` as a player shows them, `moment_href` leads to that second of the lesson's
    video; both are "" without one.
    """

    id: int
    title: str
    href: str
    excerpt: str
    place: str
    place_href: str
    category_id: int
    lesson_id: int
    colour: int
    icon: str
    tags: list[str]
    author: Author
    last_author: Author
    created_at: str
    activity_at: str
    highest: int
    replies: int
    likes: int
    wonderers: int
    score: int
    seconds: float | None
    video_id: int | None
    time: str
    moment_href: str
    has_answer: bool
    has_poll: bool
    is_pinned: bool
    is_locked: bool


@dataclass(frozen=True)
class Feed:
    """A page of threads; `next` is the cursor of the page after it, "" on the last."""

    threads: list[ThreadCard] = field(default_factory=list)
    next: str = ""


@dataclass(frozen=True)
class FeedWish:
    """What a feed is asked for. `category` is a slug, or `@lessons` for what stands under
    lessons, or `@lesson-12` for what stands under that one."""

    category: str = ""
    sort: str = "active"
    period: str = "all"
    is_unanswered: bool = False
    tag: str = ""


@dataclass(frozen=True)
class FeedLinks:
    """The addresses of a feed's orders, its category kept. `here` is the feed as it is."""

    here: str = ""
    active: str = ""
    new: str = ""
    top: str = ""
    week: str = ""
    month: str = ""
    unanswered: str = ""
    more: str = ""
    # The same list without its tag.
    every_tag: str = ""


@dataclass(frozen=True)
class PostView:
    """A member's words in a thread. `depth` is 0 for the opening, 1 to 3 for replies.

    `parent_name` is set where a reply stands beside whom it answers, three levels down.
    A deleted one has neither words nor author.
    """

    id: int
    thread_id: int
    number: int
    path: str
    depth: int
    href: str
    parent_id: int
    parent_name: str
    author: Author
    html: str
    has_math: bool
    created_at: str
    edited_at: str
    # Who changed it last, if that was not its author.
    edited_by: str
    likes: int
    endorsed_by: str
    is_answer: bool
    is_deleted: bool
    # Who took it away, and may bring it back; 0 while it stands.
    deleted_by: int


@dataclass(frozen=True)
class PostSource:
    """A post as it was written, to be changed. `title` is empty but for openings."""

    body: str
    title: str
    edited_at: str


@dataclass(frozen=True)
class PollOptionView:
    id: int
    text: str
    votes: int
    percent: int


@dataclass(frozen=True)
class PollView:
    """`voters` is 0 and `options` empty where a thread has no poll."""

    options: list[PollOptionView] = field(default_factory=list)
    voters: int = 0
    is_multiple: bool = False
    is_closed: bool = False
    closes_at: str = ""


@dataclass(frozen=True)
class ThreadHead:
    """What stands above a thread's posts, the same for all who may read it; `time` and
    `moment_href` as on its card."""

    id: int = 0
    title: str = ""
    href: str = ""
    place: str = ""
    place_href: str = ""
    category_id: int = 0
    lesson_id: int = 0
    video_id: int | None = None
    seconds: float | None = None
    time: str = ""
    moment_href: str = ""
    colour: int = 0
    icon: str = ""
    tags: list[str] = field(default_factory=list)
    author_id: int = 0
    highest: int = 0
    replies: int = 0
    wonderers: int = 0
    answer_id: int = 0
    answer_href: str = ""
    is_pinned: bool = False
    is_locked: bool = False
    is_deleted: bool = False
    poll: PollView = field(default_factory=PollView)


@dataclass(frozen=True)
class Mine:
    """What the reader has done in a thread: ids of posts and options, and how far they read.

    `follow` is `follow`, `mute` or ""; `muted` are the members whom they have muted.
    """

    likes: list[int] = field(default_factory=list)
    bookmarks: list[int] = field(default_factory=list)
    votes: list[int] = field(default_factory=list)
    muted: list[int] = field(default_factory=list)
    is_wondering: bool = False
    follow: str = ""
    read: int = -1


@dataclass(frozen=True)
class Rights:
    """What the reader may do in a thread. `reply_reason` is why not, as a translation key."""

    reply: bool = False
    reply_reason: str = ""
    keep_order: bool = False
    mark_answer: bool = False
    endorse: bool = False


@dataclass(frozen=True)
class ThreadPage:
    """A thread with a window of its replies, in the order of the page.

    `before` and `after` are the cursors of what lies around the window, "" where nothing does.
    `focus` is the post that the address asks for, 0 for none.
    """

    head: ThreadHead = field(default_factory=ThreadHead)
    opening: list[PostView] = field(default_factory=list)
    replies: list[PostView] = field(default_factory=list)
    before: str = ""
    after: str = ""
    focus: int = 0
    mine: Mine = field(default_factory=Mine)
    rights: Rights = field(default_factory=Rights)


@dataclass(frozen=True)
class Replies:
    """A further window of a thread's replies, with the head of its channel that it is true at."""

    posts: list[PostView] = field(default_factory=list)
    before: str = ""
    after: str = ""
    head: int = 0
    mine: Mine = field(default_factory=Mine)
