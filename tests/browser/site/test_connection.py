"""No server, no network, no session: said, and over when it is over."""

import asyncio
from datetime import timedelta

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import update
from sqlmodel import col

from academy_app.core.clock import now
from academy_app.core.cookies import session_cookie
from academy_app.models.membership import Session
from tests import factories
from tests.browser.site.conftest import LIVE, Site, Visit, is_live, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NOTICE = "No connection."
SIGN_IN = "**/sign-in?next=**"
REFUSED = (
    "ERR_CONNECTION_REFUSED|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_RESET|WebSocket|ERR_ABORTED"
)


async def _marks(page: Page) -> None:
    await page.get_by_role("button", name="Mark as done").click()
    await expect(page.get_by_role("button", name="Mark as not done")).to_be_visible()


async def test_a_server_that_comes_back_brings_the_page_back(visit: Visit, site: Site) -> None:
    visitor = await visit()
    visitor.expected += [REFUSED]
    page = await visitor.open("/courses/bread/oven")
    notice = page.get_by_role("status").filter(has_text=NOTICE)
    site.server.kill()
    try:
        await expect(notice).to_be_visible(timeout=15_000)
        await expect(page.get_by_role("heading", level=1, name="Oven")).to_be_visible()
    finally:
        await asyncio.to_thread(site.server.start)
    await expect(notice).to_be_hidden(timeout=30_000)
    await _marks(page)
    await page.keyboard.press("n")
    await expect(page.get_by_role("heading", level=1, name="Formula")).to_be_visible()


async def test_a_lost_network_is_said_and_forgotten(visit: Visit) -> None:
    visitor = await visit()
    visitor.expected += [REFUSED]
    page = await visitor.open("/courses/bread/oven")
    notice = page.get_by_role("status").filter(has_text=NOTICE)
    await visitor.context.set_offline(True)
    await expect(notice).to_be_visible(timeout=15_000)
    await visitor.context.set_offline(False)
    await expect(notice).to_be_hidden(timeout=30_000)
    await _marks(page)


async def test_signing_out_everywhere_ends_every_open_page(visit: Visit) -> None:
    visitor = await visit()
    elsewhere = await visit(member=visitor.member)
    page = await visitor.open("/courses/bread/oven")
    await elsewhere.open("/courses")
    assert await elsewhere.call("/api/lms/auth/logout-everywhere") in (200, 204)
    for each in (page, elsewhere.page):
        await each.wait_for_url(SIGN_IN)
        await expect(each.get_by_role("heading", name="Sign in")).to_be_visible()
    assert page.url.endswith("next=/courses/bread/oven")


async def test_a_session_that_ended_meanwhile_leads_to_sign_in_and_back(
    visit: Visit, site: Site
) -> None:
    visitor = await visit()
    page = await visitor.open("/courses/bread/oven")
    async with site.database.writing() as tx:
        await tx.execute(
            update(Session)
            .where(col(Session.member_id) == factories.key(visitor.member))
            .values(expires_at=now() - timedelta(minutes=1))
        )
    # The server asks the database again after a few seconds.
    await asyncio.sleep(5.5)
    await page.get_by_role("button", name="Mark as done").click()
    await page.wait_for_url(SIGN_IN)
    await sign_in(visitor)
    await page.reload()
    await visitor.open("/courses/bread/oven")
    await _marks(page)


async def test_the_menu_signs_out(visit: Visit, site: Site) -> None:
    visitor = await visit()
    page = await visitor.open("/")
    await page.locator("#app header summary").click()
    await page.get_by_role("button", name="Sign out").click()
    await page.wait_for_url("**/sign-in")
    assert session_cookie() not in {
        cookie.get("name") for cookie in await visitor.context.cookies() if cookie.get("value")
    }
    await page.goto(site.server.address + "/courses")
    await page.wait_for_url(SIGN_IN)
    await page.wait_for_selector(LIVE)


async def test_the_form_signs_in_and_leads_on(visit: Visit, site: Site) -> None:
    visitor = await visit(None)
    page = await visitor.look_at("/courses/bread")
    await is_live(page)
    await page.get_by_label("E-mail").fill(visitor.member.email or "")
    await page.get_by_label("Password", exact=True).fill("wrong")
    visitor.expected.append("401")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.locator("[data-error-for='']")).not_to_be_empty()
    from tests.accounts import PASSWORD

    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/courses/bread")
    await is_live(page)
    await expect(page.get_by_role("heading", level=1, name="Bread")).to_be_visible()
