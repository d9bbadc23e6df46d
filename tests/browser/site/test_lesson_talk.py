"""Questions under a lesson: asked at a second of the film, marked on its line, seen at once."""

from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from academy_app.models.learning import Lesson, Video
from tests import factories
from tests.browser.site.conftest import PHONE, Visit, Visitor, eventually, is_live

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LESSON = "/courses/bread/oven"
SCRIPT = (Path(__file__).parent / "access.js").read_text("utf-8")


async def _seconds(page: Page, *, above: float) -> bool:
    time: float = await page.evaluate("document.querySelector('video')?.currentTime ?? -1")
    return time > above


async def _asked(visitor: Visitor, title: str, seconds: float) -> None:
    """A question of theirs that was there before."""
    async with visitor.site.database.writing() as tx:
        video = await tx.get_one(Video, visitor.site.filled.video)
        lesson = await tx.get_one(Lesson, video.lesson_id)
        await factories.thread(
            tx, visitor.member, lesson, title=title, video_id=video.id, seconds=seconds
        )


async def test_asked_at_a_second_it_is_marked_in_every_tab(visit: Visit) -> None:
    asker, other = await visit(), await visit()
    page, second = await asker.open(LESSON), await other.open(LESSON)
    await page.get_by_role("button", name="Play").click()
    await eventually(lambda: _seconds(page, above=2.1))
    await page.keyboard.press("k")
    await page.get_by_role("button", name="Ask a question").first.click()
    await page.get_by_role("textbox", name="Question").fill("How hot is hot?")
    await page.locator("[data-editor] textarea").fill("My oven ends at 220.")
    await expect(page.get_by_label("About 0:02")).to_be_checked()
    await page.get_by_role("button", name="Ask", exact=True).click()
    for each in (page, second):
        await expect(each.locator("#talk li", has_text="How hot is hot?")).to_be_visible()
        await expect(each.locator("#course-tree li", has_text="How hot is hot?")).to_be_visible()
    await second.get_by_role("button", name="Question at 0:02: How hot is hot?").focus()
    await expect(second.locator("[data-player] a", has_text="How hot is hot?")).to_be_visible()
    await second.keyboard.press("Enter")
    await eventually(lambda: _seconds(second, above=1.9))
    await _wonders(second, page)
    await page.locator("#talk a", has_text="How hot is hot?").click()
    await page.get_by_role("link", name="at 0:02 in the video").click()
    await page.wait_for_url("**/courses/bread/oven?video=1&t=2")
    await is_live(page)
    await page.get_by_role("button", name="Play").click()
    await eventually(lambda: _seconds(page, above=1.9))


async def _wonders(page: Page, askers: Page) -> None:
    """Who has the question too is counted, for who asked it as well."""
    row = page.locator("#talk li", has_text="How hot is hot?")
    wonder = row.get_by_role("button", name="I have this question too")
    await wonder.click()
    await expect(wonder).to_have_attribute("aria-pressed", "true")
    row = askers.locator("#talk li", has_text="How hot is hot?")
    await expect(row).to_contain_text("1 other has this question")
    await expect(row.get_by_role("button")).to_have_count(0)
    await page.reload()
    await is_live(page)
    await expect(wonder).to_have_attribute("aria-pressed", "true")


async def test_on_a_phone_in_the_dark_and_in_german(visit: Visit) -> None:
    visitor = await visit(
        viewport=PHONE, locale="de-DE", color_scheme="dark", reduced_motion="reduce"
    )
    for title in ("Wie lange?", "W" * 200, "Und der Dampf?"):
        await _asked(visitor, title, 7.5)
    await visitor.context.add_init_script(SCRIPT)
    page = await visitor.open(LESSON)
    await page.get_by_role("button", name="3 Fragen ab 0:07").focus()
    links = page.locator("[data-player] ul a")
    await expect(links).to_have_count(3)
    await _holds(page)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await expect(links.first).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(links).to_have_count(0)
    await page.locator("#talk a[data-seek]").first.click()
    await page.wait_for_selector("[data-player=playing], [data-player=ended]")
    page = await visitor.open("/community?category=@lessons")
    await expect(page.get_by_role("heading", name="Unter Lektionen")).to_be_visible()
    row = page.locator("#threads li", has_text="Wie lange?")
    await expect(row).to_contain_text("Bread › Oven")
    await _holds(page)
    await row.get_by_role("link", name="Wie lange?").click()
    await expect(page.get_by_role("link", name="bei 0:07 im Video")).to_be_visible()


async def _holds(page: Page) -> None:
    """Nothing sticks out, and axe finds nothing."""
    wider, out = await page.evaluate("access.overflow()")
    assert (wider <= 0, out) == (True, [])
    found = await Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()


async def test_the_live_page_stands_where_the_first_look_stood(visit: Visit) -> None:
    visitor = await visit()
    await _asked(visitor, "Does it stay?", 4)
    await visitor.page.route("**/assets/*.js", lambda route: route.abort())
    visitor.expected.append("ERR_FAILED|Failed to fetch|error loading")
    page = await visitor.look_at(LESSON)
    first = await _places(page, "#first-look")
    await page.unroute("**/assets/*.js")
    page = await visitor.open(LESSON)
    assert await _places(page, "#app") == first


async def _places(page: Page, within: str) -> list[float]:
    """How far down the panels and the questions stand."""
    found: list[float] = await page.locator(
        f"{within} :is(article summary, #talk, #talk li)"
    ).evaluate_all("found => found.map((each) => each.getBoundingClientRect().top)")
    return found
