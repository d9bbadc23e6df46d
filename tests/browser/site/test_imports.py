"""A community comes over in the browser: dry run, labels, the real import, and out again."""

import zipfile
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect
from sqlalchemy import select
from sqlmodel import col

from academy_app.core.actor import Role
from academy_app.models.discussion import Category, Thread
from tests.browser.site.conftest import PHONE, Visit, is_live
from tests.importers import skool_pages

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

# The worker looks for what is queued once a second.
SOON = 30_000


def skool_zip(folder: Path) -> Path:
    path = folder / "sour dough.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(skool_pages.write(folder / "saved").iterdir()):
            archive.write(file, file.name)
    return path


async def _is_accessible(page: Page) -> None:
    await page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished))")
    found = await Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()


async def _fits(page: Page) -> None:
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_a_skool_group_comes_over(visit: Visit, tmp_path: Path) -> None:
    visitor = await visit(Role.ADMIN)
    page = await visitor.open("/imports")
    await _is_accessible(page)
    await page.get_by_role("radio", name="Skool").check()
    await page.get_by_label("The file").set_input_files(skool_zip(tmp_path))
    await page.get_by_role("button", name="Start the dry run").click()
    await page.wait_for_url("**/imports/*")
    await is_live(page)
    await expect(page.get_by_text("The dry run went well.")).to_be_visible(timeout=SOON)
    await expect(page.get_by_role("heading", name="Would come")).to_be_visible()
    await _is_accessible(page)
    async with visitor.site.database.reading() as rx:
        wanted = select(Thread).where(col(Thread.title) == "My first loaf")
        assert (await rx.scalars(wanted)).first() is None
    await page.get_by_label("Wins").fill("Our joys")
    await page.get_by_role("button", name="Import now").click()
    await expect(page.get_by_text("It has come in.")).to_be_visible(timeout=SOON)
    await expect(page.get_by_role("heading", name="Came:")).to_be_visible()
    await expect(page.get_by_role("button", name="Import now")).to_have_count(0)
    async with visitor.site.database.reading() as rx:
        names = await rx.scalars(
            select(col(Category.name))
            .join(Thread, col(Thread.category_id) == col(Category.id))
            .where(col(Thread.title) == "Which oven?")
        )
        assert list(names) == ["Our joys"]
    async with page.expect_download() as coming:
        await page.get_by_role("link", name="Whole report as text").click()
    saved = await (await coming.value).path()
    assert "Came:" in saved.read_text("utf-8")
    await page.get_by_role("link", name="Import and export").last.click()
    await expect(page.get_by_role("link", name="sour dough.zip")).to_be_visible()
    async with page.expect_download() as coming:
        await page.get_by_role("link", name="Community as a zip").click()
    assert (await coming.value).suggested_filename == "community.zip"


async def test_a_file_that_is_none_says_so_and_is_removed(visit: Visit, tmp_path: Path) -> None:
    visitor = await visit(
        Role.CONTENT_CREATOR, viewport=PHONE, locale="de", color_scheme="dark"
    )  # fmt: skip
    broken = tmp_path / "kaputt.zip"
    broken.write_bytes(b"PK\x03\x04 no more")
    page = await visitor.open("/imports")
    await expect(page.get_by_role("radio")).to_have_count(3)
    await _fits(page)
    await page.get_by_role("radio", name="Markdown").check()
    await page.get_by_label("Die Datei").set_input_files(broken)
    await page.get_by_role("button", name="Probelauf starten").click()
    await page.wait_for_url("**/imports/*")
    await is_live(page)
    await expect(page.get_by_role("alert").filter(has_text="nicht geklappt")).to_be_visible(
        timeout=SOON
    )
    await _fits(page)
    await _is_accessible(page)
    await page.get_by_role("button", name="Aus der Liste entfernen").click()
    await page.locator("#app [data-agree]").click()
    await page.wait_for_url("**/imports")
    await expect(page.get_by_text("Noch nichts importiert")).to_be_visible()
