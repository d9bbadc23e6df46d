"""The first looks of the media library and of broken links."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from academy_app.core.actor import Role
from academy_app.core.cookies import session_cookie
from academy_app.core.db import Database, writing
from academy_app.models.discussion import Upload
from academy_app.models.links import LessonLink, LinkCheck
from academy_app.models.membership import Member
from academy_app.pages import missing
from academy_app.pages.first_look import FirstLook
from academy_app.pages.routes import PAGES
from academy_app.services import sessions
from tests import factories
from tests.factories import key

SHELL = '<!DOCTYPE html><html lang="en"><head></head><body></body></html>'


async def _elsewhere(scope: object, receive: object, send: object) -> None:
    raise AssertionError("handed on")


@pytest.fixture
async def browser(db: Database, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "manifest-1.js").write_text(
        'window.__reactRouterManifest={"routes":{}};', "utf-8"
    )
    (tmp_path / "__spa-fallback.html").write_text(SHELL, "utf-8")
    look = FirstLook(_elsewhere, PAGES, missing.PAGE, tmp_path)
    transport = httpx.ASGITransport(app=look)
    async with httpx.AsyncClient(transport=transport, base_url="http://academy.test") as opened:
        yield opened


async def _sign_in(browser: httpx.AsyncClient, member: Member) -> None:
    async with writing() as tx:
        opened = await sessions.open_session(tx, member)
    browser.cookies.set(session_cookie(), opened.token)


async def test_broken_links_stand_under_their_course_and_lesson(
    browser: httpx.AsyncClient,
) -> None:
    async with writing() as tx:
        author = await factories.member(tx, Role.CONTENT_CREATOR)
        tree = await factories.course(tx, author, lessons=1, title="Bread & butter")
        link = LinkCheck(url="/courses/<gone>", problem="health.gone_here", failures=1)
        tx.add(link)
        await tx.flush()
        tx.add(LessonLink(lesson_id=key(tree.lessons[0]), link_id=link.id or 0))
    await _sign_in(browser, author)
    page = (await browser.get("/teach/health")).text
    assert "Bread &amp; butter" in page
    assert f'href="/teach/{tree.course.slug}?lesson={tree.lessons[0].id}"' in page
    assert "/courses/&lt;gone&gt;" in page
    assert "This leads nowhere on this site" in page


async def test_images_are_shown_with_their_uses(browser: httpx.AsyncClient) -> None:
    path = f"images/1/{'a' * 64}.webp"
    async with writing() as tx:
        author = await factories.member(tx, Role.CONTENT_CREATOR)
        tree = await factories.course(tx, author, lessons=1)
        tree.lessons[0].body = f"![a](/files/{path})"
        tx.add(Upload(member_id=author.id, path=path, name="Loaf", width=2, height=1))
        tx.add(Upload(member_id=author.id, path=path.replace("a", "b"), name="Crumb"))
    await _sign_in(browser, author)
    page = (await browser.get("/teach/media")).text
    assert f'src="/files/{path}"' in page
    assert "Used in 1 place" in page
    assert page.count("Delete this image for good?") == 1
    assert "Nothing found" in (await browser.get("/teach/media?q=flour")).text
    assert (await browser.get("/teach/media?after=x")).status_code in (404, 422)


@pytest.mark.parametrize("path", ["/teach/media", "/teach/health"])
async def test_who_writes_no_courses_is_told_so(browser: httpx.AsyncClient, path: str) -> None:
    async with writing() as tx:
        member = await factories.member(tx)
    assert (await browser.get(path)).status_code == 303
    await _sign_in(browser, member)
    assert (await browser.get(path)).status_code == 403
