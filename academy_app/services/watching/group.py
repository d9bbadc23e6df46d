"""Many reports in one transaction. One that is refused does not touch the others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from academy_app.core import spans
from academy_app.core.actor import Actor
from academy_app.core.db import Tx
from academy_app.core.errors import AcademyError, Invalid, NotFound
from academy_app.core.spans import Spans
from academy_app.policy.decisions import Footing, can_edit_course, can_see_lesson, require
from academy_app.policy.standing import footings
from academy_app.services.watching import counting, rows
from academy_app.services.watching.counting import Counts
from academy_app.services.watching.ledger import Job, Ledger
from academy_app.services.watching.report import Report, Standing
from academy_app.services.watching.rows import Pair, VideoRow


@dataclass(frozen=True, slots=True)
class Ask:
    """One report and who sends it."""

    actor: Actor
    report: Report


async def record_group(tx: Tx, asks: Sequence[Ask]) -> list[Standing | AcademyError]:
    """Record the reports in order; for each where it left its member, or why it was refused."""
    accounts = await rows.lock_accounts(tx, {ask.actor.member_id for ask in asks})
    videos = await rows.videos(
        tx,
        {ask.report.video_id for ask in asks if ask.report.video_id is not None},
        {ask.report.lesson_id for ask in asks if ask.report.lesson_id is not None},
    )
    standing = await _footings(tx, asks, videos)
    jobs = [_job(ask, videos, standing) for ask in asks]
    allowed = [job for job in jobs if isinstance(job, Job)]
    if not allowed:
        return [job for job in jobs if isinstance(job, AcademyError)]
    ledger = await Ledger.load(tx, allowed, accounts, videos)
    deferred = [await ledger.take(job) for job in allowed]
    await ledger.save()
    standings = iter(await _standings(tx, ledger, allowed, deferred))
    return [next(standings) if isinstance(job, Job) else job for job in jobs]


async def _footings(
    tx: Tx, asks: Sequence[Ask], videos: Sequence[VideoRow]
) -> Mapping[Pair, Footing]:
    found = ((ask.actor.member_id, _found(ask, videos)) for ask in asks)
    return await footings(tx, {(member, video.lesson.id) for member, video in found if video})


def _job(
    ask: Ask, videos: Sequence[VideoRow], standing: Mapping[Pair, Footing]
) -> Job | AcademyError:
    try:
        return Job(ask.actor, ask.report, _video(ask, videos, standing))
    except AcademyError as error:
        return error


def _found(ask: Ask, videos: Sequence[VideoRow]) -> VideoRow | None:
    """The video that is reported on."""
    lesson_id, video_id = ask.report.lesson_id, ask.report.video_id
    if video_id is None:
        return next((video for video in videos if video.lesson.id == lesson_id), None)
    return next((video for video in videos if video.id == video_id), None)


def _video(ask: Ask, videos: Sequence[VideoRow], standing: Mapping[Pair, Footing]) -> VideoRow:
    """The same, as far as its reporter may know of it."""
    lesson_id, video = ask.report.lesson_id, _found(ask, videos)
    if video is None:
        raise NotFound
    lesson = video.lesson
    footing = standing[ask.actor.member_id, lesson.id]
    require(can_see_lesson(ask.actor, lesson.course, lesson.module, lesson, footing))
    if lesson_id not in {None, video.lesson.id}:
        raise Invalid({"videoId": "watch.other_lesson"})
    return video


async def _standings(
    tx: Tx, ledger: Ledger, jobs: Sequence[Job], deferred: Iterable[Spans]
) -> list[Standing]:
    done, there = await counting.counts(tx, {job.course_key for job in jobs})
    return [
        _standing(ledger, job, left, done[job.course_key], there[job.video.lesson.course_id])
        for job, left in zip(jobs, deferred, strict=True)
    ]


def _standing(ledger: Ledger, job: Job, left: Spans, done: Counts, there: Counts) -> Standing:
    watch, clip, duration = ledger.watches[job.watch_key], ledger.clip(job), ledger.length(job)
    gap = clip.first_gap(watch.spans)
    sees_drafts = bool(can_edit_course(job.actor, job.video.lesson.course))
    return Standing(
        covered=watch.covered / 1000,
        duration=duration if duration is not None else watch.duration,
        fraction=round(min(1.0, watch.covered / clip.length), 4) if clip.length else 0.0,
        required=job.video.lesson.course.required_fraction,
        first_gap=gap / 1000 if gap is not None else None,
        position=watch.position,
        completed=watch.completed_at is not None,
        lesson_completed=job.lesson_key in ledger.completed,
        course_done=done.seen(sees_drafts),
        course_total=there.seen(sees_drafts),
        deferred=spans.to_pairs(left),
    )
