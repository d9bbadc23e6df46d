"""The first look over HTTP: real content, each reader's own, kept nowhere."""

import gzip
import json
import re
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from academy_app.core.actor import Role
from academy_app.core.cookies import session_cookie
from academy_app.core.db import Database, writing
from academy_app.models.membership import Member
from academy_app.pages import missing
from academy_app.pages.first_look import FirstLook
from academy_app.pages.routes import PAGES
from academy_app.services import learning, sessions
from tests import factories

SHELL = (
    '<!DOCTYPE html><html lang="en"><head><link rel="modulepreload" href="/assets/entry.js"/>'
    '<link href="/assets/style-1.css" rel="stylesheet" type="text/css"/>'
    "</head><body><script>shell()</script></body></html>"
)
ROUTES = {
    "routes/lesson": {
        "path": "courses/:course/:lesson",
        "module": "/assets/lesson.js",
        "imports": ["/assets/entry.js", "/assets/shared.js"],
    }
}


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """The parts of a built front end that the first look reads."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "style-1.css").write_text("html{color:red}.nowhere{color:blue}", "utf-8")
    (tmp_path / "__spa-fallback.html").write_text(SHELL, "utf-8")
    manifest = f"window.__reactRouterManifest={json.dumps({'routes': ROUTES})};"
    (tmp_path / "assets" / "manifest-1.js").write_text(manifest, "utf-8")
    return tmp_path


async def _elsewhere(scope: object, receive: object, send: object) -> None:
    raise AssertionError("handed on")


@pytest.fixture
async def browser(db: Database, build: Path) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=FirstLook(_elsewhere, PAGES, missing.PAGE, build))
    async with httpx.AsyncClient(transport=transport, base_url="http://academy.test") as opened:
        yield opened


async def _sign_in(browser: httpx.AsyncClient, member: Member) -> None:
    async with writing() as tx:
        opened = await sessions.open_session(tx, member)
    browser.cookies.set(session_cookie(), opened.token)


async def test_a_visitor_is_sent_to_sign_in_and_back(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/courses?tag=a")
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/sign-in?next=/courses%3Ftag%3Da",
    )


@pytest.mark.parametrize(
    ("query", "target"),
    [
        ("", "/"),
        ("?next=/courses%3Ftag%3Da", "/courses?tag=a"),
        ("?next=//evil.example", "/"),
        ("?next=/%09/evil.example", "/"),
        ("?next=/%5Cevil.example", "/"),
        ("?next=https://evil.example", "/"),
    ],
)
async def test_a_member_is_led_on_from_the_pages_of_visitors(
    browser: httpx.AsyncClient, query: str, target: str
) -> None:
    for path in ("/sign-in", "/sign-up"):
        assert (await browser.get(path + query)).status_code == 200
    async with writing() as tx:
        learner = await factories.member(tx)
    await _sign_in(browser, learner)
    for path in ("/sign-in", "/sign-up"):
        answer = await browser.get(path + query)
        assert (answer.status_code, answer.headers["location"]) == (303, target)


async def test_a_newcomer_is_not_greeted_as_one_who_comes_back(browser: httpx.AsyncClient) -> None:
    async with writing() as tx:
        tree = await factories.course(tx)
        learner = await factories.member(tx, name="Anna")
    await _sign_in(browser, learner)
    assert "Welcome, Anna" in (await browser.get("/")).text
    async with writing() as tx:
        lesson_id = factories.key(tree.lessons[0])
        await learning.open_lesson(tx, factories.as_actor(learner), lesson_id)
    assert "Welcome back, Anna" in (await browser.get("/")).text


async def test_a_placeholder_in_the_list_of_members_has_nothing_to_decide(
    browser: httpx.AsyncClient,
) -> None:
    async with writing() as tx:
        admin = await factories.member(tx, Role.ADMIN, name="Anna")
        placeholder = await factories.member(tx, name="Academy", email=None)
        member = await factories.member(tx, name="Berta")
    await _sign_in(browser, admin)
    text = (await browser.get("/members")).text
    assert "Placeholder, cannot sign in" in text
    assert f'id="role-of-{member.id}"' in text
    assert f'/api/lms/members/{placeholder.id}"' not in text


async def test_a_member_sees_the_lesson_in_the_html(browser: httpx.AsyncClient) -> None:
    async with writing() as tx:
        tree = await factories.course(tx, title="Baking", lessons=3)
        tree.lessons[1].title = "Dough <b>& more"
        tree.lessons[1].body_html = "<p>Flour and water</p>"
        learner = await factories.member(tx)
    await _sign_in(browser, learner)
    answer = await browser.get(f"/courses/{tree.course.slug}/{tree.lessons[1].slug}")
    assert answer.status_code == 200
    look = answer.text[answer.text.index('id="first-look"') :]
    assert "<p>Flour and water</p>" in look
    assert "Dough &lt;b&gt;&amp; more" in look
    assert "Dough <b>" not in answer.text
    assert all(lesson.slug in look for lesson in tree.lessons)
    assert look.rstrip().endswith("</body></html>")


async def test_nothing_of_it_may_be_kept_or_run_by_others(browser: httpx.AsyncClient) -> None:
    async with writing() as tx:
        await factories.course(tx)
        learner = await factories.member(tx)
    await _sign_in(browser, learner)
    answer = await browser.get("/")
    assert answer.headers["cache-control"] == "private, no-store"
    policy = answer.headers["content-security-policy"]
    nonce = re.search(r"'nonce-([\w-]+)'", policy)
    assert nonce
    scripts = re.findall(r"<script[^>]*>", answer.text)
    assert len(scripts) >= 2
    assert all(f'nonce="{nonce[1]}"' in script for script in scripts)
    assert nonce[1] not in (await browser.get("/")).text


async def test_a_draft_is_hidden_from_learners_and_shown_to_its_author(
    browser: httpx.AsyncClient,
) -> None:
    async with writing() as tx:
        author = await factories.member(tx, Role.CONTENT_CREATOR)
        other = await factories.member(tx, Role.CONTENT_CREATOR)
        tree = await factories.course(tx, author, title="Secret plans", is_published=False)
    path = f"/courses/{tree.course.slug}"
    for member, status in ((other, 404), (author, 200)):
        await _sign_in(browser, member)
        answer = await browser.get(path)
        assert answer.status_code == status
        assert ("Secret plans" in answer.text) is (status == 200)


async def test_a_revoked_session_sees_nothing(browser: httpx.AsyncClient) -> None:
    async with writing() as tx:
        learner = await factories.member(tx)
    await _sign_in(browser, learner)
    assert (await browser.get("/")).status_code == 200
    async with writing() as tx:
        await sessions.revoke_all(tx, factories.key(learner))
    assert (await browser.get("/")).status_code == 303


async def test_it_speaks_the_reader_s_language(browser: httpx.AsyncClient) -> None:
    async with writing() as tx:
        learner = await factories.member(tx)
    await _sign_in(browser, learner)
    german = await browser.get("/courses", headers={"accept-language": "fr, de;q=0.8, en;q=0.5"})
    assert '<html lang="de" dir="ltr">' in german.text
    assert "Nichts gefunden" in german.text
    browser.cookies.set("lang", "en")
    english = await browser.get("/courses", headers={"accept-language": "de"})
    assert english.headers["content-language"] == "en"


async def test_scripts_of_the_route_follow_those_of_every_page(browser: httpx.AsyncClient) -> None:
    async with writing() as tx:
        tree = await factories.course(tx)
        learner = await factories.member(tx)
    await _sign_in(browser, learner)
    text = (await browser.get(f"/courses/{tree.course.slug}/{tree.lessons[0].slug}")).text
    assert text.count('rel="modulepreload" href="/assets/entry.js"') == 1
    assert '(["/assets/lesson.js", "/assets/shared.js"])</script>' in text


async def test_it_travels_compressed(browser: httpx.AsyncClient) -> None:
    async with writing() as tx:
        tree = await factories.course(tx, lessons=100)
        learner = await factories.member(tx)
    await _sign_in(browser, learner)
    request = browser.build_request(
        "GET", f"/courses/{tree.course.slug}", headers={"accept-encoding": "gzip"}
    )
    answer = await browser.send(request, stream=True)
    raw = b"".join([chunk async for chunk in answer.aiter_raw()])
    assert answer.headers["content-encoding"] == "gzip"
    assert len(raw) < len(gzip.decompress(raw)) / 5


async def test_an_address_of_no_page_says_so(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/no/such/page/at/all", headers={"accept": "text/html,*/*;q=0.8"})
    assert answer.status_code == 404
    assert "This does not exist" in answer.text


async def test_nothing_need_be_asked_for_before_it_shows(browser: httpx.AsyncClient) -> None:
    text = (await browser.get("/sign-in")).text
    assert "<style data-first-look>html{color:red}</style>" in text
    assert '<link href="/assets/style-1.css" media="print" disabled="" rel="stylesheet"' in text
    assert '<noscript><link rel="stylesheet" href="/assets/style-1.css"/></noscript>' in text


async def test_the_reader_s_texts_are_asked_for_early(
    browser: httpx.AsyncClient, build: Path
) -> None:
    (build / "assets" / "de-1.js").touch()
    answer = await browser.get("/sign-in", headers={"accept-language": "de"})
    assert '(["/assets/de-1.js"])</script>' in answer.text
    answer = await browser.get("/sign-in", headers={"accept-language": "en"})
    assert "de-1.js" not in answer.text


async def test_other_addresses_are_handed_on(browser: httpx.AsyncClient) -> None:
    for path in ("/assets/entry.js", "/courses/a/b/c"):
        with pytest.raises(AssertionError, match="handed on"):
            await browser.get(path)
    with pytest.raises(AssertionError, match="handed on"):
        await browser.post("/courses")


@pytest.mark.parametrize("place", ["[1e400,1]", f"[{10**24},1]"])
async def test_a_cursor_that_is_none_is_told_in_the_page_s_frame(
    browser: httpx.AsyncClient, place: str
) -> None:
    async with writing() as tx:
        member = await factories.member(tx)
    await _sign_in(browser, member)
    cursor = urlsafe_b64encode(place.encode()).decode()
    answer = await browser.get("/community", params={"sort": "top", "cursor": cursor})
    assert answer.status_code == 422
    assert "<nav" in answer.text
