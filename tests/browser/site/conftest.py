"""The whole site: a server of its own, and members who visit it in Chromium."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page

from academy_app.core.actor import Role
from academy_app.models.membership import Member
from tests import accounts
from tests.browser.server import Served, serving
from tests.browser.site.world import World, fill

Site = Served[World]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}
TIMEOUT_MS = 10_000
CLOSES_WITHIN = 30
LIVE = '#app[data-ready="true"]'


@dataclass
class Visitor:
    """A member, signed in, in a browser of their own."""

    site: Site
    member: Member
    context: BrowserContext
    page: Page
    # What the browser complained of, and what of it the test expects (regular expressions).
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    async def open(self, path: str) -> Page:
        """The page at `path`, live."""
        await self.page.goto(self.site.server.address + path, wait_until="commit")
        await is_live(self.page)
        return self.page

    async def look_at(self, path: str) -> Page:
        """The page at `path` as far as its HTML goes."""
        await self.page.goto(self.site.server.address + path, wait_until="domcontentloaded")
        return self.page

    async def call(self, path: str, method: str = "POST") -> int:
        """Ask the API with this browser's cookies; the answer's status."""
        answer = await self.context.request.fetch(
            self.site.server.address + path,
            method=method,
            headers={"Origin": self.site.server.address},
        )
        return answer.status

    def watch(self, page: Page) -> None:
        """Note every error of the page's scripts and of its console."""
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")

    @property
    def unexpected(self) -> list[str]:
        return [
            complaint
            for complaint in self.complaints
            if not any(re.search(known, complaint) for known in self.expected)
        ]


Visit = Callable[..., Awaitable[Visitor]]


async def is_live(page: Page) -> None:
    """Wait until the live page has taken the first look's place."""
    await page.wait_for_selector(LIVE, state="visible")
    await page.wait_for_selector("#first-look", state="detached")


async def eventually(check: Callable[[], Awaitable[Any]], seconds: float = 10) -> None:
    """Wait until `check` answers with something true."""
    for _ in range(int(seconds / 0.05)):
        if await check():
            return
        await asyncio.sleep(0.05)
    assert await check()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def site(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> AsyncIterator[Site]:
    async with serving(tmp_path_factory.mktemp("site"), fill) as served:
        yield served


@pytest_asyncio.fixture(loop_scope="session")
async def visit(site: Site, browser: Browser) -> AsyncIterator[Visit]:
    """`await visit(Role.USER, viewport=PHONE, locale="de")`: a new member and their page.

    Errors in a page's console that the test does not expect fail it.
    """
    visitors: list[Visitor] = []

    async def enter(
        role: Role | None = Role.USER, *, member: Member | None = None, **options: Any
    ) -> Visitor:
        if member is None:
            async with site.database.writing() as tx:
                member = await accounts.account(tx, role or Role.USER)
        context = await browser.new_context(
            **{"viewport": DESKTOP, "locale": "en-GB", "color_scheme": "light", **options}
        )
        context.set_default_timeout(TIMEOUT_MS)
        visitor = Visitor(site, member, context, await context.new_page())
        visitors.append(visitor)
        visitor.watch(visitor.page)
        if role is not None:
            await sign_in(visitor)
        return visitor

    yield enter
    for visitor in visitors:
        async with asyncio.timeout(CLOSES_WITHIN):
            await visitor.context.close()
    assert [visitor.unexpected for visitor in visitors if visitor.unexpected] == []


async def sign_in(visitor: Visitor) -> None:
    """Let the browser have the cookies of a new session."""
    answer = await visitor.context.request.post(
        visitor.site.server.address + accounts.LOGIN,
        data={"email": visitor.member.email, "password": accounts.PASSWORD},
    )
    assert answer.ok, await answer.text()
