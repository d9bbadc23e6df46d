"""The long signs of names and images are shown for what they are."""

from typing import Any

import pytest
from playwright.async_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TEXT = "Ask [@Anna \\[B\\]](/people/12)\n![wet dough](/files/images/1/ab.webp#16x12)\n[a](/b)"


async def test_names_and_images_are_shown_and_found_in_the_text(write: Any) -> None:
    writer = await write()
    page = writer.page
    area = await writer.open()
    signs = page.get_by_role("list", name="Names and images in your text")
    await expect(signs).to_have_count(0)
    await area.fill(TEXT)
    await expect(signs.get_by_role("button")).to_have_text(["@Anna [B]", "wet dough"])
    await signs.get_by_role("button").first.click()
    await expect(area).to_be_focused()
    marked = await area.evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)")
    assert marked == "[@Anna \\[B\\]](/people/12)"
    await page.keyboard.press("Delete")
    await expect(signs.get_by_role("button")).to_have_text(["wet dough"])
