"""What is said under a lesson, as the lesson's page shows it."""

from dataclasses import dataclass, field

from academy_app.core.views.discussion import ThreadCard


@dataclass(frozen=True)
class Moment:
    """A thread about a second of a video, as a mark on the video's timeline."""

    id: int
    title: str
    href: str
    video_id: int
    seconds: float
    time: str
    wonderers: int


@dataclass(frozen=True)
class Talk:
    """The first of a lesson's threads, and the moments of all of them.

    `unread` and `wondering` are ids of threads: with something that the reader has not read,
    and with a question that they have too.
    """

    threads: list[ThreadCard] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    wondering: list[int] = field(default_factory=list)
    has_more: bool = False
