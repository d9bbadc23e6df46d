"""What the screens and API answers about members show to other members.

Frozen, plain, already allowed for the reader. Moments are ISO 8601 in UTC. Links are paths within
the site.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class PersonCard:
    """A member in brief. `points_missing` is how far the next level is, 0 on the highest;
    `percent` how much of the way there is done. Of one who is shut out only the name is told."""

    id: int = 0
    name: str = ""
    initials: str = ""
    picture: str = ""
    colour: int = 0
    level: int = 1
    role: str = "USER"
    href: str = ""
    bio: str = ""
    points: int = 0
    points_missing: int = 0
    percent: int = 0
    joined_at: str = ""
    is_active: bool = True


@dataclass(frozen=True)
class ActivityRow:
    """What a member wrote: a thread's opening, or a reply. `place` is its category or lesson."""

    id: int
    title: str
    excerpt: str
    place: str
    href: str
    created_at: str
    likes: int
    is_reply: bool
    is_answer: bool


@dataclass(frozen=True)
class Profile:
    """A member's page. Counts and activity are of what the reader may see. `follow` is how the
    reader holds it with them: follow, mute, or "" for neither.

    `next` is the cursor of the activity after the rows, "" on the last page; `is_first` whether
    the rows are the newest.
    """

    person: PersonCard = field(default_factory=PersonCard)
    threads: int = 0
    replies: int = 0
    answers: int = 0
    activity: list[ActivityRow] = field(default_factory=list)
    is_me: bool = False
    follow: str = ""
    is_first: bool = True
    next: str = ""
    next_href: str = ""


@dataclass(frozen=True)
class BoardRow:
    """A place on a board. `points` are those of the period; equal ones share a rank."""

    rank: int
    points: int
    person: PersonCard
    is_me: bool = False


@dataclass(frozen=True)
class LevelRow:
    """How many of the members stand on a level, in percent. `begins_at` is in points."""

    level: int
    begins_at: int
    percent: int
    is_mine: bool = False


@dataclass(frozen=True)
class Leaderboard:
    """`period` is 7 or 30 for as many days, or all. `own` is the reader's place where it is not
    among the rows: empty, or one. Staff has none."""

    period: str = "7"
    rows: list[BoardRow] = field(default_factory=list)
    own: list[BoardRow] = field(default_factory=list)
    levels: list[LevelRow] = field(default_factory=list)
    me: PersonCard = field(default_factory=PersonCard)
