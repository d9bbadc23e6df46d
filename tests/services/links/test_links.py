"""From lessons to what is wrong with their links."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from academy_app.core.actor import Actor, Role
from academy_app.core.clock import Travel, now
from academy_app.core.db import Database, Tx, reading, writing
from academy_app.core.errors import AcademyError, Conflict, Forbidden, NotFound, RateLimited
from academy_app.core.settings import settings
from academy_app.jobs.link_health import look
from academy_app.models.learning import Lesson
from academy_app.models.links import LessonLink, LinkCheck
from academy_app.queries.health import health
from academy_app.services import links
from academy_app.services.authoring import lookup
from tests import factories
from tests.conftest import Statements
from tests.factories import CourseTree, key
from tests.services.links.servers import Elsewhere, elsewhere

DAY = timedelta(days=1).total_seconds()


@pytest.fixture
def site() -> Iterator[Elsewhere]:
    with elsewhere() as made:
        yield made


async def a_course(tx: Tx, author: Actor, *addresses: str, **values: Any) -> CourseTree:
    tree = await factories.course(tx, author, lessons=1, **values)
    said = "".join(f'<a href="{address}">there</a>' for address in addresses)
    tree.lessons[0].body_html = f"<p>{said}</p>"
    return tree


async def gathered() -> int:
    async with writing() as tx:
        return await links.gather(tx)


async def known() -> dict[str, LinkCheck]:
    async with reading() as rx:
        return {row.url: row for row in await rx.scalars(select(LinkCheck))}


async def test_links_pictures_videos_and_posters_are_gathered_once(db: Database) -> None:
    own = settings().base_url
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
        tree = await a_course(
            tx, author, "https://a.example/?x=1&amp;y=2#part", f"{own}/courses/x", "#below",
            "mailto:a@b.example", "//c.example/", "/community/1#post-2",
        )  # fmt: skip
        lesson = tree.lessons[0]
        lesson.body_html += '<img alt="a" src="https://a.example/1.png" />'
        await factories.video(
            tx, lesson, key="https://v.example/1.mp4", poster="https://p.example/1.jpg"
        )
        await factories.video(
            tx, lesson, provider="youtube", key="abcdefghijk",
            poster="https://i.ytimg.com/vi/abcdefghijk/hqdefault.jpg",
        )  # fmt: skip
    assert await gathered() == 1
    assert {url: row.kind for url, row in (await known()).items()} == {
        "https://a.example/?x=1&y=2": "link",
        "/courses/x": "link",
        "https://c.example/": "link",
        "/community/1": "link",
        "https://a.example/1.png": "image",
        "https://v.example/1.mp4": "video",
        "https://p.example/1.jpg": "image",
        "https://www.youtube.com/watch?v=abcdefghijk": "video",
    }
    assert await gathered() == 0


async def test_a_changed_lesson_is_read_again_and_the_rest_forgotten(
    db: Database, clock: Travel
) -> None:
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
        tree = await a_course(tx, author, "https://a.example/", "https://b.example/")
    await gathered()
    clock.forward(60)
    async with writing() as tx:
        lesson = await tx.get_one(Lesson, key(tree.lessons[0]))
        lesson.body_html, lesson.updated_at = '<a href="https://b.example/">b</a>', now()
    assert await gathered() == 1
    async with writing() as tx:
        await links.forget_unnamed(tx)
    assert set(await known()) == {"https://b.example/"}


async def test_gathering_costs_the_same_for_one_lesson_and_for_many(
    db: Database, statements: Statements
) -> None:
    costs = []
    for count in (1, 15):
        async with writing() as tx:
            author = await factories.actor(tx, Role.CONTENT_CREATOR)
            for number in range(count):
                await a_course(tx, author, f"https://{count}-{number}.example/")
        with statements() as seen:
            assert await gathered() == count
        costs.append(len(seen))
    assert costs[0] == costs[1]


async def test_what_is_gone_is_told_of_at_once_and_what_may_pass_the_second_time(
    db: Database, site: Elsewhere, clock: Travel
) -> None:
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
        await a_course(tx, author, site.url("/status/404"), site.url("/fine"))
        await a_course(
            tx, author, site.url("/status/500", "127.0.0.1"), site.url("/status/403", "127.0.0.1")
        )
        await a_course(tx, author, "http://10.0.0.1/intranet")
    await gathered()
    assert await links.check_due(site.net) == 5
    assert await listed(author) == [("health.gone", 404)]
    assert await links.check_due(site.net) == 0
    clock.forward(DAY + 1)
    assert await links.check_due(site.net) == 5
    assert await listed(author) == [("health.gone", 404), ("health.server", 500)]
    async with reading() as rx:
        seen = await health(rx, author)
    assert [row.problem for course in seen.unseen for row in course.rows] == ["health.private"]
    assert (seen.links, seen.waiting, seen.count) == (5, 0, 2)


async def listed(actor: Actor) -> list[tuple[str, int]]:
    async with reading() as rx:
        seen = await health(rx, actor)
    return [(row.problem, row.status) for course in seen.broken for row in course.rows]


async def test_a_host_is_asked_a_few_things_at_a_time(db: Database, site: Elsewhere) -> None:
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
        await a_course(tx, author, *(site.url(f"/{number}") for number in range(5)))
    await gathered()
    assert [await links.check_due(site.net) for _ in range(4)] == [2, 2, 1, 0]
    assert len(site.seen) == 5


async def test_what_stays_within_the_site_is_asked_of_the_database(
    db: Database, site: Elsewhere
) -> None:
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
        there = await factories.course(tx, author)
        gone = await factories.course(tx, author, deleted_at=now())
        slug, lesson = there.course.slug, there.lessons[0].slug
        thread = await factories.thread(tx, author)
        await a_course(
            tx, author, f"/courses/{slug}", f"/courses/{slug}/{lesson}", f"/courses/{slug}/no",
            f"/courses/{gone.course.slug}", f"/community/{thread.id}", "/community/999999",
            "/files/images/1/none.webp", "/members",
        )  # fmt: skip
    await gathered()
    assert await links.check_due(site.net) == 8
    wrong = {url for url, row in (await known()).items() if row.problem}
    assert wrong == {
        f"/courses/{slug}/no",
        f"/courses/{gone.course.slug}",
        "/community/999999",
        "/files/images/1/none.webp",
    }
    assert site.seen == []


async def test_of_videos_their_providers_are_asked(
    db: Database, site: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(lookup.ENDPOINTS, "vimeo", site.url("/status/404", "127.0.0.1"))
    monkeypatch.setitem(lookup.ENDPOINTS, "youtube", "http://127.0.0.1:9/")
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
        tree = await a_course(tx, author)
        await factories.video(tx, tree.lessons[0], provider="vimeo", key="12345")
        await factories.video(tx, tree.lessons[0], provider="youtube", key="abcdefghijk")
    await gathered()
    await links.check_due(site.net)
    found = {row.url.split("/")[2]: row.problem for row in (await known()).values()}
    assert found == {"vimeo.com": "health.not_shown", "www.youtube.com": "health.connection"}


@pytest.mark.parametrize("role", list(Role))
async def test_only_who_writes_the_course_sees_and_checks(
    db: Database, site: Elsewhere, role: Role
) -> None:
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
        other = await factories.actor(tx, role)
        await a_course(tx, author, "/community/999999", title="Secret")
    await gathered()
    await links.check_due(site.net)
    [link] = (await known()).values()
    refused: type[AcademyError] | None = None
    match role:
        case Role.ADMIN:
            assert len(await listed(other)) == 1
        case Role.CONTENT_CREATOR:
            assert await listed(other) == []
            refused = NotFound
        case _:
            refused = Forbidden
            with pytest.raises(Forbidden):
                await listed(other)
    if refused is None:
        assert (await links.check_again(other, link.id or 0)).failures == 2
    else:
        with pytest.raises(refused):
            await links.check_again(other, link.id or 0)


async def test_checking_again_clears_what_was_mended(
    db: Database, site: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACADEMY_CHECK_LINKS", "true")
    settings.cache_clear()
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
        await a_course(tx, author, site.url("/fine"))
    await gathered()
    site.names["site.test"] = [[]]
    await links.check_due(site.net)
    [link] = (await known()).values()
    assert (link.problem, link.failures) == ("health.host", 1)
    site.names.clear()
    seen = await links.check_again(author, link.id or 0, site.net)
    assert (seen.problem, seen.failures, seen.status) == ("", 0, 200)
    for _ in range(19):
        await links.check_again(author, link.id or 0, site.net)
    with pytest.raises(RateLimited):
        await links.check_again(author, link.id or 0, site.net)


async def test_a_site_that_looks_at_nothing_outside_says_so(db: Database, site: Elsewhere) -> None:
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
        await a_course(tx, author, site.url("/fine"))
    await gathered()
    [link] = (await known()).values()
    with pytest.raises(Conflict):
        await links.check_again(author, link.id or 0, site.net)
    assert site.seen == []


async def test_the_job_reads_every_lesson_and_looks_no_further_than_the_public_net(
    db: Database, site: Elsewhere
) -> None:
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
        for _ in range(25):
            await a_course(tx, author, f"http://127.0.0.1:{site.port}/")
    assert await look() == 1
    async with reading() as rx:
        assert len(list(await rx.scalars(select(col(LessonLink.lesson_id))))) == 25
    assert [row.problem for row in (await known()).values()] == ["health.private"]
    assert site.seen == []
