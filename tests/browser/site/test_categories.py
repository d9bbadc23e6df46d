"""Categories and groups, as admins keep them."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from academy_app.core.actor import Role
from tests.browser.site.conftest import PHONE, Visit, Visitor, is_live

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

REFUSED = "status of 4"


async def readable(visitor: Visitor) -> list[str]:
    answer = await visitor.context.request.get(
        f"{visitor.site.server.address}/api/lms/community/categories"
    )
    return [card["name"] for card in await answer.json()]


async def begin_category(page: Page, name: str) -> None:
    await page.locator("#app summary", has_text="New category").click()
    await page.fill("#new-name", name)


async def create(page: Page) -> None:
    await page.get_by_role("button", name="Create category").click()
    await expect(page.locator("#new-category [data-success]")).to_be_visible()


async def names(page: Page) -> list[str]:
    return await page.locator("[data-row] a").all_inner_texts()


async def test_a_category_for_a_group_is_seen_by_who_is_in_it_alone(visit: Visit) -> None:
    admin, inside, outside = await visit(Role.ADMIN), await visit(), await visit()
    page = await admin.open("/groups")
    await page.fill("#new-group [name=name]", "Night shift")
    await page.get_by_role("button", name="Create group").click()
    await page.get_by_role("link", name="Night shift").click()
    await page.wait_for_url("**/groups/*")
    await page.get_by_role("searchbox").fill(inside.member.email or "")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**?q=*")
    await is_live(page)
    await page.get_by_role("button", name=f"Add {inside.member.name}").click()
    await expect(page.get_by_role("heading", name="1 member")).to_be_visible()
    await admin.open("/categories")
    await begin_category(page, "After hours")
    await page.locator("label[title=Purple]").click()
    await page.locator("label[title=Heart]").click()
    preview = page.locator("[data-preview]")
    await expect(preview).to_have_text("After hours")
    await expect(preview.locator("[data-colour='11'] .icon-heart")).to_be_visible()
    await page.locator("#new-read-listed").check()
    await page.get_by_label("Night shift").first.check()
    await create(page)
    await expect(page.locator("[data-row]", has_text="After hours")).to_contain_text(
        "Some may read"
    )
    assert "After hours" in await readable(inside)
    assert "After hours" not in await readable(outside)


async def test_the_order_is_changed_by_keyboard_and_by_dragging(visit: Visit) -> None:
    admin = await visit(Role.ADMIN)
    page = await admin.open("/categories")
    await begin_category(page, "Wanderer")
    await create(page)
    row = page.locator("[data-row]", has_text="Wanderer")
    await expect(row).to_be_visible()
    last = len(await names(page))
    up = row.get_by_role("button", name="Move “Wanderer” up")
    await up.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-tells]")).to_have_text(
        f"“Wanderer” is now in place {last - 1}."
    )
    await expect(up).to_be_focused()
    assert (await names(page))[-2] == "Wanderer"
    await row.locator("[data-grip]").drag_to(
        page.locator("[data-row]").first, target_position={"x": 60, "y": 3}
    )
    await expect(page.locator("[data-row] a").first).to_have_text("Wanderer")
    await expect(row.get_by_role("button", name="Move “Wanderer” up")).to_be_disabled()


async def test_a_category_is_changed_archived_opened_again_and_deleted(visit: Visit) -> None:
    admin = await visit(Role.ADMIN)
    admin.expected.append(REFUSED)
    page = await admin.open("/categories")
    await begin_category(page, "Passing")
    await create(page)
    await page.get_by_role("link", name="Passing").click()
    await page.wait_for_url("**/categories/*")
    await page.fill("#category-name", "")
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator("#category-name-error")).to_have_text("Please fill this in.")
    await page.fill("#category-name", "Passed")
    await page.select_option("#category-level", "3")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Passed")
    question = page.get_by_role("alertdialog")
    await page.get_by_role("button", name="Archive this category").click()
    await question.get_by_role("button", name="Archive this category").click()
    await page.get_by_role("button", name="Open it again").click()
    await expect(page.get_by_role("button", name="Archive this category")).to_be_visible()
    await page.get_by_role("button", name="Delete this category").click()
    await question.get_by_role("button", name="Delete this category").click()
    await page.wait_for_url("**/categories")
    await is_live(page)
    assert "Passed" not in await names(page)


async def test_members_are_found_from_the_live_page(visit: Visit) -> None:
    admin = await visit(Role.ADMIN)
    page = await admin.open("/members")
    await page.get_by_role("searchbox").fill("admin@example.org")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/members?q=admin%40example.org")
    await is_live(page)
    await expect(page.locator("main li")).to_have_count(1)


async def test_categories_and_groups_are_not_shown_to_members(visit: Visit) -> None:
    visitor = await visit(Role.MODERATOR)
    visitor.expected.append(REFUSED)
    for path in ("/categories", "/categories/1", "/groups", "/groups/1"):
        page = await visitor.open(path)
        await expect(page.locator("main")).to_contain_text("Only admins may do this.")


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_axe_finds_nothing_in_the_open_form(visit: Visit, theme: str) -> None:
    visitor = await visit(Role.ADMIN, color_scheme=theme, viewport=PHONE, locale="de-DE")
    page = await visitor.open("/categories")
    await page.locator("#app summary", has_text="Neue Kategorie").click()
    await page.locator("#new-read-listed").check()
    found = await Axe().run(page)
    assert found.response["violations"] == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_a_choice_of_looks_shows_where_the_focus_is(visit: Visit) -> None:
    visitor = await visit(Role.ADMIN)
    page = await visitor.open("/categories/1")
    await page.locator("#category-description").focus()
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowRight")
    await expect(page.locator("#category-colour-2")).to_be_focused()
    width = "getComputedStyle(document.activeElement.closest('label')).outlineWidth"
    assert await page.evaluate(width) == "4px"
    await expect(page.locator("[data-preview] [data-colour]")).to_have_attribute("data-colour", "2")
