"""What the course screens and API answers show: frozen, plain, already allowed for the reader.

Times are seconds unless a name says otherwise. Links are paths within the site.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class CourseCard:
    id: int
    slug: str
    title: str
    description: str
    thumbnail: str
    author: str
    tags: list[str]
    lessons: int
    done: int
    percent: int
    minutes: int
    is_published: bool
    is_started: bool
    href: str
    continue_href: str
    continue_title: str
    level: int
    # Why the member may not enter it, as a translation key with what it names; "" if they may.
    lock: str = ""
    lock_params: dict[str, str | int | float] = field(default_factory=dict)
    is_locked: bool = False


@dataclass(frozen=True)
class Catalog:
    courses: list[CourseCard] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    query: str = ""
    tag: str = ""
    total: int = 0


@dataclass(frozen=True)
class Home:
    """Where the member was, and what else there is."""

    current: list[CourseCard] = field(default_factory=list)
    others: list[CourseCard] = field(default_factory=list)


@dataclass(frozen=True)
class LessonRow:
    """`lock` is why it is not open to the member yet, as a translation key with its params."""

    id: int
    slug: str
    title: str
    kind: str
    minutes: int
    href: str
    is_done: bool
    is_published: bool
    # Since the member has done it.
    has_changed: bool = False
    lock: str = ""
    lock_params: dict[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True)
class NeededRow:
    """A course to be finished before another."""

    id: int
    title: str
    href: str
    is_done: bool


@dataclass(frozen=True)
class ModuleRow:
    id: int
    title: str
    lessons: list[LessonRow]
    done: int
    total: int


@dataclass(frozen=True)
class Outline:
    """A course's tree with the member's progress.

    While `is_locked`, the tree is empty: `lock` says why, as a translation key with its params.
    A level is `points_missing` away; `groups` are those it is open to; `needed` is what is to be
    finished first. `request` is the member's own, `open` or `refused`, "" for none. `can_join`:
    they may begin without opening a lesson. `next_lock` is why no lesson is open to go on with.
    """

    id: int = 0
    slug: str = ""
    title: str = ""
    description: str = ""
    thumbnail: str = ""
    author: str = ""
    tags: list[str] = field(default_factory=list)
    href: str = ""
    is_published: bool = True
    is_started: bool = False
    can_edit: bool = False
    modules: list[ModuleRow] = field(default_factory=list)
    done: int = 0
    total: int = 0
    percent: int = 0
    minutes: int = 0
    next_href: str = ""
    next_title: str = ""
    next_lock: str = ""
    next_lock_params: dict[str, str | int | float] = field(default_factory=dict)
    level: int = 1
    enrol_by: str = "everyone"
    is_locked: bool = False
    lock: str = ""
    lock_params: dict[str, str | int | float] = field(default_factory=dict)
    can_join: bool = False
    can_ask: bool = False
    request: str = ""
    groups: list[str] = field(default_factory=list)
    needed: list[NeededRow] = field(default_factory=list)
    points_missing: int = 0
    points_percent: int = 0


@dataclass(frozen=True)
class VideoView:
    """One video as the player takes it, with where the member is in it.

    `number` counts the lesson's videos from 1. `provider` names the player: a file is `html5`
    or, as a playlist, `hls`. `first_gap` is the second at which the first unwatched part begins,
    None when there is none or the length is not known.
    """

    id: int
    number: int
    title: str
    provider: str
    key: str
    hash: str
    src: str
    poster: str
    start: float
    end: float | None
    duration: float | None
    position: float
    fraction: float
    first_gap: float | None
    is_completed: bool
    has_transcript: bool


@dataclass(frozen=True)
class AttachmentView:
    name: str
    href: str
    size: int


@dataclass(frozen=True)
class LessonPage:
    id: int = 0
    course_id: int = 0
    course_slug: str = ""
    course_title: str = ""
    module_id: int = 0
    module_title: str = ""
    slug: str = ""
    title: str = ""
    kind: str = "text"
    minutes: int = 0
    body_html: str = ""
    has_math: bool = False
    is_done: bool = False
    done_how: str = ""
    # Since the member has done it; when, as an ISO moment.
    changed_at: str = ""
    is_published: bool = True
    completes_by_reading: bool = False
    videos: list[VideoView] = field(default_factory=list)
    attachments: list[AttachmentView] = field(default_factory=list)
    previous_href: str = ""
    previous_title: str = ""
    next_href: str = ""
    next_title: str = ""


@dataclass(frozen=True)
class TranscriptLanguage:
    code: str
    label: str


@dataclass(frozen=True)
class Transcript:
    """What is said in a video, as `[start_ms, end_ms, text]`, in order.

    `language` is the one shown, of `languages`; "" when there is none.
    """

    video_id: int = 0
    language: str = ""
    label: str = ""
    languages: list[TranscriptLanguage] = field(default_factory=list)
    cues: list[tuple[int, int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class NoteView:
    id: int
    client_id: str
    lesson_id: int
    video_id: int | None
    seconds: float | None
    body: str
    created_at: str
