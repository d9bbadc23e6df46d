"""What arrives from elsewhere stands here as if it had been written here."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Table
from sqlmodel import SQLModel, col, select

from academy_app.core.actor import Actor, Role
from academy_app.core.channels import of_category
from academy_app.core.clock import Travel, now
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import Forbidden, NotFound
from academy_app.core.markdown import render
from academy_app.models.channels import Change
from academy_app.models.discussion import Post, Thread
from academy_app.models.membership import Member
from academy_app.models.notices import Notification
from academy_app.models.search import SearchEntry
from academy_app.queries.search import Filters, search
from academy_app.services import discussion, points
from academy_app.services.discussion import (
    ArrivingPoll,
    ArrivingReply,
    ArrivingThread,
    PollDraft,
    ThreadDraft,
    Words,
)
from tests import factories
from tests.conftest import Statements
from tests.importers.world import emptied

# Whatever a post is made of: of these an arrival must leave the same as a member who writes.
TABLES = ("thread", "post", "thread_tag", "poll", "poll_option", "mention", "thread_read")
BY_HAND = {"client_id", "likes_carried"}


def said(source: str) -> Words:
    return Words(source, render(source))


async def rows(name: str) -> list[dict[str, Any]]:
    table: Table = SQLModel.metadata.tables[name]
    async with reading() as rx:
        found = await rx.execute(table.select().order_by(*table.primary_key))
        return [dict(row) for row in found.mappings()]


async def everything() -> dict[str, list[dict[str, Any]]]:
    found = {name: await rows(name) for name in (*TABLES, "search_entry", "member")}
    for row in found["post"]:
        for name in BY_HAND:
            del row[name]
    return found


async def scene() -> tuple[Actor, Actor, Actor, int]:
    """An admin, two members and a category; the same ids each time the database is empty."""
    async with writing() as tx:
        admin = await factories.admin(tx, name="A", email="a@example.org")
        ann = await factories.actor(tx, name="B", email="b@example.org")
        bob = await factories.actor(tx, Role.MODERATOR, name="C", email="c@example.org")
        category = await factories.category(tx, slug="x", name="X")
    return admin, ann, bob, factories.key(category)


async def written_here(clock: Travel, ann: Actor, bob: Actor, category_id: int) -> None:
    poll = PollDraft(("Rye", "Wheat"), is_multiple=True)
    opening = ThreadDraft(
        "Which flour?", said(OPENING), "client-1", category_id, tags=("Bread", "flour"), poll=poll
    )
    async with writing() as tx:
        thread = await discussion.start_thread(tx, ann, opening)
    thread_id = factories.key(thread)
    posts: list[int] = []
    for number, (by, parent, words) in enumerate(_replies(ann, bob)):
        clock.forward(60)
        async with writing() as tx:
            parent_id = posts[parent] if parent is not None else None
            post = await discussion.reply(
                tx, by, thread_id, said(words), client_id=f"client-r{number}", parent_id=parent_id
            )
        posts.append(factories.key(post))
    async with writing() as tx:
        await discussion.mark_answer(tx, ann, thread_id, posts[1])


async def arrived(
    clock: Travel, admin: Actor, ann: Actor, bob: Actor, category_id: int, cut: int
) -> None:
    """The same in batches: the replies before `cut` in one, the rest in another."""
    poll = ArrivingPoll((("Rye", 0), ("Wheat", 0)), is_multiple=True)
    opening = ArrivingThread(
        category_id,
        ann.member_id,
        "Which flour?",
        said(OPENING),
        now(),
        tags=("Bread", "flour"),
        poll=poll,
    )
    async with writing() as tx:
        (thread,) = await discussion.threads_arrive(tx, admin, [opening])
    told = _replies(ann, bob)
    posts: list[int] = []
    for start, end in ((0, cut), (cut, len(told))):
        batch = []
        for by, parent, words in told[start:end]:
            clock.forward(60)
            is_here = parent is not None and parent < start
            batch.append(
                ArrivingReply(
                    thread.thread_id,
                    by.member_id,
                    said(words),
                    now(),
                    parent_id=posts[parent] if is_here and parent is not None else None,
                    parent_place=None if is_here or parent is None else parent - start,
                    is_answer=words == "Rye, of course.",
                )
            )
        async with writing() as tx:
            posts += await discussion.replies_arrive(tx, admin, batch)


OPENING = "Say, [@C](/people/3): $x^2$ **or** <b onclick=x()>what</b>?\n\n- one\n- two"


def _replies(ann: Actor, bob: Actor) -> Sequence[tuple[Actor, int | None, str]]:
    return (
        (bob, None, "Wheat."),
        (ann, 0, "Rye, of course."),
        (bob, 1, "Why? [@B](/people/2)"),
        (ann, 2, "Deeper."),
        (bob, 3, "Deeper still."),
        (ann, None, "Well."),
    )


@pytest.mark.parametrize("cut", [0, 1, 3, 6])
async def test_it_is_what_members_would_have_written(db: Database, clock: Travel, cut: int) -> None:
    begun = clock.at
    seen = []
    for how in ("here", "elsewhere"):
        clock.at = begun
        await emptied(db)
        admin, ann, bob, category_id = await scene()
        if how == "here":
            await written_here(clock, ann, bob, category_id)
        else:
            await arrived(clock, admin, ann, bob, category_id, cut)
        seen.append(await everything())
    assert seen[0] == seen[1]
    assert [len(seen[0][name]) for name in TABLES] == [1, 7, 2, 1, 2, 2, 2]


async def test_nobody_is_told_and_the_list_changes_once(db: Database, clock: Travel) -> None:
    admin, ann, bob, category_id = await scene()
    many = [
        ArrivingThread(category_id, ann.member_id, f"T{n}", said("[@C](/people/3) x"), now())
        for n in range(5)
    ]
    async with writing() as tx:
        found = await discussion.threads_arrive(tx, admin, many)
    async with writing() as tx:
        answers = [ArrivingReply(each.thread_id, bob.member_id, said("A"), now()) for each in found]
        await discussion.replies_arrive(tx, admin, answers)
    async with reading() as rx:
        assert (await rx.scalars(select(Notification))).all() == []
        changes = (await rx.scalars(select(Change.channel))).all()
    assert changes == [of_category(category_id)] * 2


async def test_likes_come_along_as_points_and_outlast_a_recount(
    db: Database, clock: Travel
) -> None:
    admin, ann, bob, category_id = await scene()
    opening = ArrivingThread(category_id, ann.member_id, "T", said("Words"), now(), likes=7)
    async with writing() as tx:
        (made,) = await discussion.threads_arrive(tx, admin, [opening])
        reply = ArrivingReply(made.thread_id, bob.member_id, said("A"), now(), likes=2)
        await discussion.replies_arrive(tx, admin, [reply])
    async with writing() as tx:
        await discussion.like(tx, bob, made.post_id)
    for _ in range(2):
        async with reading() as rx:
            thread = (await rx.scalars(select(Thread))).one()
            assert (thread.likes, thread.score, thread.replies) == (8, 9, 1)
            assert await points.wrong(rx) == []
            assert dict((await rx.execute(select(Member.id, Member.points))).all()) == {
                admin.member_id: 0,
                ann.member_id: 8,
                bob.member_id: 2,
            }
        async with writing() as tx:
            await points.recount(tx, [ann.member_id, bob.member_id])


async def test_they_are_found_and_counted_in_few_statements(
    db: Database, clock: Travel, statements: Statements
) -> None:
    admin, ann, bob, category_id = await scene()
    many = [
        ArrivingThread(category_id, ann.member_id, f"T{n}", said(f"word{n}"), now())
        for n in range(40)
    ]
    with statements() as seen:
        async with writing() as tx:
            found = await discussion.threads_arrive(tx, admin, many)
        async with writing() as tx:
            replies = [
                ArrivingReply(each.thread_id, bob.member_id, said("Yes"), now())
                for each in found
                for _ in range(3)
            ]
            await discussion.replies_arrive(tx, admin, replies)
    assert len(seen) <= 24
    async with reading() as rx:
        hits = await search(rx, ann, "word17", Filters(), mode="full")
        assert len(hits.hits) == 1
        count = len((await rx.scalars(select(SearchEntry))).all())
    assert count == 160


async def test_only_admins_and_only_where_something_is(db: Database, clock: Travel) -> None:
    admin, ann, bob, category_id = await scene()
    opening = ArrivingThread(category_id, ann.member_id, "T", said("Words"), now())
    for actor in (ann, bob, Actor(admin.member_id, Role.ADMIN)):
        with pytest.raises(Forbidden):
            async with writing() as tx:
                await discussion.threads_arrive(tx, actor, [opening])
    lost = ArrivingReply(99, ann.member_id, said("A"), now())
    with pytest.raises(NotFound):
        async with writing() as tx:
            await discussion.replies_arrive(tx, admin, [lost])


async def test_what_came_late_does_not_make_a_thread_look_older(
    db: Database, clock: Travel
) -> None:
    admin, ann, bob, category_id = await scene()
    opening = ArrivingThread(category_id, ann.member_id, "T", said("Words"), now())
    async with writing() as tx:
        (made,) = await discussion.threads_arrive(tx, admin, [opening])
    clock.forward(3600)
    async with writing() as tx:
        await discussion.reply(tx, bob, made.thread_id, said("Now"), client_id="client-1")
    async with writing() as tx:
        earlier = now() - timedelta(minutes=30)
        late = ArrivingReply(made.thread_id, ann.member_id, said("Then"), earlier)
        await discussion.replies_arrive(tx, admin, [late])
    async with reading() as rx:
        thread = await rx.get_one(Thread, made.thread_id)
        posts = (await rx.scalars(select(Post).order_by(col(Post.number)))).all()
    assert (thread.activity_at, thread.last_author_id) == (now(), bob.member_id)
    assert (thread.highest, thread.replies) == (2, 2)
    assert [(post.number, post.path) for post in posts] == [(0, ""), (1, "000001"), (2, "000002")]
