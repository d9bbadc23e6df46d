"""The video of a lesson, its transcript, and private notes at a time in it.

    player(t=..., member_id=..., video_id=..., lesson_id=..., provider=..., title=...,
           video_key="", video_hash="", src="", poster="", start=0, end=None, duration=None,
           position=0, first_gap=None, begin=None, completed=False, moments=[], language="",
           youtube_host=YOUTUBE_NOCOOKIE, api=None,
           on_progress=None, on_manual=None, on_next=None)
    transcript(t=..., video_id=..., language="", api=None)
    notes(t=..., member_id=..., lesson_id=..., video_id=None, course_slug="", api=None)
    shortcuts()
    leftovers(member_id=..., api=None)

Every argument is keyword-only and takes a plain value or a Var. `t(key, **params)` gives a
translated Var[str]; it is called while the page is built. Seconds are media seconds (floats); `end`
and `duration` may be None. `provider` is one of PROVIDERS: "youtube" and "vimeo" read `video_key`
(and `video_hash`, the secret part of an unlisted Vimeo address); "html5" and "hls" read `src`;
"loom" and "wistia" read `video_key`, are shown without tracking and offer the manual mark.
`position` is the stored place to come back to, `first_gap` where the first unwatched part begins,
which is come back to from the end of a video that is not completed; `begin`, where there is one, is
where to begin instead. `moments` are views.talk.Moment: questions about seconds of the lesson's
videos, of which the video's own are marked on a line beneath it. `member_id` keeps the queued
reports and drafts of two members of one browser apart. `language` chooses captions and transcript
(a BCP 47 tag). `api` is the address of the REST routes, without a slash at its end; by default
`/api/lms` behind the configured backend path.

Events: `on_progress()` when the server said that this lesson has just been completed by watching;
`on_manual()` when the member marks a video that cannot be tracked as watched; `on_next()` from the
button shown when the video has ended (without it there is no button).

The page gets the poster only. The rest (providers' scripts, tracker, transcript, notes) is fetched
when it is first needed. Transcript and notes bring no heading: the page gives them one.
`shortcuts()` is the keyboard alone, for lessons without a video: `player` brings it already.
`leftovers` belongs on every page: it sends what an earlier page could not deliver.

What the page may listen to on `window` (CustomEvents): `academy:time` {videoId, seconds,
duration}, about four a second; `academy:progress` {videoId, lessonId, ...the server's answer};
`academy:player` {videoId, state}; `academy:outbox` {state: "clear" | "waiting" | "signed-out",
waiting};
`academy:dropped` {session, seq, status, problem}; `academy:help` when `?` was pressed. What it may
send: `academy:seek` {videoId, seconds, play}.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import reflex as rx
from reflex.components.component import NoSSRComponent
from reflex.event import no_args_event_spec
from reflex_base.config import get_config

from academy_app.components.player.texts import NOTE_TEXTS, PLAYER_TEXTS, TRANSCRIPT_TEXTS, texts_of
from academy_app.components.scripts import linked

PROVIDERS = ("youtube", "vimeo", "html5", "hls", "loom", "wistia")
YOUTUBE = "https://www.youtube.com"
YOUTUBE_NOCOOKIE = "https://www.youtube-nocookie.com"

Translate = Callable[..., rx.Var[str]]
Text = rx.Var[str] | str
Number = rx.Var[int] | rx.Var[float] | int | float
Flag = rx.Var[bool] | bool

# The modules import one another by relative paths, so all of them have to lie beside each other in
# the built page; the bundler leaves out what nothing imports.
_MODULES = {source.name: linked(source) for source in sorted(Path(__file__).parent.glob("*.js*"))}


def player(
    *,
    t: Translate,
    member_id: Text | Number,
    video_id: Number,
    lesson_id: Number,
    provider: Text,
    title: Text,
    video_key: Text = "",
    video_hash: Text = "",
    src: Text = "",
    poster: Text = "",
    start: Number | rx.Var[float | None] = 0,
    end: Number | rx.Var[float | None] | None = None,
    duration: Number | rx.Var[float | None] | None = None,
    position: Number = 0,
    first_gap: Number | rx.Var[float | None] | None = None,
    begin: Number | rx.Var[float | None] | None = None,
    completed: Flag = False,
    moments: rx.Var[list[Any]] | Sequence[Any] = (),
    language: Text = "",
    youtube_host: Text = YOUTUBE_NOCOOKIE,
    api: str | None = None,
    on_progress: Any = None,
    on_manual: Any = None,
    on_next: Any = None,
) -> rx.Component:
    """The player: a poster until it is first needed, then the provider's own player, tracked."""
    handlers = {"on_progress": on_progress, "on_manual": on_manual, "on_next": on_next}
    return LessonPlayer.create(
        texts=texts_of(PLAYER_TEXTS, t),
        member_id=member_id,
        video_id=video_id,
        lesson_id=lesson_id,
        provider=provider,
        title=title,
        video_key=video_key,
        video_hash=video_hash,
        src=src,
        poster=poster,
        start=start,
        end=end,
        duration=duration,
        position=position,
        first_gap=first_gap,
        begin=begin,
        completed=completed,
        moments=moments,
        language=language,
        youtube_host=youtube_host,
        api=api or _api(),
        **{name: handler for name, handler in handlers.items() if handler is not None},
    )


def transcript(
    *, t: Translate, video_id: Number, language: Text = "", api: str | None = None
) -> rx.Component:
    """The video's words beside it: searchable, following the playback, a click seeks."""
    return LessonTranscript.create(
        texts=texts_of(TRANSCRIPT_TEXTS, t), video_id=video_id, language=language, api=api or _api()
    )


def notes(
    *,
    t: Translate,
    member_id: Text | Number,
    lesson_id: Number,
    video_id: Number | rx.Var[int | None] | None = None,
    course_slug: Text = "",
    api: str | None = None,
) -> rx.Component:
    """The member's private notes on a lesson, each at a time of its video when there is one."""
    return LessonNotes.create(
        texts=texts_of(NOTE_TEXTS, t),
        member_id=member_id,
        lesson_id=lesson_id,
        video_id=video_id,
        course_slug=course_slug,
        api=api or _api(),
    )


def shortcuts() -> rx.Component:
    """The keyboard of a lesson that has no video; draws nothing."""
    return LessonShortcuts.create()


def leftovers(*, member_id: Text | Number, api: str | None = None) -> rx.Component:
    """Sends the reports that an earlier page could not; draws and fetches nothing without any."""
    return Leftovers.create(member_id=member_id, api=api or _api())


class LessonPlayer(rx.Component):
    """player.jsx: the poster, and what it fetches on first need."""

    library = _MODULES["player.jsx"]
    tag = "LessonPlayer"
    lib_dependencies: list[str] = ["hls.js@1.7.4"]  # noqa: RUF012  a field of Reflex, not of the class

    texts: rx.Var[dict[str, str]]
    member_id: rx.Var[str | int]
    video_id: rx.Var[int]
    lesson_id: rx.Var[int]
    provider: rx.Var[str]
    title: rx.Var[str]
    video_key: rx.Var[str]
    video_hash: rx.Var[str]
    src: rx.Var[str]
    poster: rx.Var[str]
    start: rx.Var[float | None]
    end: rx.Var[float | None]
    duration: rx.Var[float | None]
    position: rx.Var[float]
    first_gap: rx.Var[float | None]
    begin: rx.Var[float | None]
    completed: rx.Var[bool]
    moments: rx.Var[Sequence[Any]]
    language: rx.Var[str]
    youtube_host: rx.Var[str]
    api: rx.Var[str]

    @classmethod
    def get_event_triggers(cls) -> dict[str, Any]:
        own = dict.fromkeys(("on_progress", "on_manual", "on_next"), no_args_event_spec)
        return {**super().get_event_triggers(), **own}


class LessonTranscript(NoSSRComponent):
    """transcript.jsx, fetched after the page stands."""

    library = _MODULES["transcript.jsx"]
    tag = "LessonTranscript"

    texts: rx.Var[dict[str, str]]
    video_id: rx.Var[int]
    language: rx.Var[str]
    api: rx.Var[str]


class LessonNotes(NoSSRComponent):
    """notes.jsx, fetched after the page stands."""

    library = _MODULES["notes.jsx"]
    tag = "LessonNotes"

    texts: rx.Var[dict[str, str]]
    member_id: rx.Var[str | int]
    lesson_id: rx.Var[int]
    video_id: rx.Var[int | None]
    course_slug: rx.Var[str]
    api: rx.Var[str]


class LessonShortcuts(NoSSRComponent):
    """shortcuts.jsx, fetched after the page stands."""

    library = _MODULES["shortcuts.jsx"]
    tag = "LessonShortcuts"


class Leftovers(rx.Component):
    """leftovers.jsx."""

    library = _MODULES["leftovers.jsx"]
    tag = "Leftovers"

    member_id: rx.Var[str | int]
    api: rx.Var[str]


def _api() -> str:
    return get_config().prepend_backend_path("/api/lms")
