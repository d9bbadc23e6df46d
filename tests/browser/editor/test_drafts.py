"""What is being written comes back: after a crash, on another device, after a mistaken Escape."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.editor.conftest import PHONE
from tests.browser.site.conftest import eventually

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_draft_comes_back_here_and_on_another_device(write: Any) -> None:
    writer = await write()
    await (await writer.open()).fill("Half a thou")
    # At once in this browser, before the server has it.
    await writer.again()
    await expect(await writer.open()).to_have_value("Half a thou")
    await writer.area.press_sequentially("ght")
    await expect(writer.page.get_by_text("Draft saved", exact=True)).to_be_visible()
    other = await write(writer.member)
    await other.open()
    await expect(other.area).to_have_value("Half a thought")
    # Both write on: the second is asked which of the two it shall be.
    await writer.area.press_sequentially(" here")
    await eventually(lambda: _is_stored(writer, "Half a thought here"))
    await other.area.press_sequentially(" there")
    question = other.page.get_by_role("alertdialog")
    await expect(question).to_contain_text("Half a thought here")
    await other.page.get_by_role("button", name="What is here").click()
    await eventually(lambda: _is_stored(writer, "Half a thought there"))


async def _is_stored(writer: Any, body: str) -> bool:
    stored = await writer.ask(f"/community/drafts/thread-{writer.world.thread_id}")
    return bool(stored and stored["fields"]["body"] == body)


async def test_an_answer_to_somebody_stays_one(write: Any) -> None:
    writer = await write(viewport=PHONE)
    page = writer.page
    await page.click("#reply")
    await writer.area.fill("To you")
    await writer.again()
    # The thread's own button, which names nobody.
    await writer.open()
    sheet = page.get_by_role("region", name="Reply to Anna Admin")
    await expect(writer.area).to_have_value("To you")
    await eventually(lambda: _is_stored(writer, "To you"))
    await expect(sheet).to_be_visible()
    await page.keyboard.press("Control+Enter")
    await expect(writer.area).to_have_count(0)
    told = await writer.told()
    assert told[0]["answer"]["parentId"] == writer.world.reply_id
    await page.click("#reply")
    await writer.area.fill("To all")
    await page.get_by_role("button", name="Answer everyone instead").click()
    await expect(sheet).to_have_count(0)
    await page.keyboard.press("Control+Enter")
    await expect(writer.area).to_have_count(0)
    assert (await writer.told())[1]["answer"]["parentId"] == 0


async def test_the_category_one_is_in_is_chosen_unless_another_is(write: Any) -> None:
    writer = await write()
    page = writer.page
    here = str(writer.world.category_id)
    category = page.get_by_label("Category")
    await page.click("#new")
    await expect(category).to_have_value(here)
    await page.get_by_label("Title").fill("Begun elsewhere")
    await category.select_option("")
    await eventually(lambda: _is_without_category(writer))
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Keep it").click()
    await page.click("#new")
    await expect(page.get_by_label("Title")).to_have_value("Begun elsewhere")
    await expect(category).to_have_value(here)


async def _is_without_category(writer: Any) -> bool:
    stored = await writer.ask("/community/drafts/new")
    return bool(stored and stored["fields"]["categoryId"] is None)


async def test_escape_asks_first_and_focus_goes_back(write: Any) -> None:
    writer = await write()
    page = writer.page
    await page.click("#reply")
    await page.keyboard.press("Escape")
    await expect(writer.area).to_have_count(0)
    await expect(page.locator("#reply")).to_be_focused()
    await page.click("#reply")
    await expect(writer.area).to_be_focused()
    await page.keyboard.type("Words")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Keep it")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("alertdialog")).to_have_count(0)
    await expect(writer.area).to_have_value("Words")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Keep it").click()
    await expect(page.locator("#reply")).to_be_focused()
    await page.click("#reply")
    await expect(writer.area).to_have_value("Words")
    await page.get_by_role("button", name="Close").click()
    await page.get_by_role("button", name="Throw it away").click()
    await page.click("#reply")
    await expect(writer.area).to_have_value("")
    await eventually(lambda: _has_none(writer))


async def _has_none(writer: Any) -> bool:
    return bool(await writer.ask("/community/drafts") == [])
