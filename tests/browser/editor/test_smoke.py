import pytest

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_smoke(write):
    w = await write()
    p = w.page
    logs = []
    p.on("console", lambda m: logs.append(m.text))
    await p.click("#reply")
    try:
        await w.area.wait_for()
        await w.area.press_sequentially("Hello @an")
        await p.wait_for_timeout(600)
        await p.screenshot(path="/tmp/ed1.png")
        await p.keyboard.press("Enter")
        await p.wait_for_timeout(1800)
        await p.screenshot(path="/tmp/ed2.png")
        await p.keyboard.press("Control+Enter")
        await p.wait_for_timeout(1000)
        print(await w.told())
    finally:
        await p.screenshot(path="/tmp/ed3.png")
        print(logs)
    w = await write(viewport={"width": 360, "height": 740}, color_scheme="dark", language="de")
    await w.page.click("#new")
    await w.page.wait_for_timeout(800)
    await w.page.screenshot(path="/tmp/ed4.png")
