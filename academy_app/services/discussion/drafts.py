"""What members hand in, and its limits."""

import asyncio
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from academy_app.core.actor import Actor
from academy_app.core.cleaning import cleaned_line
from academy_app.core.errors import Invalid, Problem
from academy_app.core.markdown import RENDERER_VERSION, Rendered, render
from academy_app.models.discussion import Post
from academy_app.services import pace

TITLE: Final = 255
SHORTEST_TITLE: Final = 3
BODY: Final = 32_000
TAGS: Final = 5
TAG: Final = 40
OPTIONS: Final = (2, 10)
OPTION: Final = 200
EXCERPT: Final = 280

# In sanitised HTML each link that leaves the site is marked so, however it was written; addresses
# that are no links stand in the source.
_LINK: Final = 'target="_blank"'
_ADDRESS = re.compile(r"https?:/+[^\s)\]>\"']+", re.IGNORECASE)
_IMAGE: Final = "<img "
# How much longer than its Markdown a post may become, and a row of a table be in cells: what is
# small to send must not be large to keep and to show.
_GROWTH: Final = 8
_FREE: Final = 65_536
CELLS: Final = 60
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,36}")

# Not the threads that files are read in: a post that takes long shall hold up posts alone.
_presses = ThreadPoolExecutor(2, thread_name_prefix="posts")


@dataclass(frozen=True, slots=True)
class Words:
    """Markdown with all that is read out of it. Made by `words`, outside of any transaction."""

    source: str
    rendered: Rendered

    @property
    def plain(self) -> str:
        return self.rendered.plain

    @property
    def excerpt(self) -> str:
        """The first words, in one line."""
        line = " ".join(self.plain.split())
        return line if len(line) <= EXCERPT else line[: EXCERPT - 1].rstrip() + "…"

    @property
    def mentioned(self) -> tuple[int, ...]:
        """The members it names, each once."""
        return self.rendered.mentioned

    @property
    def links(self) -> int:
        return max(self.rendered.html.count(_LINK), len(_ADDRESS.findall(self.source)))

    @property
    def images(self) -> int:
        return self.rendered.html.count(_IMAGE)


@dataclass(frozen=True, slots=True)
class PollDraft:
    options: Sequence[str]
    is_multiple: bool = False
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ThreadDraft:
    """A thread in a category or under a lesson; `seconds` is the time in the lesson's video."""

    title: str
    words: Words
    client_id: str
    category_id: int | None = None
    lesson_id: int | None = None
    video_id: int | None = None
    seconds: float | None = None
    tags: Sequence[str] = ()
    poll: PollDraft | None = None


async def words(source: str, by: Actor | None = None) -> Words:
    """Render a post. Raises Invalid naming `body` when it is empty, too long or too intricate.

    Rendering costs before anything is asked: what is rendered `by` a member, staff apart, is
    counted, and two at a time are rendered.
    """
    source = _checked(source)
    if by is not None and not by.is_staff:
        pace.keep(pace.renderings(by.member_id))
    return await asyncio.get_running_loop().run_in_executor(_presses, _pressed, source)


def words_now(source: str) -> Words:
    """The same in the caller's own thread, for many at a time; nothing is counted."""
    return _pressed(_checked(source))


def _checked(source: str) -> str:
    source = source.replace("\x00", "").replace("\r\n", "\n").strip()
    if not source:
        raise Invalid({"body": "error.required"})
    if len(source) > BODY:
        raise Invalid({"body": Problem("error.too_long", {"max": BODY})})
    if any(line.count("|") > CELLS for line in source.split("\n")):
        raise Invalid({"body": Problem("post.too_wide", {"max": CELLS})})
    return source


def _pressed(source: str) -> Words:
    rendered = render(source)
    if len(rendered.html) > _GROWTH * len(source) + _FREE:
        raise Invalid({"body": "post.too_intricate"})
    return Words(source, rendered)


def cleaned_title(typed: str) -> str:
    title = cleaned_line(typed, "title", TITLE)
    if len(title) < SHORTEST_TITLE:
        raise Invalid({"title": Problem("error.too_short", {"min": SHORTEST_TITLE})})
    return title


def cleaned_tags(typed: Sequence[str]) -> list[str]:
    """In lower case, each once."""
    tags = list(dict.fromkeys(cleaned_line(tag, "tags", TAG).lower() for tag in typed))
    if len(tags) > TAGS:
        raise Invalid({"tags": Problem("authoring.too_many_tags", {"max": TAGS})})
    return tags


def cleaned_options(poll: PollDraft) -> list[str]:
    options = [cleaned_line(option, "poll", OPTION) for option in poll.options]
    least, most = OPTIONS
    if not least <= len(options) <= most:
        raise Invalid({"poll": Problem("poll.options", {"min": least, "max": most})})
    if len({option.casefold() for option in options}) < len(options):
        raise Invalid({"poll": "poll.same_option"})
    return options


def require_client_id(client_id: str) -> None:
    if not _CLIENT_ID.fullmatch(client_id):
        raise Invalid({"clientId": "error.invalid_value"})


def fill(post: Post, words: Words) -> None:
    """Let the post say this."""
    post.body = words.source
    post.body_html = words.rendered.html
    post.has_math = words.rendered.has_math
    post.renderer_version = RENDERER_VERSION
