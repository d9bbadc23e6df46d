"""What a group of reports reads, changes in memory and writes back together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from academy_app.core.actor import Actor
from academy_app.core.clock import now
from academy_app.core.db import Tx
from academy_app.core.events import LessonCompleted
from academy_app.core.spans import Spans
from academy_app.services.watching import hearsay, lengths, rows, rule
from academy_app.services.watching.report import Report
from academy_app.services.watching.rows import Pair, VideoRow, WatchRow
from academy_app.services.watching.rule import Account, Arrival, Clip


@dataclass(frozen=True, slots=True)
class Job:
    """A report that may be made, and the video that it is about."""

    actor: Actor
    report: Report
    video: VideoRow

    @property
    def watch_key(self) -> Pair:
        return self.actor.member_id, self.video.id

    @property
    def lesson_key(self) -> Pair:
        return self.actor.member_id, self.video.lesson.id

    @property
    def course_key(self) -> Pair:
        return self.actor.member_id, self.video.lesson.course_id


@dataclass(slots=True)
class Ledger:
    """The members' side of a group of jobs. `at` is read when the accounts are locked: who
    waited for them must not come from the past."""

    tx: Tx
    at: datetime
    videos: Sequence[VideoRow]
    accounts: dict[int, Account]
    watches: dict[Pair, WatchRow]
    completed: set[Pair]
    played: Counter[Pair] = field(default_factory=Counter)
    visits: dict[Pair, int] = field(default_factory=dict)
    pins: dict[int, tuple[float | None, float]] = field(default_factory=dict)
    finished: set[tuple[int, int, int]] = field(default_factory=set)

    @classmethod
    async def load(
        cls,
        tx: Tx,
        jobs: Sequence[Job],
        accounts: dict[int, Account],
        videos: Sequence[VideoRow],
    ) -> Self:
        at = now()
        watches = await rows.watches(tx, {job.watch_key for job in jobs})
        done = {(row.member_id, row.done_lesson) for row in watches.values() if row.done_lesson}
        new = {job.lesson_key for job in jobs if watches[job.watch_key].is_new}
        if new:
            done |= await rows.completed_lessons(tx, new)
        return cls(
            tx=tx,
            at=at,
            videos=videos,
            accounts=accounts,
            watches=watches,
            completed=done,
        )

    async def take(self, job: Job) -> Spans:
        """Let the report count; returns what the clock does not allow yet."""
        arrival = self._arrival(job)
        if arrival is not Arrival.REPEAT:
            await self._hear_length(job)
        watch, clip = self.watches[job.watch_key], self.clip(job)
        account = self.accounts[job.actor.member_id].at(self.at)
        verdict = rule.judge(job.report.spans, watch.spans, clip, account, arrival)
        self.accounts[job.actor.member_id] = verdict.account
        watch.spans, watch.covered = verdict.watched, clip.covered(verdict.watched)
        for bucket, ms in rule.buckets(verdict.played).items():
            self.played[job.video.id, bucket] += ms
        if arrival is Arrival.LATEST or not job.report.session:
            watch.position = job.report.position
            self.visits[job.course_key] = job.video.lesson.id
        await self._complete(job, watch)
        return verdict.deferred

    def length(self, job: Job) -> float | None:
        """How long the video is for who reports, in seconds."""
        video = job.video
        if video.is_duration_final:
            return video.duration
        own = self.watches[job.watch_key].said(job.report.session)
        return lengths.measure(video.duration, own)

    def clip(self, job: Job) -> Clip:
        return job.video.clip(self.length(job))

    async def save(self) -> None:
        """Write everything, each table in the order of its keys, and tell what got done."""
        await rows.save_accounts(self.tx, self.accounts)
        for video_id, (before, length) in sorted(self.pins.items()):
            await hearsay.pin(self.tx, video_id, before, length)
        await rows.save_watches(self.tx, self.watches.values())
        await rows.save_replays(self.tx, self.played)
        await rows.save_enrolments(self.tx, self.visits)
        await rows.save_completions(self.tx, self.finished, "watched")
        for member_id, lesson_id, course_id in sorted(self.finished):
            self.tx.emit(LessonCompleted(member_id, course_id, lesson_id))

    def _arrival(self, job: Job) -> Arrival:
        if not job.report.session:
            return Arrival.UNNUMBERED
        session = self.watches[job.watch_key].session(job.report.session)
        session.numbers, arrival = session.numbers.arrived(job.report.seq)
        return arrival

    async def _hear_length(self, job: Job) -> None:
        """What the player says about the video's length; it counts once it was said twice."""
        said, watch, video = job.report.duration, self.watches[job.watch_key], job.video
        if said is None:
            return
        session = watch.session(job.report.session) if job.report.session else None
        stable = lengths.stable(session.duration if session else watch.duration, said)
        if session:
            session.duration = said
        is_news = not lengths.agree(watch.duration, said)
        if stable is not None or session is None:
            watch.duration = said
        if stable is None or video.is_duration_final or lengths.agree(video.duration, stable):
            return
        if is_news or video.duration is None:
            await self._pin(job)

    async def _pin(self, job: Job) -> None:
        video = job.video
        floor = await hearsay.last_cue(self.tx, video.id)
        length = lengths.pinned(video.duration, await self._said(video), floor)
        if length is not None and length != video.duration:
            before = self.pins.get(video.id, (video.duration, length))[0]
            self.pins[video.id] = before, length
            video.duration = length

    async def _said(self, video: VideoRow) -> Counter[float]:
        """How many members' players say each length, those in this group included."""
        here = [watch for watch in self.watches.values() if watch.video_id == video.id]
        said = Counter(watch.duration for watch in here if watch.duration is not None)
        members = [watch.member_id for watch in here]
        for length, count in await hearsay.lengths_said(self.tx, video.id, members):
            said[length] += count
        return said

    async def _complete(self, job: Job, watch: WatchRow) -> None:
        """Done is never taken back; the lesson is done when all its videos are."""
        fraction = job.video.lesson.course.required_fraction
        is_through = self.clip(job).is_complete(watch.covered, fraction)
        if watch.completed_at is None and is_through and await self._may_complete(job):
            watch.completed_at = self.at
        if watch.completed_at is None or job.lesson_key in self.completed:
            return
        if await self._is_rest_watched(job):
            self.completed.add(job.lesson_key)
            self.finished.add((*job.lesson_key, job.video.lesson.course_id))

    async def _may_complete(self, job: Job) -> bool:
        """Whether the length was set by the author, or is vouched for by players."""
        length = self.length(job)
        if job.video.is_duration_final or length is None:
            return True
        own = self.watches[job.watch_key].said(job.report.session)
        agreeing = lengths.voices(await self._said(job.video), length)
        return lengths.may_complete(length, own, agreeing)

    async def _is_rest_watched(self, job: Job) -> bool:
        rest = {video.id for video in self.videos if video.lesson.id == job.video.lesson.id}
        for video_id in tuple(rest):
            here = self.watches.get((job.actor.member_id, video_id))
            if here is not None and here.completed_at is not None:
                rest.discard(video_id)
        return not rest or await rows.is_watched(self.tx, job.actor.member_id, rest)
