"""What members do on the pages: go on, search, tick off, move between lessons."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.site.conftest import LIVE, PHONE, Visit, Visitor, eventually, is_live

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SIDEBAR = "#app aside#course-tree"


async def _arrived(page: Page, path: str, heading: str) -> None:
    """The page at `path` shows its own content, after a link within the site."""
    await page.wait_for_url(f"**{path}")
    await expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
    await page.wait_for_selector(LIVE)


async def _ticks(page: Page) -> int:
    return await page.locator(f"{SIDEBAR} .icon-check").count()


async def test_home_opens_at_the_lesson_that_is_next(visit: Visit) -> None:
    visitor = await visit()
    page = await visitor.open("/")
    assert await page.get_by_role("link", name="Continue").count() == 0
    await page.get_by_role("link", name="Bread").click()
    await _arrived(page, "/courses/bread", "Bread")
    await page.get_by_role("link", name="Start the course").click()
    await _arrived(page, "/courses/bread/flour", "Flour")
    await page.get_by_role("button", name="Mark as done").click()
    await expect(page.get_by_role("button", name="Mark as not done")).to_be_visible()
    await page.get_by_role("link", name="Home").click()
    await _arrived(page, "/", "Welcome")
    going_on = page.get_by_role("link", name="Continue Dough")
    await expect(going_on).to_be_visible()
    await page.reload()
    await is_live(page)
    await going_on.click()
    await _arrived(page, "/courses/bread/dough", "Dough")
    await expect(page).to_have_title("Dough · Academy")


async def test_the_catalog_narrows_as_one_types(visit: Visit) -> None:
    page = await (await visit()).open("/courses")
    cards = page.locator("main h3")
    await expect(cards).to_have_text(["Bread", "A long way", "Tea"])
    await page.get_by_role("searchbox").press_sequentially("tea", delay=20)
    await expect(cards).to_have_text(["Tea"])
    await expect(page.get_by_role("status").filter(has_text="1 course")).to_be_visible()
    await page.get_by_role("searchbox").fill("no such thing")
    await expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    await page.get_by_role("link", name="Show all").click()
    await expect(cards).to_have_text(["Bread", "A long way", "Tea"])
    await expect(page.get_by_role("searchbox")).to_have_value("")


async def test_tags_narrow_and_the_back_button_widens(visit: Visit) -> None:
    page = await (await visit()).open("/courses")
    cards = page.locator("main h3")
    tag = page.get_by_role("navigation", name="Filter by tag").get_by_role(
        "link", name="food & drink"
    )
    await tag.click()
    await expect(cards).to_have_text(["Bread"])
    assert "food%20%26%20drink" in page.url
    await expect(tag).to_have_attribute("aria-current", "true")
    await page.go_back()
    await expect(cards).to_have_text(["Bread", "A long way", "Tea"])
    await page.go_forward()
    await expect(cards).to_have_text(["Bread"])
    await page.reload()
    await is_live(page)
    await expect(cards).to_have_text(["Bread"])


async def test_the_sidebar_is_375_wide_and_ticks_what_is_marked(visit: Visit) -> None:
    page = await (await visit()).open("/courses/bread/flour")
    box = await page.locator(SIDEBAR).bounding_box()
    assert box
    assert box["width"] == 375
    assert await _ticks(page) == 0
    await page.get_by_role("button", name="Mark as done").click()
    await eventually(lambda: _has_ticks(page, 1))
    await expect(page.locator(SIDEBAR)).to_contain_text("1 of 5")
    await expect(page.locator(SIDEBAR)).to_contain_text("1/3")
    await page.get_by_role("button", name="Mark as not done").click()
    await eventually(lambda: _has_ticks(page, 0))
    await expect(page.locator(SIDEBAR)).to_contain_text("Learning with you")


async def test_whoever_says_not_done_is_not_told_otherwise(visit: Visit) -> None:
    page = await (await visit()).open("/courses/bread/flour")
    await eventually(lambda: _has_ticks(page, 1))
    await page.get_by_role("button", name="Mark as not done").click()
    await eventually(lambda: _has_ticks(page, 0))
    await asyncio.sleep(3)
    assert await _ticks(page) == 0


async def _has_ticks(page: Page, number: int) -> bool:
    return await _ticks(page) == number


async def test_a_double_click_marks_once(visit: Visit) -> None:
    page = await (await visit()).open("/courses/bread/flour")
    await page.get_by_role("button", name="Mark as done").dblclick(delay=10)
    await eventually(lambda: _has_ticks(page, 1))
    await asyncio.sleep(0.5)
    assert await _ticks(page) == 1
    await expect(page.get_by_role("button", name="Mark as not done")).to_be_visible()


async def test_a_text_read_to_its_end_is_done(visit: Visit) -> None:
    page = await (await visit()).open("/courses/bread/dough")
    await asyncio.sleep(2.5)
    assert await _ticks(page) == 0
    await page.locator("[rel=next]").scroll_into_view_if_needed()
    await eventually(lambda: _has_ticks(page, 1))
    await expect(page.get_by_text("Done: you read it to the end")).to_be_visible()


async def test_moving_between_lessons_keeps_the_tree_and_starts_at_the_top(visit: Visit) -> None:
    page = await (await visit()).open("/courses/long/step-40")
    tree = page.locator(SIDEBAR)
    await tree.evaluate("element => { element.scrollTop = 1100; element.mark = 1 }")
    await page.evaluate("scrollTo(0, 400)")
    await tree.get_by_role("link", name="Step 31").click()
    await _arrived(page, "/courses/long/step-31", "Step 31")
    await expect(page.get_by_role("heading", level=1, name="Step 31")).to_be_visible()
    await expect(page).to_have_title("Step 31 · Academy")
    assert await tree.evaluate("element => [element.scrollTop, element.mark]") == [1100, 1]
    assert await page.evaluate("scrollY") == 0
    await expect(tree.locator("[aria-current=page]")).to_have_text("Step 31")


async def test_a_new_page_is_announced(visit: Visit) -> None:
    page = await (await visit()).open("/courses/long/step-1")
    await page.locator("[rel=next]").click()
    await _arrived(page, "/courses/long/step-2", "Step 2")
    announced = page.locator("[aria-live]", has_text="Step 2")
    await expect(announced).to_have_count(1)


async def test_going_back_returns_to_where_one_read(visit: Visit) -> None:
    page = await (await visit()).open("/courses/bread/dough")
    await page.evaluate("scrollTo(0, 900)")
    await page.get_by_role("link", name="Back to the first lesson").evaluate("link => link.click()")
    await _arrived(page, "/courses/bread/flour", "Flour")
    assert await page.evaluate("scrollY") == 0
    await page.go_back()
    await _arrived(page, "/courses/bread/dough", "Dough")
    await eventually(lambda: _is_scrolled(page, 900))


async def _is_scrolled(page: Page, y: int) -> bool:
    return bool(await page.evaluate("scrollY") == y)


async def test_n_and_p_go_to_the_neighbours(visit: Visit) -> None:
    page = await (await visit()).open("/courses/bread/dough")
    await page.keyboard.press("n")
    await _arrived(page, "/courses/bread/oven", "Oven")
    await page.keyboard.press("n")
    await _arrived(page, "/courses/bread/formula", "Formula")
    for slug in ("oven", "dough", "flour"):
        await page.keyboard.press("p")
        await _arrived(page, f"/courses/bread/{slug}", slug.capitalize())
    await page.keyboard.press("p")
    await asyncio.sleep(0.3)
    assert page.url.endswith("/courses/bread/flour")


@pytest.mark.parametrize("path", ["/courses/bread/dough", "/courses/bread/oven"])
async def test_the_question_mark_opens_help_and_escape_closes_it(visit: Visit, path: str) -> None:
    page = await (await visit()).open(path)
    help_ = page.get_by_role("dialog", name="Keyboard shortcuts")
    await page.get_by_role("button", name="Keyboard shortcuts").click()
    await expect(help_).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(help_).to_be_hidden()
    await expect(page.get_by_role("button", name="Keyboard shortcuts")).to_be_focused()
    await page.keyboard.press("?")
    await expect(help_).to_be_visible()
    await page.get_by_role("button", name="Close").click()
    await expect(help_).to_be_hidden()


async def test_formulas_are_set(visit: Visit) -> None:
    page = await (await visit()).open("/courses/bread/formula")
    await expect(page.locator(".prose .katex").first).to_be_visible()
    await page.keyboard.press("n")
    await _arrived(page, "/courses/bread/crust", "Crust")
    await page.keyboard.press("p")
    await _arrived(page, "/courses/bread/formula", "Formula")
    await expect(page.locator(".prose .katex").first).to_be_visible()


async def _drawer(visit: Visit) -> tuple[Visitor, Page]:
    visitor = await visit(viewport=PHONE, has_touch=True, is_mobile=True)
    page = await visitor.open("/courses/long/step-2")
    await page.get_by_role("button", name="Contents").click()
    await expect(page.locator(SIDEBAR)).to_be_visible()
    await eventually(lambda: page.evaluate(f"document.activeElement.closest('{SIDEBAR}')"))
    return visitor, page


async def test_on_a_phone_the_tree_is_a_drawer(visit: Visit) -> None:
    _, page = await _drawer(visit)
    opener = page.locator("[data-drawer-open]")
    await expect(opener).to_have_attribute("aria-expanded", "true")
    await expect(page.locator(SIDEBAR)).to_be_in_viewport()
    for _ in range(3):
        await page.keyboard.press("Shift+Tab")
        assert await page.evaluate(f"Boolean(document.activeElement.closest('{SIDEBAR}'))")
    for _ in range(4):
        await page.keyboard.press("Tab")
        assert await page.evaluate(f"Boolean(document.activeElement.closest('{SIDEBAR}'))")
    await page.keyboard.press("Escape")
    await expect(page.locator(SIDEBAR)).to_be_hidden()
    await expect(opener).to_be_focused()
    await expect(opener).to_have_attribute("aria-expanded", "false")


async def test_a_finger_pushes_the_drawer_away(visit: Visit) -> None:
    visitor, page = await _drawer(visit)
    devtools = await visitor.context.new_cdp_session(page)
    await asyncio.sleep(0.4)
    await _touch(devtools, "touchStart", 250)
    for x in range(240, 60, -30):
        await _touch(devtools, "touchMove", x)
    await _touch(devtools, "touchEnd", None)
    await expect(page.locator(SIDEBAR)).to_be_hidden()


async def _touch(devtools: Any, kind: str, x: int | None) -> None:
    points = [] if x is None else [{"x": x, "y": 300}]
    await devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


async def test_a_lesson_chosen_in_the_drawer_closes_it(visit: Visit) -> None:
    _, page = await _drawer(visit)
    await page.locator(SIDEBAR).get_by_role("link", name="Step 5", exact=True).click()
    await _arrived(page, "/courses/long/step-5", "Step 5")
    await expect(page.locator(SIDEBAR)).to_be_hidden()
    await expect(page.get_by_role("heading", level=1, name="Step 5")).to_be_visible()


@pytest.mark.parametrize("path", ["/courses/none", "/courses/bread/none", "/courses/secret"])
async def test_what_is_not_there_says_so_within_the_frame(visit: Visit, path: str) -> None:
    visitor = await visit()
    visitor.expected.append("404")
    page = await visitor.open(path)
    await expect(page.get_by_role("alert").get_by_role("heading")).to_be_visible()
    await page.get_by_role("main").get_by_role("link", name="Courses").click()
    await _arrived(page, "/courses", "Courses")
    await expect(page.locator("main h3").first).to_be_visible()


async def test_an_address_of_no_page_says_so(visit: Visit) -> None:
    visitor = await visit()
    visitor.expected.append("404")
    page = await visitor.open("/no/such/page/at/all")
    await expect(page.get_by_role("link", name="Home").first).to_be_visible()


async def test_the_look_and_the_language_are_chosen_in_the_menu(visit: Visit) -> None:
    page = await (await visit()).open("/courses")
    await page.locator("#app header summary").click()
    await page.get_by_role("button", name="Dark").click()
    await expect(page.locator("html")).to_have_class("dark")
    assert await page.evaluate("localStorage.getItem('color-theme')") == "dark"
    await page.get_by_role("button", name="Deutsch").click()
    await expect(page.get_by_role("heading", level=1, name="Kurse")).to_be_visible()
    await is_live(page)
    await expect(page.locator("html")).to_have_attribute("lang", "de")
    await expect(page.locator("html")).to_have_class("dark")
    await page.goto(page.url.replace("/courses", "/"))
    await is_live(page)
    await expect(page.get_by_role("link", name="Kurse").first).to_be_visible()
