"""The keyboard of a lesson: what it does to a playing video, and whose keys it leaves alone."""

from typing import Any

import pytest
from playwright.async_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

BODY = """
<a rel="next" href="#next">next</a> <a rel="prev" href="#prev">previous</a>
<input id="field"> <textarea id="area"></textarea> <div id="rich" contenteditable>rich</div>
<button id="button">press</button> <a id="link" href="#link">link</a>
<div role="tablist"><button id="tab" role="tab">tab</button></div>
<div id="frame" tabindex="-1"></div>
<dialog id="dialog"><p tabindex="0" id="inside">inside</p></dialog>
"""
SETUP = """async (body) => {
  document.body.innerHTML = body;
  const { installShortcuts, takeKeys } = await import("/player/shortcuts.js");
  globalThis.pressed = [];
  globalThis.undo = installShortcuts();
  const frame = document.querySelector("#frame");
  takeKeys({
    holds: (node) => frame.contains(node),
    press: (action) => pressed.push(action) > 0,
  });
  window.addEventListener("academy:help", () => pressed.push({ name: "help" }));
}"""


async def press(page: Page, key: str, focus: str | None = None) -> list[dict[str, Any]]:
    """Focuses an element, or none, presses a key and says what was done."""
    await page.evaluate("pressed.length = 0; document.activeElement?.blur()")
    if focus:
        await page.focus(focus)
    await page.keyboard.press(key)
    done: list[dict[str, Any]] = await page.evaluate("pressed")
    return done


@pytest.mark.parametrize(
    ("key", "action"),
    [
        ("Space", {"name": "toggle"}),
        ("k", {"name": "toggle"}),
        ("j", {"name": "skip", "by": -10}),
        ("l", {"name": "skip", "by": 10}),
        ("ArrowLeft", {"name": "skip", "by": -5}),
        ("ArrowRight", {"name": "skip", "by": 5}),
        ("f", {"name": "fullscreen"}),
        ("m", {"name": "mute"}),
        ("c", {"name": "captions"}),
        ("<", {"name": "rate", "by": -0.25}),
        (">", {"name": "rate", "by": 0.25}),
        ("0", {"name": "jump", "part": 0}),
        ("7", {"name": "jump", "part": 0.7}),
        ("?", {"name": "help"}),
    ],
)
async def test_each_key_does_its_thing(page: Page, key: str, action: dict[str, Any]) -> None:
    await page.evaluate(SETUP, BODY)
    assert await press(page, key) == [action]


async def test_up_and_down_are_volume_in_the_player_and_scroll_elsewhere(page: Page) -> None:
    await page.evaluate(SETUP, BODY)
    assert await press(page, "ArrowUp") == []
    assert await press(page, "ArrowUp", "#frame") == [{"name": "volume", "by": 0.1}]
    assert await press(page, "ArrowDown", "#frame") == [{"name": "volume", "by": -0.1}]


@pytest.mark.parametrize("field", ["#field", "#area", "#rich"])
@pytest.mark.parametrize("key", ["Space", "k", "ArrowLeft", "?", "n", "5"])
async def test_typing_is_left_alone(page: Page, field: str, key: str) -> None:
    await page.evaluate(SETUP, BODY)
    assert await press(page, key, field) == []
    assert await page.evaluate("location.hash") == ""


@pytest.mark.parametrize("element", ["#button", "#link", "#tab"])
async def test_space_belongs_to_the_focused_button_or_link(page: Page, element: str) -> None:
    await page.evaluate(SETUP, BODY)
    assert await press(page, "Space", element) == []
    assert await press(page, "k", element) == [{"name": "toggle"}]


async def test_arrows_belong_to_what_moves_by_them(page: Page) -> None:
    await page.evaluate(SETUP, BODY)
    assert await press(page, "ArrowRight", "#tab") == []


async def test_a_focused_video_keeps_space_and_leaves_the_arrows_to_us(page: Page) -> None:
    """Chromium's own controls play and pause by Space, and seek by no key."""
    await page.evaluate(SETUP, BODY)
    await page.evaluate("document.querySelector('#frame').innerHTML = '<video controls></video>'")
    assert await press(page, "Space", "video") == []
    assert await press(page, "ArrowLeft", "video") == [{"name": "skip", "by": -5}]
    assert await press(page, "ArrowUp", "video") == [{"name": "volume", "by": 0.1}]


@pytest.mark.parametrize("key", ["Control+k", "Alt+ArrowLeft", "Meta+f", "Shift+n", "Shift+Space"])
async def test_keys_with_modifiers_are_the_browsers(page: Page, key: str) -> None:
    await page.evaluate(SETUP, BODY)
    assert await press(page, key) == []


async def test_an_open_dialog_has_the_keys(page: Page) -> None:
    await page.evaluate(SETUP, BODY)
    await page.evaluate("document.querySelector('#dialog').showModal()")
    assert await press(page, "k", "#inside") == []
    await page.evaluate("document.querySelector('#dialog').close()")
    assert await press(page, "k") == [{"name": "toggle"}]


@pytest.mark.parametrize(("key", "hash_"), [("n", "#next"), ("p", "#prev")])
async def test_n_and_p_follow_the_lessons_links(page: Page, key: str, hash_: str) -> None:
    await page.evaluate(SETUP, BODY)
    await press(page, key)
    assert await page.evaluate("location.hash") == hash_


async def test_undone_shortcuts_do_nothing(page: Page) -> None:
    await page.evaluate(SETUP, BODY)
    await page.evaluate("undo()")
    assert await press(page, "k") == []


async def test_keys_move_a_real_video(page: Page) -> None:
    await page.evaluate(
        """async () => {
          const { stage } = await import("/harness/stage.js");
          await stage({ provider: "html5", src: "/media/clip.webm" });
        }"""
    )
    await page.wait_for_function("heard.states.includes('playing')")
    seen = await page.evaluate(
        """async () => {
          const frame = document.querySelector("#host");
          const video = document.querySelector("video");
          const press = (action) => engine.press(action, frame);
          const seen = [];
          press({ name: "jump", part: 0.5 }); seen.push(Math.round(video.currentTime));
          press({ name: "skip", by: -100 }); seen.push(Math.round(video.currentTime));
          press({ name: "rate", by: 0.25 }); seen.push(video.playbackRate);
          press({ name: "volume", by: -0.3 }); seen.push(video.volume);
          press({ name: "mute" }); seen.push(video.muted);
          press({ name: "toggle" }); seen.push(video.paused);
          return seen;
        }"""
    )
    assert seen == [6, 0, 1.25, 0.7, True, True]
