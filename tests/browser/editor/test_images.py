"""Images come in by button, paste and drop, each at its place in the text."""

import re
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

# Hands files to the field as a paste or a drop does: [name, type, bytes].
HAND = """(area, [kind, files]) => {
  const data = new DataTransfer();
  for (const [name, type, bytes] of files) {
    data.items.add(new File([new Uint8Array(bytes)], name, { type }));
  }
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
    : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
  area.dispatchEvent(event);
}"""


def picture(colour: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (16, 12), colour).save(out, "PNG")
    return out.getvalue()


async def test_images_take_their_places(write: Any) -> None:
    writer = await write()
    page = writer.page
    area = await writer.open()
    await area.fill("Look:")
    files = [[f"{colour}.png", "image/png", list(picture(colour))] for colour in ("red", "blue")]
    await area.evaluate(HAND, ["paste", files])
    await page.wait_for_function(
        "document.querySelector('textarea').value.match(/\\(\\/files\\/images/g)?.length === 2"
    )
    value = await area.input_value()
    assert value.startswith("Look:\n![red](/files/images/")
    assert "#16x12)\n![blue](/files/images/" in value
    await area.fill("")
    await area.evaluate(HAND, ["drop", [["green.png", "image/png", list(picture("green"))]]])
    await expect(area).to_have_value(_shown("green"))
    await page.set_input_files(
        "input[type=file]",
        {"name": "pink.png", "mimeType": "image/png", "buffer": picture("pink")},
    )
    await page.wait_for_function(
        "/pink\\]\\(.files/.test(document.querySelector('textarea').value)"
    )
    await page.get_by_role("button", name="Preview").click()
    for name in ("green", "pink"):
        image = page.get_by_role("img", name=name)
        await expect(image).to_have_js_property("naturalWidth", 16)
    await page.keyboard.press("Control+Enter")
    await expect(area).to_have_count(0)


def _shown(name: str) -> re.Pattern[str]:
    return re.compile(rf"^!\[{name}\]\(/files/images/\d+/[0-9a-f]{{64}}\.webp#16x12\)\n$")


async def test_what_is_no_image_says_why_and_leaves_no_trace(write: Any) -> None:
    writer = await write()
    page = writer.page
    area = await writer.open()
    await area.fill("Words")
    broken = ["broken.png", "image/png", [1, 2, 3]]
    vector = ["drawing.svg", "image/svg+xml", [60]]
    await area.evaluate(HAND, ["paste", [broken, vector]])
    await expect(page.get_by_text("not a picture we can read")).to_have_count(2)
    await expect(area).to_have_value("Words\n")
    await page.get_by_role("button", name="OK").first.click()
    await expect(page.get_by_text("not a picture we can read")).to_have_count(1)
