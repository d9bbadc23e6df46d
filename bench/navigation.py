"""How long until a lesson shows that is opened from the sidebar of a 300-lesson course.

From the click to the frame in which the lesson's own words stand, on a desktop.
"""

import asyncio

from playwright.async_api import Page

from bench.common import is_quick, spread
from bench.site import LESSONS, place

LIMIT_MS = 150

OPEN = """async ([href, title]) => {
  const link = document.querySelector(`#app aside a[href="${href}"]`);
  link.closest("details").open = true;
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  const begun = performance.now();
  link.click();
  const isShown = () => document.querySelector("#app").dataset.ready === "true"
    && document.querySelector("#app h1")?.textContent === title
    && document.querySelector("#app .prose")?.checkVisibility();
  while (!isShown()) await frame();
  // What was changed in this frame is on the screen with the next.
  await frame();
  return performance.now() - begun;
}"""


async def main() -> None:
    rounds = 20 if is_quick() else 150
    async with place() as site:
        context = await site.context(1280, 800)
        page = await context.new_page()
        await page.goto(f"{site.address}/courses/big/lesson-1")
        await page.wait_for_selector('#app[data-ready="true"]')
        numbers = [(7 + 37 * step) % LESSONS + 1 for step in range(rounds + 3)]
        times = [await _opened(page, number) for number in numbers]
        # The first ones fetch what later ones have.
        spread("navigation.lesson", times[3:], "ms", limit=LIMIT_MS)


async def _opened(page: Page, number: int) -> float:
    href, title = f"/courses/big/lesson-{number}", f"Lesson {number} of the big course"
    taken: float = await page.evaluate(OPEN, [href, title])
    return taken


if __name__ == "__main__":
    asyncio.run(main())
