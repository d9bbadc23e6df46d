"""Posts are edited, deleted, brought back; threads are moved and pinned. Nothing is lost by it."""

import pytest
from sqlmodel import col, select

from academy_app.core.actor import Role
from academy_app.core.channels import ACCESS
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from academy_app.models.channels import Change
from academy_app.models.discussion import Post, Revision, Thread
from academy_app.services import discussion
from tests import factories
from tests.services.discussion.scene import regular


async def test_an_edit_keeps_what_stood_there(db: Database) -> None:
    new = await discussion.words("Better *words*")
    async with writing() as tx:
        author = await regular(tx)
        thread = await factories.thread(tx, author, title="Old title")
        opening = (await tx.scalars(select(Post))).one()
        await discussion.edit_post(tx, author, factories.key(opening), new, title="New title")
    async with reading() as rx:
        kept = (await rx.scalars(select(Revision))).one()
        assert (kept.title, kept.body, kept.editor_id) == (
            "Old title",
            "Hello.",
            author.member_id,
        )
        changed = await rx.get_one(Thread, thread.id)
        assert (changed.title, changed.excerpt) == ("New title", "Better words")
        post = (await rx.scalars(select(Post))).one()
        assert post.body_html == "<p>Better <em>words</em></p>\n"
        assert post.edited_at is not None


async def test_an_edit_of_what_changed_meanwhile_is_refused(db: Database) -> None:
    async with writing() as tx:
        author = await regular(tx)
        post = factories.key(await factories.post(tx, await factories.thread(tx, author), author))
        words = await discussion.words("First")
        other = await discussion.words("Second")
        for _ in range(2):
            await discussion.edit_post(tx, author, post, words, edited_at="")
        with pytest.raises(Conflict) as refused:
            await discussion.edit_post(tx, author, post, other, edited_at="")
        assert refused.value.key == "post.edited_meanwhile"


async def test_others_words_are_for_moderators(db: Database) -> None:
    words = await discussion.words("Changed")
    async with writing() as tx:
        author, other = await regular(tx), await regular(tx)
        moderator = await regular(tx, Role.MODERATOR)
        post = factories.key(await factories.post(tx, await factories.thread(tx, author), author))
        with pytest.raises(Forbidden):
            await discussion.edit_post(tx, other, post, words)
        with pytest.raises(Forbidden):
            await discussion.delete_post(tx, other, post)
        with pytest.raises(Invalid):
            await discussion.edit_post(tx, author, post, words, title="A reply has none")
        await discussion.edit_post(tx, moderator, post, words)


async def test_a_deleted_reply_comes_back_with_its_count(db: Database) -> None:
    async with writing() as tx:
        author, moderator = await regular(tx), await regular(tx, Role.MODERATOR)
        thread = await factories.thread(tx, author)
        post = factories.key(await factories.post(tx, thread, author))
        await discussion.mark_answer(tx, author, factories.key(thread), post)
        for _ in range(2):
            await discussion.delete_post(tx, author, post)
        assert (thread.replies, thread.answer_id) == (0, None)
        with pytest.raises(Conflict):
            await discussion.like(tx, moderator, post)
        for _ in range(2):
            await discussion.restore_post(tx, author, post)
        assert thread.replies == 1
        await discussion.delete_post(tx, moderator, post)
        with pytest.raises(Forbidden):
            await discussion.restore_post(tx, author, post)


async def test_a_thread_goes_with_its_opening(db: Database) -> None:
    async with writing() as tx:
        author, other = await regular(tx), await regular(tx)
        thread = await factories.thread(tx, author)
        reply = factories.key(await factories.post(tx, thread, other))
        opening = await tx.scalar(select(Post.id).where(col(Post.number) == 0)) or 0
        await discussion.delete_post(tx, author, opening)
        assert thread.deleted_at is not None
        with pytest.raises(NotFound):
            await discussion.like(tx, other, reply)
        await discussion.restore_post(tx, author, opening)
        await discussion.like(tx, other, reply)


async def test_a_moderator_moves_where_they_may_post(db: Database) -> None:
    async with writing() as tx:
        author, moderator = await regular(tx), await regular(tx, Role.MODERATOR)
        admin = await regular(tx, Role.ADMIN)
        source, closed = (
            await factories.category(tx),
            await factories.category(tx, read_by="listed"),
        )
        thread = factories.key(await factories.thread(tx, author, source))
        with pytest.raises(Forbidden):
            await discussion.move_thread(tx, author, thread, factories.key(source))
        with pytest.raises(NotFound):
            await discussion.move_thread(tx, moderator, thread, factories.key(closed))
        await discussion.move_thread(tx, admin, thread, factories.key(closed))
        with pytest.raises(NotFound):
            await discussion.set_pinned(tx, moderator, thread, True)
    async with reading() as rx:
        channels = set(await rx.scalars(select(Change.channel)))
        assert {ACCESS, f"category:{source.id}", f"category:{closed.id}"} <= channels
