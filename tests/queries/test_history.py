"""What a post said before, and who may know."""

from datetime import timedelta

import pytest

from academy_app.core.actor import Actor, Role
from academy_app.core.clock import Travel, now
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import NotFound
from academy_app.core.views.writing import History, Piece
from academy_app.models.discussion import Post
from academy_app.queries import history
from academy_app.queries.discussion import post_rows
from academy_app.services import discussion
from academy_app.services.discussion import ThreadDraft
from tests import factories
from tests.conftest import Statements


@pytest.fixture
async def moderator(db: Database, clock: Travel) -> Actor:
    async with writing() as tx:
        return await factories.actor(tx, Role.MODERATOR, name="Mo")


@pytest.fixture
async def author(moderator: Actor) -> Actor:
    async with writing() as tx:
        return await factories.actor(tx, name="Ann", created_at=now() - timedelta(days=9))


async def posted(author: Actor, read_by: str = "everyone") -> int:
    async with writing() as tx:
        place = factories.key(await factories.category(tx, read_by=read_by))
        words = await discussion.words("Knead <b>slowly</b>")
        draft = ThreadDraft("A title", words, "client-id", place)
        thread = factories.key(await discussion.start_thread(tx, author, draft))
        return (await discussion.reply(tx, author, thread, words, client_id="client-2")).id or 0


async def edited(actor: Actor, post_id: int, body: str, title: str | None = None) -> None:
    words = await discussion.words(body)
    async with writing() as tx:
        await discussion.edit_post(tx, actor, post_id, words, title=title)


async def seen_by(actor: Actor, post_id: int) -> History:
    async with reading() as rx:
        return await history.post_history(rx, actor, post_id)


async def test_each_version_against_the_one_before(
    author: Actor, moderator: Actor, clock: Travel, statements: Statements
) -> None:
    post_id = await posted(moderator)
    clock.forward(60)
    await edited(moderator, post_id, "Knead <b>well</b>")
    clock.forward(60)
    await edited(moderator, post_id, "Knead <b>well</b>, please")
    with statements() as sent:
        shown = await seen_by(author, post_id)
    assert len(sent) <= 6
    assert [(version.number, version.editor) for version in shown.versions] == [
        (3, "Mo"),
        (2, "Mo"),
        (1, "Mo"),
    ]
    assert shown.versions[1].body == [
        Piece("same", "Knead <b>"),
        Piece("removed", "slowly"),
        Piece("added", "well"),
        Piece("same", "</b>"),
    ]
    assert shown.versions[2].body == [Piece("same", "Knead <b>slowly</b>")]
    assert shown.versions[0].at > shown.versions[1].at > shown.versions[2].at
    assert shown.left_out == 0


async def test_an_opening_has_its_title(moderator: Actor) -> None:
    reply_id = await posted(moderator)
    await edited(moderator, reply_id - 1, "Words", title="Another title")
    shown = await seen_by(moderator, reply_id - 1)
    assert [piece.kind for piece in shown.versions[0].title] == ["removed", "added", "same"]
    assert (await seen_by(moderator, reply_id)).versions[0].title == []


async def test_the_newest_twenty_edits(moderator: Actor, clock: Travel) -> None:
    post_id = await posted(moderator)
    for number in range(23):
        await edited(moderator, post_id, f"Words {number}")
        clock.forward(10)
    shown = await seen_by(moderator, post_id)
    assert [version.number for version in shown.versions] == list(range(24, 3, -1))
    assert shown.left_out == 3
    assert shown.versions[-1].body == [Piece("same", "Words 2")]


async def test_who_may_not_see_the_post_learns_nothing(author: Actor, moderator: Actor) -> None:
    async with writing() as tx:
        admin = await factories.admin(tx)
    hidden = await posted(admin, read_by="listed")
    for actor in (author, moderator):
        with pytest.raises(NotFound):
            await seen_by(actor, hidden)
    for nothing in (0, 999_999, 2**70):
        with pytest.raises(NotFound):
            await seen_by(author, nothing)


async def test_what_a_moderator_took_out_is_read_no_more(moderator: Actor, clock: Travel) -> None:
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR, name="Ann")
        reader = await factories.actor(tx)
    post_id = await posted(author)
    for actor, body in (
        (author, "My password is green tea"),
        (moderator, "My password is [removed]"),
        (author, "My password is [removed], thanks"),
    ):
        clock.forward(60)
        await edited(actor, post_id, body)
    for actor in (author, moderator):
        shown = await seen_by(actor, post_id)
        assert "green tea" in str(shown)
        assert not any(version.is_withheld for version in shown.versions)
    shown = await seen_by(reader, post_id)
    assert "green" not in str(shown)
    assert "slowly" not in str(shown)
    assert [
        (version.number, version.editor, version.is_withheld) for version in shown.versions
    ] == [(4, "Ann", False), (3, "Mo", False), (2, "Ann", True), (1, "Ann", True)]
    assert shown.versions[1].body == [Piece("same", "My password is [removed]")]


async def test_who_changed_another_s_words_is_named(moderator: Actor, clock: Travel) -> None:
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR, name="Ann")
    post_id = await posted(author)
    for actor, name in ((author, ""), (moderator, "Mo"), (author, "")):
        clock.forward(60)
        await edited(actor, post_id, f"Words of {actor.role} at {now()}")
        async with reading() as rx:
            assert (await post_rows(rx, [post_id]))[post_id].edited_by == name
    await edited(moderator, post_id, "Gone is the author.")
    async with writing() as tx:
        (await tx.get_one(Post, post_id)).author_id = None
    async with reading() as rx:
        assert (await post_rows(rx, [post_id]))[post_id].edited_by == "Mo"


async def test_a_deleted_post_is_for_moderators(author: Actor, moderator: Actor) -> None:
    post_id = await posted(moderator)
    async with writing() as tx:
        (await tx.get_one(Post, post_id)).deleted_at = now()
    assert (await seen_by(moderator, post_id)).versions
    with pytest.raises(NotFound):
        await seen_by(author, post_id)
