"""The editor for everyone: both themes, a phone, German."""

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.browser.editor.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def _holds(page: Page, where: str) -> None:
    found = await Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, f"{where}\n{found.generate_report()}"


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_axe_finds_nothing(write: Any, theme: str) -> None:
    writer = await write(color_scheme=theme)
    page = writer.page
    await page.click("#new")
    await page.get_by_role("button", name="Add a poll").click()
    await expect(page.get_by_label("Answer 1")).to_be_focused()
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("Please fill this in").first).to_be_visible()
    await _holds(page, "a thread with errors")
    remove = page.get_by_role("button", name="Remove the poll")
    await remove.scroll_into_view_if_needed()
    last = await remove.bounding_box()
    box = await page.get_by_role("button", name="Post", exact=True).bounding_box()
    assert last
    assert box
    assert last["y"] + last["height"] <= box["y"]
    await page.keyboard.press("Escape")
    await page.set_viewport_size(PHONE)
    area = await writer.open()
    await area.fill("Dear ")
    await area.press_sequentially("@an")
    await expect(page.get_by_role("option").first).to_be_visible()
    await _holds(page, "names")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Preview").click()
    await expect(page.get_by_role("link", name="@Anna Admin")).to_be_visible()
    await _holds(page, "the preview")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("alertdialog")).to_be_visible()
    await _holds(page, "the question")
    await page.click("#history")
    await expect(page.get_by_role("dialog").get_by_text("Version 1")).to_be_visible()
    await _holds(page, "the history")


async def test_on_a_phone_in_german_it_fits_and_leaves_room(write: Any) -> None:
    writer = await write(viewport=PHONE, language="de", has_touch=True, is_mobile=True)
    page = writer.page
    await page.tap("#reply")
    sheet = page.get_by_role("region", name="Antwort an Anna Admin")
    await expect(sheet).to_be_visible()
    box = await sheet.bounding_box()
    assert box
    assert box["width"] <= PHONE["width"]
    assert box["height"] <= PHONE["height"] * 0.7
    post = page.locator(f'[data-post="{writer.world.reply_id}"] p').first
    await expect(post).to_be_in_viewport()
    words = await post.bounding_box()
    assert words
    assert words["y"] + words["height"] <= box["y"]
    sticking_out = await page.evaluate(
        """() => [...document.querySelectorAll("[data-editor] *")].filter((each) =>
          each.getClientRects().length
          && each.getBoundingClientRect().right > innerWidth + 1).length"""
    )
    assert sticking_out == 0
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await writer.area.evaluate("area => getComputedStyle(area).fontSize") == "16px"
    # What is typed looks as it was typed, and to whom it goes can be read.
    assert await writer.area.evaluate(
        """area => [getComputedStyle(area).fontVariantLigatures,
                    getComputedStyle(area).fontFeatureSettings]"""
    ) == ["none", '"calt" 0']
    head = page.get_by_role("heading", name="Antwort an Anna Admin")
    assert await head.evaluate("head => head.scrollWidth <= head.clientWidth")
    await page.get_by_role("button", name="Verkleinern").click()
    await expect(writer.area).to_be_hidden()
    await page.get_by_role("button", name="Vergrößern").click()
    await expect(writer.area).to_be_focused()
