"""Members talk: what one writes, others see as it is written, once and in its place."""

from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import Page, expect

from academy_app.core.actor import Role
from academy_app.core.clock import now
from academy_app.core.db import Tx
from academy_app.models.discussion import Thread, ThreadRead
from academy_app.models.membership import Member
from academy_app.services import discussion
from tests import factories
from tests.browser.site.conftest import Site, Visit, Visitor, eventually, is_live
from tests.browser.site.talk import LONG, REPLIES

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

API = "/api/lms/community"


async def _made(site: Site, **values: Any) -> tuple[Thread, Member]:
    """A thread of its own for a test, by somebody of the team."""
    async with site.database.writing() as tx:
        author = await factories.member(tx, Role.MODERATOR, name=f"Author {uuid4().hex[:6]}")
        category = await factories.category(tx, name="A test's own")
        return await factories.thread(tx, author, category, **values), author


async def _write(visitor: Visitor, path: str, **body: Any) -> Any:
    """What the visitor's browser would send."""
    answer = await visitor.context.request.post(
        visitor.site.server.address + API + path,
        data={"clientId": uuid4().hex, **body},
        headers={"Origin": visitor.site.server.address},
    )
    assert answer.ok, await answer.text()
    return await answer.json()


async def _replies(tx: Tx, thread: Thread, author: Member, count: int) -> None:
    thread = await tx.get_one(Thread, thread.id)
    for _ in range(count):
        await factories.post(tx, thread, author)


async def test_a_reply_is_there_for_everyone_at_once_and_once(visit: Visit, site: Site) -> None:
    thread, _ = await _made(site)
    writer, reader = await visit(Role.MODERATOR), await visit()
    page = await reader.open(f"/community/{thread.id}")
    await _write(writer, f"/threads/{thread.id}/posts", body="Fold it **slowly**.")
    reply = page.locator("#replies article")
    await expect(reply).to_have_count(1)
    await expect(reply.locator("strong")).to_have_text("slowly")
    await expect(page.locator("#replies-title")).to_have_text("1 reply")
    post = int((await reply.get_attribute("data-post")) or 0)
    await writer.call(f"{API}/posts/{post}/like", "PUT")
    await expect(reply.locator("[data-act=like]")).to_contain_text("1")
    await writer.call(f"{API}/posts/{post}", "DELETE")
    await expect(reply).to_contain_text("deleted")
    await expect(reply.locator("strong")).to_have_count(0)


async def test_one_writes_likes_and_finds_it_again(visit: Visit, site: Site) -> None:
    thread, _ = await _made(site)
    visitor = await visit(Role.CONTENT_CREATOR)
    page = await visitor.open(f"/community/{thread.id}")
    await page.get_by_role("button", name="Reply", exact=True).last.click()
    await page.get_by_role("textbox").last.fill("Wet hands help.")
    await page.keyboard.press("Control+Enter")
    reply = page.locator("#replies article")
    await expect(reply).to_have_count(1)
    await expect(reply).to_be_focused()
    like = page.locator("article [data-act=like]").first
    await like.click()
    await expect(like).to_have_attribute("aria-pressed", "true")
    await expect(like).to_contain_text("1")
    await page.reload()
    await is_live(page)
    await expect(like).to_have_attribute("aria-pressed", "true")
    await expect(page.locator("#replies article")).to_contain_text(["Wet hands help."])


async def test_new_threads_wait_behind_a_pill(visit: Visit, site: Site) -> None:
    reader, writer = await visit(), await visit(Role.MODERATOR)
    page = await reader.open("/community?category=general")
    first = await page.locator("#threads h3").first.inner_text()
    async with site.database.reading() as rx:
        general = (await rx.get_one(Thread, 1)).category_id
    title = f"News {uuid4().hex[:6]}"
    await _write(writer, "/threads", title=title, body="Something new.", categoryId=general)
    pill = page.get_by_role("button", name="1 new post")
    await expect(pill).to_be_visible()
    assert await page.locator("#threads h3").first.inner_text() == first
    await pill.click()
    await expect(page.locator("#threads h3").first).to_have_text(title)
    await expect(pill).to_have_count(0)


async def test_a_long_thread_comes_as_one_scrolls(visit: Visit) -> None:
    visitor = await visit()
    page = await visitor.open(f"/community/{LONG}")
    await _scroll_to_the_end(page)
    await expect(page.locator("#replies article")).to_have_count(REPLIES)
    numbers = await page.locator("#replies article").evaluate_all(
        "all => all.map(({dataset}) => Number(dataset.number))"
    )
    assert numbers == list(range(1, REPLIES + 1))


async def _scroll_to_the_end(page: Page) -> None:
    async def is_at_the_end() -> bool:
        await page.mouse.wheel(0, 4000)
        return await page.locator("#app [data-after]").count() == 0

    await eventually(is_at_the_end)


async def test_a_link_opens_a_reply_in_its_place(visit: Visit, site: Site) -> None:
    thread, author = await _made(site)
    async with site.database.writing() as tx:
        await _replies(tx, thread, author, 60)
    visitor = await visit()
    window = await visitor.context.request.get(
        f"{site.server.address}{API}/threads/{thread.id}/posts?after=000040"
    )
    post = (await window.json())["posts"][0]["id"]
    page = await visitor.open(f"/community/{thread.id}?post={post}#post-{post}")
    await expect(page.locator(f"#post-{post}")).to_be_in_viewport()
    top = page.locator("#replies article[data-number='33']")
    earlier = page.get_by_role("link", name="Earlier replies")
    await earlier.scroll_into_view_if_needed()
    before = await top.bounding_box()
    await earlier.click()
    await expect(page.locator("#replies article").first).to_have_attribute("data-number", "3")

    async def stays() -> bool:
        after = await top.bounding_box()
        assert before is not None
        return after is not None and abs(after["y"] - before["y"]) < 8

    await eventually(stays)


async def test_a_vote_counts_for_everyone(visit: Visit, site: Site) -> None:
    reader, voter = await visit(), await visit()
    seen = await reader.open("/community/1")
    page = await voter.open("/community/1")
    option = page.get_by_role("button", name="By hand")
    await option.click()
    await expect(option).to_have_attribute("aria-pressed", "true")
    await expect(seen.get_by_role("button", name="By hand")).to_contain_text("100 %")
    await option.click()
    await expect(seen.get_by_role("button", name="By hand")).to_contain_text("0 %")


async def test_what_was_read_is_unread_no_more(visit: Visit, site: Site) -> None:
    visitor = await visit()
    async with site.database.writing() as tx:
        author = await factories.member(tx, Role.MODERATOR)
        category = await factories.category(tx, slug=f"own-{uuid4().hex[:8]}")
        thread = await factories.thread(tx, author, category, title="Read me", activity_at=now())
    page = await visitor.open(f"/community?category={category.slug}")
    await expect(page.locator("#threads li")).to_contain_text("Unread")
    await page.get_by_role("link", name="Read me").click()
    await expect(page.locator("h1")).to_have_text("Read me")

    async def is_read() -> bool:
        async with site.database.reading() as rx:
            return await rx.get(ThreadRead, (visitor.member.id, thread.id)) is not None

    await eventually(is_read)
    await visitor.open(f"/community?category={category.slug}")
    await expect(page.locator("#threads li")).not_to_contain_text("Unread")


async def test_what_one_may_read_no_longer_is_gone_at_once(visit: Visit, site: Site) -> None:
    async with site.database.writing() as tx:
        author = await factories.member(tx, Role.ADMIN)
        category = await factories.category(tx)
        thread = await factories.thread(tx, author, category, title="Open for now")
        admin = factories.as_actor(author)
        closed = await factories.category(tx, read_by="staff")
    visitor = await visit()
    visitor.expected.append("404")
    page = await visitor.open(f"/community/{thread.id}")
    async with site.database.writing() as tx:
        await discussion.move_thread(tx, admin, factories.key(thread), factories.key(closed))
    await expect(page.locator("main")).to_contain_text("does not exist", timeout=8000)
    await expect(page.locator("main")).not_to_contain_text("Open for now")
