"""What is sent arrives once, and is never lost on the way."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Route, expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def replies(writer: Any, body: str) -> int:
    """How many replies say this."""
    page = await writer.ask(f"/community/threads/{writer.world.thread_id}?post=0")
    shown = [reply["html"] for reply in page["replies"]]
    return sum(f"<p>{body}</p>" in html for html in shown)


async def test_sent_twice_in_a_hurry_it_is_posted_once(write: Any) -> None:
    writer = await write()
    page = writer.page
    await page.click("#reply")
    await expect(page.get_by_role("region", name="Reply to Anna Admin")).to_be_visible()
    await writer.area.fill("In a hurry")
    await page.keyboard.press("Control+Enter")
    await page.keyboard.press("Control+Enter")
    await expect(writer.area).to_have_count(0)
    await expect(page.locator("#reply")).to_be_focused()
    assert await replies(writer, "In a hurry") == 1
    told = await writer.told()
    assert [(each["act"], each["id"]) for each in told] == [("reply", writer.world.thread_id)]
    assert told[0]["answer"]["parentId"] == writer.world.reply_id
    assert await writer.ask("/community/drafts") == []
    await page.click("#reply")
    await expect(writer.area).to_have_value("")


async def test_what_is_sent_offline_goes_out_once_when_the_connection_is_back(write: Any) -> None:
    writer = await write()
    page = writer.page
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    await (await writer.open()).fill("Patience")
    await writer.context.set_offline(True)
    await page.get_by_role("button", name="Reply", exact=True).click()
    await expect(page.get_by_text("It will be sent when the connection is back")).to_be_visible()
    await expect(writer.area).to_have_value("Patience")
    await writer.context.set_offline(False)
    await expect(writer.area).to_have_count(0)
    assert await replies(writer, "Patience") == 1


async def test_a_lost_answer_and_a_closed_page_do_not_double_it(write: Any) -> None:
    writer = await write()
    page = writer.page

    async def lose(route: Route) -> None:
        await route.fetch()
        await route.abort()

    await page.route("**/threads/*/posts", lose, times=1)
    await (await writer.open()).fill("Only once")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("It will be sent when the connection is back")).to_be_visible()
    second = await writer.context.new_page()
    await asyncio.gather(writer.again(), second.goto(writer.site.server.address + "/harness"))
    key = f"academy:post:{writer.member.id}:"
    await page.wait_for_function(
        "key => !Object.keys(localStorage).some(name => name.startsWith(key))", arg=key
    )
    assert await replies(writer, "Only once") == 1


async def test_what_is_refused_is_told_at_its_field(write: Any) -> None:
    writer = await write()
    page = writer.page
    await page.click("#new")
    title = page.get_by_label("Title")
    await expect(title).to_be_focused()
    await page.keyboard.press("Control+Enter")
    await expect(title).to_have_attribute("aria-invalid", "true")
    await expect(title).to_be_focused()
    await title.fill("A good loaf")
    await page.get_by_label("Tags").fill("a, b, c, d, e, f")
    await writer.area.fill("Some words")
    await page.get_by_role("button", name="Add a poll").click()
    await page.get_by_label("Answer 1").fill("yes")
    await page.get_by_role("button", name="Post", exact=True).click()
    await expect(page.get_by_text("at least two answers")).to_be_visible()
    await page.get_by_label("Answer 2").fill("no")
    await page.get_by_role("button", name="Post", exact=True).click()
    await expect(page.get_by_label("Tags")).to_be_focused()
    await expect(page.get_by_label("Tags")).to_have_attribute("aria-invalid", "true")
    await page.get_by_label("Tags").fill("dough, flour")
    await page.get_by_role("button", name="Post", exact=True).click()
    await page.wait_for_url("**/community/*")
    number = page.url.rpartition("/")[2]
    made = (await writer.ask(f"/community/threads/{number}"))["head"]
    assert (made["title"], sorted(made["tags"])) == ("A good loaf", ["dough", "flour"])
    assert [option["text"] for option in made["poll"]["options"]] == ["yes", "no"]


async def test_signed_out_it_waits_for_the_next_sign_in(write: Any) -> None:
    writer = await write()
    page = writer.page
    await (await writer.open()).fill("Signed out")
    cookies = await writer.context.cookies()
    await writer.context.clear_cookies()
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    await writer.context.add_cookies(cookies)
    await writer.again()
    key = f"academy:post:{writer.member.id}:"
    await page.wait_for_function(
        "key => !Object.keys(localStorage).some(name => name.startsWith(key))", arg=key
    )
    assert await replies(writer, "Signed out") == 1


async def test_editing_begins_with_what_stands_there(write: Any) -> None:
    writer = await write()
    page = writer.page
    await page.click("#edit")
    await expect(writer.area).to_have_value("How do I **knead**?")
    await expect(page.get_by_label("Title")).to_have_value("Bread")
    await page.keyboard.press("Escape")
    # Nothing was changed: nothing to ask.
    await expect(writer.area).to_have_count(0)
    await page.click("#edit")
    await writer.area.fill("How do I <b>knead</b> it?")
    await page.get_by_role("button", name="Save").click()
    await expect(writer.area).to_have_count(0)
    await page.click("#history")
    dialog = page.get_by_role("dialog", name="What changed")
    await expect(dialog.locator("ins").first).to_contain_text("<b>")
    await expect(dialog.locator("del").first).to_contain_text("**")
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    # As the next test finds it.
    await page.click("#edit")
    await writer.area.fill("How do I **knead**?")
    await page.get_by_role("button", name="Save").click()
    await expect(writer.area).to_have_count(0)
