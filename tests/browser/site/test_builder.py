"""A course made in the browser: by a newcomer, by two at once, on a phone, without a connection."""

import sys
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, expect
from sqlalchemy import delete, func, select
from sqlmodel import col

from academy_app.core.actor import Role
from academy_app.models.learning import Course, Lesson, Module
from tests import factories
from tests.browser.site.conftest import PHONE, Site, Visit, Visitor, eventually, is_live

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

# Pictures of videos, and whatever a provider would say, are out of reach here.
NO_NETWORK = "ERR_NAME_NOT_RESOLVED|ERR_INTERNET_DISCONNECTED|status of 409"
KEY_SECONDS, CLICK_SECONDS = 0.2, 1.2
TEN_MINUTES = 600

MODULES = {
    "Getting started": ["Welcome", "What you need", "Your first loaf", "Questions"],
    "The dough": ["Flour", "Water and salt", "Kneading", "Resting"],
    "The oven": ["Heat", "Steam", "Baking", "Cutting"],
}
TEXT = "Weigh everything first.\n\n- 500 g of flour\n- 350 g of water\n\nThen **wait** an hour."


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def _nothing_left(site: Site) -> AsyncIterator[None]:
    """The site is shared: other tests shall not find the courses that were made here."""
    async with site.database.reading() as rx:
        last = await rx.scalar(select(func.max(col(Course.id))))
    yield
    async with site.database.writing() as tx:
        await tx.execute(delete(Course).where(col(Course.id) > last))


@dataclass
class Hand:
    """A person at a page, whose clicks and keystrokes are counted."""

    page: Page
    clicks: int = 0
    keys: int = 0

    @property
    def seconds(self) -> float:
        return self.clicks * CLICK_SECONDS + self.keys * KEY_SECONDS

    async def click(self, target: Locator) -> None:
        self.clicks += 1
        await target.click()

    async def type(self, words: str) -> None:
        self.keys += len(words)
        await self.page.keyboard.type(words)

    async def press(self, key: str) -> None:
        self.keys += 1
        await self.page.keyboard.press(key)

    async def paste(self, target: Locator, words: str) -> None:
        """Fetched from another window: there and back, the words selected, copied and pasted."""
        self.clicks += 4
        self.keys += 4
        await target.click()
        await self.page.keyboard.insert_text(words)


async def a_course(visitor: Visitor, modules: int = 2, lessons: int = 3) -> Course:
    """A course of the visitor's, straight from the database."""
    async with visitor.site.database.writing() as tx:
        tree = await factories.course(tx, visitor.member, modules=modules, lessons=lessons)
        for number, module in enumerate(tree.modules):
            module.title = f"Part {number + 1}"
        for number, lesson in enumerate(tree.lessons):
            lesson.title = f"Step {number + 1}"
    return tree.course


async def titles(page: Page) -> list[str]:
    return await page.locator("#app [data-row^=lesson] [data-title]").all_inner_texts()


async def stored(visitor: Visitor, course: Course) -> list[str]:
    """The lessons' titles in order, as the database has them."""
    async with visitor.site.database.reading() as rx:
        rows = await rx.scalars(
            select(col(Lesson.title))
            .join(Module, col(Module.id) == col(Lesson.module_id))
            .where(col(Lesson.course_id) == course.id, col(Lesson.deleted_at).is_(None))
            .order_by(col(Module.position), col(Module.id), col(Lesson.position), col(Lesson.id))
        )
        return list(rows)


def steps(*numbers: int) -> list[str]:
    return [f"Step {number}" for number in numbers]


async def in_order(visitor: Visitor, course: Course, *numbers: int) -> None:
    """Shown and kept in this order."""
    await eventually(lambda: _is(stored(visitor, course), steps(*numbers)))
    assert await titles(visitor.page) == steps(*numbers)


async def _is(found: Awaitable[list[str]], wanted: list[str]) -> bool:
    return await found == wanted


async def test_a_newcomer_makes_a_course_in_less_than_ten_minutes(visit: Visit) -> None:
    visitor = await visit(Role.CONTENT_CREATOR)
    visitor.expected.append(NO_NETWORK)
    page = await visitor.open("/")
    hand = Hand(page)
    await hand.click(page.locator("#app [data-menu] summary"))
    await hand.click(page.get_by_role("link", name="Teach"))
    await page.wait_for_url("**/teach")
    await hand.click(page.locator("#app summary", has_text="New course"))
    await hand.click(page.locator("#app #title"))
    await hand.type("Bread for beginners")
    await hand.press("Enter")
    await page.wait_for_url("**/teach/bread-for-beginners")
    await is_live(page)
    await hand.click(page.get_by_role("button", name="Add a module"))
    for module in MODULES:
        await hand.type(module)
        await hand.press("Enter")
    await hand.press("Escape")
    for module, lessons in MODULES.items():
        await hand.click(page.get_by_role("button", name=f"Add a lesson to “{module}”"))
        for lesson in lessons:
            await hand.type(lesson)
            await hand.press("Enter")
        await hand.press("Escape")
    number = 0
    for lessons in MODULES.values():
        for lesson in lessons:
            number += 1
            await hand.click(page.locator("[data-row^=lesson] [data-title]", has_text=lesson))
            article = page.locator("article[data-lesson]")
            await expect(article.get_by_label("Title of the lesson")).to_have_value(lesson)
            await hand.paste(
                article.locator("[data-video-address]"), f"https://vimeo.com/7697{number:04}"
            )
            await expect(article.locator("li[data-video=vimeo]")).to_have_count(1)
            await hand.paste(article.locator("textarea"), TEXT)
            await expect(article.get_by_role("region", name="Preview")).to_contain_text("500 g")
            await expect(article.locator("[data-save]")).to_have_attribute("data-save", "saved")
    await hand.click(page.get_by_role("button", name="Publish", exact=True).first)
    await expect(page.locator("[data-finding='check.all_drafts']")).to_be_visible()
    await hand.click(page.get_by_role("button", name="Publish the course with 12 drafts"))
    await expect(page.locator("[data-builder] header [data-state=published]").first).to_be_visible()
    sys.stdout.write(
        f"\nA course of 3 modules and 12 lessons: {hand.clicks} clicks, {hand.keys} keystrokes, "
        f"{hand.seconds:.0f} s of a person's time\n"
    )
    assert hand.seconds < TEN_MINUTES
    learner = await visit()
    page = await learner.open("/courses/bread-for-beginners")
    await expect(page.locator("main li li a")).to_have_count(12)
    await page.get_by_role("link", name="Kneading").click()
    await expect(page.locator("main .prose")).to_contain_text("350 g of water")


async def test_a_finger_reorders_on_a_phone(visit: Visit) -> None:
    visitor = await visit(Role.CONTENT_CREATOR, viewport=PHONE, has_touch=True, is_mobile=True)
    course = await a_course(visitor)
    page = await visitor.open(f"/teach/{course.slug}")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await drag_by_touch(page, "Step 1", "Step 3")
    await in_order(visitor, course, 2, 3, 1, 4, 5, 6)
    await drag_by_touch(page, "Step 1", "Step 5")
    await in_order(visitor, course, 2, 3, 4, 5, 1, 6)
    await expect(page.locator("[data-says]")).to_contain_text("place 3 of 4")


async def drag_by_touch(page: Page, moved: str, behind: str) -> None:
    """Drag a row by its grip to the lower half of another."""
    row = page.locator("[data-row^=lesson]")
    start = await row.filter(has_text=moved).locator("[data-grip]").bounding_box()
    end = await row.filter(has_text=behind).bounding_box()
    assert start
    assert end
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    goal = end["y"] + end["height"] * 0.8
    session = await page.context.new_cdp_session(page)
    await session.send("Input.dispatchTouchEvent", touch("touchStart", x, y))
    for part in range(1, 9):
        await session.send(
            "Input.dispatchTouchEvent", touch("touchMove", x + 20, y + (goal - y) * part / 8)
        )
    await session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def touch(kind: str, x: float, y: float) -> dict[str, object]:
    return {"type": kind, "touchPoints": [{"x": x, "y": y}]}


async def test_a_mouse_and_the_keyboard_reorder(visit: Visit) -> None:
    visitor = await visit(Role.CONTENT_CREATOR)
    course = await a_course(visitor)
    page = await visitor.open(f"/teach/{course.slug}")
    grip = page.get_by_role("button", name="Move “Step 2”")
    box = await grip.bounding_box()
    target = await page.locator("[data-row^=lesson]", has_text="Step 4").bounding_box()
    assert box
    assert target
    await page.mouse.move(box["x"] + 8, box["y"] + 12)
    await page.mouse.down()
    await page.mouse.move(target["x"] + 60, target["y"] + 4, steps=6)
    await page.mouse.up()
    await in_order(visitor, course, 1, 3, 2, 4, 5, 6)
    await grip.focus()
    await page.keyboard.press("Space")
    await expect(page.locator("[data-says]")).to_contain_text("is grabbed")
    for _ in range(2):
        await page.keyboard.press("ArrowDown")
    await expect(grip).to_be_focused()
    assert await stored(visitor, course) == steps(1, 3, 2, 4, 5, 6)
    await page.keyboard.press("Space")
    await in_order(visitor, course, 1, 3, 4, 5, 2, 6)
    await grip.focus()
    await page.keyboard.press("Space")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Escape")
    await expect(page.locator("[data-says]")).to_contain_text("where it was")
    await in_order(visitor, course, 1, 3, 4, 5, 2, 6)
    await page.get_by_role("button", name="Undo").click()
    await in_order(visitor, course, 1, 3, 2, 4, 5, 6)


async def test_what_is_deleted_is_brought_back_by_undo(visit: Visit) -> None:
    visitor = await visit(Role.CONTENT_CREATOR)
    course = await a_course(visitor)
    page = await visitor.open(f"/teach/{course.slug}")
    await page.get_by_role("button", name="More for “Step 2”").click()
    await page.get_by_role("menuitem", name="Delete").click()
    await in_order(visitor, course, 1, 3, 4, 5, 6)
    await page.get_by_role("button", name="Undo").click()
    await eventually(lambda: _is(titles(page), steps(1, 2, 3, 4, 5, 6)))
    await in_order(visitor, course, 1, 2, 3, 4, 5, 6)
    for number in (1, 5):
        await page.locator("[data-row^=lesson]", has_text=f"Step {number}").hover()
        await page.get_by_role("checkbox", name=f"Select “Step {number}”").check()
    bar = page.get_by_role("group", name="2 selected")
    await bar.get_by_role("button", name="Back to draft").click()
    await expect(page.locator("[data-row^=lesson] [data-state=draft]")).to_have_count(2)
    await bar.get_by_role("button", name="Delete").click()
    await in_order(visitor, course, 2, 3, 4, 6)


async def test_two_editors_see_each_other_and_lose_nothing(visit: Visit) -> None:
    author = await visit(Role.CONTENT_CREATOR)
    admin = await visit(Role.ADMIN)
    course = await a_course(author)
    for visitor in (author, admin):
        visitor.expected.append(NO_NETWORK)
        page = await visitor.open(f"/teach/{course.slug}")
        await page.locator("[data-row^=lesson] [data-title]", has_text="Step 1").click()
        await expect(page.locator("article textarea")).to_have_value("Text.")
    await expect(author.page.locator("article [data-here='2']")).to_be_visible()
    await author.page.locator("article textarea").fill("Hers.")
    await expect(author.page.locator("[data-save=saved]")).to_be_visible()
    await expect(admin.page.locator("article textarea")).to_have_value("Hers.")
    # Both at once: whoever is slower is asked.
    await admin.context.set_offline(True)
    await admin.page.locator("article textarea").fill("The other's.")
    await expect(admin.page.locator("[data-save=offline]")).to_be_visible()
    await author.page.locator("article textarea").fill("Hers again.")
    await expect(author.page.locator("[data-save=saved]")).to_be_visible()
    await admin.context.set_offline(False)
    asked = admin.page.get_by_role("alertdialog")
    await expect(asked).to_contain_text("Hers again.", timeout=40_000)
    await expect(asked).to_contain_text("The other's.")
    await asked.get_by_role("button", name="Keep my text").click()
    await expect(admin.page.locator("[data-save=saved]")).to_be_visible()
    await expect(author.page.locator("article textarea")).to_have_value("The other's.")
    await admin.page.locator("article").get_by_role("button", name="More for “Step 1”").click()
    await admin.page.get_by_role("menuitem", name="Versions").click()
    await expect(admin.page.locator("dialog ol li")).to_have_count(3)


async def test_what_was_typed_without_a_connection_is_kept_and_sent_later(visit: Visit) -> None:
    visitor = await visit(Role.CONTENT_CREATOR)
    visitor.expected.append(NO_NETWORK)
    course = await a_course(visitor, 1, 1)
    page = await visitor.open(f"/teach/{course.slug}")
    await page.locator("[data-row^=lesson] [data-title]").click()
    await expect(page.locator("article textarea")).to_have_value("Text.")
    await visitor.context.set_offline(True)
    await page.locator("article textarea").fill("Typed in a train.")
    await expect(page.locator("[data-save=offline]")).to_be_visible()
    await visitor.context.set_offline(False)
    await page.reload()
    await is_live(page)
    await expect(page.locator("article textarea")).to_have_value("Typed in a train.")
    await expect(page.locator("[data-save=saved]")).to_be_visible()


async def test_an_author_looks_as_a_learner_does(visit: Visit) -> None:
    visitor = await visit(Role.CONTENT_CREATOR)
    course = await a_course(visitor, 1, 2)
    async with visitor.site.database.writing() as tx:
        lesson = await tx.scalar(select(Lesson).where(col(Lesson.course_id) == course.id))
        assert lesson is not None
        lesson.is_published = False
    page = await visitor.open(f"/courses/{course.slug}?as=learner")
    await expect(page.locator("main li li a")).to_have_count(1)
    await page.locator("main li li a").click()
    await expect(page.get_by_role("note")).to_contain_text("as a learner does")
    assert "as=learner" in page.url
    await expect(page.get_by_role("button", name="Mark as done")).to_have_count(0)
    await page.get_by_role("link", name="Back to the builder").click()
    await page.wait_for_url(f"**/teach/{course.slug}")


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_axe_finds_nothing_in_the_builder(visit: Visit, theme: str) -> None:
    visitor = await visit(Role.CONTENT_CREATOR, color_scheme=theme, viewport=PHONE, locale="de-DE")
    course = await a_course(visitor)
    for path in ("/teach", f"/teach/{course.slug}"):
        page = await visitor.open(path)
        found = await Axe().run(page)
        assert found.response["violations"] == []
    await page.locator("[data-row^=lesson] [data-title]").first.click()
    await expect(page.locator("article textarea")).to_be_visible()
    found = await Axe().run(page)
    assert found.response["violations"] == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
