"""A running site to measure in Chromium: a usual course, one of 300 lessons, and a community that
has talked."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, async_playwright

from academy_app.core.cookies import session_cookie
from academy_app.core.db import Tx
from academy_app.core.markdown import render
from academy_app.models.watching import Completion, Enrolment
from academy_app.services import sessions
from tests import factories
from tests.browser.conftest import CHROMIUM_ARGS
from tests.browser.server import serving

CHROMIUM = "/usr/bin/chromium"
LESSONS = 300
THREADS = 48

_PARAGRAPH = (
    "A tokenizer turns text into the numbers that a model can work with. The better it fits the "
    "language of the texts, the fewer numbers it takes, and the more a model can see at once."
)
TEXT = "\n\n".join(
    f"## Part {part}\n\n{_PARAGRAPH}\n\n- first\n- second\n\n```python\nprint('part {part}')\n```"
    f"\n\n{_PARAGRAPH}"
    for part in range(1, 8)
)


@dataclass(frozen=True)
class Place:
    """Where the site is, and a browser whose contexts are a member's."""

    address: str
    browser: Browser
    token: str

    async def context(self, width: int, height: int) -> BrowserContext:
        """A fresh browser, signed in, with nothing in its cache."""
        made = await self.browser.new_context(viewport={"width": width, "height": height})
        await made.add_cookies(
            [{"name": session_cookie(), "value": self.token, "url": self.address}]
        )
        return made


@asynccontextmanager
async def place() -> AsyncIterator[Place]:
    with tempfile.TemporaryDirectory() as folder:
        async with serving(Path(folder), _fill) as served, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
            yield Place(served.server.address, browser, served.filled)
            await browser.close()


async def _fill(tx: Tx) -> str:
    """A member halfway through two courses, and others to choose from; their token."""
    learner = await factories.member(tx, name="Learner")
    member_id = factories.key(learner)
    await _course(tx, member_id, "usual", lessons=30, modules=6)
    await _course(tx, member_id, "big", lessons=LESSONS, modules=20)
    for number in range(11):
        await factories.course(tx, title=f"Course {number + 1}", description=_PARAGRAPH, lessons=8)
    await _community(tx)
    return (await sessions.open_session(tx, learner)).token


async def _community(tx: Tx) -> None:
    """Four categories, of which one has more threads than a first page, and a thread of 60 posts,
    which is the newest."""
    authors = [await factories.member(tx, name=f"Author {number}") for number in range(8)]
    categories = [
        await factories.category(tx, name=f"Category {number + 1}", slug=f"category-{number + 1}")
        for number in range(4)
    ]
    html = render(_PARAGRAPH).html
    for number in range(THREADS):
        place, author = categories[number // 3 % 4], authors[number % 8]
        thread = await factories.thread(
            tx,
            author,
            place,
            title=f"What do you make of question {number + 1}?",
            excerpt=_PARAGRAPH[:160],
        )
        for reply in range(59 if number == THREADS - 1 else number % 3):
            await factories.post(
                tx, thread, authors[(number + reply) % 8], body=_PARAGRAPH, body_html=html
            )


async def _course(tx: Tx, member_id: int, slug: str, lessons: int, modules: int) -> None:
    """Half of its lessons are done, every third has a video."""
    title = f"The {slug} course"
    tree = await factories.course(
        tx, slug=slug, title=title, description=_PARAGRAPH, modules=modules, lessons=0
    )
    html = render(TEXT).html
    for number in range(lessons):
        lesson = await factories.lesson(
            tx,
            tree.modules[number * modules // lessons],
            slug=f"lesson-{number + 1}",
            title=f"Lesson {number + 1} of the {slug} course",
            position=number,
            body=TEXT,
            body_html=html,
            minutes=7,
        )
        lesson_id = factories.key(lesson)
        if number % 3 == 0:
            await factories.video(tx, lesson, provider="youtube", key="aaaaaaaaaaa")
        if number < lessons // 2:
            done = Completion(
                member_id=member_id, lesson_id=lesson_id, course_id=tree.id, how="read"
            )
            tx.add(done)
    tx.add(Enrolment(member_id=member_id, course_id=tree.id))
