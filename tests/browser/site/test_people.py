"""Members' pages, the leaderboard, cards on hover and by keyboard, courses that ask for a level."""

import asyncio
import re
from typing import TypeAlias

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from academy_app.core.actor import Role
from academy_app.models.membership import Member
from academy_app.services import discussion
from tests import accounts, factories
from tests.browser.site.conftest import Site, Visit, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CARD = "#person-card"
Scene: TypeAlias = tuple[Member, Member]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scene(site: Site) -> Scene:
    """A member whom two have liked, and one who is reading."""
    async with site.database.writing() as tx:
        ada = await accounts.account(tx, name="Ada Writer", bio="<b>I</b> bake.", points=18)
        reader = await accounts.account(tx, name="Rolf Reader")
        thread = await factories.thread(tx, ada, title="How long to rest?")
        for _ in range(2):
            fan = await factories.actor(tx, Role.ADMIN)
            post = await factories.post(tx, thread, ada)
            await discussion.like(tx, fan, factories.key(post))
    return ada, reader


async def _card_of(page: Page) -> None:
    card = page.locator(CARD)
    await expect(card).to_be_visible()
    await expect(card).to_contain_text("Ada Writer")
    await expect(card).to_contain_text("Level 3 · 20 points")
    # Words are words.
    await expect(card).to_contain_text("<b>I</b> bake.")


async def _board(visitor: Visitor) -> Page:
    page = await visitor.open("/leaderboard?period=all")
    await expect(page.get_by_role("link", name="Ada Writer")).to_be_visible()
    return page


async def test_a_card_appears_under_a_resting_pointer_and_stays_for_it(
    scene: Scene, visit: Visit
) -> None:
    _, reader = scene
    page = await _board(await visit(member=reader))
    link = page.get_by_role("link", name="Ada Writer").first
    before = await page.locator("#main").bounding_box()
    await link.hover()
    await _card_of(page)
    assert await page.locator("#main").bounding_box() == before
    at, card = await link.bounding_box(), await page.locator(CARD).bounding_box()
    assert at is not None
    assert card is not None
    assert card["y"] + card["height"] <= at["y"] or card["y"] >= at["y"] + at["height"]
    await expect(link).to_have_attribute("aria-describedby", "person-card")
    await page.locator(CARD).hover()
    await asyncio.sleep(0.3)
    await _card_of(page)
    await page.mouse.move(5, 5)
    await expect(page.locator(CARD)).to_have_count(0)
    await expect(link).not_to_have_attribute("aria-describedby", "person-card")
    # Who clicks goes on without it.
    await link.hover()
    await _card_of(page)
    await link.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Ada Writer")
    await expect(page.locator(CARD)).to_have_count(0)


async def test_a_card_appears_on_focus_and_escape_closes_it(scene: Scene, visit: Visit) -> None:
    _, reader = scene
    page = await _board(await visit(member=reader))
    link = page.get_by_role("link", name="Ada Writer").first
    await page.get_by_role("link", name="All time").focus()
    await page.keyboard.press("Tab")
    await expect(link).to_be_focused()
    await _card_of(page)
    await page.keyboard.press("Escape")
    await expect(page.locator(CARD)).to_have_count(0)
    await expect(link).to_be_focused()


async def test_a_finger_gets_no_card(scene: Scene, visit: Visit) -> None:
    _, reader = scene
    page = await _board(await visit(member=reader, has_touch=True))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.get_by_role("link", name="Ada Writer").first.tap()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Ada Writer")
    assert not [url for url in asked if url.endswith("/card")]


async def test_the_first_look_of_a_member_is_their_page(
    site: Site, scene: Scene, visit: Visit
) -> None:
    ada, reader = scene
    visitor = await visit(member=reader)
    html = await (
        await visitor.context.request.get(f"{site.server.address}/people/{ada.id}")
    ).text()
    assert "&lt;b&gt;I&lt;/b&gt; bake." in html
    assert "45 points to level 4" in html
    assert "How long to rest?" in html
    assert "<title data-first-look>Ada Writer" in html
    page = await visitor.open(f"/people/{ada.id}")
    await expect(page.get_by_text("45 points to level 4")).to_be_visible()
    await expect(page.get_by_role("definition")).to_have_text(["1", "2", "0", "20"])


async def test_the_tabs_of_the_board_are_links(scene: Scene, visit: Visit) -> None:
    _, reader = scene
    page = await (await visit(member=reader)).open("/leaderboard")
    tabs = page.get_by_role("navigation", name="Period")
    await expect(tabs.locator("[aria-current=page]")).to_have_text("7 days")
    await expect(page.get_by_role("list").filter(has_text="Ada Writer")).to_contain_text("2 points")
    await tabs.get_by_role("link", name="All time").click()
    await expect(tabs.locator("[aria-current=page]")).to_have_text("All time")
    await expect(page).to_have_url(re.compile("period=all"))
    await expect(page.get_by_role("list").filter(has_text="Ada Writer")).to_contain_text(
        "20 points"
    )
    await expect(page.get_by_text("from 33,015 points")).to_be_visible()


async def test_a_course_opens_with_its_level_and_no_sooner(site: Site, visit: Visit) -> None:
    async with site.database.writing() as tx:
        low, high = [await accounts.account(tx, points=points) for points in (4, 5)]
        tree = await factories.course(tx, slug="bakers", title="For bakers", level=2, position=99)
    lesson = f"/courses/bakers/{tree.lessons[0].slug}"
    visitor = await visit(member=low)
    visitor.expected.append("403")
    page = await visitor.open("/courses")
    card = page.get_by_role("listitem").filter(has_text="For bakers")
    await expect(card).to_contain_text("Opens at level 2")
    await card.get_by_role("link").click()
    await expect(page.get_by_text("You are 1 point away.")).to_be_visible()
    await visitor.open(lesson)
    await expect(page.get_by_text("Your level does not open this course yet")).to_be_visible()
    opened = await (await visit(member=high)).open(lesson)
    await expect(opened.get_by_role("heading", level=1)).to_have_text(tree.lessons[0].title)
