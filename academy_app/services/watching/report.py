"""A player's report as it comes from outside, and what it is answered."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Any, TypeGuard

from academy_app.core import spans
from academy_app.core.errors import Invalid, Problem
from academy_app.core.spans import MAX_SECONDS, Spans

_SESSION = re.compile(r"[A-Za-z0-9_-]{1,36}")
_LARGEST_ID = 2**63 - 1
_LARGEST_SEQ = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Report:
    """What was played of one video. Without `video_id` it is the lesson's first one.

    `spans` in ms; `position` and `duration` in seconds. `session` and `seq` number the reports
    of one player, so that a repeat is known; "" and -1 for a client that does not number.
    """

    lesson_id: int | None
    video_id: int | None
    spans: Spans
    position: float
    duration: float | None = None
    session: str = ""
    seq: int = -1


def report(body: object) -> Report:
    """A report from a client's JSON, in one of two forms:

    * `{"lessonId", "videoId", "session", "seq", "spans": [[start, end], ...], "position",
      "duration"}`, times in seconds of the media;
    * `{"lessonId", "watchTime", "position"}` of a simple client: the `watchTime` seconds before
      `position` were played.

    Raises Invalid, naming each field that is wrong. Unknown fields are ignored: a player may
    tell more than is used here.
    """
    if not isinstance(body, Mapping):
        raise Invalid({}, "error.not_json_object")
    problems: dict[str, Problem | str] = {}
    fields = _Fields(body, problems)
    lesson_id, video_id = fields.id("lessonId"), fields.id("videoId")
    if lesson_id is None and video_id is None:
        problems.setdefault("lessonId", "error.required")
    position = fields.seconds("position")
    session, seq = fields.session()
    found = Report(
        lesson_id=lesson_id,
        video_id=video_id,
        spans=fields.spans(position),
        position=min(max(position, 0.0), float(MAX_SECONDS)),
        duration=fields.duration(),
        session=session,
        seq=seq,
    )
    if problems:
        raise Invalid(problems)
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the member is after a report. Seconds of the media; `fraction` of the clip is covered,
    `required` completes it, `first_gap` is where the first unwatched part begins. `deferred` is
    what the server's clock did not allow yet and should be reported again later, as
    `[start, end]` pairs."""

    covered: float
    duration: float | None
    fraction: float
    required: float
    first_gap: float | None
    position: float
    completed: bool
    lesson_completed: bool
    course_done: int
    course_total: int
    deferred: list[list[float]]


class _Fields:
    """Reads the body's fields; what is wrong is noted in `problems` and read as nothing."""

    def __init__(self, body: Mapping[str, Any], problems: dict[str, Problem | str]) -> None:
        self._body = body
        self._problems = problems

    def id(self, name: str) -> int | None:
        value = self._body.get(name)
        if value is None:
            return None
        if not _is_whole(value) or not 0 < value <= _LARGEST_ID:
            self._problems[name] = "error.invalid_value"
            return None
        return value

    def seconds(self, name: str) -> float:
        value = self._body.get(name)
        if value is None:
            self._problems[name] = "error.required"
        elif not _is_finite(value):
            self._problems[name] = "error.invalid_value"
        else:
            return float(value)
        return 0.0

    def spans(self, position: float) -> Spans:
        if "spans" not in self._body:
            # The arithmetic of a body that is refused anyway is harmless.
            time = max(self.seconds("watchTime"), 0.0)
            return spans.from_pairs([[position - time, position]])
        try:
            return spans.from_pairs(self._body["spans"])
        except Invalid as error:
            self._problems.update(error.fields)
            return []

    def duration(self) -> float | None:
        """None too for what players say before they know: null, 0, or endless when live."""
        value = self._body.get("duration")
        if value is None:
            return None
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            self._problems["duration"] = "error.invalid_value"
        elif 0 < value <= MAX_SECONDS:
            return float(value)
        elif MAX_SECONDS < value < inf:
            self._problems["duration"] = Problem("watch.too_long", {"hours": MAX_SECONDS // 3600})
        return None

    def session(self) -> tuple[str, int]:
        session, seq = self._body.get("session"), self._body.get("seq")
        if session is None and seq is None:
            return "", -1
        if not isinstance(session, str) or not _SESSION.fullmatch(session):
            self._problems["session"] = "error.invalid_value"
        elif not _is_whole(seq) or not 0 <= seq <= _LARGEST_SEQ:
            self._problems["seq"] = "error.invalid_value"
        else:
            return session, seq
        return "", -1


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_finite(value: object) -> bool:
    # Comparison, not math.isfinite: that fails on whole numbers too large for a float.
    return isinstance(value, (int, float)) and not isinstance(value, bool) and -1e12 < value < 1e12
