"""A course as an importer found it, whatever the format."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

from academy_app.core.i18n import DEFAULT
from academy_app.core.subtitles import Transcript
from academy_app.importers.report import Report

Progress: TypeAlias = Callable[[str, int, int], None]
"""Told what is at hand, how many are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Options:
    """`course_slug` names the course here, and tells which one to bring up to date. `subtitles`
    is a folder of them."""

    course_slug: str = ""
    title: str = ""
    subtitles: Path | None = None
    language: str = DEFAULT
    is_dry: bool = False
    publish: bool = True


@dataclass(frozen=True, slots=True)
class SourceLesson:
    """`key` tells the lesson in a later import; `file` is within the folder, and `line` is where
    `body` begins in it. `matter` may ask for a `slug`."""

    key: str
    file: str
    title: str
    body: str = ""
    line: int = 1
    matter: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceModule:
    key: str
    title: str
    lessons: tuple[SourceLesson, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a course says of itself. `key`, where there is one, tells it in a later import, and
    `slug` is the address that it asks for; `thumbnail` is an address or a file in the folder.
    Of one that `is_partial` there is more elsewhere: lessons that are not in it stay."""

    description: str = ""
    tags: tuple[str, ...] = ()
    level: int = 1
    key: str = ""
    slug: str = ""
    thumbnail: str = ""
    watched_fraction: float | None = None
    text_completion: Literal["read", "mark"] = "read"
    is_published: bool = True
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class SourceCourse:
    root: Path
    title: str
    modules: tuple[SourceModule, ...]
    settings: Settings = field(default_factory=Settings)

    @property
    def lessons(self) -> Iterator[SourceLesson]:
        for module in self.modules:
            yield from module.lessons


@dataclass(frozen=True, slots=True)
class SubtitleFile:
    """`source_key` changes when the file does."""

    name: str
    source_key: str
    language: str
    transcript: Transcript
    label: str = ""


@dataclass(frozen=True, slots=True)
class FoundVideo:
    """`key` as the provider knows it; `place` is the heading above it. `address` and `poster`
    may hold the place of a file (see Files)."""

    address: str
    key: str
    title: str
    place: str = ""
    poster: str = ""
    duration: float | None = None
    subtitles: tuple[SubtitleFile, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to take along; `holder` is its place (see Files)."""

    holder: str
    name: str
    media_type: str


@dataclass
class Content:
    """A lesson in Academy's Markdown. `minutes` None is the time that it takes to read and to
    watch; `is_published` None publishes what is no draft and has something in it."""

    body: str = ""
    videos: list[FoundVideo] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    files: list[FoundFile] = field(default_factory=list)
    minutes: int | None = None
    is_draft: bool = False
    is_published: bool | None = None


Convert: TypeAlias = Callable[[SourceLesson, Report], Content]
"""Makes one lesson, in a thread. Its entries in the report name the lines of the file."""
