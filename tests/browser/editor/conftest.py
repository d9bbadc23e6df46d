"""The editor alone, on a small page that the real server's address seems to have: bundled as the
site bundles it, in the site's own styles, with the real API behind it."""

import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Locator, Page, Route
from sqlalchemy import select
from sqlmodel import col

from academy_app.cli import front_end
from academy_app.components.editor import texts
from academy_app.core.actor import Role
from academy_app.core.clock import now
from academy_app.core.db import Tx
from academy_app.core.i18n import translate
from academy_app.models.discussion import Post
from academy_app.models.membership import Member
from academy_app.services import discussion
from academy_app.services.discussion import ThreadDraft
from tests import accounts, factories
from tests.browser.server import Served, serving

HERE = Path(__file__).parent
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1100, "height": 800}
LOGIN = "/api/lms/auth/login"


@dataclass(frozen=True)
class World:
    category_id: int
    thread_id: int
    opening_id: int
    reply_id: int
    other: Member


@dataclass
class Writer:
    """A member with the editor before them, in a browser of their own."""

    world: World
    site: Served[World]
    member: Member
    context: BrowserContext
    page: Page

    @property
    def area(self) -> Locator:
        return self.page.locator("textarea")

    async def open(self, **request: Any) -> Locator:
        """Open the editor as a page does; the field."""
        kind = {"kind": "reply", "threadId": self.world.thread_id, **request}
        await self.page.evaluate(
            """detail =>
              dispatchEvent(new CustomEvent("academy:compose", { detail, cancelable: true }))""",
            kind,
        )
        await self.area.wait_for()
        return self.area

    async def again(self) -> None:
        """The page once more, as after a crash."""
        await self.page.goto(self.site.server.address + "/harness")

    async def ask(self, path: str) -> Any:
        """What the API answers this member."""
        answer = await self.context.request.get(f"{self.site.server.address}/api/lms{path}")
        return await answer.json()

    async def told(self) -> list[dict[str, Any]]:
        """What the editor has told the page."""
        told: list[dict[str, Any]] = await self.page.evaluate("told")
        return told


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the editor's scripts."""
    front_end.ensure()
    folder = tmp_path_factory.mktemp("bundle")
    node = Path(sys.executable).parent / "node"
    command = [node, HERE / "bundle.mjs", front_end.WEB / "node_modules", HERE / "harness.jsx"]
    subprocess.run([*command, folder], check=True, timeout=60, capture_output=True)
    return folder


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def site(
    tmp_path_factory: pytest.TempPathFactory, bundle: Path
) -> AsyncIterator[Served[World]]:
    async with serving(tmp_path_factory.mktemp("site"), _fill) as served:
        yield served


async def _fill(tx: Tx) -> World:
    other = await accounts.account(tx, Role.MODERATOR, name="Anna Admin")
    await accounts.account(tx, name="Ben *Bold* [x]")
    category = factories.key(await factories.category(tx, name="General"))
    writer = factories.as_actor(other)
    draft = ThreadDraft(
        "Bread", await discussion.words("How do I **knead**?"), uuid4().hex, category
    )
    thread = factories.key(await discussion.start_thread(tx, writer, draft))
    words = await discussion.words("Slowly and with patience.\n\nThen wait.")
    reply = await discussion.reply(tx, writer, thread, words, client_id=uuid4().hex)
    opening = await tx.scalar(
        select(Post).where(col(Post.thread_id) == thread, col(Post.number) == 0)
    )
    assert opening is not None
    return World(category, thread, factories.key(opening), factories.key(reply), other)


@pytest_asyncio.fixture(loop_scope="session")
async def write(site: Served[World], browser: Browser, bundle: Path) -> AsyncIterator[Any]:
    """`await write(language="de", viewport=PHONE)`: a member at the page with the editor.

    An error in its scripts fails the test.
    """
    opened: list[BrowserContext] = []
    errors: list[str] = []

    async def begin(
        member: Member | None = None, *, language: str = "en", **options: Any
    ) -> Writer:
        if member is None:
            async with site.database.writing() as tx:
                member = await accounts.account(tx, Role.MODERATOR, created_at=now())
        context = await browser.new_context(
            **{"viewport": DESKTOP, "reduced_motion": "reduce", **options}
        )
        context.set_default_timeout(8_000)
        opened.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        address = site.server.address
        html = _page(member, site.filled, language)

        async def answer(route: Route) -> None:
            name = route.request.url.removeprefix(f"{address}/harness").lstrip("/")
            if name:
                await route.fulfill(path=bundle / name)
            else:
                await route.fulfill(body=html, content_type="text/html; charset=utf-8")

        await context.route(
            re.compile(re.escape(address) + "/(harness|community/).*|.*/harness$"), answer
        )
        signed_in = await context.request.post(
            address + LOGIN, data={"email": member.email, "password": accounts.PASSWORD}
        )
        assert signed_in.ok, await signed_in.text()
        await page.goto(address + "/harness")
        return Writer(site.filled, site, member, context, page)

    yield begin
    for context in opened:
        await context.close()
    assert errors == []


def _page(member: Member, world: World, language: str) -> str:
    """The page's HTML: the site's styles, a thread of two posts, the editor."""
    built = (front_end.STATIC / "index.html").read_text("utf-8")
    styles = "".join(
        re.findall(
            r"<style.*?</style>|<link[^>]+rel=\"(?:stylesheet|preload)\"[^>]*>", built, re.DOTALL
        )
    )
    styles = styles.replace('rel="preload"', 'rel="stylesheet"')
    props = {
        "memberId": member.id,
        "api": "/api/lms",
        "texts": {
            name: translate(language, key, **texts.gaps(key)) for name, key in texts.TEXTS.items()
        },
    }
    given = json.dumps(props).replace("<", "\\u003c")
    named = f'data-thread="{world.thread_id}"'
    filler = "<p>Words before.</p>" * 30
    return f"""<!doctype html><html lang="{language}"><head><title>Editor</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{styles}
<script>addEventListener("DOMContentLoaded", () => document.documentElement.classList.add(
  matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"))</script>
<script src="/compose.js" defer></script></head><body>
<div id="app"><main id="main" tabindex="-1"><h1>Bread</h1>{filler}
<article data-post="{world.opening_id}"><div class="prose" data-words>
<p>How do I <strong>knead</strong>?</p></div>
<button id="edit" data-compose="edit" data-post="{world.opening_id}">edit</button>
<button id="history" data-history="{world.opening_id}">edited</button></article>
<article data-post="{world.reply_id}"><div class="prose" data-words>
<p>Slowly and with patience.</p><p>Then wait.</p></div>
<button id="reply" data-compose="reply" {named} data-post="{world.reply_id}"
 data-author="{escape(world.other.name)}">reply</button>
<button id="quote" data-compose="quote" {named} data-post="{world.reply_id}"
 data-author="{escape(world.other.name)}">quote</button></article>
<button id="new" data-compose="thread" data-category="{world.category_id}">new</button>
</main></div><div id="editor"></div>
<script id="props" type="application/json">{given}</script>
<script type="module" src="/harness/harness.js"></script></body></html>"""
