"""The words of a video, in the language that fits the reader best."""

from collections.abc import Sequence

from sqlalchemy import and_, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.errors import NotFound
from academy_app.core.ids import is_id
from academy_app.core.views import Transcript, TranscriptLanguage
from academy_app.models.learning import Course, Lesson, Subtitle, Video
from academy_app.policy.visibility import visible_lesson
from academy_app.queries.learning.progress import Statement

FALLBACK = "en"


async def transcript(rx: Reading, actor: Actor, video_id: int, language: str = "") -> Transcript:
    """Empty for a video without subtitles; NotFound for one the actor may not see."""
    if not is_id(video_id):
        raise NotFound
    languages = await _languages(rx, actor, video_id)
    labels = {offered.code: offered.label for offered in languages}
    best = _best(list(labels), language)
    return Transcript(
        video_id=video_id,
        language=best,
        label=labels.get(best, ""),
        languages=languages,
        cues=await _cues(rx, video_id, best) if best else [],
    )


async def _languages(rx: Reading, actor: Actor, video_id: int) -> list[TranscriptLanguage]:
    statement: Statement = (
        select(col(Subtitle.language), col(Subtitle.label))
        .select_from(Video)
        .join(Lesson, col(Lesson.id) == col(Video.lesson_id))
        .join(Course, col(Course.id) == col(Lesson.course_id))
        .outerjoin(Subtitle, col(Subtitle.video_id) == col(Video.id))
        .where(and_(col(Video.id) == video_id, visible_lesson(actor)))
        .order_by(col(Subtitle.language))
    )
    rows = (await rx.execute(statement)).all()
    if not rows:
        raise NotFound
    return [
        TranscriptLanguage(code=language, label=label or language)
        for language, label in rows
        if language is not None
    ]


def _best(offered: Sequence[str], wanted: str) -> str:
    """The wanted language, else another region of it, else English, else the first."""
    for language in (wanted, FALLBACK):
        if language in offered:
            return language
        for code in offered:
            if language and _base(code) == _base(language):
                return code
    return next(iter(offered), "")


def _base(code: str) -> str:
    return code.replace("_", "-").split("-")[0].lower()


async def _cues(rx: Reading, video_id: int, language: str) -> list[tuple[int, int, str]]:
    statement = select(col(Subtitle.cues)).where(
        col(Subtitle.video_id) == video_id, col(Subtitle.language) == language
    )
    cues = await rx.scalar(statement)
    return [(start, end, text) for start, end, text in cues or ()]
