"""What happened, told after the commit. Doorbells: ids only, never content."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """The base of all events; names are past tense."""


@dataclass(frozen=True, slots=True)
class SessionsRevoked(Event):
    """Browser sessions ended: their sockets must close."""

    session_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MemberChanged(Event):
    """A member's role, name, picture or standing changed."""

    member_id: int


@dataclass(frozen=True, slots=True)
class LessonCompleted(Event):
    member_id: int
    course_id: int
    lesson_id: int


@dataclass(frozen=True, slots=True)
class CourseChanged(Event):
    """A course, its modules or its lessons were written."""

    course_id: int


@dataclass(frozen=True, slots=True)
class Rang(Event):
    """There are new changes: the channels' names, each with the number of its latest."""

    heads: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Present(Event):
    """Who follows a channel by way of one worker. Kept nowhere; said again every few seconds."""

    worker: str
    channel: str
    member_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Typed(Event):
    """A member is writing something that will stand in the channel. Kept nowhere."""

    channel: str
    member_id: int
