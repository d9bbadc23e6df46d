"""A thread with a window of its replies: whole, in order, in few statements."""

import pytest
from sqlmodel import select

from academy_app.core.actor import Role
from academy_app.core.clock import now
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import Invalid, NotFound
from academy_app.models.discussion import Bookmark, Poll, PollOption, PollVote, Post
from academy_app.queries import discussion
from academy_app.services import discussion as acts
from tests import factories
from tests.conftest import Statements

MANY = 95


async def test_windows_follow_each_other_both_ways(db: Database) -> None:
    async with writing() as tx:
        member = await factories.actor(tx)
        thread = await factories.thread(tx, member)
        posts = [await factories.post(tx, thread, member) for _ in range(MANY)]
        thread_id, middle = factories.key(thread), factories.key(posts[50])
    async with reading() as rx:
        page, _ = await discussion.thread_page(rx, member, thread_id)
        numbers = [post.number for post in page.replies]
        after = page.after
        while after:
            further = await discussion.replies(rx, member, thread_id, after=after)
            numbers += [post.number for post in further.posts]
            after = further.after
        assert numbers == list(range(1, MANY + 1))
        page, _ = await discussion.thread_page(rx, member, thread_id, middle)
        assert page.focus == middle
        assert [post.number for post in page.opening] == [0]
        numbers = [post.number for post in page.replies]
        assert 51 in numbers
        before = page.before
        while before:
            earlier = await discussion.replies(rx, member, thread_id, before=before)
            numbers = [*(post.number for post in earlier.posts), *numbers]
            before = earlier.before
        assert numbers == list(range(1, numbers[-1] + 1))


async def test_a_page_shows_what_the_reader_did_and_may(db: Database) -> None:
    async with writing() as tx:
        asker, reader = await factories.actor(tx), await factories.actor(tx)
        thread = await factories.thread(tx, asker, has_poll=True)
        thread_id = factories.key(thread)
        post = await factories.post(tx, thread, asker)
        tx.add(Poll(thread_id=thread_id, voters=3))
        await tx.flush()
        option = PollOption(thread_id=thread_id, text="Rye", votes=2)
        tx.add(option)
        tx.add(Bookmark(member_id=reader.member_id, post_id=factories.key(post)))
        await tx.flush()
        tx.add(PollVote(thread_id=thread_id, member_id=reader.member_id, option_id=option.id or 0))
        await acts.like(tx, reader, factories.key(post))
        await acts.wonder(tx, reader, thread_id, True)
        await acts.mark_read(tx, reader, thread_id, 1)
    async with reading() as rx:
        page, head = await discussion.thread_page(rx, reader, thread_id)
    assert head > 0
    assert (page.mine.likes, page.mine.bookmarks, page.mine.votes) == (
        [post.id],
        [post.id],
        [option.id],
    )
    assert (page.mine.is_wondering, page.mine.read) == (True, 1)
    assert [(each.text, each.votes, each.percent) for each in page.head.poll.options] == [
        ("Rye", 2, 66)
    ]
    assert (page.rights.reply, page.rights.keep_order, page.rights.mark_answer) == (
        True,
        False,
        False,
    )


async def test_a_deleted_post_says_nothing_any_more(db: Database) -> None:
    async with writing() as tx:
        author, moderator = await factories.actor(tx), await factories.actor(tx, Role.MODERATOR)
        thread = await factories.thread(tx, author)
        post = await factories.post(tx, thread, author, body_html="<p>secret</p>")
        await acts.delete_post(tx, author, factories.key(post))
    async with reading() as rx:
        for actor in (author, moderator):
            page, _ = await discussion.thread_page(rx, actor, factories.key(thread))
            assert "secret" not in str(page)
            assert [(each.is_deleted, each.author.id) for each in page.replies] == [(True, 0)]


async def test_a_deleted_thread_is_seen_by_who_may_bring_it_back(db: Database) -> None:
    async with writing() as tx:
        author, other = await factories.actor(tx), await factories.actor(tx)
        thread_id = factories.key(await factories.thread(tx, author, deleted_at=now()))
    async with reading() as rx:
        page, _ = await discussion.thread_page(rx, author, thread_id)
        assert page.head.is_deleted
        for ask in (discussion.thread_page, discussion.replies, discussion.first_unread):
            with pytest.raises(NotFound):
                await ask(rx, other, thread_id)
        posts = await rx.scalars(select(Post.id))
        with pytest.raises(NotFound):
            await discussion.thread_of_post(rx, other, posts.one() or 0)


async def test_the_first_unread_is_found(db: Database) -> None:
    async with writing() as tx:
        author, reader = await factories.actor(tx), await factories.actor(tx)
        thread = await factories.thread(tx, author)
        posts = [await factories.post(tx, thread, author) for _ in range(3)]
        await acts.mark_read(tx, reader, factories.key(thread), 1)
    async with reading() as rx:
        found = await discussion.first_unread(rx, reader, factories.key(thread))
        assert found == posts[1].id


async def test_a_page_takes_few_statements_however_long(
    db: Database, statements: Statements
) -> None:
    async with writing() as tx:
        member = await factories.actor(tx)
        thread = await factories.thread(tx, member)
        posts = [await factories.post(tx, thread, member) for _ in range(40)]
    async with reading() as rx:
        with statements() as seen:
            await discussion.thread_page(rx, member, factories.key(thread))
        assert len(seen) == 5, seen
        with statements() as seen:
            await discussion.thread_page(rx, member, factories.key(thread), posts[20].id or 0)
        assert len(seen) == 6, seen


@pytest.mark.parametrize("cursor", ["x", "-1", "1" * 19, "٣", "' OR 1=1"])
async def test_a_cursor_that_is_none_is_refused(db: Database, cursor: str) -> None:
    async with writing() as tx:
        member = await factories.actor(tx)
        thread_id = factories.key(await factories.thread(tx, member))
    async with reading() as rx:
        for way in ({"before": cursor}, {"after": cursor}):
            with pytest.raises(Invalid):
                await discussion.replies(rx, member, thread_id, **way)
