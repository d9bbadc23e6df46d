"""The rule of "watched" by itself, with every cheat that it is there for."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy_app.core import spans
from academy_app.core.spans import Spans
from academy_app.services.watching.rule import (
    MOST_PIECES,
    RATE,
    SLACK_MS,
    Account,
    Arrival,
    Clip,
    Numbers,
    Verdict,
    buckets,
    judge,
)

START = datetime(2030, 1, 1, 12, tzinfo=UTC)
VIDEO = Clip(0, 600_000, 600_000)


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def judged(
    reported: Spans,
    watched: Spans | None = None,
    seconds: float = 0,
    *,
    account: Account | None = None,
    arrival: Arrival = Arrival.LATEST,
    clip: Clip = VIDEO,
) -> Verdict:
    used = (account or Account(START, START)).at(after(seconds))
    return judge(reported, watched or [], clip, used, arrival)


class TestBudget:
    def test_watching_at_normal_speed_counts_in_full(self) -> None:
        verdict = judged([0, 30_000], seconds=30)
        assert (verdict.watched, verdict.deferred) == ([0, 30_000], [])

    def test_double_speed_counts_in_full(self) -> None:
        account, watched = Account(START, START), list[int]()
        for n in range(20):
            verdict = judged([n * 30_000, (n + 1) * 30_000], watched, (n + 1) * 15, account=account)
            assert verdict.deferred == []
            account, watched = verdict.account, verdict.watched
        assert watched == [0, 600_000]

    def test_a_forged_call_gets_no_more_than_the_slack(self) -> None:
        verdict = judged([0, 600_000])
        assert verdict.watched == [0, SLACK_MS]
        assert verdict.deferred == [SLACK_MS, 600_000]

    def test_the_earliest_part_is_granted_first_and_nothing_is_lost(self) -> None:
        verdict = judged([10_000, 20_000, 50_000, 60_000], seconds=0)
        assert verdict.watched == [10_000, 20_000, 50_000, 55_000]
        assert verdict.deferred == [55_000, 60_000]

    def test_what_was_deferred_counts_once_the_clock_has_moved(self) -> None:
        first = judged([0, 60_000])
        again = judged(first.deferred, first.watched, 22.5, account=first.account)
        assert (again.watched, again.deferred) == ([0, 60_000], [])

    def test_many_reports_at_once_share_one_account(self) -> None:
        account, granted = Account(START, START), 0
        for _ in range(50):
            verdict = judged([0, 600_000], account=account, seconds=10)
            account, granted = verdict.account, granted + spans.length(verdict.watched)
        assert granted == 10_000 * RATE + SLACK_MS

    def test_hours_without_a_report_give_nothing(self) -> None:
        slept = Account(START, START).at(after(6 * 3600 + 1))
        assert slept.coverage_left == SLACK_MS

    def test_a_sleep_within_the_stretch_counts_as_elapsed_time(self) -> None:
        slept = Account(START, START).at(after(3600))
        assert slept.coverage_left == 3_600_000 * RATE + SLACK_MS

    def test_a_clock_set_back_neither_grants_nor_refuses(self) -> None:
        account = Account(START, START, granted=40_000).at(after(60))
        before = account.coverage_left
        account = account.at(after(60 - 7200))
        assert account.coverage_left == before
        assert account.at(after(60 - 7200 + 15)).coverage_left == before + 15_000 * RATE

    def test_workers_whose_clocks_differ_a_little_earn_no_extra_time(self) -> None:
        account = Account(START, START)
        for n in range(1000):
            account = account.at(after(30 if n % 2 else 0))
        assert account.coverage_left == 30_000 * RATE + SLACK_MS

    @given(
        st.lists(
            st.tuples(st.integers(0, 600), st.integers(0, 600), st.integers(0, 40)), max_size=30
        )
    )
    def test_nothing_beats_the_clock(self, tries: list[tuple[int, int, int]]) -> None:
        """Whatever is reported whenever, coverage stays below elapsed time x rate + slack."""
        account, watched, elapsed = Account(START, START), list[int](), 0
        for a, b, wait in tries:
            elapsed += wait
            reported = [min(a, b) * 1000, max(a, b) * 1000] if a != b else []
            verdict = judged(reported, watched, elapsed, account=account)
            assert spans.subtract(watched, verdict.watched) == []
            assert spans.union(verdict.watched, verdict.deferred) == spans.union(
                spans.union(watched, reported), verdict.watched
            )
            account, watched = verdict.account, verdict.watched
            assert spans.length(watched) <= elapsed * 1000 * RATE + SLACK_MS


class TestCoverage:
    def test_one_part_played_often_counts_once(self) -> None:
        account, watched = Account(START, START), list[int]()
        for n in range(40):
            verdict = judged([0, 30_000], watched, (n + 1) * 30, account=account)
            account, watched = verdict.account, verdict.watched
        assert watched == [0, 30_000]
        assert not VIDEO.is_complete(VIDEO.covered(watched), 0.9)

    def test_a_seek_to_the_end_covers_only_the_end(self) -> None:
        verdict = judged([0, 2_000, 595_000, 600_000], seconds=600)
        assert VIDEO.covered(verdict.watched) == 7_000

    def test_a_repeat_changes_nothing_and_tells_what_is_missing(self) -> None:
        verdict = judged([0, 60_000], [0, 15_000], 600, arrival=Arrival.REPEAT)
        assert verdict.watched == [0, 15_000]
        assert verdict.deferred == [15_000, 60_000]
        assert verdict.played == []

    def test_the_blink_between_two_samples_is_no_hole_but_costs_time(self) -> None:
        verdict = judged([0, 1_000, 1_200, 2_000], seconds=60)
        assert verdict.watched == [0, 2_000]
        assert verdict.account.granted == 2_000

    def test_slivers_do_not_pile_up(self) -> None:
        slivers = [ms for n in range(1000) for ms in (n * 600, n * 600 + 1)]
        verdict = judged(slivers, seconds=3600)
        assert len(verdict.watched) // 2 <= MOST_PIECES
        assert verdict.account.granted == spans.length(verdict.watched)

    def test_only_the_clip_counts(self) -> None:
        clip = Clip.of(100.0, 200.0, 600.0, is_duration_final=False)
        verdict = judged([0, 300_000], seconds=600, clip=clip)
        assert verdict.watched == [100_000, 200_000]
        assert verdict.deferred == []
        assert clip.is_complete(clip.covered(verdict.watched), 1.0)

    def test_beyond_a_length_that_only_players_told_is_kept(self) -> None:
        clip = Clip.of(0.0, None, 100.0, is_duration_final=False)
        verdict = judged([0, 300_000], seconds=600, clip=clip)
        assert verdict.watched == [0, 300_000]
        assert clip.covered(verdict.watched) == 100_000

    @pytest.mark.parametrize(
        ("clip", "covered", "fraction", "expected"),
        [
            (VIDEO, 540_000, 0.9, True),
            (VIDEO, 539_999, 0.9, False),
            (Clip(0, None, None), 9_999_999, 0.1, False),
            (Clip(50_000, 50_000, None), 0, 0.9, False),
            (Clip(50_000, 10_000, None), 0, 0.9, False),
        ],
    )
    def test_complete(self, clip: Clip, covered: int, fraction: float, expected: bool) -> None:
        assert clip.is_complete(covered, fraction) is expected


class TestReplays:
    def test_what_is_watched_again_is_played_but_not_granted(self) -> None:
        verdict = judged([0, 20_000], [0, 10_000], seconds=20)
        assert verdict.played == [0, 20_000]
        assert (verdict.account.granted, verdict.account.played) == (10_000, 20_000)

    def test_it_cannot_be_forged_beyond_the_clock(self) -> None:
        account, played = Account(START, START), 0
        for _ in range(100):
            verdict = judged([0, 60_000], [0, 60_000], 30, account=account)
            account, played = verdict.account, played + spans.length(verdict.played)
        assert played == 30_000 * RATE + SLACK_MS

    def test_a_client_that_does_not_number_is_not_counted_again(self) -> None:
        verdict = judged([0, 20_000], [0, 10_000], 20, arrival=Arrival.UNNUMBERED)
        assert verdict.watched == [0, 20_000]
        assert verdict.played == [10_000, 20_000]

    def test_buckets_of_ten_seconds(self) -> None:
        assert buckets([9_000, 10_000, 15_000, 31_000]) == {0: 1_000, 1: 5_000, 2: 10_000, 3: 1_000}


class TestNumbers:
    def test_in_order_out_of_order_and_repeated(self) -> None:
        numbers, arrivals = Numbers(), []
        for number in (0, 1, 5, 3, 3, 5, 2):
            numbers, arrival = numbers.arrived(number)
            arrivals.append(arrival.name)
        assert arrivals == ["LATEST", "LATEST", "LATEST", "LATE", "REPEAT", "REPEAT", "LATE"]

    @given(st.lists(st.integers(0, 200), max_size=60))
    def test_none_is_new_twice(self, given_numbers: list[int]) -> None:
        numbers, new = Numbers(), list[int]()
        for number in given_numbers:
            numbers, arrival = numbers.arrived(number)
            assert 0 <= numbers.seen < 2**63
            if arrival in {Arrival.LATEST, Arrival.LATE}:
                new.append(number)
        assert len(new) == len(set(new))

    def test_a_leap_forgets_what_lies_far_behind(self) -> None:
        numbers, _ = Numbers().arrived(0)
        numbers, _ = numbers.arrived(10**15)
        assert numbers.arrived(0)[1] is Arrival.UNNUMBERED
        assert numbers.arrived(10**15 - 1)[1] is Arrival.LATE
