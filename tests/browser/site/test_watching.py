"""A real film in the lesson: played, remembered, ticked, its words and notes beside it."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.site.conftest import LIVE, Visit, eventually, is_live
from tests.browser.site.world import FILM_SECONDS, WORDS

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LESSON = "/courses/bread/oven"
# Where the film is when its picture first moves.
FIRST_PLAYED = """document.addEventListener("timeupdate", ({target}) => {
  if (!target.paused && !target.seeking) globalThis.firstPlayed ??= target.currentTime;
}, true)"""
SIDEBAR = "#app aside#course-tree"


async def _play(page: Page) -> None:
    await page.get_by_role("button", name="Play").click()
    await eventually(lambda: _seconds(page, above=0.2))


async def _seconds(page: Page, *, above: float) -> bool:
    time: float = await page.evaluate("document.querySelector('video')?.currentTime ?? -1")
    return time > above


async def _is_ticked(page: Page) -> bool:
    return await page.locator(f"{SIDEBAR} .icon-check").count() == 1


async def _unfold(page: Page, title: str) -> Any:
    """The panel under a heading, unfolded."""
    panel = page.locator("#app details", has=page.locator(f"summary:text-is('{title}')"))
    if await panel.get_attribute("open") is None:
        await panel.locator("summary").click()
    return panel


async def test_watched_to_its_end_it_is_ticked_without_a_reload(visit: Visit) -> None:
    page = await (await visit()).open(LESSON)
    assert not await _is_ticked(page)
    await _play(page)
    await eventually(lambda: _is_ticked(page), FILM_SECONDS + 10)
    await expect(page.locator(SIDEBAR)).to_contain_text("1 of 5")
    await expect(page.get_by_role("button", name="Mark as done")).to_have_count(0)
    await page.reload()
    await is_live(page)
    assert await _is_ticked(page)


async def test_after_a_reload_it_goes_on_where_it_stopped(visit: Visit) -> None:
    page = await (await visit()).open(LESSON)
    await _play(page)
    await page.keyboard.press("8")
    await eventually(lambda: _seconds(page, above=FILM_SECONDS * 0.8))
    await page.keyboard.press("k")
    await eventually(lambda: _is_stored(page))
    await page.reload()
    await is_live(page)
    await page.evaluate(FIRST_PLAYED)
    await page.get_by_role("button", name="Play").click()
    resumed = await (await page.wait_for_function("globalThis.firstPlayed")).json_value()
    # A few seconds earlier, so that one finds back into the sentence.
    assert FILM_SECONDS * 0.8 - 4 <= resumed <= FILM_SECONDS * 0.8 + 1


async def _is_stored(page: Page) -> bool:
    saved = page.locator("#app section[data-player] [role=status]", has_text="saved")
    return await saved.count() > 0


async def test_seeking_to_the_end_is_not_watching(visit: Visit) -> None:
    page = await (await visit()).open(LESSON)
    await _play(page)
    await page.keyboard.press("9")
    await eventually(lambda: _has_ended(page))
    await asyncio.sleep(1.5)
    assert not await _is_ticked(page)


async def _has_ended(page: Page) -> bool:
    return bool(await page.evaluate("document.querySelector('video').ended"))


async def test_the_words_are_searched_and_seek(visit: Visit) -> None:
    page = await (await visit()).open(LESSON)
    panel = await _unfold(page, "Transcript")
    await expect(panel.get_by_role("listitem")).to_have_count(len(WORDS))
    await panel.get_by_role("searchbox").fill("water")
    await expect(panel.locator("mark")).to_have_text(["water"])
    await panel.get_by_role("button", name=WORDS[2]).click()
    await eventually(lambda: _seconds(page, above=2.9))
    await expect(panel.locator("[aria-current=true]")).to_contain_text(WORDS[2])


async def test_a_note_keeps_its_second_and_seeks(visit: Visit) -> None:
    visitor = await visit()
    page = await visitor.open(LESSON)
    await _play(page)
    await eventually(lambda: _seconds(page, above=1.1))
    await page.keyboard.press("k")
    panel = await _unfold(page, "Your notes")
    await panel.get_by_role("textbox").fill("Turn it round")
    await panel.get_by_role("button", name="Save note").click()
    await expect(panel.get_by_role("listitem")).to_contain_text("Turn it round")
    await page.reload()
    await is_live(page)
    panel = await _unfold(page, "Your notes")
    note = panel.get_by_role("listitem").filter(has_text="Turn it round")
    await note.get_by_role("button", name="Go to 0:01").click()
    await eventually(lambda: _seconds(page, above=1.0))
    answer = await visitor.context.request.get(
        visitor.site.server.address + "/api/lms/courses/bread/notes.md"
    )
    assert "Turn it round" in await answer.text()


async def test_another_member_sees_no_note_of_mine(visit: Visit) -> None:
    page = await (await visit()).open("/courses/bread/flour")
    panel = await _unfold(page, "Your notes")
    await panel.get_by_role("textbox").fill("Only for me")
    await panel.get_by_role("button", name="Save note").click()
    await expect(panel.get_by_role("listitem")).to_have_count(1)
    other = await (await visit()).open("/courses/bread/flour")
    panel = await _unfold(other, "Your notes")
    await expect(panel.get_by_text("No notes on this lesson yet.")).to_be_visible()


async def test_two_tabs_watch_as_one_member(visit: Visit) -> None:
    visitor = await visit()
    page = await visitor.open(LESSON)
    second = await visitor.context.new_page()
    visitor.watch(second)
    await second.goto(page.url)
    await is_live(second)
    # The film's halves, one in each tab at once: together they are the whole.
    await _play(page)
    await second.get_by_role("button", name="Play").click()
    await eventually(lambda: _seconds(second, above=0.1))
    await second.keyboard.press("5")
    await eventually(lambda: _has_ended(second), FILM_SECONDS + 5)
    await eventually(lambda: _seconds(page, above=FILM_SECONDS * 0.55))
    await page.keyboard.press("k")
    await page.goto(visitor.site.server.address + LESSON)
    await page.wait_for_selector(LIVE)
    await eventually(lambda: _is_ticked_after_reload(page))


async def _is_ticked_after_reload(page: Page) -> bool:
    if await _is_ticked(page):
        return True
    await page.reload()
    await is_live(page)
    return await _is_ticked(page)


async def test_a_file_is_taken_along(visit: Visit) -> None:
    page = await (await visit()).open(LESSON)
    async with page.expect_download() as started:
        await page.get_by_role("link", name="Leaflet.txt").click()
    download = await started.value
    assert download.suggested_filename == "Leaflet.txt"
    assert "230 degrees" in (await download.path()).read_text()
