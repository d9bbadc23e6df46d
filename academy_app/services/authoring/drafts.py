"""What authors hand in, and its limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from academy_app.core.actor import Actor
from academy_app.core.errors import Invalid, Problem
from academy_app.core.markdown import Rendered, render, render_async
from academy_app.core.storage import Stored
from academy_app.policy.decisions import can_create_course, require
from academy_app.services import pace

TITLE: Final = 200
DESCRIPTION: Final = 5000
BODY: Final = 1_000_000
TAGS: Final = 20
IMAGE: Final = 500
TAG: Final = 40
VIDEOS: Final = 50
MINUTES: Final = 6000


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown and what it renders to. Made by `text`."""

    source: str
    rendered: Rendered


EMPTY: Final = Text("", render(""))


async def text(source: str) -> Text:
    """Render Markdown, outside of any transaction. Raises Invalid naming `body` when too long."""
    if len(source) > BODY:
        raise Invalid({"body": Problem("error.too_long", {"max": BODY})})
    source = source.replace("\x00", "")
    return Text(source, await render_async(source))


def cleaned_image(address: str, field: str) -> str:
    """A stored file's path or an address of the web; may be empty. Raises Invalid naming
    `field`."""
    address = address.strip()
    is_elsewhere = address.startswith("https://")
    is_foreign = ":" in address and not is_elsewhere
    # Browsers read a backslash as a slash.
    if is_foreign or address.replace("\\", "/").startswith("//"):
        raise Invalid({field: "error.invalid_value"})
    if len(address) > IMAGE or not address.isprintable():
        raise Invalid({field: "error.invalid_value"})
    return address


async def preview(actor: Actor, source: str) -> Rendered:
    """What `text` renders, for those who write courses; nothing is kept."""
    require(can_create_course(actor))
    pace.keep(pace.lesson_previews(actor.member_id))
    return (await text(source)).rendered


@dataclass(frozen=True, slots=True)
class CourseDraft:
    """An empty `slug` is made from the title. `watched_fraction` None is the site's own. `level`
    is the one that opens the course, 1 to 9."""

    title: str
    description: str = ""
    slug: str = ""
    thumbnail: str = ""
    tags: tuple[str, ...] = ()
    watched_fraction: float | None = None
    text_completion: Literal["read", "mark"] = "read"
    level: int = 1
    source_key: str | None = None


@dataclass(frozen=True, slots=True)
class LessonDraft:
    """An empty `slug` is made from the title; `minutes` None is the time to read the text."""

    title: str
    text: Text = EMPTY
    slug: str = ""
    minutes: int | None = None
    is_published: bool = True
    extra: Mapping[str, Any] = field(default_factory=dict)
    source_key: str | None = None


@dataclass(frozen=True, slots=True)
class VideoDraft:
    """`address` as pasted; `duration` in seconds, given only when the author is sure; `length` is
    what its provider says of it, which members' players may know better."""

    address: str
    title: str = ""
    duration: float | None = None
    length: float | None = None
    poster: str = ""


@dataclass(frozen=True, slots=True)
class AttachmentDraft:
    """A file, already in storage, and what it is called."""

    stored: Stored
    name: str
    media_type: str
