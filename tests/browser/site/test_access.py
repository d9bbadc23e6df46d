"""Every screen for everyone: in both themes, on a phone, by keyboard alone."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from academy_app.core.actor import Role
from academy_app.pages.routes import PAGES
from tests.browser.site.conftest import PHONE, Visit, Visitor, is_live

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

# One address at least for each route; a test below holds the two together.
SCREENS: dict[str, list[str]] = {
    "/": ["/"],
    "/courses": ["/courses", "/courses?q=nothing+like+it", "/courses?tag=baking"],
    "/courses/[course]": ["/courses/bread", "/courses/club", "/courses/none"],
    "/courses/[course]/[lesson]": [
        "/courses/bread/dough",
        "/courses/bread/oven",
        "/courses/bread/formula",
    ],
    "/community": ["/community", "/community?category=general&sort=top", "/community?tag=none"],
    "/community/[thread]": ["/community/1", "/community/0"],
    "/account": ["/account"],
    "/members": ["/members"],
    "/categories": ["/categories"],
    "/categories/[category]": ["/categories/1", "/categories/0"],
    "/groups": ["/groups"],
    "/groups/[group]": ["/groups/1?q=a", "/groups/0"],
    "/teach": ["/teach"],
    "/teach/[course]": ["/teach/bread", "/teach/none"],
    "/teach/media": ["/teach/media"],
    "/teach/health": ["/teach/health"],
    "/teach/[course]/people": [
        "/teach/bread/people",
        "/teach/bread/people?q=nobody&add=a",
        "/teach/none/people",
    ],
    "/teach/[course]/access": ["/teach/bread/access"],
    "/teach/[course]/stats": ["/teach/bread/stats", "/teach/empty/stats"],
    "/join/[token]": ["/join/let-me-in", "/join/nonsense"],
    "/search": ["/search", "/search?q=flour", "/search?q=flouer&answered=1"],
    "/people/[person]": ["/people/1", "/people/0"],
    "/leaderboard": ["/leaderboard"],
    "/notifications": ["/notifications", "/notifications?unread=1"],
    "/bookmarks": ["/bookmarks"],
    "/imports": ["/imports"],
    "/imports/[run]": ["/imports/0"],
    "/drafts": ["/drafts"],
    "/sign-in": ["/sign-in"],
    "/sign-up": ["/sign-up"],
    "/forgot": ["/forgot"],
    "/reset": ["/reset#token"],
    "/invitation": ["/invitation#token"],
    "/welcome": ["/welcome#token"],
}
FOR_VISITORS = {page.route for page in PAGES if page.load is None}
PATHS = [path for paths in SCREENS.values() for path in paths]

SCRIPT = (Path(__file__).parent / "access.js").read_text("utf-8")


async def test_every_route_has_a_screen_here() -> None:
    assert {page.route for page in PAGES} <= set(SCREENS)


async def _at(visit: Visit, path: str, **options: Any) -> tuple[Visitor, Page]:
    route = next(route for route, paths in SCREENS.items() if path in paths)
    visitor = await visit(None if route in FOR_VISITORS else Role.ADMIN, **options)
    visitor.expected.append("404")
    await visitor.context.add_init_script(SCRIPT)
    return visitor, await visitor.open(path)


async def _holds(page: Page, where: str) -> None:
    """Axe finds nothing at all."""
    await _settled(page)
    found = await Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, f"{where}\n{found.generate_report()}"


async def _settled(page: Page) -> None:
    """No transition runs: colours in between have contrasts in between."""
    await page.evaluate(
        "Promise.allSettled(document.getAnimations().map(({finished}) => finished))"
    )


@pytest.mark.parametrize("path", PATHS)
async def test_axe_finds_nothing(visit: Visit, path: str) -> None:
    _, page = await _at(visit, path, reduced_motion="reduce")
    for theme in ("light", "dark"):
        await page.emulate_media(color_scheme=theme)
        await page.wait_for_selector(f"html.{theme}")
        for viewport in ({"width": 1280, "height": 800}, PHONE):
            await page.set_viewport_size(viewport)  # type: ignore[arg-type]  # a TypedDict by shape
            await _holds(page, f"{path} {theme} {viewport}")


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_axe_finds_nothing_in_what_opens(visit: Visit, theme: str) -> None:
    visitor = await visit(color_scheme=theme, reduced_motion="reduce")
    page = await visitor.open("/courses/bread/oven")
    await page.locator("#app header summary").click()
    await _holds(page, "the menu")
    await page.keyboard.press("Escape")
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await _holds(page, "the help")
    await page.keyboard.press("Escape")
    folded = page.locator("#app article details:not([open]) > summary")
    while await folded.count():
        await folded.first.click()
    await expect(page.get_by_role("listitem").filter(has_text="weigh the flour")).to_be_visible()
    await page.get_by_role("button", name="Mark as done").click()
    await expect(page.get_by_role("button", name="Mark as not done")).to_be_visible()
    await _holds(page, "words and notes, done")
    await page.get_by_role("button", name="Play").click()
    await page.wait_for_selector("[data-player=playing]")
    await _holds(page, "playing")
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.get_by_role("button", name="Contents").click()
    await _holds(page, "the drawer")


@pytest.mark.parametrize("path", ["/", "/courses", "/courses/bread", "/courses/bread/dough"])
async def test_axe_finds_nothing_in_the_first_look(visit: Visit, path: str) -> None:
    visitor = await visit(reduced_motion="reduce")
    await visitor.page.route("**/assets/*.js", lambda route: route.abort())
    visitor.expected.append("ERR_FAILED|Failed to fetch|error loading")
    page = await visitor.look_at(path)
    await _holds(page, f"the first look of {path}")


@pytest.mark.parametrize("path", PATHS)
async def test_nothing_sticks_out_at_360_pixels(visit: Visit, path: str) -> None:
    _, page = await _at(visit, path, viewport=PHONE, locale="de-DE")
    wider, out = await page.evaluate("access.overflow()")
    assert out == []
    assert wider <= 0


@pytest.mark.parametrize("path", [paths[0] for paths in SCREENS.values()])
async def test_everything_is_reached_by_tab_and_shows_it(visit: Visit, path: str) -> None:
    _, page = await _at(visit, path)
    await page.evaluate("document.activeElement?.blur()")
    stops: int = await page.evaluate("access.stops()")
    seen: dict[int, dict[str, Any]] = {}
    for _ in range(stops + 10):
        await page.keyboard.press("Tab")
        focused = await page.evaluate("access.focused()")
        if focused is None or focused["number"] in seen:
            break
        seen[focused["number"]] = focused
    assert len(seen) >= stops, (stops, [each["html"] for each in seen.values()])
    bad = [each for each in seen.values() if not (each["isSeen"] and each["isMarked"])]
    assert bad == []
    assert [each for each in seen.values() if each["isCovered"]] == []


async def test_the_first_tab_leads_past_the_header(visit: Visit) -> None:
    _, page = await _at(visit, "/courses")
    await page.evaluate("document.activeElement?.blur()")
    await page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    await expect(skip).to_be_focused()
    await expect(skip).to_be_in_viewport()
    await page.keyboard.press("Enter")
    await expect(page.locator("#main")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("searchbox")).to_be_focused()


async def test_the_menu_works_by_keyboard(visit: Visit) -> None:
    _, page = await _at(visit, "/courses")
    summary = page.locator("#app header summary")
    await summary.focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await expect(page.locator("#app header details[open] a").first).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(summary).to_be_focused()
    await page.keyboard.press("Space")
    settings = page.get_by_role("link", name="Settings")
    for _ in range(await page.locator("#app header details[open] a").count()):
        await page.keyboard.press("Tab")
        if await settings.evaluate("link => link === document.activeElement"):
            break
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/account")
    await is_live(page)


async def test_reduced_motion_is_respected(visit: Visit) -> None:
    visitor = await visit(viewport=PHONE, reduced_motion="reduce")
    page = await visitor.open("/courses/bread/dough")
    await page.get_by_role("button", name="Contents").click()
    await asyncio.sleep(0.1)
    assert await page.evaluate("document.getAnimations().length") == 0
    await expect(page.locator("#course-tree")).to_be_in_viewport(ratio=0.9)
