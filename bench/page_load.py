"""How fast a page is there, cold, on a desktop and on a phone with a slow network.

Phone: 390 pixels wide, 150 ms to and fro, 1.6 Mbit/s down, a processor a quarter as fast: the
profile that Lighthouse calls slow 4G. Prints medians, one JSON line a figure: when the first
look was painted, when the live page had taken its place, and what came over the wire.
"""

import asyncio
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.async_api import CDPSession, Page

from bench.common import figure, is_quick
from bench.site import THREADS, Place, place

PAGES = {
    "home": "/",
    "catalog": "/courses",
    "course": "/courses/usual",
    "lesson": "/courses/usual/lesson-14",
    "lesson_video": "/courses/usual/lesson-16",
    "lesson_of_300": "/courses/big/lesson-151",
    "feed": "/community",
    "thread": f"/community/{THREADS}",
}
KB = 250
SETTLED = 1.5

# Notes, in ms since the navigation began, when each look's own words were on the screen.
WATCH = """
globalThis.academyShown = {};
const looks = {first: "#first-look", live: '#app[data-ready="true"]'};
const note = () => {
  const painted = performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
  for (const [name, selector] of Object.entries(looks)) {
    const look = document.querySelector(selector);
    const isShown = look?.checkVisibility() && look.querySelector("main h1");
    if (painted && isShown && !academyShown[name]) {
      academyShown[name] = name === "first" ? painted : performance.now();
    }
  }
  if (!academyShown.live) requestAnimationFrame(note);
};
requestAnimationFrame(note);
"""


@dataclass(frozen=True)
class Profile:
    name: str
    width: int
    height: int
    first_look_ms: int
    live_ms: int
    network: dict[str, Any] | None = None
    cpu: int = 1


PROFILES = (
    Profile("desktop", 1280, 800, first_look_ms=300, live_ms=600),
    Profile(
        "phone",
        390,
        844,
        first_look_ms=800,
        live_ms=2000,
        network={
            "offline": False,
            "latency": 150,
            "downloadThroughput": 1.6e6 / 8,
            "uploadThroughput": 750e3 / 8,
        },
        cpu=4,
    ),
)


@dataclass(frozen=True)
class Load:
    """One cold load: ms, requests, bytes over the wire, bytes of messages over the socket."""

    first_ms: float
    live_ms: float
    requests: int
    bytes: float
    socket: int


async def main() -> None:
    rounds = 3 if is_quick() else 9
    async with place() as site:
        # The server's own first answers are no visitor's.
        for path in PAGES.values():
            await _load(site, PROFILES[0], path)
        for profile in PROFILES:
            for name, path in PAGES.items():
                loads = [await _load(site, profile, path) for _ in range(rounds)]
                for what, value, unit, limit in _figures(profile, loads):
                    figure(f"page_load.{profile.name}.{name}.{what}", value, unit, limit=limit)


def _figures(profile: Profile, loads: list[Load]) -> Iterator[tuple[str, float, str, float | None]]:
    yield "first_look", _median(loads, "first_ms"), "ms", profile.first_look_ms
    yield "live", _median(loads, "live_ms"), "ms", profile.live_ms
    yield "wire", _median(loads, "bytes") / 1024, "KB", KB
    yield "socket", _median(loads, "socket") / 1024, "KB", None
    yield "requests", _median(loads, "requests"), "requests", None


def _median(loads: list[Load], name: str) -> float:
    return float(statistics.median(getattr(load, name) for load in loads))


async def _load(site: Place, profile: Profile, path: str) -> Load:
    context = await site.context(profile.width, profile.height)
    page = await context.new_page()
    devtools = await context.new_cdp_session(page)
    seen = await _count(devtools)
    if profile.network is not None:
        await devtools.send("Network.emulateNetworkConditions", profile.network)
        await devtools.send("Emulation.setCPUThrottlingRate", {"rate": profile.cpu})
    await page.add_init_script(WATCH)
    await page.goto(site.address + path, wait_until="commit")
    shown = await _shown(page)
    await page.wait_for_load_state("load")
    await asyncio.sleep(SETTLED)
    await context.close()
    return Load(shown["first"], shown["live"], seen["requests"], seen["bytes"], seen["socket"])


async def _count(devtools: CDPSession) -> dict[str, int]:
    seen = {"requests": 0, "bytes": 0, "socket": 0}

    def finished(event: dict[str, Any]) -> None:
        seen["requests"] += 1
        seen["bytes"] += event["encodedDataLength"]

    def received(event: dict[str, Any]) -> None:
        seen["socket"] += len(event["response"]["payloadData"])

    devtools.on("Network.loadingFinished", finished)
    devtools.on("Network.webSocketFrameReceived", received)
    await devtools.send("Network.enable")
    return seen


async def _shown(page: Page) -> dict[str, float]:
    handle = await page.wait_for_function(
        "academyShown.first && academyShown.live && academyShown", timeout=90_000
    )
    shown: dict[str, float] = await handle.json_value()
    return shown


if __name__ == "__main__":
    asyncio.run(main())
