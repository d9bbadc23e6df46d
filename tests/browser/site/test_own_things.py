"""What is a member's own: drafts, bookmarks beyond the first page, whom they muted."""

from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.async_api import expect

from academy_app.core.actor import Role
from academy_app.core.clock import now
from academy_app.models.discussion import Bookmark, Follow, Thread
from academy_app.services import discussion, drafts
from tests import factories
from tests.browser.site.conftest import PHONE, Site, Visit, Visitor, eventually
from tests.browser.site.talk import LONG
from tests.factories import key

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CODE = "Look:\n\n```python\nprint('fold')\nprint('rest')\n```"


async def _thread(site: Site, body: str = "Words.", replies: int = 0) -> tuple[Thread, int]:
    """By a moderator; and the id of its last reply."""
    async with site.database.writing() as tx:
        author = await factories.member(tx, Role.MODERATOR, name=f"Mo {uuid4().hex[:6]}")
        thread = await factories.thread(
            tx, author, await factories.category(tx), title=f"Thread {uuid4().hex[:6]}"
        )
        post = 0
        for _ in range(replies):
            words = await discussion.words(body)
            made = await discussion.reply(
                tx, factories.as_actor(author), key(thread), words, client_id=uuid4().hex
            )
            post = made.id or 0
        return thread, post


async def _draft(site: Site, visitor: Visitor, name: str, **fields: object) -> None:
    async with site.database.writing() as tx:
        await drafts.keep(tx, factories.as_actor(visitor.member), name, fields, 0)


async def test_a_draft_is_found_written_on_thrown_away_and_brought_back(
    visit: Visit, site: Site
) -> None:
    thread, _ = await _thread(site)
    visitor = await visit(viewport=PHONE)
    await _draft(site, visitor, f"thread-{thread.id}", body="Half an answer")
    await _draft(site, visitor, "thread-999999", body="For what is gone")
    page = await visitor.open("/")
    await page.get_by_label("Your account").click()
    await page.get_by_role("link", name="Drafts").click()
    rows = page.locator("#app main li")
    await expect(rows).to_have_count(2)
    await expect(rows.filter(has_text="For what is gone")).to_contain_text("is gone, or closed")
    row = rows.filter(has_text=thread.title)
    await row.locator("[data-draft]").click()
    await expect(row).to_contain_text("Deleted.")
    await eventually(lambda: _keys(visitor, ["thread-999999"]))
    await row.locator("[data-draft]").click()
    await expect(row).to_contain_text("Half an answer")
    await eventually(lambda: _keys(visitor, ["thread-999999", f"thread-{thread.id}"]))
    await row.get_by_role("link", name="Write on").click()
    await expect(page.locator("h1")).to_have_text(thread.title)
    await expect(page.locator("textarea")).to_have_value("Half an answer")
    assert not page.url.endswith("#write")


async def _keys(visitor: Visitor, wanted: list[str]) -> bool:
    address = f"{visitor.site.server.address}/api/lms/community/drafts"
    answer = await visitor.context.request.get(address)
    return sorted(row["key"] for row in await answer.json()) == sorted(wanted)


async def test_an_edit_that_was_begun_opens_at_its_post(visit: Visit, site: Site) -> None:
    visitor = await visit(Role.MODERATOR)
    async with site.database.writing() as tx:
        thread = await tx.get_one(Thread, LONG)
        post = key(await factories.post(tx, thread, visitor.member))
    await _draft(site, visitor, f"post-{post}", body="Better words")
    page = await visitor.open("/drafts")
    await page.get_by_role("link", name="Write on").click()
    await expect(page.locator("textarea")).to_have_value("Better words")
    await expect(page.locator(f"#post-{post}")).to_be_in_viewport()


async def test_bookmarks_come_as_one_scrolls_and_agree_between_tabs(
    visit: Visit, site: Site
) -> None:
    visitor = await visit()
    async with site.database.writing() as tx:
        author = await factories.member(tx)
        thread = await factories.thread(tx, author)
        for number in range(70):
            post = await factories.post(tx, thread, author)
            at = now() - timedelta(minutes=number)
            tx.add(Bookmark(member_id=key(visitor.member), post_id=key(post), at=at))
        other = key(await factories.post(tx, thread, author))
    page = await visitor.open("/bookmarks")
    rows = page.locator("#app main li")

    async def is_whole() -> bool:
        await page.mouse.wheel(0, 4000)
        return await rows.count() == 70

    await eventually(is_whole)
    # In another tab one is let go, and another kept.
    address = "/api/lms/community/posts/{}/bookmark"
    assert await visitor.call(address.format(key(post)), "DELETE") == 204
    await expect(rows.last).to_contain_text("Removed.")
    assert await visitor.call(address.format(other), "PUT") == 204
    await expect(rows).to_have_count(70)
    await expect(rows.first.locator("[data-act=bookmark]")).to_have_attribute("data-id", str(other))


async def test_what_a_muted_member_replies_is_folded(visit: Visit, site: Site) -> None:
    thread, post = await _thread(site, "Words one need not read.", replies=2)
    visitor = await visit()
    async with site.database.writing() as tx:
        author = (await tx.get_one(Thread, thread.id)).author_id or 0
        tx.add(
            Follow(member_id=key(visitor.member), kind="member", target_id=author, is_muted=True)
        )
    first = await visitor.look_at(f"/community/{thread.id}")
    words = "Words one need not read."
    await expect(first.get_by_text(words).first).to_be_hidden()
    page = await visitor.open(f"/community/{thread.id}")
    reply = page.locator(f"#post-{post}")
    await expect(reply.get_by_text(words)).to_be_hidden()
    # The opening was asked for by whoever opened the thread.
    await expect(page.locator("article").first).to_contain_text("Hello.")
    await reply.get_by_text("A reply by someone you muted").click()
    await expect(reply.get_by_text(words)).to_be_visible()
    address = f"/api/lms/community/follows/member/{author}"
    answer = await visitor.context.request.put(
        site.server.address + address,
        data={"state": "none"},
        headers={"Origin": site.server.address},
    )
    assert answer.ok
    await expect(page.get_by_text(words).first).to_be_visible()
    await expect(page.get_by_text("A reply by someone you muted")).to_have_count(0)


async def test_a_redaction_names_who_did_it_and_hides_what_stood_there(
    visit: Visit, site: Site
) -> None:
    async with site.database.writing() as tx:
        author = await factories.member(tx, Role.CONTENT_CREATOR, name="Ann Author")
        moderator = await factories.actor(tx, Role.MODERATOR, name="Mo Derator")
        thread = await factories.thread(tx, author)
        words = await discussion.words("My password is green tea")
        made = await discussion.reply(
            tx, factories.as_actor(author), key(thread), words, client_id=uuid4().hex
        )
        post = made.id or 0
    visitor, staff = await visit(), await visit(Role.MODERATOR)
    page = await visitor.open(f"/community/{thread.id}")
    await expect(page.locator(f"#post-{post}")).to_contain_text("green tea")
    words = await discussion.words("My password is [removed]")
    async with site.database.writing() as tx:
        await discussion.edit_post(tx, moderator, post, words)
    edited = page.locator(f"#post-{post}").get_by_role("button", name="edited by Mo Derator")
    await edited.click()
    history = page.get_by_role("dialog")
    await expect(history).to_contain_text("A moderator has changed these words")
    await expect(history).to_contain_text("[removed]")
    await expect(history).not_to_contain_text("green tea")
    page = await staff.open(f"/community/{thread.id}")
    await page.locator(f"[data-history='{post}']").click()
    await expect(page.get_by_role("dialog")).to_contain_text("green tea")


async def test_a_post_goes_with_its_replies_only_when_it_is_meant(visit: Visit, site: Site) -> None:
    visitor = await visit(Role.MODERATOR)
    async with site.database.writing() as tx:
        thread = await factories.thread(tx, visitor.member)
        await factories.post(tx, thread, visitor.member)
    page = await visitor.open(f"/community/{thread.id}")
    # One's own is followed already.
    await expect(page.locator("details[data-chosen] > summary").first).to_have_text(
        "Following", use_inner_text=True
    )
    opening = page.locator("article").first
    for answer in ("Cancel", "Delete the post"):
        await opening.get_by_label("More about this post").click()
        await opening.get_by_role("button", name="Delete the post").click()
        dialog = page.get_by_role("alertdialog")
        await expect(dialog).to_contain_text("with every reply")
        await dialog.get_by_role("button", name=answer).click()
        await expect(dialog).to_be_hidden()
        await expect(opening.get_by_role("button", name="Bring it back")).to_have_count(
            0 if answer == "Cancel" else 1
        )
    await opening.get_by_role("button", name="Bring it back").click()
    reply = page.locator("#replies article")
    await reply.get_by_label("More about this post").click()
    await reply.get_by_role("button", name="Delete", exact=True).click()
    await expect(reply.get_by_role("button", name="Bring it back")).to_be_visible()
    await expect(page.get_by_role("alertdialog")).to_be_hidden()


async def test_code_is_copied(visit: Visit, site: Site) -> None:
    thread, _ = await _thread(site, CODE, replies=1)
    visitor = await visit(permissions=["clipboard-read", "clipboard-write"])
    for path, words in (
        (f"/community/{thread.id}", "print('fold')\nprint('rest')"),
        ("/courses/bread/dough", "def loaf(flour: float) -> float:\n    return flour * 0.7"),
    ):
        page = await visitor.open(path)
        copy = page.get_by_role("button", name="Copy the code")
        await copy.focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text("Copied.")
        copied = await page.evaluate("navigator.clipboard.readText()")
        assert copied.strip() == words


async def test_the_way_back_stands_above_a_thread(visit: Visit, site: Site) -> None:
    thread, _ = await _thread(site, replies=1)
    visitor = await visit()
    page = await visitor.open(f"/community/{thread.id}")
    here = page.get_by_role("navigation", name="Main").get_by_role("link", name="Community")
    await expect(here).to_have_attribute("aria-current", "true")
    way = page.get_by_role("navigation", name="Where this post stands")
    await way.get_by_role("link").last.click()
    row = page.locator("#threads li")
    await expect(row).to_contain_text("last reply by Mo")
    await expect(here).to_have_attribute("aria-current", "page")
