"""The rule of "watched": how much of a report counts. Pure, with no clock of its own.

A member's new coverage over all videos, devices and tabs cannot grow faster than the server's
clock allows: elapsed time x the highest speed + a little slack. What exceeds that is neither
counted nor lost, but handed back to be reported again.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto

from academy_app.core import spans
from academy_app.core.spans import Spans

RATE = 2
SLACK_MS = 15_000
# After so long without a report the time between counts no more.
STRETCH = timedelta(hours=6)
# Clocks of several workers may differ by this; a step back beyond it is a clock set anew.
SKEW = timedelta(minutes=1)
MOST_PIECES = 500
BUCKET_MS = 10_000
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Account:
    """What one stretch of a member's activity has used: new coverage `granted`, and `played`
    in all with what was watched again; in ms."""

    since: datetime
    seen_at: datetime
    granted: int = 0
    played: int = 0

    def at(self, moment: datetime) -> "Account":
        """The account when something happens at `moment`.

        A clock that was set back takes away nothing earned before and gives nothing.
        """
        behind = self.seen_at - moment
        if behind > SKEW:
            return replace(self, since=self.since - behind, seen_at=moment)
        if behind >= timedelta():
            return self
        if -behind > STRETCH:
            return Account(moment, moment)
        return replace(self, seen_at=moment)

    @property
    def coverage_left(self) -> int:
        return max(0, self._allowance - self.granted)

    @property
    def playing_left(self) -> int:
        return max(0, self._allowance - self.played)

    @property
    def _allowance(self) -> int:
        return (self.seen_at - self.since) // _MILLISECOND * RATE + SLACK_MS


class Arrival(Enum):
    """How a report stands to those of its session that came before."""

    LATEST = auto()
    LATE = auto()
    REPEAT = auto()
    # Too old to tell, or of a client that does not number: its coverage is safe to merge, but
    # how often it was played cannot be told.
    UNNUMBERED = auto()


_WINDOW = 63


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a session that have come: `seen` has bit n set for `last - n`."""

    last: int = -1
    seen: int = 0

    def arrived(self, number: int) -> tuple["Numbers", Arrival]:
        """The numbers with this one among them, and whether it is new."""
        ahead = number - self.last
        if ahead > 0:
            seen = self.seen << ahead | 1 if ahead < _WINDOW else 1
            return Numbers(number, seen & (1 << _WINDOW) - 1), Arrival.LATEST
        if -ahead >= _WINDOW:
            return self, Arrival.UNNUMBERED
        bit = 1 << -ahead
        if self.seen & bit:
            return self, Arrival.REPEAT
        return Numbers(self.last, self.seen | bit), Arrival.LATE


@dataclass(frozen=True, slots=True)
class Clip:
    """The part of a video that counts, in ms: from `start` to `end`, None while that is unknown.

    What lies behind `end` is kept all the same, for it may be no more than what players said;
    `limit` is where the author said that it ends.
    """

    start: int
    end: int | None
    limit: int | None

    @classmethod
    def of(
        cls, start: float, end: float | None, duration: float | None, is_duration_final: bool
    ) -> "Clip":
        """From a video's own numbers, in seconds."""
        lengths = (end, duration)
        limits = (end, duration if is_duration_final else None)
        return cls(round(start * 1000), _least_ms(lengths), _least_ms(limits))

    @property
    def length(self) -> int:
        return max(0, self.end - self.start) if self.end is not None else 0

    def kept(self, reported: Spans) -> Spans:
        return spans.clip(reported, self.start, self.limit)

    def covered(self, watched: Spans) -> int:
        return spans.length(spans.clip(watched, self.start, self.end))

    def first_gap(self, watched: Spans) -> int | None:
        """Where the first hole begins; None when there is none, or while the end is unknown."""
        return spans.first_gap(watched, self.start, self.end) if self.end is not None else None

    def is_complete(self, covered: int, fraction: float) -> bool:
        """Never while the length is unknown."""
        return self.length > 0 and covered >= fraction * self.length


def _least_ms(seconds: tuple[float | None, ...]) -> int | None:
    return min((round(each * 1000) for each in seconds if each is not None), default=None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a report did: the coverage and account after it, what was `played` for the heat
    map, and what is `deferred` because the clock did not allow it yet."""

    watched: Spans
    account: Account
    played: Spans
    deferred: Spans


def judge(
    reported: Spans, watched: Spans, clip: Clip, account: Account, arrival: Arrival
) -> Verdict:
    """Merge `reported` into `watched` as far as `account`, brought to now, allows: the earliest
    part first."""
    reported = clip.kept(reported)
    if arrival is Arrival.REPEAT:
        return Verdict(watched, account, [], spans.subtract(reported, watched))
    wished = spans.compact(spans.union(watched, reported), spans.GAP_MS, MOST_PIECES)
    new = spans.subtract(wished, watched)
    granted = spans.earliest(new, account.coverage_left)
    again = spans.intersection(reported, watched) if arrival is not Arrival.UNNUMBERED else []
    played = spans.earliest(spans.union(granted, again), account.playing_left)
    merged = spans.union(watched, granted)
    return Verdict(
        watched=merged,
        account=replace(
            account,
            granted=account.granted + spans.length(granted),
            played=account.played + spans.length(played),
        ),
        played=played,
        deferred=spans.subtract(reported, merged),
    )


def buckets(played: Spans) -> dict[int, int]:
    """Milliseconds played in each ten seconds, by the number of the ten."""
    counted: dict[int, int] = {}
    for start, end in zip(played[::2], played[1::2], strict=True):
        for bucket in range(start // BUCKET_MS, (end - 1) // BUCKET_MS + 1):
            first, last = bucket * BUCKET_MS, (bucket + 1) * BUCKET_MS
            counted[bucket] = counted.get(bucket, 0) + min(end, last) - max(start, first)
    return counted
