"""An open list of threads follows what admins and members change: no load in between."""

from uuid import uuid4

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import select
from sqlmodel import col

from academy_app.core.actor import Role
from academy_app.core.db import Database
from academy_app.models.discussion import Category, Thread
from academy_app.services import categories, discussion, following
from academy_app.services.categories import CategoryDraft
from academy_app.services.discussion import ThreadDraft
from tests import factories
from tests.browser.site.conftest import PHONE, Site, Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def _category(site: Site, **values: object) -> Category:
    async with site.database.writing() as tx:
        return await factories.category(tx, name=f"Place {uuid4().hex[:6]}", **values)


async def _change(database: Database, category: Category, **wanted: object) -> None:
    async with database.writing() as tx:
        admin = await factories.admin(tx)
        draft = CategoryDraft(**wanted)  # type: ignore[arg-type]
        await categories.update_category(tx, admin, factories.key(category), draft)


async def _start(site: Site, category: Category, title: str) -> Thread:
    async with site.database.writing() as tx:
        author = await factories.actor(tx, Role.MODERATOR)
        words = await discussion.words("Words.")
        draft = ThreadDraft(title, words, uuid4().hex, factories.key(category))
        return await discussion.start_thread(tx, author, draft)


async def _stays(page: Page) -> None:
    """Marks the document: a load would take the mark away."""
    await page.evaluate("document.body.dataset.mark = 'mine'")


async def _has_stayed(page: Page) -> None:
    assert await page.evaluate("document.body.dataset.mark") == "mine"


async def test_categories_are_renamed_closed_and_new_ones_come(visit: Visit, site: Site) -> None:
    category = await _category(site)
    await _start(site, category, "A first thread")
    visitor = await visit()
    page = await visitor.open(f"/community?category={category.slug}")
    places = page.get_by_role("navigation", name="Categories")
    await _stays(page)
    await _change(site.database, category, name="Renamed while open", colour=3)
    await expect(page.locator("h1")).to_have_text("Renamed while open")
    await expect(places).to_contain_text("Renamed while open")
    await expect(page.locator("#threads li .place")).to_contain_text("Renamed while open")
    async with site.database.writing() as tx:
        admin = await factories.admin(tx)
        await categories.archive_category(tx, admin, factories.key(category))
    await expect(page.locator("main")).to_contain_text("This category is archived")
    async with site.database.writing() as tx:
        await categories.unarchive_category(tx, admin, factories.key(category))
    await expect(page.get_by_role("button", name="New post")).to_be_visible()
    name = f"New {uuid4().hex[:6]}"
    async with site.database.writing() as tx:
        made = await categories.create_category(tx, admin, CategoryDraft(name=name))
        fresh = factories.key(made)
    await expect(places).to_contain_text(name)
    # What is said there is counted at once.
    await _start(site, made, "In the new one")
    await expect(places.get_by_role("link", name=name)).to_contain_text("1 unread")
    async with site.database.writing() as tx:
        order = [fresh, factories.key(category)]
        listed = await _all_ids(site)
        await categories.reorder_categories(
            tx, admin, [*order, *(each for each in listed if each not in order)]
        )
    await expect(places.locator("li").nth(1)).to_contain_text(name)
    await _has_stayed(page)


async def _all_ids(site: Site) -> list[int]:
    async with site.database.reading() as rx:
        return [each for each in await rx.scalars(select(col(Category.id))) if each]


async def test_what_is_unread_is_counted_as_it_comes(visit: Visit, site: Site) -> None:
    here, there = await _category(site), await _category(site)
    visitor = await visit()
    page = await visitor.open(f"/community?category={here.slug}")
    places = page.get_by_role("navigation", name="Categories")
    other = places.get_by_role("link", name=there.name)
    thread = await _start(site, there, "One")
    await expect(other).to_contain_text("1 unread")
    await _start(site, there, "Two")
    await expect(other).to_contain_text("2 unread")
    await expect(page.get_by_role("button", name="1 new post")).to_have_count(0)
    await _start(site, here, "Here")
    await expect(page.get_by_role("button", name="1 new post")).to_be_visible()
    await page.get_by_role("button", name="1 new post").click()
    await expect(places.get_by_role("link", name=here.name)).to_contain_text("1 unread")
    # Read in another tab of this browser: one of those that the list does not show is asked for.
    second = await visitor.context.new_page()
    await second.goto(site.server.address + f"/community/{thread.id}")
    await expect(other).to_contain_text("1 unread", timeout=20_000)
    await second.close()


async def test_a_level_closes_a_category_and_opens_it_live(visit: Visit, site: Site) -> None:
    category = await _category(site, level=2, description="For who has baked.")
    await _start(site, category, "Secret of the high")
    for options in ({}, {"viewport": PHONE}):
        visitor = await visit(**options)
        page = await visitor.open("/community")
        places = page.get_by_role("navigation", name="Categories")
        link = places.get_by_role("link", name=category.name)
        await expect(link).to_contain_text("Opens at level 2")
        await link.click()
        await expect(page.locator("h1")).to_have_text(category.name)
        await expect(page.locator("main")).to_contain_text("Opens at level 2")
        await expect(page.locator("main")).not_to_contain_text("Secret of the high")
        assert await page.get_by_role("button", name="New post").count() == 0
    first = await visitor.look_at(f"/community?category={category.slug}")
    assert "Secret of the high" not in await first.content()
    page = await visitor.open(f"/community?category={category.slug}")
    await _change(site.database, category, level=1)
    await expect(page.locator("#threads h3")).to_have_text("Secret of the high")
    await _change(site.database, category, level=2)
    await expect(page.locator("main")).to_contain_text("Opens at level 2")
    await expect(page.locator("main")).not_to_contain_text("Secret of the high")


async def test_marks_agree_between_tabs(visit: Visit, site: Site) -> None:
    category = await _category(site)
    thread = await _start(site, category, "Marked elsewhere")
    visitor = await visit()
    page = await visitor.open(f"/community/{thread.id}")
    member = factories.as_actor(visitor.member)
    async with site.database.reading() as rx:
        opening = (await page.locator("article[data-post]").first.get_attribute("data-post")) or ""
        author = (await rx.get_one(Thread, thread.id)).author_id or 0
    async with site.database.writing() as tx:
        await following.set_follow(tx, member, "thread", thread.id or 0, "follow")
    await expect(page.locator("main summary").filter(has_text="Following").first).to_be_visible()
    kept = page.locator(f"[data-act=bookmark][data-id='{opening}']")
    address = f"/api/lms/community/posts/{opening}/bookmark"
    assert await visitor.call(address, "PUT") == 204
    await expect(kept).to_have_attribute("aria-pressed", "true")
    feed = await visitor.context.new_page()
    await feed.goto(site.server.address + f"/community?category={category.slug}")
    await expect(feed.locator("#app #threads h3")).to_have_text("Marked elsewhere")
    async with site.database.writing() as tx:
        await following.set_follow(tx, member, "member", author, "mute")
    await expect(feed.locator("#app #threads h3")).to_have_count(0)
    async with site.database.writing() as tx:
        await following.set_follow(tx, member, "member", author, "none")
    await expect(feed.locator("#app #threads h3")).to_have_text("Marked elsewhere")
    await feed.close()
