"""What a site does for itself."""

from datetime import timedelta

from sqlmodel import func, select

from academy_app.core.clock import Travel, now
from academy_app.core.db import Database, reading, writing
from academy_app.core.markdown import RENDERER_VERSION
from academy_app.jobs.housekeeping import BATCH, clear_uploads, forget, render_anew
from academy_app.models.channels import Change, Channel
from academy_app.models.discussion import Upload
from academy_app.models.learning import Lesson
from academy_app.models.membership import Attempt, OneTimeLink, Session
from academy_app.services import sessions
from tests import factories


async def test_what_ended_long_ago_is_forgotten_and_the_rest_kept(
    db: Database, clock: Travel
) -> None:
    async with writing() as tx:
        member = await factories.member(tx)
        await sessions.open_session(tx, member)
        tx.add(Attempt(key="old"))
        tx.add(OneTimeLink(purpose="reset", token_hash="old", expires_at=now()))
    clock.forward(timedelta(days=90).total_seconds())
    async with writing() as tx:
        await sessions.open_session(tx, member)
        tx.add(Attempt(key="new"))
        tx.add(OneTimeLink(purpose="reset", token_hash="new", expires_at=now()))
    await forget()
    async with reading() as rx:
        assert await rx.scalar(select(func.count()).select_from(Session)) == 1
        assert [row.key for row in await rx.scalars(select(Attempt))] == ["new"]
        assert [row.token_hash for row in await rx.scalars(select(OneTimeLink))] == ["new"]


async def test_changes_are_forgotten_after_a_week_and_heads_are_not(
    db: Database, clock: Travel
) -> None:
    for _ in range(2):
        async with writing() as tx:
            tx.record("thread:1", "post", 1)
        clock.forward(timedelta(days=6).total_seconds())
    await forget()
    async with reading() as rx:
        assert list(await rx.scalars(select(Change.number))) == [2]
        assert list(await rx.scalars(select(Channel.head))) == [2]


async def test_lessons_of_an_older_renderer_are_rendered_anew(db: Database) -> None:
    async with writing() as tx:
        tree = await factories.course(tx, lessons=BATCH + 2)
        for lesson in tree.lessons:
            lesson.body, lesson.body_html, lesson.renderer_version = "*new*", "old", 0
        tree.lessons[0].renderer_version = RENDERER_VERSION
    assert await render_anew() == BATCH + 1
    async with reading() as rx:
        rendered = {row.id: row.body_html for row in await rx.scalars(select(Lesson))}
    kept = rendered.pop(tree.lessons[0].id)
    assert kept == "old"
    assert set(rendered.values()) == {"<p><em>new</em></p>\n"}
    assert await render_anew() == 0


async def test_images_that_nothing_shows_are_cleared_a_few_at_a_time(
    db: Database, clock: Travel
) -> None:
    paths = [f"images/1/{number:064x}.webp" for number in range(BATCH + 3)]
    async with writing() as tx:
        author = await factories.actor(tx)
        thread = await factories.thread(tx, author)
        await factories.post(tx, thread, author, body=f"![an image](/files/{paths[0]})")
        tx.add_all(Upload(path=path) for path in paths)
    assert await clear_uploads() == 0
    clock.forward(timedelta(days=3).total_seconds())
    assert await clear_uploads() == BATCH + 2
    async with reading() as rx:
        assert [row.path for row in await rx.scalars(select(Upload))] == paths[:1]
