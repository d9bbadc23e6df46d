"""A real film in the lesson: played, remembered, ticked, its words and notes beside it."""

import re
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
    player = page.locator("#app section[data-player]")
    await expect(player.get_by_role("status").first).to_have_text(_SHORTFALL)
    assert not await _is_ticked(page)
    await player.get_by_role("button", name="Play what is missing").click()
    await expect(player.get_by_text(_SHORTFALL)).to_have_count(0)
    at: float = await page.evaluate("document.querySelector('video').currentTime")
    assert 0 < at < FILM_SECONDS * 0.5
    await eventually(lambda: _is_ticked(page), FILM_SECONDS + 10)


_SHORTFALL = re.compile(r"You have watched \d+% of this video; 90% completes it")


async def test_who_left_at_the_end_comes_back_to_what_is_missing(visit: Visit) -> None:
    page = await (await visit()).open(LESSON)
    await _play(page)
    await page.keyboard.press("9")
    await expect(page.get_by_text(_SHORTFALL)).to_be_visible()
    await page.reload()
    await is_live(page)
    await page.evaluate(FIRST_PLAYED)
    await page.get_by_role("button", name="Play").click()
    resumed = await (await page.wait_for_function("globalThis.firstPlayed")).json_value()
    assert resumed < FILM_SECONDS * 0.5


async def test_reports_that_waited_go_out_from_any_page(visit: Visit) -> None:
    visitor = await visit()
    page = await visitor.open(LESSON)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await visitor.open("/courses/bread")
    assert not any("delivery" in address for address in asked)
    report = {
        "session": "earlier",
        "seq": 0,
        "lessonId": None,
        "videoId": visitor.site.filled.video,
        "spans": [[0, 2]],
        "position": 2,
        "duration": FILM_SECONDS,
        "rate": 1,
    }
    await page.evaluate(
        "([key, report]) => localStorage.setItem(key, JSON.stringify(report))",
        [f"academy:outbox:{visitor.member.id}:earlier:0", report],
    )
    async with page.expect_response("**/progress/video") as answered:
        await page.reload()
    answer = await answered.value
    assert (answer.status, (await answer.json())["covered"]) == (200, 2.0)
    await page.wait_for_function("!Object.keys(localStorage).some((key) => key.includes('outbox'))")


async def test_a_video_without_a_picture_shows_its_title(visit: Visit) -> None:
    # Without scripts the first look stays to be measured.
    page = await (await visit(java_script_enabled=False)).look_at(LESSON)
    title = page.locator("article span.line-clamp-2").first
    first = await title.bounding_box(), await title.text_content()
    page = await (await visit()).open(LESSON)
    title = page.locator("#app section[data-player] span.line-clamp-2")
    assert (await title.bounding_box(), await title.text_content()) == first
    assert first[1]


async def _has_ended(page: Page) -> bool:
    return bool(await page.evaluate("document.querySelector('video').ended"))


async def test_the_words_are_searched_and_seek(visit: Visit) -> None:
    page = await (await visit()).open(LESSON)
    panel = await _unfold(page, "Transcript")
    await expect(panel.get_by_role("listitem")).to_have_count(len(WORDS))
    await panel.get_by_role("searchbox").fill("water")
    await expect(panel.locator("mark")).to_have_text(["water"])
    widths = set()
    for words in ("", "water", "nowhere"):
        await panel.get_by_role("searchbox").fill(words)
        widths.add((await panel.get_by_role("searchbox").bounding_box() or {})["width"])
    await expect(panel.get_by_text("Nothing found")).to_be_visible()
    assert len(widths) == 1
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


async def test_a_deleted_note_comes_back_where_it_was(visit: Visit) -> None:
    page = await (await visit()).open("/courses/bread/crust")
    panel = await _unfold(page, "Your notes")
    for words in ("First", "Second", "Third"):
        await panel.get_by_role("textbox").fill(words)
        await panel.get_by_role("button", name="Save note").click()
        await expect(panel.get_by_role("listitem").filter(has_text=words)).to_be_visible()
    second = panel.get_by_role("listitem").nth(1)
    await second.get_by_role("button", name="Delete").click()
    await expect(second).to_contain_text("Note deleted")
    await expect(second.get_by_role("button", name="Undo")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(second).to_contain_text("Second")
    await expect(second.get_by_role("button", name="Delete")).to_be_focused()


async def test_when_the_time_to_undo_is_over_focus_is_not_lost(visit: Visit) -> None:
    page = await (await visit()).open("/courses/bread/crust")
    panel = await _unfold(page, "Your notes")
    rows = panel.get_by_role("listitem")
    for count, words in enumerate(("First", "Second", "Third"), start=1):
        await panel.get_by_role("textbox").fill(words)
        await panel.get_by_role("button", name="Save note").click()
        await expect(rows).to_have_count(count)
    await rows.first.get_by_role("button", name="Delete").click()
    await expect(rows).to_have_count(2, timeout=8_000)
    await expect(rows.first.get_by_role("button", name="Edit")).to_be_focused()
    await rows.first.get_by_role("button", name="Delete").click()
    await panel.get_by_role("textbox").focus()
    await expect(rows).to_have_count(1, timeout=8_000)
    await expect(panel.get_by_role("textbox")).to_be_focused()


async def test_a_note_is_written_on_at_its_end(visit: Visit) -> None:
    page = await (await visit()).open("/courses/bread/crust")
    panel = await _unfold(page, "Your notes")
    await panel.get_by_role("textbox").fill("Brown")
    await panel.get_by_role("button", name="Save note").click()
    row = panel.get_by_role("listitem")
    await row.get_by_role("button", name="Edit").click()
    await expect(row.get_by_role("textbox")).to_be_focused()
    await page.keyboard.type(" and crisp")
    await row.get_by_role("button", name="Save note").click()
    await expect(row).to_contain_text("Brown and crisp")
    await expect(row.get_by_role("button", name="Edit")).to_be_focused()


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
