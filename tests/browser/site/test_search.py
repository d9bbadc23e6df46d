"""Searching from the header as one types, and on the page of the search."""

import asyncio
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, Route, expect

from academy_app.core.actor import Actor, Role
from academy_app.models.discussion import Category
from academy_app.services import discussion
from academy_app.services.discussion import ThreadDraft
from tests.browser.site.conftest import PHONE, Site, Visit, eventually

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TITLE = 'Pumpernickel <img src=x onerror="document.title = 1">'


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def pumpernickel(site: Site) -> int:
    """A thread with two dozen replies that nobody else writes of; its id."""
    actor = Actor(site.filled.author, Role.CONTENT_CREATOR)
    opening = await discussion.words("How long does **pumpernickel** bake?")
    async with site.database.writing() as tx:
        place = Category(slug="rye-bread", name="Rye bread")
        tx.add(place)
        await tx.flush()
        draft = ThreadDraft(TITLE, opening, client_id="pumpernickel", category_id=place.id)
        thread = await discussion.start_thread(tx, actor, draft)
        assert thread.id is not None
    for number in range(24):
        words = await discussion.words(f"Pumpernickel number {number} bakes for a day.")
        async with site.database.writing() as tx:
            reply = await discussion.reply(
                tx, actor, thread.id, words, client_id=f"pumpernickel-{number}"
            )
    async with site.database.writing() as tx:
        await discussion.mark_answer(tx, actor, thread.id, reply.id)
    return thread.id


async def test_as_one_types_by_keyboard_alone(visit: Visit, pumpernickel: int) -> None:
    page = await (await visit()).open("/courses")
    await page.keyboard.press("/")
    field = page.get_by_role("combobox")
    await expect(field).to_be_focused()
    await page.keyboard.type("pump")
    found = page.get_by_role("option")
    await expect(found).to_have_count(9)
    await expect(field).to_have_attribute("aria-expanded", "true")
    await expect(found.first).to_contain_text(TITLE)
    await expect(found.first.locator("mark").first).to_have_text("Pumpernickel")
    await page.keyboard.press("ArrowUp")
    await expect(found.last).to_have_attribute("aria-selected", "true")
    for _ in range(2):
        await page.keyboard.press("ArrowDown")
    await expect(found.first).to_have_attribute("aria-selected", "true")
    chosen = await found.first.get_attribute("id")
    await expect(field).to_have_attribute("aria-activedescendant", str(chosen))
    await page.keyboard.press("Escape")
    await expect(field).to_be_hidden()
    await page.keyboard.press("/")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/community/{pumpernickel}")
    assert await page.title() != "1"


async def test_an_answer_that_comes_late_is_dropped(visit: Visit, pumpernickel: int) -> None:
    page = await (await visit()).open("/")
    asked: list[str] = []

    async def slowly(route: Route) -> None:
        asked.append(route.request.url)
        if route.request.url.endswith("=pu"):
            await asyncio.sleep(0.7)
        await route.continue_()

    await page.route("**/api/lms/search?*", slowly)
    await page.get_by_role("link", name="Search").click()
    await page.keyboard.type("p")
    await page.keyboard.type("u")
    await eventually(lambda: _is_true(asked))
    await page.keyboard.type("mpzzz")
    await expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("Nothing found.")
    await asyncio.sleep(0.8)
    await expect(page.get_by_role("option")).to_have_count(1)
    assert len(asked) == 2


async def _is_true(value: Any) -> bool:
    return bool(value)


async def test_the_address_holds_the_search(visit: Visit, pumpernickel: int) -> None:
    page = await (await visit()).open("/search")
    await expect(page.get_by_role("heading", name="What are you looking for?")).to_be_visible()
    await page.keyboard.press("/")
    await page.keyboard.type("pumpernickel", delay=10)
    hits = page.locator("main ol > li")
    await expect(hits).to_have_count(20)
    await page.wait_for_url("**/search?q=pumpernickel")
    await expect(page.locator("#search-words")).to_be_focused()
    await page.get_by_role("link", name="More results").click()
    await expect(hits).to_have_count(5)
    await page.get_by_role("link", name="Back to the first results").click()
    await expect(hits).to_have_count(20)
    await page.get_by_role("link", name="Posts", exact=True).click()
    await expect(hits).to_have_count(1)
    await expect(hits.locator("mark").first).to_have_text("Pumpernickel")
    await page.get_by_text("Narrow the search").click()
    await page.get_by_label("Only answered questions").check()
    await page.wait_for_url("**answered=1*")
    await expect(hits).to_have_count(1)
    await page.get_by_label("Course").select_option("Bread")
    await expect(page.get_by_role("heading", name="Nothing found for")).to_be_visible()
    assert "kind=thread" in page.url
    await page.get_by_role("link", name="Search without filters").click()
    await expect(hits).to_have_count(20)
    await expect(page.get_by_label("Course")).to_have_value("")
    await expect(page.get_by_label("Only answered questions")).not_to_be_checked()
    await page.go_back()
    await expect(page.get_by_label("Course")).to_have_value("bread")


async def test_before_any_script_it_is_all_there_and_works(visit: Visit, pumpernickel: int) -> None:
    visitor = await visit(java_script_enabled=False)
    page = await visitor.look_at("/search?q=pumpernickel&category=rye-bread")
    await expect(page.locator("#first-look ol > li")).to_have_count(20)
    await expect(page.locator("#first-look [name=category]")).to_have_value("rye-bread")
    await page.locator("#first-look #search-words").fill("pumpernikel")
    await page.locator("#first-look form[role=search] button").click()
    await page.get_by_role("link", name="pumpernickel", exact=True).click()
    await expect(page.locator("#first-look ol > li")).to_have_count(20)


async def test_a_phone_in_german(visit: Visit, pumpernickel: int) -> None:
    page = await (await visit(viewport=PHONE, locale="de")).open("/search?q=pumpernikel")
    await expect(page.get_by_text("Meintest du:")).to_be_visible()
    await page.get_by_text("Suche eingrenzen").click()
    await _fits(page)
    await page.get_by_role("link", name="Suche", exact=True).click()
    await page.keyboard.type("pumper")
    await expect(page.get_by_role("option").last).to_contain_text("Überall nach „pumper“ suchen")
    await _fits(page)
    await page.get_by_role("option").last.click()
    await page.wait_for_url("**/search?q=pumper")
    await expect(page.locator("main ol > li")).to_have_count(20)
    await _fits(page)


async def _fits(page: Page) -> None:
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_what_was_said_is_heard_where_it_was_said(visit: Visit) -> None:
    page = await (await visit()).open("/courses/bread/oven?video=1&t=3")
    play = page.get_by_role("button", name="Play").first
    await expect(play).to_contain_text("0:03")
    await play.click()
    await eventually(lambda: page.evaluate("document.querySelector('video')?.currentTime >= 3"))
    assert await page.evaluate("document.querySelector('video').currentTime") < 5
