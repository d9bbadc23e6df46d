"""What the tracker believes was watched: honest playing, and every cheat we know of."""

from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.player.conftest import covered, union

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def in_world(page: Page, script: str, **options: Any) -> list[dict[str, Any]]:
    """Runs `script` with a `world` whose clock it moves; returns the reports made."""
    reports: list[dict[str, Any]] = await page.evaluate(
        f"""async (options) => {{
          const {{ createWorld }} = await import("/harness/world.js");
          const world = createWorld(options);
          const {{ tracker }} = world;
          {script}
          return world.reports;
        }}""",
        options,
    )
    return reports


def spans(reports: list[dict[str, Any]]) -> list[list[float]]:
    return [span for report in reports for span in report["spans"]]


async def test_playing_through_is_one_span_and_opens_with_an_empty_report(page: Page) -> None:
    reports = await in_world(page, "tracker.playing(); world.pass(10); tracker.paused();")
    assert reports[0]["spans"] == []
    assert reports[0]["position"] == 0
    assert union(spans(reports)) == [[0, 10]]
    assert reports[-1]["position"] == 10
    assert reports[-1]["duration"] == 3600


async def test_reports_go_out_every_fifteen_seconds_without_a_gap(page: Page) -> None:
    reports = await in_world(page, "tracker.playing(); world.pass(60);")
    assert [report["position"] for report in reports] == [0, 15, 30, 45, 60]
    assert union(spans(reports)) == [[0, 60]]
    assert not any(report["leaving"] for report in reports)


async def test_leaving_sends_what_is_open_by_beacon(page: Page) -> None:
    reports = await in_world(page, "tracker.playing(); world.pass(4); tracker.leaving();")
    assert reports[-1]["leaving"] is True
    assert spans(reports) == [[0, 4]]


async def test_a_seek_to_the_end_covers_only_what_was_played(page: Page) -> None:
    reports = await in_world(
        page, "tracker.playing(); world.pass(5); world.jump(3590); world.pass(10); tracker.ended();"
    )
    assert covered(spans(reports)) == pytest.approx(15, abs=0.6)
    assert union(spans(reports))[0] == [0, 5]
    assert union(spans(reports))[1][1] == 3600


async def test_a_seek_that_is_told_covers_nothing_of_the_way(page: Page) -> None:
    reports = await in_world(
        page,
        "tracker.playing(); world.pass(5); world.jump(5.9); tracker.seeking(); world.pass(4);"
        "tracker.paused();",
    )
    first, second = union(spans(reports))
    assert first == [0, 5]
    assert second[0] >= 5.9
    assert second[1] == pytest.approx(9.9)


async def test_replaying_one_part_covers_it_once_but_tells_each_time(page: Page) -> None:
    reports = await in_world(
        page,
        "tracker.playing();"
        "for (let round = 0; round < 20; round += 1) { world.jump(30); world.pass(10); }"
        "tracker.paused();",
    )
    told = spans(reports)
    assert covered(told) == pytest.approx(10, abs=0.6)
    assert sum(end - start for start, end in told) == pytest.approx(200, rel=0.06)


async def test_double_speed_covers_twice_the_time(page: Page) -> None:
    reports = await in_world(page, "tracker.playing(); world.pass(10); tracker.paused();", rate=2)
    assert union(spans(reports)) == [[0, 20]]
    assert reports[-1]["rate"] == 2


async def test_a_change_of_speed_leaves_no_gap(page: Page) -> None:
    reports = await in_world(
        page,
        "tracker.playing(); world.pass(5); world.setRate(1.5); tracker.rateChanged();"
        "world.pass(10); tracker.paused();",
    )
    assert union(spans(reports)) == [[0, 20]]


async def test_many_small_jumps_are_not_watching(page: Page) -> None:
    """Each alone would pass for a coarse clock."""
    reports = await in_world(
        page,
        "tracker.playing(); let at = 0;"
        "for (let i = 0; i < 100; i += 1) { world.pass(0.25); at += 1.15; world.jump(at); }"
        "tracker.paused();",
    )
    assert covered(spans(reports)) < 60


async def test_a_coarse_clock_does_not_look_like_seeking(page: Page) -> None:
    reports = await in_world(
        page, "tracker.playing(); world.pass(0.6); world.pass(29.4); tracker.paused();", coarse=1
    )
    assert union(spans(reports)) == [[0, 30]]
    assert len(spans(reports)) <= 3


async def test_a_background_tab_with_slow_timers_is_believed(page: Page) -> None:
    reports = await in_world(
        page, "tracker.playing(); world.pass(5); world.pass(300, { step: 60 }); tracker.paused();"
    )
    assert union(spans(reports)) == [[0, 305]]


@pytest.mark.parametrize("moved", [20, 45, 90, 600])
async def test_a_long_silence_that_the_clock_does_not_explain_is_not(
    page: Page, moved: int
) -> None:
    reports = await in_world(
        page,
        f"tracker.playing(); world.pass(5); world.pass(60, {{ step: 60, speed: {moved / 60} }});"
        "world.pass(5); tracker.paused();",
    )
    assert union(spans(reports)) == [[0, 5], [5 + moved, 10 + moved]]


async def test_a_sleeping_laptop_adds_nothing(page: Page) -> None:
    reports = await in_world(
        page,
        "tracker.playing(); world.pass(5); world.shift(3600); world.pass(5); tracker.paused();",
    )
    assert union(spans(reports)) == [[0, 10]]


async def test_an_hour_asleep_is_no_allowance_for_a_jump(page: Page) -> None:
    reports = await in_world(
        page,
        "tracker.playing(); world.pass(5); world.shift(3600); world.pass(1);"
        "world.jump(1800); world.pass(4); tracker.paused();",
    )
    assert covered(spans(reports)) == pytest.approx(10, abs=0.6)


@pytest.mark.parametrize("seconds", [-7200, 7200])
async def test_a_clock_that_jumps_changes_nothing(page: Page, seconds: int) -> None:
    reports = await in_world(
        page,
        f"tracker.playing(); world.pass(5); world.shift({seconds}); world.pass(5);"
        "tracker.paused();",
    )
    assert union(spans(reports)) == [[0, 10]]


async def test_nothing_counts_while_buffering_or_paused(page: Page) -> None:
    reports = await in_world(
        page,
        "tracker.playing(); world.pass(5); tracker.buffering(); world.pass(30, { speed: 0 });"
        "tracker.playing(); world.pass(5); tracker.paused(); world.jump(100); world.pass(9);",
    )
    assert union(spans(reports)) == [[0, 10]]


async def test_a_stall_without_an_event_is_no_allowance_for_a_jump(page: Page) -> None:
    reports = await in_world(
        page,
        "tracker.playing(); world.pass(5); world.pass(60, { speed: 0 }); world.jump(50);"
        "world.pass(5); tracker.paused();",
    )
    assert covered(spans(reports)) == pytest.approx(10, abs=0.6)


async def test_a_new_position_is_told_even_when_nothing_was_played(page: Page) -> None:
    reports = await in_world(
        page,
        "tracker.playing(); world.pass(5); tracker.paused(); world.jump(50); tracker.paused();"
        "tracker.paused();",
    )
    assert [report["position"] for report in reports] == [0, 5, 50]
    assert reports[-1]["spans"] == []
