"""A real file in a real player: it plays, is tracked, is come back to, outlives bad connections."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.player.conftest import CLIP_SECONDS, Site, covered, eventually, union

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CLIP = {"provider": "html5", "src": "/media/clip.webm"}


async def start(page: Page, wish: dict[str, Any] | None = None, **video: Any) -> None:
    await page.evaluate(
        """async ([video, wish]) => (await import("/harness/stage.js")).stage(video, wish)""",
        [{**CLIP, **video}, wish or {}],
    )


async def until(page: Page, condition: str) -> None:
    await page.wait_for_function(condition, timeout=20_000)


async def video_time(page: Page) -> float:
    seconds: float = await page.evaluate("document.querySelector('video').currentTime")
    return seconds


async def test_a_clip_watched_to_its_end_is_covered_whole(page: Page, site: Site) -> None:
    await start(page)
    await until(page, "heard.states.includes('ended')")
    await eventually(lambda: covered(site.spans()) > CLIP_SECONDS - 0.3)
    assert site.reports[0]["spans"] == []
    assert covered(site.spans()) <= CLIP_SECONDS + 0.1
    assert [report["seq"] for report in site.reports] == list(range(len(site.reports)))
    assert len({report["session"] for report in site.reports}) == 1
    assert site.reports[-1]["duration"] == pytest.approx(CLIP_SECONDS, abs=0.2)
    assert {report["lessonId"] for report in site.reports} == {1}
    times = await page.evaluate("heard.times.length")
    assert times == pytest.approx(CLIP_SECONDS * 4, abs=12)


async def test_a_seek_in_the_player_leaves_a_gap(page: Page, site: Site) -> None:
    await start(page)
    await until(page, "document.querySelector('video').currentTime > 1.5")
    await page.evaluate("document.querySelector('video').currentTime = 10")
    await until(page, "heard.states.includes('ended')")
    await eventually(lambda: site.spans() and site.spans()[-1][1] > CLIP_SECONDS - 0.3)
    first, last = union(site.spans())
    assert first[0] == 0
    assert first[1] < 2.6
    assert last[0] >= 9.9


async def test_pausing_reports_at_once(page: Page, site: Site) -> None:
    await start(page)
    await until(page, "document.querySelector('video').currentTime > 1")
    await page.evaluate("document.querySelector('video').pause()")
    await eventually(lambda: covered(site.spans()) > 0.9)
    assert site.reports[-1]["position"] == pytest.approx(await video_time(page), abs=0.05)


async def test_it_begins_a_little_before_where_the_member_left(page: Page, site: Site) -> None:
    await start(page, position=9)
    await until(page, "heard.states.includes('playing')")
    await eventually(lambda: len(site.reports) == 1)
    assert 5.9 <= site.reports[0]["position"] <= 6.5


async def test_a_clip_begins_and_ends_where_its_author_said(page: Page, site: Site) -> None:
    await start(page, start=4, end=6)
    await until(page, "heard.states.includes('ended')")
    await eventually(lambda: covered(site.spans()) > 1.8)
    [[begin, end]] = union(site.spans())
    assert begin == pytest.approx(4, abs=0.1)
    assert end == pytest.approx(6, abs=0.4)


async def test_leaving_the_page_reports_by_beacon(page: Page, site: Site) -> None:
    await start(page)
    await until(page, "document.querySelector('video').currentTime > 1")
    await page.goto(site.address + "/elsewhere")
    await eventually(lambda: covered(site.spans()) > 0.9)
    assert site.methods[-1] in {"POST", "PUT"}
    assert "POST" in site.methods


async def test_a_lost_connection_loses_nothing(page: Page, site: Site) -> None:
    await start(page)
    await until(page, "document.querySelector('video').currentTime > 1")
    await page.context.set_offline(True)
    await page.evaluate("document.querySelector('video').pause()")
    await until(page, "heard.outbox.at(-1).state === 'waiting'")
    assert site.spans() == []
    await page.context.set_offline(False)
    await until(page, "heard.outbox.at(-1).state === 'clear'")
    assert covered(site.spans()) > 0.9


async def test_what_a_closed_page_could_not_send_the_next_one_does(page: Page, site: Site) -> None:
    site.answer = lambda report: (503, {})
    await start(page)
    await until(page, "document.querySelector('video').currentTime > 1")
    await page.goto(site.address + "/elsewhere")
    await eventually(lambda: "POST" in site.methods)
    site.reports.clear()
    site.answer = lambda report: (200, {})
    await page.evaluate(
        """async () => (await import("/player/delivery.js")).openDelivery("7", "/api/lms")"""
    )
    await eventually(lambda: covered(site.spans()) > 0.9)
    assert len({report["session"] for report in site.reports}) == 1
    await until(page, "!Object.keys(localStorage).some((key) => key.includes('outbox'))")


async def test_the_answer_reaches_the_page(page: Page, site: Site) -> None:
    site.answer = lambda report: (200, {"lessonCompleted": True, "fraction": 0.95, "deferred": []})
    await start(page)
    await until(page, "heard.answers.length > 0")
    answer = await page.evaluate("heard.answers[0]")
    assert answer == {
        "lessonCompleted": True,
        "fraction": 0.95,
        "deferred": [],
        "lessonId": 1,
        "videoId": 2,
    }


async def test_signed_out_is_told_and_nothing_is_lost(page: Page, site: Site) -> None:
    site.answer = lambda report: (401, {"key": "error.signed_out"})
    await start(page)
    await until(page, "heard.outbox.some(({ state }) => state === 'signed-out')")
    assert await page.evaluate("Object.keys(localStorage).some((key) => key.includes('outbox'))")


async def test_speed_volume_and_captions_are_remembered(page: Page, site: Site) -> None:
    site.transcript = {
        "language": "en",
        "label": "English",
        "languages": [{"code": "en", "label": "English"}],
        "cues": [[0, 3000, "Hello"], [3000, 12000, "Goodbye"]],
    }
    await start(page)
    await until(page, "document.querySelector('video').textTracks.length === 1")
    await until(page, "heard.states.includes('playing')")
    await page.evaluate(
        """() => {
          const video = document.querySelector("video");
          video.playbackRate = 1.5;
          video.volume = 0.4;
          video.textTracks[0].mode = "showing";
        }"""
    )
    await until(page, "localStorage.getItem('academy:player')?.includes('\"captions\":\"en\"')")
    await page.reload()
    await start(page)
    await until(page, "document.querySelector('video')?.textTracks[0]?.mode === 'showing'")
    await until(page, "heard.states.includes('playing')")
    player = await page.evaluate(
        """() => {
          const { playbackRate, volume } = document.querySelector("video");
          return { playbackRate, volume };
        }"""
    )
    assert player == {"playbackRate": 1.5, "volume": 0.4}
    assert "language=en" in site.words_asked


async def test_one_and_a_half_speed_covers_what_was_played(page: Page, site: Site) -> None:
    await page.evaluate("localStorage.setItem('academy:player', '{\"rate\": 1.5}')")
    await start(page)
    await until(page, "heard.states.includes('ended')")
    await eventually(lambda: covered(site.spans()) > CLIP_SECONDS - 0.4)
    assert len(union(site.spans())) == 1


async def test_a_missing_file_is_explained(page: Page) -> None:
    await start(page, src="/media/none.webm")
    await until(page, "heard.states.includes('error')")
    assert (await page.evaluate("heard.problems[0].kind")) == "failed"


async def test_a_file_that_is_no_video_is_explained(page: Page, site: Site) -> None:
    await start(page, src="/harness/world.js")
    await until(page, "heard.states.includes('error')")
    await asyncio.sleep(0.3)
    assert site.reports == []


async def test_ending_the_player_reports_and_leaves_nothing_behind(page: Page, site: Site) -> None:
    await start(page)
    await until(page, "document.querySelector('video').currentTime > 1")
    await page.evaluate("engine.destroy()")
    await eventually(lambda: covered(site.spans()) > 0.9)
    assert await page.evaluate("document.querySelector('#host').childElementCount") == 0


async def test_a_wish_goes_before_the_stored_position(page: Page, site: Site) -> None:
    await start(page, {"from": 2, "play": False}, position=9)
    await until(page, "heard.states.includes('ready')")
    assert await video_time(page) == pytest.approx(2, abs=0.1)
    assert await page.evaluate("document.querySelector('video').paused")
    assert site.reports == []


@pytest.mark.parametrize(
    ("src", "native", "fetched"),
    [
        ("/media/list.m3u8", "", True),
        ("/media/list.m3u8?token=1", "", True),
        ("/media/list.m3u8", "maybe", False),
        ("/media/clip.webm", "", False),
    ],
)
async def test_hls_needs_its_library_only_where_the_browser_cannot_play_it(
    page: Page, src: str, native: str, fetched: bool
) -> None:
    calls = await page.evaluate(
        """async ([src, native]) => {
          HTMLMediaElement.prototype.canPlayType = () => native;
          const calls = [];
          class Hls {
            static Events = { ERROR: "error" };
            static isSupported = () => true;
            on(name, listener) { this.fail = listener; }
            loadSource(address) { calls.push(["load", address]); }
            attachMedia(video) { calls.push(["attach", video.localName]); }
            destroy() { calls.push(["destroy"]); }
          }
          const { openHtml5 } = await import("/player/html5.js");
          const importHls = async () => ({ default: Hls });
          const host = document.querySelector("#host");
          const adapter = await openHtml5(host, { provider: "html5", src, at: 0 }, { importHls });
          adapter.destroy();
          return calls;
        }""",
        [src, native],
    )
    assert calls == ([["load", src], ["attach", "video"], ["destroy"]] if fetched else [])
