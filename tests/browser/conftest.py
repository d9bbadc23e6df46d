"""One Chromium for all tests that need one, and films to play in it."""

import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, async_playwright

CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGS)
        yield browser
        await browser.close()


def film(path: Path, seconds: int) -> Path:
    """Write a small WebM of a moving test picture and a tone."""
    sources = [
        f"testsrc=size=160x90:rate=10:duration={seconds}",
        f"sine=frequency=220:duration={seconds}",
    ]
    inputs = [part for source in sources for part in ("-f", "lavfi", "-i", source)]
    picture = ["-c:v", "libvpx", "-b:v", "60k", "-deadline", "realtime", "-g", "10"]
    command = ["ffmpeg", "-loglevel", "error", *inputs, *picture, "-c:a", "libvorbis", str(path)]
    subprocess.run(command, check=True, timeout=60)
    return path
