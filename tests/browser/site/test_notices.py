"""Notifications in the member's tabs, and the buttons that acts.js sends."""

import asyncio
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, Route, expect

from academy_app.core.actor import Role
from academy_app.models.discussion import Bookmark, Post, Thread
from academy_app.models.membership import Member
from academy_app.models.notices import Notification
from academy_app.services import notices
from tests import factories
from tests.browser.site.conftest import PHONE, Site, Visit, Visitor, eventually, is_live
from tests.factories import key

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NOTES = '#app button[data-act="read"]'
ROWS = "#app ol > li"
OFFLINE = ["ERR_INTERNET_DISCONNECTED", "WebSocket", "ERR_FAILED"]


async def _thread(site: Site, asker: Member) -> tuple[Thread, Post]:
    async with site.database.writing() as tx:
        category = await factories.category(tx)
        thread = await factories.thread(
            tx, category_id=category.id, author_id=key(asker), title="How long does it rest?"
        )
        return thread, await factories.post(tx, thread, asker, number=0)


async def _history(site: Site, of: Member, thread: Thread, post: Post, count: int) -> None:
    """Notifications that were read, of somebody's mentions."""
    async with site.database.writing() as tx:
        other = await factories.member(tx, name="Hanna Historic")
        tx.add_all(
            Notification(
                member_id=key(of),
                kind="mention",
                key=f"past:{number}",
                actor_id=key(other),
                thread_id=key(thread),
                post_id=key(post),
                read_at=post.created_at,
            )
            for number in range(count)
        )


async def _reply(visitor: Visitor, thread: Thread, words: str) -> None:
    """Over REST, as any client: the server that the others look at tells them."""
    address = visitor.site.server.address
    answer = await visitor.context.request.post(
        f"{address}/api/lms/community/threads/{thread.id}/posts",
        data={"body": words, "clientId": f"client-{words}"[:36].replace(" ", "-")},
        headers={"Origin": address},
    )
    assert answer.status == 201, await answer.text()


async def _rings(page: Page, count: int) -> None:
    said = f"Notifications, {count} unread" if count else "Notifications"
    await expect(page.locator("#app #bell")).to_have_attribute("aria-label", said)


async def test_every_tab_is_told_and_agrees_on_what_was_read(visit: Visit, site: Site) -> None:
    me, other = await visit(), await visit(Role.ADMIN)
    thread, opening = await _thread(site, me.member)
    await _history(site, me.member, thread, opening, 35)
    page = await me.open("/notifications")
    second = await me.context.new_page()
    me.watch(second)
    await second.goto(f"{site.server.address}/courses")
    await is_live(second)
    await _reply(other, thread, "Over night")
    for tab in (page, second):
        await _rings(tab, 1)
    await expect(page.locator(ROWS).first).to_contain_text("How long does it rest?")
    # Earlier ones join on scrolling; none twice.
    await page.evaluate("scrollTo(0, document.body.scrollHeight)")
    await expect(page.locator(ROWS)).to_have_count(36)
    await page.locator(NOTES).click()
    for tab in (page, second):
        await _rings(tab, 0)
    await expect(page.locator(ROWS).first.locator("a")).to_be_focused()
    await _reply(other, thread, "In the fridge")
    await _rings(second, 1)
    # The link leads to the reply, and reads it.
    await page.locator(ROWS).first.locator("a").click()
    await page.wait_for_url("**/community/*?post=*")
    await _rings(second, 0)


async def test_wishes_and_what_an_empty_page_says(visit: Visit) -> None:
    me = await visit(viewport=PHONE, locale="de")
    page = await me.open("/notifications?unread=1")
    await expect(page.get_by_text("Du hast alles gelesen")).to_be_visible()
    await page.get_by_text("Was dir gemeldet werden soll").click()
    switch = page.get_by_role("switch", name="Jemand folgt dir")
    await expect(switch).to_be_checked()
    await switch.click()
    await expect(switch).not_to_be_checked()
    await expect(switch).not_to_have_attribute("aria-busy", "true")
    await page.reload()
    await is_live(page)
    await page.get_by_text("Was dir gemeldet werden soll").click()
    await expect(page.get_by_role("switch", name="Jemand folgt dir")).not_to_be_checked()


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_axe_finds_nothing_in_lists_that_are_full(
    visit: Visit, site: Site, theme: str
) -> None:
    me = await visit(color_scheme=theme, viewport=PHONE, reduced_motion="reduce")
    thread, opening = await _thread(site, me.member)
    await _history(site, me.member, thread, opening, 2)
    async with site.database.writing() as tx:
        other = await factories.member(tx, name="Olga Other")
        await notices.followed(tx, factories.as_actor(other), key(me.member))
        tx.add(Bookmark(member_id=key(me.member), post_id=key(opening), note="For Sunday"))
    page = await me.open("/notifications")
    await page.locator("#app details:has([role=switch]) > summary").click()
    await _holds(page)
    await me.open("/bookmarks")
    await page.locator("#app li summary").click()
    await page.locator('#app [data-act="bookmark"]').click()
    await expect(page.locator('#app [data-act="bookmark"]')).not_to_have_attribute(
        "aria-busy", "true"
    )
    await _holds(page)
    await page.goto(f"{site.server.address}/community/{thread.id}")
    await is_live(page)
    await page.locator("#app details[data-chosen] > summary").click()
    box = await page.locator("#app details[data-chosen] [role=group]").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    await _holds(page)


async def test_a_bookmark_goes_and_comes_back_and_takes_a_note(visit: Visit, site: Site) -> None:
    me = await visit()
    me.expected += OFFLINE
    _, post = await _thread(site, me.member)
    async with site.database.writing() as tx:
        tx.add(Bookmark(member_id=key(me.member), post_id=key(post), note="For Sunday"))
    page = await me.open("/bookmarks")
    mark = page.locator('#app [data-act="bookmark"]')
    await mark.click()
    await expect(page.get_by_text("Removed.")).to_be_visible()
    assert await _notes(me) == []
    await mark.click()
    await expect(page.get_by_text("Removed.")).to_be_hidden()
    await eventually(lambda: _has_notes(me, ["For Sunday"]))
    await page.locator("#app li summary").click()
    await page.get_by_label("Your note").fill("For Monday")
    await page.get_by_role("button", name="Save the note").click()
    await expect(page.locator("#app li summary")).to_contain_text("For Monday")
    # Without a connection it stays as it was, and says why.
    await me.context.set_offline(True)
    await mark.click()
    await expect(page.get_by_text("Nothing was changed")).to_be_visible()
    await expect(mark).to_have_attribute("aria-pressed", "true")
    await me.context.set_offline(False)


async def test_what_is_pressed_in_the_first_look_holds(visit: Visit, site: Site) -> None:
    me = await visit()
    _, post = await _thread(site, me.member)
    async with site.database.writing() as tx:
        tx.add(Bookmark(member_id=key(me.member), post_id=key(post)))
    hold = asyncio.Event()

    async def late(route: Route) -> None:
        await hold.wait()
        await route.continue_()

    await me.page.route("**/assets/*.js", late)
    page = await me.look_at("/bookmarks")
    await page.evaluate(
        "addEventListener('academy:acted', ({detail}) => document.title = `acted ${detail.value}`)"
    )
    await page.locator('#first-look [data-act="bookmark"]').click()
    await eventually(lambda: _has_notes(me, []))
    assert not (await page.title()).startswith("acted")
    hold.set()
    await is_live(page)
    await eventually(lambda: _acted(page))


async def test_follow_and_mute(visit: Visit, site: Site) -> None:
    me, asker = await visit(), await visit()
    thread, _ = await _thread(site, asker.member)
    page = await me.open(f"/community/{thread.id}")
    menu = page.locator("#app details[data-chosen]").first
    for choice, said in (("Follow", "Following"), ("Mute", "Muted"), ("Neither", "Follow")):
        await menu.locator("summary").click()
        await menu.get_by_role("button", name=choice).first.click()
        await expect(menu.locator("summary")).to_have_text(said, use_inner_text=True)
        await expect(menu.locator("summary")).to_be_focused()


async def _holds(page: Page) -> None:
    found = await Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def _notes(visitor: Visitor) -> list[Any]:
    address = visitor.site.server.address
    answer = await visitor.context.request.get(f"{address}/api/lms/community/bookmarks")
    return [row["note"] for row in (await answer.json())["rows"]]


async def _has_notes(visitor: Visitor, wanted: list[str]) -> bool:
    return await _notes(visitor) == wanted


async def _acted(page: Page) -> bool:
    return await page.title() == "acted false"
