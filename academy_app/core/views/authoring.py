"""What the screens show on which courses are written. Moments are ISO, lengths are seconds.

A `state` is "draft", "scheduled" (with `publish_at`) or "published".
"""

from dataclasses import dataclass, field

from academy_app.core.views.writing import Piece


@dataclass(frozen=True)
class TaughtCourse:
    """`learners` are the members who take it, `completed` the percent of them who have done all
    of it."""

    id: int
    slug: str
    title: str
    thumbnail: str
    author: str
    is_mine: bool
    state: str
    publish_at: str
    lessons: int
    learners: int
    completed: int
    href: str


@dataclass(frozen=True)
class PreviewView:
    """As whom somebody looks at a course that they write: `wish` is "" for themself, "learner", or
    "group-3" with the group's `name`."""

    wish: str = ""
    name: str = ""
    back: str = ""


@dataclass(frozen=True)
class GoneRow:
    """Something deleted, which can come back: a "course", a "module" or a "lesson"."""

    kind: str
    id: int
    title: str
    place: str
    at: str


@dataclass(frozen=True)
class Teaching:
    courses: list[TaughtCourse] = field(default_factory=list)
    deleted: list[GoneRow] = field(default_factory=list)
    is_admin: bool = False


@dataclass(frozen=True)
class CourseSettings:
    """`thumbnail` is as it is kept: a stored picture's path, or an address of the web."""

    id: int
    title: str
    description: str
    thumbnail: str
    tags: list[str]


@dataclass(frozen=True)
class BuiltLesson:
    id: int
    slug: str
    title: str
    kind: str
    minutes: int
    state: str
    publish_at: str
    version: int


@dataclass(frozen=True)
class BuiltModule:
    id: int
    title: str
    state: str
    publish_at: str
    lessons: list[BuiltLesson]


@dataclass(frozen=True)
class BuiltPages:
    """Where a course's pages beside the builder are."""

    people: str = ""
    access: str = ""
    stats: str = ""


@dataclass(frozen=True)
class Built:
    """A course's tree as its authors see it. `href` is where members do."""

    id: int = 0
    slug: str = ""
    title: str = ""
    state: str = "draft"
    publish_at: str = ""
    href: str = ""
    pages: BuiltPages = BuiltPages()
    modules: list[BuiltModule] = field(default_factory=list)


@dataclass(frozen=True)
class SubtitleRow:
    language: str
    label: str


@dataclass(frozen=True)
class EditedVideo:
    """`address` means the same video when it is pasted."""

    id: int
    address: str
    provider: str
    title: str
    duration: float | None
    poster: str
    subtitles: list[SubtitleRow]


@dataclass(frozen=True)
class EditedFile:
    id: int
    name: str
    href: str
    size: int


@dataclass(frozen=True)
class EditedLesson:
    """`minutes` follow from words and videos unless `are_minutes_final`."""

    id: int
    course_id: int
    module_id: int
    slug: str
    href: str
    version: int
    title: str
    body: str
    minutes: int
    are_minutes_final: bool
    state: str
    publish_at: str
    editor: str
    at: str
    videos: list[EditedVideo]
    files: list[EditedFile]


@dataclass(frozen=True)
class LessonTold:
    """That a lesson was saved: what the tree shows of it, and by whom."""

    lesson: BuiltLesson
    editor_id: int
    editor: str


@dataclass(frozen=True)
class VersionRow:
    """The lesson as it was until somebody changed it; `number` 0 is how it is now."""

    number: int
    title: str
    editor: str
    at: str


@dataclass(frozen=True)
class VersionVideo:
    address: str
    title: str
    poster: str


@dataclass(frozen=True)
class VersionView:
    """A version held against the one before it, word by word."""

    number: int
    title: str
    body: str
    title_pieces: list[Piece]
    pieces: list[Piece]
    videos: list[VersionVideo]


@dataclass(frozen=True)
class Finding:
    """What a course lacks: a translation key, and where. `is_grave` ones leave learners with
    nothing."""

    key: str
    is_grave: bool
    title: str = ""
    lesson_id: int = 0
    module_id: int = 0
    detail: str = ""


@dataclass(frozen=True)
class Check:
    findings: list[Finding] = field(default_factory=list)
    lessons: int = 0
    drafts: int = 0
