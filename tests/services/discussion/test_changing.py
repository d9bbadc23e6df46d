"""Posts are edited, deleted, brought back; threads are moved and pinned. Nothing is lost by it."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from academy_app.core.actor import Role
from academy_app.core.channels import ACCESS
from academy_app.core.clock import now
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from academy_app.models.channels import Change
from academy_app.models.discussion import Post, Revision, Thread, ThreadRead
from academy_app.queries import discussion as queries
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
        assert thread.replies == 0
        with pytest.raises(Conflict):
            await discussion.like(tx, moderator, post)
        for _ in range(2):
            await discussion.restore_post(tx, author, post)
        assert thread.replies == 1
        await discussion.delete_post(tx, moderator, post)
        with pytest.raises(Forbidden):
            await discussion.restore_post(tx, author, post)


async def test_an_answer_that_comes_back_is_the_answer_again(db: Database) -> None:
    async with writing() as tx:
        author = await regular(tx)
        thread = await factories.thread(tx, author)
        thread_id, post = factories.key(thread), await factories.post(tx, thread, author)
        await discussion.mark_answer(tx, author, thread_id, factories.key(post))
    for act, answer in ((discussion.delete_post, 0), (discussion.restore_post, post.id)):
        async with writing() as tx:
            await act(tx, author, factories.key(post))
        async with reading() as rx:
            assert (await queries.thread_heads(rx, [thread_id]))[thread_id].answer_id == answer
            assert (await queries.thread_cards(rx, [thread_id]))[thread_id].has_answer == (
                answer != 0
            )


async def test_a_thread_goes_with_its_opening(db: Database) -> None:
    async with writing() as tx:
        author, other = await regular(tx), await regular(tx)
        moderator = await regular(tx, Role.MODERATOR)
        thread = await factories.thread(tx, author)
        opening = await tx.scalar(select(Post.id).where(col(Post.number) == 0)) or 0
        await discussion.delete_post(tx, author, opening)
        assert thread.deleted_at is not None
        for actor, refusal in ((other, NotFound), (author, Conflict), (moderator, Conflict)):
            with pytest.raises(refusal):
                await discussion.like(tx, actor, opening)
        await discussion.restore_post(tx, author, opening)
        await discussion.like(tx, other, opening)


async def test_what_others_have_answered_is_theirs_as_well(db: Database) -> None:
    async with writing() as tx:
        author, other = await regular(tx), await regular(tx)
        moderator = await regular(tx, Role.MODERATOR)
        thread = await factories.thread(tx, author)
        await factories.post(tx, thread, other)
        opening = await tx.scalar(select(Post.id).where(col(Post.number) == 0)) or 0
        with pytest.raises(Forbidden) as refused:
            await discussion.delete_post(tx, author, opening)
        assert refused.value.key == "thread.has_replies"
        await discussion.delete_post(tx, moderator, opening)


async def test_a_deleted_newest_reply_leaves_nothing_unread(db: Database) -> None:
    async with writing() as tx:
        author, reader = await regular(tx), await regular(tx)
        thread = await factories.thread(tx, author, activity_at=now() - timedelta(hours=2))
        first = await factories.post(tx, thread, author, created_at=now() - timedelta(hours=1))
        await discussion.mark_read(tx, reader, factories.key(thread), 1)
        second = await factories.post(tx, thread, reader)
        thread.activity_at, thread.last_author_id = second.created_at, reader.member_id
        await discussion.delete_post(tx, reader, factories.key(second))
        assert (thread.activity_at, thread.last_author_id) == (first.created_at, author.member_id)
        read = await tx.get(
            ThreadRead, (reader.member_id, factories.key(thread)), populate_existing=True
        )
        assert read is not None
        assert read.number == thread.highest


async def test_an_edit_is_held_to_the_measure_of_a_post(db: Database) -> None:
    many = await discussion.words(" ".join(f"[x](https:/e{n}.example)" for n in range(31)))
    names = await discussion.words(" ".join(f"[@x](/people/{n})" for n in range(1, 13)))
    async with writing() as tx:
        author, moderator = await regular(tx), await regular(tx, Role.MODERATOR)
        post = factories.key(await factories.post(tx, await factories.thread(tx, author), author))
        for words in (many, names):
            with pytest.raises(Invalid):
                await discussion.edit_post(tx, author, post, words)
        await discussion.edit_post(tx, moderator, post, many)


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
