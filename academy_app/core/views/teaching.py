"""What those who teach a course see of it: its people, what it asks of them, its figures.

Moments are ISO 8601 in UTC, "" for none. Links are paths within the site.
"""

from dataclasses import dataclass, field

from academy_app.core.views.membership import Person


@dataclass(frozen=True)
class TaughtCourse:
    """A course and its pages for who teaches it. `requests` wait for an answer."""

    id: int = 0
    slug: str = ""
    title: str = ""
    href: str = ""
    builder_href: str = ""
    people_href: str = ""
    access_href: str = ""
    stats_href: str = ""
    requests: int = 0


@dataclass(frozen=True)
class LearnerRow:
    """A member in a course. `seconds` is how much of its videos they have seen."""

    person: Person
    href: str
    how: str
    started_at: str
    seen_at: str
    done: int
    percent: int
    seconds: int
    watched: str


@dataclass(frozen=True)
class RemovedRow:
    """A member who was taken out, and may be put in again."""

    person: Person
    removed_at: str


@dataclass(frozen=True)
class RequestRow:
    person: Person
    href: str
    words: str
    at: str


@dataclass(frozen=True)
class CourseInvitationRow:
    """A link that still works. `most_uses` 0 is without end."""

    id: int
    label: str
    uses: int
    most_uses: int
    created_at: str
    expires_at: str


@dataclass(frozen=True)
class FoundPerson:
    """A member whom a search found, and whether they are in the course."""

    person: Person
    is_in: bool


@dataclass(frozen=True)
class SortLink:
    """An order that a list can have; `text` is the key of its name."""

    text: str
    href: str
    is_chosen: bool


@dataclass(frozen=True)
class GroupOption:
    id: int
    name: str
    members: int
    rank: int = 0
    is_tier: bool = False
    is_chosen: bool = False


@dataclass(frozen=True)
class CoursePeople:
    """A page of a course's people; `next` is the cursor of the page after it, "" on the last.
    `found` are members to whom the search `add` leads."""

    course: TaughtCourse = field(default_factory=TaughtCourse)
    rows: list[LearnerRow] = field(default_factory=list)
    lessons: int = 0
    total: int = 0
    query: str = ""
    sort: str = ""
    sorts: list[SortLink] = field(default_factory=list)
    next: str = ""
    next_href: str = ""
    is_first: bool = True
    add: str = ""
    found: list[FoundPerson] = field(default_factory=list)
    requests: list[RequestRow] = field(default_factory=list)
    removed: list[RemovedRow] = field(default_factory=list)
    invitations: list[CourseInvitationRow] = field(default_factory=list)
    groups: list[GroupOption] = field(default_factory=list)
    csv_href: str = ""


@dataclass(frozen=True)
class CourseOption:
    """A course that can be asked for first, and whether it is."""

    id: int
    title: str
    is_chosen: bool


@dataclass(frozen=True)
class OpeningRow:
    """When a module or a lesson opens; `opens_after` is days as typed, "" for none."""

    id: int
    title: str
    opens_at: str
    opens_after: str


@dataclass(frozen=True)
class OpeningModule:
    """`is_set` when it or one of its lessons has an opening of its own."""

    row: OpeningRow
    lessons: list[OpeningRow]
    is_set: bool


@dataclass(frozen=True)
class CourseAccess:
    """What a course asks of who wants in, and when its parts open."""

    course: TaughtCourse = field(default_factory=TaughtCourse)
    enrol_by: str = "everyone"
    level: int = 1
    is_sequential: bool = False
    is_hidden: bool = False
    groups: list[GroupOption] = field(default_factory=list)
    courses: list[CourseOption] = field(default_factory=list)
    modules: list[OpeningModule] = field(default_factory=list)


@dataclass(frozen=True)
class LessonFigures:
    """Of the course's people, how many finished the lesson, and how many who are not through were
    there last. `percent` is of those who began."""

    id: int
    title: str
    module: str
    href: str
    done: int
    percent: int
    here: int
    here_percent: int
    questions: int


@dataclass(frozen=True)
class HeatCell:
    """A part of a video. `plays` is how often it was played on average, `heat` 0 to 10, in
    tenths of the part that was played most."""

    time: str
    href: str
    plays: float
    heat: int


@dataclass(frozen=True)
class VideoFigures:
    """`watched` is each second once for each member, `again` what was played beyond that; both in
    seconds and as people read them."""

    id: int
    title: str
    lesson: str
    href: str
    viewers: int
    watched: int
    again: int
    watched_time: str
    again_time: str
    cells: list[HeatCell] = field(default_factory=list)


@dataclass(frozen=True)
class CourseFigures:
    """`started` are those in the course, `finished` those of them who did all its lessons."""

    course: TaughtCourse = field(default_factory=TaughtCourse)
    started: int = 0
    finished: int = 0
    finished_percent: int = 0
    active: int = 0
    watched: int = 0
    watched_time: str = ""
    questions: int = 0
    lessons: list[LessonFigures] = field(default_factory=list)
    videos: list[VideoFigures] = field(default_factory=list)
    csv_href: str = ""


@dataclass(frozen=True)
class Door:
    """A link into a course, as who holds it meets it: `lock` is why it does not open to them, as
    a translation key with its params."""

    token: str = ""
    title: str = ""
    description: str = ""
    thumbnail: str = ""
    author: str = ""
    id: int = 0
    href: str = ""
    is_in: bool = False
    lock: str = ""
    lock_params: dict[str, str | int | float] = field(default_factory=dict)
