"""YouTube and Vimeo, by stand-ins of their scripts served at their addresses; Loom and Wistia."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, Route

from tests.browser.player.conftest import Site, covered, eventually, union

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HERE = Path(__file__).parent
YOUTUBE = {"provider": "youtube", "videoKey": "abcdefghijk"}
VIMEO = {"provider": "vimeo", "videoKey": "76979871"}


async def start(page: Page, **video: Any) -> None:
    await page.evaluate(
        """async (video) => (await import("/harness/stage.js")).stage(video)""", video
    )


async def until(page: Page, condition: str) -> None:
    await page.wait_for_function(condition, timeout=10_000)


async def stand_in(page: Page, options: dict[str, Any] | None = None) -> None:
    """Both providers' scripts at their addresses; every other outside address answers nothing."""

    async def answer(route: Route) -> None:
        scripts = {
            "https://www.youtube.com/iframe_api": "youtube_stand_in.js",
            "https://player.vimeo.com/api/player.js": "vimeo_stand_in.js",
        }
        name = scripts.get(route.request.url)
        body = (HERE / name).read_text("utf-8") if name else "<!doctype html><title>-</title>"
        kind = "text/javascript" if name else "text/html"
        await route.fulfill(body=body, content_type=kind)

    await page.route("https://**/*", answer)
    await page.evaluate(
        "(options) => { window.YOUTUBE_OPTIONS = window.VIMEO_OPTIONS = options; }", options or {}
    )


async def test_youtube_plays_and_is_tracked(page: Page, site: Site) -> None:
    await stand_in(page)
    await start(page, **YOUTUBE)
    await until(page, "heard.states.includes('playing')")
    await until(page, "youtube.player.getCurrentTime() > 2")
    await page.evaluate("youtube.player.pauseVideo()")
    await eventually(lambda: covered(site.spans()) > 1.8)
    assert len(union(site.spans())) == 1
    assert site.reports[0]["spans"] == []
    assert site.reports[-1]["duration"] == 600


async def test_youtubes_frame_names_this_site_and_the_chosen_host(page: Page, site: Site) -> None:
    await stand_in(page)
    host = "https://www.youtube-nocookie.com"
    await start(page, **YOUTUBE, youtubeHost=host, position=50, end=80.5, language="de")
    await until(page, "heard.states.includes('ready')")
    config = await page.evaluate(
        """() => {
          const { host, videoId, playerVars } = youtube.player.config;
          return { host, videoId, ...playerVars };
        }"""
    )
    assert config == {
        "host": host,
        "videoId": "abcdefghijk",
        "autoplay": 1,
        "playsinline": 1,
        "rel": 0,
        "origin": site.address,
        "start": 47,
        "end": 81,
        "hl": "de",
    }
    frame = page.locator("#host iframe")
    address = await frame.get_attribute("src") or ""
    assert address.startswith(f"{host}/embed/abcdefghijk?enablejsapi=1&")
    assert "origin=http%3A%2F%2F127.0.0.1" in address
    assert await frame.get_attribute("referrerpolicy") == "strict-origin-when-cross-origin"
    assert await frame.get_attribute("title") == "Clip"


async def test_youtubes_frame_request_carries_a_referer(page: Page, site: Site) -> None:
    referers: list[str | None] = []
    await stand_in(page)
    page.on(
        "request",
        lambda request: (
            referers.append(request.headers.get("referer")) if "/embed/" in request.url else None
        ),
    )
    await start(page, **YOUTUBE)
    await until(page, "heard.states.includes('ready')")
    assert referers == [site.address + "/"]


async def test_a_seek_that_youtube_does_not_tell_is_inferred(page: Page, site: Site) -> None:
    await stand_in(page)
    await start(page, **YOUTUBE)
    await until(page, "window.youtube?.player.getCurrentTime() > 1.5")
    await page.evaluate("youtube.player.seekTo(590, true)")
    await until(page, "youtube.player.getCurrentTime() > 591.5")
    await page.evaluate("youtube.player.change(0)")
    await eventually(lambda: covered(site.spans()) > 2.5)
    assert covered(site.spans()) < 5
    assert union(site.spans())[-1][0] >= 589


async def test_youtubes_speed_counts(page: Page, site: Site) -> None:
    await stand_in(page)
    await start(page, **YOUTUBE)
    await until(page, "heard.states.includes('playing')")
    await page.evaluate("youtube.player.setPlaybackRate(2)")
    await until(page, "youtube.player.getCurrentTime() > 5")
    await page.evaluate("youtube.player.pauseVideo()")
    await eventually(lambda: covered(site.spans()) > 4.7)
    assert len(union(site.spans())) == 1
    assert site.reports[-1]["rate"] == 2
    assert await page.evaluate("JSON.parse(localStorage.getItem('academy:player')).rate") == 2


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (2, "not-found"),
        (5, "not-supported"),
        (100, "not-found"),
        (101, "not-embeddable"),
        (150, "not-embeddable"),
        (153, "not-identified"),
        (999, "failed"),
    ],
)
async def test_youtubes_errors_are_told_apart(page: Page, code: int, kind: str) -> None:
    await stand_in(page, {"error": code})
    await start(page, **YOUTUBE)
    await until(page, "heard.states.includes('error')")
    assert {"kind": kind, "code": code} in await page.evaluate("heard.problems")


async def test_youtube_refusing_to_begin_by_itself_is_told(page: Page, site: Site) -> None:
    await stand_in(page, {"blocked": True})
    await start(page, **YOUTUBE)
    await until(page, "heard.states.includes('blocked')")
    assert site.reports == []


async def test_a_provider_not_ready_within_fifteen_seconds_is_slow(page: Page) -> None:
    await stand_in(page, {"neverReady": True})
    await page.clock.install()
    await start(page, **YOUTUBE)
    await page.clock.fast_forward(14_000)
    assert await page.evaluate("heard.states") == ["loading"]
    await page.clock.fast_forward(1_100)
    assert await page.evaluate("heard.states") == ["loading", "slow"]


@pytest.mark.parametrize("video", [YOUTUBE, VIMEO])
async def test_a_provider_that_cannot_be_reached_is_an_error(
    page: Page, video: dict[str, str]
) -> None:
    await page.route("https://**/*", lambda route: route.abort())
    await start(page, **video)
    await until(page, "heard.states.includes('error')")
    await stand_in(page)
    await start(page, **video)
    await until(page, "heard.states.includes('playing')")


async def test_youtubes_volume_is_remembered(page: Page) -> None:
    await stand_in(page)
    await start(page, **YOUTUBE)
    await until(page, "heard.states.includes('playing')")
    await page.evaluate("youtube.player.volume = 30; youtube.player.pauseVideo()")
    await until(page, "JSON.parse(localStorage.getItem('academy:player'))?.volume === 0.3")


async def test_vimeo_plays_resumes_and_is_tracked(page: Page, site: Site) -> None:
    await stand_in(page)
    await start(page, **VIMEO, position=60)
    await until(page, "heard.states.includes('playing') && vimeo.at > 59.5")
    await page.evaluate("vimeo.pause()")
    await eventually(lambda: covered(site.spans()) > 2)
    [[begin, end]] = union(site.spans())
    assert begin == pytest.approx(57, abs=0.3)
    assert end == pytest.approx(59.5, abs=0.6)
    assert site.reports[-1]["duration"] == 300
    assert await page.evaluate("document.querySelector('#host iframe').title") == "Clip"


async def test_vimeos_unlisted_videos_are_found_by_their_hash(page: Page) -> None:
    await stand_in(page)
    await start(page, **VIMEO, videoHash="a1b2c3")
    await until(page, "heard.states.includes('ready')")
    assert await page.evaluate("vimeo.config.url") == "https://vimeo.com/76979871/a1b2c3"


async def test_a_seek_in_vimeo_leaves_a_gap(page: Page, site: Site) -> None:
    await stand_in(page)
    await start(page, **VIMEO)
    await until(page, "heard.states.includes('playing') && vimeo.at > 1.2")
    await page.evaluate("vimeo.setCurrentTime(200)")
    await until(page, "vimeo.at > 201.2")
    await page.evaluate("vimeo.pause()")
    await eventually(lambda: covered(site.spans()) > 2)
    first, last = union(site.spans())
    assert first[1] < 2.2
    assert last[0] >= 200


async def test_vimeo_stalling_counts_nothing(page: Page, site: Site) -> None:
    await stand_in(page)
    await start(page, **VIMEO)
    await until(page, "heard.states.includes('playing') && vimeo.at > 1.2")
    await page.evaluate("clearInterval(vimeo.timer); vimeo.tell('bufferstart')")
    await until(page, "heard.states.includes('buffering')")
    await page.evaluate("vimeo.at += 50; vimeo.tell('timeupdate'); vimeo.pause()")
    await eventually(lambda: covered(site.spans()) > 0.9)
    assert covered(site.spans()) < 2


async def test_vimeo_may_refuse_another_speed(page: Page, site: Site) -> None:
    await page.evaluate("localStorage.setItem('academy:player', '{\"rate\": 1.5}')")
    await stand_in(page, {"refuseRate": True})
    await start(page, **VIMEO)
    await until(page, "heard.states.includes('playing')")
    assert site.reports[0]["rate"] == 1
    assert await page.evaluate("JSON.parse(localStorage.getItem('academy:player')).rate") == 1.5


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("NotFoundError", "not-found"),
        ("PrivacyError", "not-embeddable"),
        ("PasswordError", "not-embeddable"),
        ("TypeError", "failed"),
    ],
)
async def test_vimeos_errors_are_told_apart(page: Page, name: str, kind: str) -> None:
    await stand_in(page, {"error": name})
    await start(page, **VIMEO)
    await until(page, "heard.states.includes('error')")
    assert (await page.evaluate("heard.problems[0].kind")) == kind


async def test_vimeos_captions_follow_the_key_and_are_remembered(page: Page) -> None:
    await stand_in(page)
    await start(page, **VIMEO)
    await until(page, "heard.states.includes('playing')")
    await page.evaluate("engine.press({ name: 'captions' }, document.querySelector('#host'))")
    await until(page, "vimeo.calls.some(([name]) => name === 'enableTextTrack')")
    await until(page, "JSON.parse(localStorage.getItem('academy:player')).captions === 'de'")
    await page.evaluate("engine.press({ name: 'captions' }, document.querySelector('#host'))")
    await until(page, "vimeo.calls.at(-1)[0] === 'disableTextTrack'")
    assert (
        await page.evaluate("JSON.parse(localStorage.getItem('academy:player')).captions") is None
    )


@pytest.mark.parametrize(
    ("provider", "address"),
    [
        ("loom", "https://www.loom.com/embed/0123456789abcdef0123456789abcdef"),
        ("wistia", "https://fast.wistia.net/embed/iframe/0123456789abcdef0123456789abcdef"),
    ],
)
async def test_players_that_tell_nothing_are_shown_and_not_tracked(
    page: Page, site: Site, provider: str, address: str
) -> None:
    await stand_in(page)
    await start(page, provider=provider, videoKey="0123456789abcdef0123456789abcdef")
    await until(page, "heard.states.includes('ready')")
    assert await page.locator("#host iframe").get_attribute("src") == address
    await page.evaluate("engine.destroy()")
    assert site.reports == []


async def test_no_provider_is_asked_before_the_first_need(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.evaluate("""async () => { await import("/player/engine.js"); }""")
    assert asked
    assert all(url.startswith("http://127.0.0.1") for url in asked)
    assert not any(name in url for url in asked for name in ("youtube.js", "vimeo.js", "html5.js"))
