"""What members watched and finished."""

import json
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from academy_app.api.bodies import Body
from academy_app.api.deps import CurrentActor
from academy_app.core.db import writing
from academy_app.core.errors import Invalid
from academy_app.services import learning, watching
from academy_app.services.watching import Standing

MOST = 64 * 1024

router = APIRouter(prefix="/progress", tags=["progress"], max_body_size=MOST)


class Camel(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class VideoReport(Camel):
    """One of two forms: `spans` as `[start, end]` in seconds of the media, numbered by `session`
    and `seq`; or the `watchTime` seconds that were played up to `position`. Without `videoId`
    it is the lesson's first video."""

    lesson_id: int | None = None
    video_id: int | None = None
    position: float
    spans: list[tuple[float, float]] | None = None
    session: str | None = None
    seq: int | None = None
    duration: float | None = None
    watch_time: float | None = None


class VideoStanding(Camel):
    """Where the member is now; seconds of the media. `required` is the fraction that completes
    the video, `firstGap` where its first unwatched part begins, null when there is none or the
    length is not known yet. `deferred` is what the server's clock did not allow yet: send it
    again later, in a new report."""

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
    deferred: list[tuple[float, float]]


class LessonMark(Body):
    """`read` when the page was read to its end, `manual` for the member's own word."""

    model_config = ConfigDict(alias_generator=to_camel)

    lesson_id: int
    done: bool = True
    how: Literal["read", "manual"] = "manual"


class LessonStanding(Camel):
    """`how` is watched, read or manual; "" when the lesson is not done."""

    lesson_id: int
    done: bool
    how: str
    course_done: int
    course_total: int


_DESCRIBED: dict[str, Any] = {
    "responses": {200: {"model": VideoStanding}},
    "openapi_extra": {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": VideoReport.model_json_schema()}},
        }
    },
}


# PUT is the verb; browsers' beacons, sent when a page is left, know only POST.
@router.put("/video", **_DESCRIBED)
@router.post("/video", **_DESCRIBED)
async def report_video(request: Request, actor: CurrentActor) -> Response:
    """What was played of a video. Answered once it is committed; a repeat is harmless."""
    report = watching.report(await _json(request))
    standing = await watching.recorder.record(actor, report)
    return JSONResponse(_answer(standing))


@router.put("/lesson")
async def mark_lesson(body: LessonMark, actor: CurrentActor) -> LessonStanding:
    """Done, by reading or by the member's word; or by their word not done after all."""
    if body.how == "read" and not body.done:
        raise Invalid({"how": "error.invalid_value"})
    async with writing() as tx:
        if body.how == "read":
            standing = await learning.complete_by_reading(tx, actor, body.lesson_id)
        else:
            standing = await learning.mark(tx, actor, body.lesson_id, body.done)
    return LessonStanding.model_validate(standing, from_attributes=True)


async def _json(request: Request) -> object:
    """Read here, not by the framework: this route is asked hundreds of times a second."""
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise Invalid({}, "error.invalid_json") from error


def _answer(standing: Standing) -> dict[str, Any]:
    return {
        "covered": standing.covered,
        "duration": standing.duration,
        "fraction": standing.fraction,
        "required": standing.required,
        "firstGap": standing.first_gap,
        "position": standing.position,
        "completed": standing.completed,
        "lessonCompleted": standing.lesson_completed,
        "courseDone": standing.course_done,
        "courseTotal": standing.course_total,
        "deferred": standing.deferred,
    }
