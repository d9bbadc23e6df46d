"""Real content before any script, which then gives way without anybody noticing."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, Route
from sqlalchemy import select
from sqlmodel import col

from academy_app.core.actor import Role
from academy_app.core.db import Tx
from academy_app.models.learning import Course, Lesson
from academy_app.models.watching import Completion, Enrolment
from tests import factories
from tests.browser.site.conftest import LIVE, PHONE, Site, Visit, Visitor, eventually, is_live

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PAGES = {
    "/": "Bread",
    "/courses": "From flour to loaf.",
    "/courses/bread": "Ada Baker",
    "/courses/bread/dough": "Flour, water, salt and time",
    "/courses/bread/oven": "Oven",
    "/community": "Kneading a wet dough",
    "/community/1": "How long do you knead",
    "/account": "Every member can see this.",
}
SCRIPTS = "**/*.js"

RECORDER = (Path(__file__).parent / "recorder.js").read_text("utf-8")


class Gate:
    """Keeps the page's scripts back until it is opened."""

    def __init__(self) -> None:
        self._open = asyncio.Event()

    async def hold(self, page: Page) -> None:
        await page.route(SCRIPTS, self._wait)

    async def _wait(self, route: Route) -> None:
        await self._open.wait()
        await route.continue_()

    def open(self) -> None:
        self._open.set()


async def _held(visitor: Visitor, path: str) -> Gate:
    """The first look of `path`, which stays until the gate is opened."""
    gate = Gate()
    await gate.hold(visitor.page)
    await visitor.page.goto(visitor.site.server.address + path, wait_until="commit")
    await visitor.page.wait_for_selector("#first-look h1")
    return gate


@pytest.mark.parametrize(("path", "words"), PAGES.items())
async def test_content_and_links_are_there_without_scripts(
    visit: Visit, path: str, words: str
) -> None:
    visitor = await visit(java_script_enabled=False)
    page = await visitor.look_at(path)
    look = page.locator("#first-look")
    assert words in await look.inner_text()
    assert await look.locator("h1").is_visible()
    assert await page.title() != ""
    link = look.get_by_role("navigation").first.get_by_role("link").last
    await link.click()
    assert page.url.endswith("/community")
    assert await page.locator("#first-look h1").is_visible()


async def test_the_search_works_without_scripts(visit: Visit) -> None:
    visitor = await visit(java_script_enabled=False)
    page = await visitor.look_at("/courses")
    await page.get_by_role("searchbox").fill("leaves")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/courses?q=leaves")
    assert await page.locator("main h3").all_inner_texts() == ["Tea"]
    assert await page.get_by_role("searchbox").input_value() == "leaves"
    await page.go_back()
    await page.get_by_role("link", name="food & drink").click()
    assert await page.locator("main h3").all_inner_texts() == ["Bread"]


async def test_menus_and_modules_fold_without_scripts(visit: Visit) -> None:
    visitor = await visit(java_script_enabled=False, viewport=PHONE)
    page = await visitor.look_at("/courses/bread")
    await page.locator("header details summary").click()
    assert await page.get_by_role("link", name="Settings").is_visible()
    await page.locator("header details summary").click()
    folded = page.locator("main details").first
    await folded.locator("summary").click()
    assert not await folded.get_by_role("link").first.is_visible()


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", PAGES)
async def test_it_gives_way_without_a_flash_or_a_jump(
    visit: Visit, path: str, viewport: dict[str, int] | None
) -> None:
    visitor = await visit(**({"viewport": viewport} if viewport else {}))
    await visitor.page.add_init_script(RECORDER)
    page = await visitor.open(path)
    await asyncio.sleep(0.4)
    frames: list[dict[str, Any]] = await page.evaluate("frames")
    assert [frame for frame in frames if frame["first"] == frame["live"]] == []
    assert frames[0]["first"]
    assert frames[-1]["live"]
    # The HTML may come in pieces; once its heading is there, nothing moves.
    there = [frame for frame in frames if frame["heading"] or frame["live"]]
    assert len({(frame["heading"], frame["main"]) for frame in there}) == 1, frames
    shifts = await page.evaluate("shifts")
    assert sum(shift["value"] for shift in shifts) < 0.01, shifts


async def test_what_one_types_meanwhile_is_kept(visit: Visit) -> None:
    visitor = await visit()
    gate = await _held(visitor, "/courses")
    page = visitor.page
    await page.get_by_role("searchbox").click()
    await page.keyboard.type("brea")
    await page.keyboard.press("ArrowLeft")
    gate.open()
    await is_live(page)
    assert await page.evaluate("document.activeElement.closest('#app') !== null")
    await page.keyboard.type("x")
    box = page.locator("#app").get_by_role("searchbox")
    assert await box.input_value() == "brexa"
    await page.keyboard.press("Backspace")
    await eventually(lambda: _titles(page, ["Bread"]))


async def _titles(page: Page, wanted: list[str]) -> bool:
    return await page.locator("#app main h3").all_inner_texts() == wanted


async def test_scroll_focus_and_folds_are_kept(visit: Visit) -> None:
    visitor = await visit()
    gate = await _held(visitor, "/courses/bread/dough")
    page = visitor.page
    await page.locator("#first-look aside details").nth(1).locator("summary").click()
    await page.evaluate("scrollTo(0, 500)")
    await page.locator("#first-look .prose a").focus()
    before = await page.evaluate("scrollY")
    assert before > 300
    gate.open()
    await is_live(page)
    assert await page.evaluate("scrollY") == before
    assert await page.evaluate("document.activeElement.closest('#app .prose') !== null")
    assert await page.locator("#app aside details").nth(1).get_attribute("open") is not None


async def test_the_tree_stays_where_it_was_scrolled(visit: Visit) -> None:
    visitor = await visit()
    gate = await _held(visitor, "/courses/long/step-1")
    await visitor.page.evaluate("document.querySelector('#first-look aside').scrollTop = 700")
    gate.open()
    await is_live(visitor.page)
    assert await visitor.page.evaluate("document.querySelector('#app aside').scrollTop") == 700


async def test_an_open_menu_stays_open(visit: Visit) -> None:
    visitor = await visit()
    gate = await _held(visitor, "/courses")
    await visitor.page.locator("#first-look header summary").click()
    gate.open()
    await is_live(visitor.page)
    assert await visitor.page.get_by_role("link", name="Settings").is_visible()


async def test_both_looks_speak_german(visit: Visit) -> None:
    visitor = await visit(locale="de-DE")
    gate = await _held(visitor, "/courses")
    page = visitor.page
    assert await page.get_attribute("html", "lang") == "de"
    first = await page.locator("#first-look").inner_text()
    assert "Kurse" in first
    gate.open()
    await is_live(page)
    assert await page.locator("#app").inner_text() == first
    assert await page.get_attribute("html", "lang") == "de"


@pytest.mark.parametrize("path", ["/", "/courses", "/courses/bread", "/courses/bread/dough"])
async def test_both_looks_say_the_same(visit: Visit, path: str) -> None:
    visitor = await visit()
    gate = await _held(visitor, path)
    page = visitor.page
    first, title = await page.locator("#first-look").inner_text(), await page.title()
    gate.open()
    await is_live(page)
    # Notes and the words of a video need the live page; they are under folded headings.
    live = await page.locator("#app").inner_text()
    assert _lines(live) == _lines(first)
    assert await page.title() == title


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


async def test_the_dark_look_is_there_from_the_first_frame(visit: Visit) -> None:
    visitor = await visit()
    await visitor.page.add_init_script("localStorage.setItem('color-theme', 'dark')")
    gate = await _held(visitor, "/")
    page = visitor.page
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    assert await page.evaluate(ground) == "rgb(33, 33, 33)"
    gate.open()
    await is_live(page)
    assert await page.evaluate(ground) == "rgb(33, 33, 33)"


async def test_the_system_s_dark_look_is_followed(visit: Visit) -> None:
    visitor = await visit(color_scheme="dark")
    page = await visitor.open("/")
    assert "dark" in (await page.get_attribute("html", "class") or "")
    await page.emulate_media(color_scheme="light")
    await page.wait_for_selector("html.light")


async def test_nobody_sees_another_s_progress_or_draft(visit: Visit, site: Site) -> None:
    one, two = await visit(), await visit()
    async with site.database.writing() as tx:
        await _finish(tx, one)
    for visitor, done in ((one, True), (two, False)):
        gate = await _held(visitor, "/courses/bread")
        first = visitor.page.locator("#first-look")
        assert ("1 of 5" in await first.inner_text()) is done
        assert (visitor.member.email or "?") in (await first.inner_html())
        gate.open()
        await is_live(visitor.page)
        assert ("1 of 5" in await visitor.page.locator("#app").inner_text()) is done
    stranger = await visit(Role.CONTENT_CREATOR)
    stranger.expected.append("404")
    for path in ("/courses", "/courses/secret", "/courses/secret/plot", "/"):
        page = await stranger.open(path)
        assert "Secret plans" not in await page.content()


async def _finish(tx: Tx, visitor: Visitor) -> None:
    """The first lesson of the course, done."""
    row = (
        await tx.execute(
            select(col(Lesson.id), col(Lesson.course_id))
            .join(Course, col(Course.id) == col(Lesson.course_id))
            .where(col(Course.slug) == "bread", col(Lesson.slug) == "flour")
        )
    ).one()
    member_id = factories.key(visitor.member)
    tx.add(Enrolment(member_id=member_id, course_id=row.course_id))
    tx.add(Completion(member_id=member_id, lesson_id=row.id, course_id=row.course_id, how="manual"))


async def test_links_and_scripts_follow_a_visitor_out(visit: Visit) -> None:
    visitor = await visit(None)
    page = await visitor.look_at("/courses/bread")
    assert page.url.endswith("/sign-in?next=/courses/bread")
    await page.wait_for_selector(LIVE)
    assert json.dumps(await page.content()).count("From flour") == 0
