"""The player's modules in a real Chromium, served beside a recorder of what they report."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, Page

from tests.browser.conftest import film

HERE = Path(__file__).parent
MODULES = HERE.parents[2] / "academy_app" / "components" / "player"
CLIP_SECONDS = 12
PAGE = """<!doctype html><html lang="en"><title>Player</title>
<style>#host{width:640px;height:360px} #host video,#host iframe{width:100%;height:100%}</style>
<div id="host" tabindex="-1"></div></html>"""


@dataclass
class Site:
    """Serves the modules, and answers reports as it is told to."""

    address: str = ""
    reports: list[dict[str, Any]] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    answer: Callable[[dict[str, Any]], tuple[int, dict[str, Any]]] = lambda report: (200, {})
    transcript: dict[str, Any] | None = None
    words_asked: list[str] = field(default_factory=list)

    def spans(self) -> list[list[float]]:
        return [span for report in self.reports for span in report["spans"]]


def union(spans: list[list[float]]) -> list[list[float]]:
    """Sorted spans without overlaps; a gap under 0.05 s is none."""
    merged: list[list[float]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1] + 0.05:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return merged


def covered(spans: list[list[float]]) -> float:
    return sum(end - start for start, end in union(spans))


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with clip.webm, twelve seconds long."""
    folder = tmp_path_factory.mktemp("films")
    film(folder / "clip.webm", CLIP_SECONDS)
    return folder


@pytest_asyncio.fixture(loop_scope="session")
async def site(films: Path) -> AsyncIterator[Site]:
    """A server of the test's own: what an earlier page sends on leaving does not reach it."""
    site = Site()
    app = web.Application()
    app.router.add_get("/", _page)
    app.router.add_get("/elsewhere", _page)
    app.router.add_route("*", "/api/lms/progress/video", _recorder(site))
    app.router.add_get("/api/lms/videos/{id}/transcript", _words(site))
    app.router.add_static("/player", MODULES)
    app.router.add_static("/harness", HERE)
    app.router.add_static("/media", films)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    site.address = f"http://{host}:{port}"
    yield site
    await runner.cleanup()


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, site: Site) -> AsyncIterator[Page]:
    """An empty page of the site; an error in its scripts fails the test."""
    context = await browser.new_context()
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(site.address)
    yield page
    await context.close()
    assert errors == []


async def eventually(condition: Callable[[], Any], seconds: float = 15) -> None:
    """Waits until the condition holds."""
    for _ in range(int(seconds / 0.05)):
        if condition():
            return
        await asyncio.sleep(0.05)
    assert condition()


async def _page(_: web.Request) -> web.Response:
    return web.Response(text=PAGE, content_type="text/html")


def _recorder(site: Site) -> Callable[[web.Request], Any]:
    async def record(request: web.Request) -> web.Response:
        report = json.loads(await request.text())
        site.reports.append(report)
        site.methods.append(request.method)
        status, body = site.answer(report)
        return web.json_response(body, status=status)

    return record


def _words(site: Site) -> Callable[[web.Request], Any]:
    async def words(request: web.Request) -> web.Response:
        site.words_asked.append(request.query_string)
        if site.transcript is None:
            return web.json_response({"status": 404, "key": "error.not_found"}, status=404)
        return web.json_response(site.transcript)

    return words
