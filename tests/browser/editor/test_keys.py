"""What keys, buttons and pasting do to the text."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

# The selection stands between the bars; one bar is the caret.
EDITS = [
    ("say |this| loud", "Control+b", "say **|this|** loud"),
    ("say **|this|** loud", "Control+b", "say |this| loud"),
    ("say |**this**| loud", "Control+b", "say |this| loud"),
    ("say |this |loud", "Control+i", "say *|this|* loud"),
    ("**|this|**", "Control+i", "***|this|***"),
    ("a|", "Control+b", "a**|**"),
    ("see |this| here", "Control+k", "see [this](|https://|) here"),
    ("|https://a.org/b|", "Control+k", "[|](https://a.org/b)"),
    ("|x = 1|", "Control+e", "`|x = 1|`"),
    ("a\n|b\nc|", "Control+e", "a\n```|\nb\nc\n```\n"),
    ("|one\ntwo|", "Control+Shift+Period", "|> one\n> two|"),
    ("|> one\n> two|", "Control+Shift+Period", "|one\ntwo|"),
    ("- one|", "Enter", "- one\n- |"),
    ("- one\n- |", "Enter", "- one\n|"),
    ("* [x] one|", "Enter", "* [x] one\n* [ ] |"),
    ("9. nine|", "Enter", "9. nine\n10. |"),
    ("  - in|", "Enter", "  - in\n  - |"),
    ("> said|", "Enter", "> said\n> |"),
    ("> |", "Enter", "|"),
    ("|- one", "Enter", "\n|- one"),
    ("-5 degrees|", "Enter", "-5 degrees\n|"),
    ("- one|", "Shift+Enter", "- one\n|"),
    ("- a\n- |b", "Control+]", "- a\n  - |b"),
    ("|  - a\n  - b|", "Control+[", "|- a\n- b|"),
]

BUTTONS = [
    ("|one\n\ntwo|", "List", "|- one\n\n- two|"),
    ("|one\ntwo|", "Numbered list", "|1. one\n2. two|"),
    ("|- one\n- two|", "Task list", "|- [ ] one\n- [ ] two|"),
    ("|- [ ] one\n- [x] two|", "Task list", "|one\ntwo|"),
    ("two|", "Quote", "> two|"),
]


async def put(page: Page, marked: str) -> None:
    """Put a text with its selection into the field."""
    start, end = marked.index("|"), marked.rindex("|")
    await page.locator("textarea").fill(marked.replace("|", ""))
    await page.locator("textarea").evaluate(
        "(area, [start, end]) => { area.focus(); area.setSelectionRange(start, end) }",
        [start, end - 1 if end > start else end],
    )


async def shown(page: Page) -> str:
    state = await page.locator("textarea").evaluate(
        "({ value, selectionStart, selectionEnd }) => [value, selectionStart, selectionEnd]"
    )
    value, start, end = state
    return str(value[:start] + "|" + (value[start:end] + "|" if end > start else "") + value[end:])


async def test_keys_and_buttons_write_markdown(write: Any) -> None:
    writer = await write()
    page = writer.page
    await writer.open()
    for before, key, after in EDITS:
        await put(page, before)
        await page.keyboard.press(key)
        assert await shown(page) == after, (before, key)
    for before, button, after in BUTTONS:
        await put(page, before)
        await page.get_by_role("button", name=button, exact=True).click()
        assert await shown(page) == after, (before, button)


async def test_undo_takes_back_what_the_toolbar_did(write: Any) -> None:
    writer = await write()
    page = writer.page
    await (await writer.open()).press_sequentially("one two")
    await page.keyboard.press("Shift+Control+ArrowLeft")
    await page.keyboard.press("Control+b")
    assert await shown(page) == "one **|two|**"
    await page.keyboard.press("Control+z")
    await expect(writer.area).to_have_value("one two")
    await page.keyboard.press("Control+Shift+z")
    await expect(writer.area).to_have_value("one **two**")


async def test_the_toolbar_is_one_stop_with_arrows_within(write: Any) -> None:
    writer = await write()
    page = writer.page
    await writer.open()
    await page.keyboard.press("Shift+Tab")
    await expect(page.get_by_role("button", name="Bold")).to_be_focused()
    for key, name in (
        ("ArrowRight", "Italic"),
        ("End", "Mention someone"),
        ("ArrowRight", "Bold"),
        ("ArrowLeft", "Mention someone"),
        ("Home", "Bold"),
        ("ArrowRight", "Italic"),
    ):
        await page.keyboard.press(key)
        await expect(page.get_by_role("button", name=name)).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(writer.area).to_be_focused()


async def test_an_address_pasted_over_words_is_a_link(write: Any) -> None:
    writer = await write()
    page = writer.page
    await writer.open()
    paste = """(area, text) => {
      const data = new DataTransfer();
      data.setData("text/plain", text);
      const given = { clipboardData: data, bubbles: true, cancelable: true };
      const event = new ClipboardEvent("paste", given);
      return !area.dispatchEvent(event);
    }"""
    await put(page, "see |this page| now")
    assert await writer.area.evaluate(paste, "https://example.org/a?b=c ")
    assert await shown(page) == "see [this page](https://example.org/a?b=c)| now"
    for before, pasted in (("see |this| now", "no address"), ("see | now", "https://example.org")):
        await put(page, before)
        assert not await writer.area.evaluate(paste, pasted)


async def test_quoting_what_is_selected(write: Any) -> None:
    writer = await write()
    page = writer.page
    await page.evaluate(
        """id => {
          const [first, second] = document.querySelectorAll(`[data-post="${id}"] p`);
          getSelection().setBaseAndExtent(first.firstChild, 7, second.firstChild, 4);
        }""",
        writer.world.reply_id,
    )
    await page.click("#quote")
    quote = "> **Anna Admin:**\n>\n> and with patience.\n>\n> Then\n\n"
    await expect(writer.area).to_have_value(quote)
    await expect(writer.area).to_be_focused()
    await page.keyboard.type("Yes")
    # A second quote goes to the end of what is there; without a selection it is the whole post.
    await page.evaluate("getSelection().removeAllRanges()")
    await page.click("#quote")
    whole = "> **Anna Admin:**\n>\n> Slowly and with patience.\n>\n> Then wait.\n\n"
    await expect(writer.area).to_have_value(quote + "Yes\n\n" + whole)


async def test_a_member_is_named_by_keyboard_alone(write: Any) -> None:
    writer = await write()
    page = writer.page
    area = await writer.open()
    await area.press_sequentially("Dear @")
    await expect(page.get_by_role("option", name="Anna Admin")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("listbox")).to_have_count(0)
    await area.fill("")
    await area.press_sequentially("Dear @b")
    option = page.get_by_role("option", name="Ben *Bold* [x]")
    await expect(option).to_have_attribute("aria-selected", "true")
    active = await area.get_attribute("aria-activedescendant")
    assert active == await option.get_attribute("id")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    value = await area.input_value()
    assert value.startswith(r"Dear [@Ben \*Bold\* \[x\]](/people/")
    assert value.endswith(") ")
    await page.get_by_role("button", name="Preview").click()
    await expect(page.get_by_role("link", name="@Ben *Bold* [x]")).to_be_visible()
