"""Two browsers on one thread, and a server that goes away and comes back under them."""

import asyncio
from uuid import uuid4

import pytest
from playwright.async_api import Page, expect

from academy_app.core.actor import Role
from tests import factories
from tests.browser.site.conftest import Site, Visit, Visitor
from tests.browser.site.test_connection import REFUSED

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

API = "/api/lms/community"
REPLIES = "#app #replies article"


async def _thread(site: Site, visitor: Visitor) -> int:
    async with site.database.writing() as tx:
        return factories.key(await factories.thread(tx, visitor.member))


async def _says(visitor: Visitor, thread: int, words: str) -> None:
    answer = await visitor.context.request.post(
        f"{visitor.site.server.address}{API}/threads/{thread}/posts",
        data={"body": words, "clientId": uuid4().hex},
        headers={"Origin": visitor.site.server.address},
    )
    assert answer.status == 201, await answer.text()


async def _shows(page: Page, count: int) -> None:
    await expect(page.locator(REPLIES)).to_have_count(count, timeout=15_000)


async def test_two_tabs_see_each_other_and_who_writes(visit: Visit, site: Site) -> None:
    author, reader = await visit(Role.MODERATOR), await visit(Role.MODERATOR)
    thread = await _thread(site, author)
    pages = [await each.open(f"/community/{thread}") for each in (author, reader)]
    for page in pages:
        await expect(page.locator("#app [data-here='2']")).to_be_visible()
    await pages[0].get_by_role("button", name="Reply", exact=True).last.click()
    await pages[0].get_by_role("textbox").last.press_sequentially("Let me think")
    status = pages[1].get_by_role("status").filter(has_text="is writing")
    await expect(status).to_contain_text(author.member.name)
    await expect(pages[0].get_by_role("status").filter(has_text="is writing")).to_have_count(0)
    await _says(author, thread, "The first answer")
    await _says(reader, thread, "The second answer")
    await expect(status).to_have_count(0)
    for page in pages:
        await _shows(page, 2)
        await expect(page.locator(REPLIES).nth(1)).to_contain_text("The second answer")


async def test_a_page_stays_and_catches_up_when_the_server_comes_back(
    visit: Visit, site: Site
) -> None:
    author, reader = await visit(Role.MODERATOR), await visit(Role.MODERATOR)
    author.expected += [REFUSED, "404"]
    reader.expected += [REFUSED, "404"]
    thread = await _thread(site, author)
    page = await reader.open(f"/community/{thread}")
    await page.evaluate(
        """() => {
          const mark = document.createElement("i");
          mark.id = "mark";
          document.querySelector("#app #main").firstElementChild.append(mark);
          window.stays = true;
          new MutationObserver(() => { window.stays &&= Boolean(document.getElementById("mark")); })
            .observe(document.body, { childList: true, subtree: true });
        }"""
    )
    await _says(author, thread, "Before")
    await _shows(page, 1)
    await page.get_by_role("button", name="Reply", exact=True).last.click()
    await page.get_by_role("textbox").last.fill("What I am about to say")
    site.server.kill()
    await asyncio.to_thread(site.server.start)
    await _says(author, thread, "Between")
    await _shows(page, 2)
    await _says(author, thread, "After")
    await _shows(page, 3)
    await expect(page.get_by_role("textbox").last).to_have_value("What I am about to say")
    assert await page.evaluate("window.stays"), "nothing of the page was taken away meanwhile"
