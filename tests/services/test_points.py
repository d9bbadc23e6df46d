"""Points: one for each like received, and what follows when a level is reached or lost."""

import asyncio

import pytest
from sqlalchemy import update
from sqlmodel import col

from academy_app.core import bus
from academy_app.core.actor import Actor
from academy_app.core.channels import Changed
from academy_app.core.db import Database, Tx, reading, writing
from academy_app.core.events import Event, MemberChanged, Rang
from academy_app.core.levels import BEGIN_AT, HIGHEST, level_of, missing, missing_to, progress
from academy_app.jobs.housekeeping import BATCH, recount_points
from academy_app.models.discussion import Like
from academy_app.models.membership import Member
from academy_app.services import discussion, points
from tests import factories
from tests.services.discussion.scene import regular


async def _points(member_id: int) -> int:
    async with reading() as rx:
        return (await rx.get_one(Member, member_id)).points


async def _post(tx: Tx, author: Actor) -> int:
    thread = await factories.thread(tx, author)
    return factories.key(await factories.post(tx, thread, author))


async def test_a_like_is_a_point_and_taking_it_back_takes_it_back(db: Database) -> None:
    async with writing() as tx:
        author, reader = await regular(tx), await regular(tx)
        post_id = await _post(tx, author)
    seen = []
    for act in (discussion.like, discussion.like, discussion.unlike, discussion.unlike):
        async with writing() as tx:
            await act(tx, reader, post_id)
        seen.append(await _points(author.member_id))
    assert seen == [1, 1, 0, 0]
    assert await _points(reader.member_id) == 0


async def test_nobody_gives_themself_a_point(db: Database) -> None:
    async with writing() as tx:
        author = await regular(tx)
        post_id = await _post(tx, author)
        await discussion.like(tx, author, post_id)
    assert await _points(author.member_id) == 0
    async with writing() as tx:
        await discussion.unlike(tx, author, post_id)
    assert await _points(author.member_id) == 0


async def test_no_like_of_many_at_once_is_lost(db: Database) -> None:
    async with writing() as tx:
        author = await regular(tx)
        posts = [await _post(tx, author) for _ in range(3)]
        readers = [await regular(tx) for _ in range(8)]

    async def like(reader: Actor, post_id: int) -> None:
        async with writing() as tx:
            await discussion.like(tx, reader, post_id)

    await asyncio.gather(*(like(reader, post_id) for reader in readers for post_id in posts))
    assert await _points(author.member_id) == 24


async def test_points_never_fall_below_none(db: Database) -> None:
    async with writing() as tx:
        author = await regular(tx)
        await points.lost(tx, author.member_id)
        assert (tx.changes, tx.events) == ([], [])
    assert await _points(author.member_id) == 0


async def test_a_new_level_is_told_and_nothing_else(db: Database) -> None:
    heard: list[Event] = []

    async def hear(event: Event) -> None:
        heard.append(event)

    stop = bus.listen(hear)
    async with writing() as tx:
        member = await factories.member(tx, points=3)
    told = []
    for change in (points.gained, points.gained, points.gained, points.lost, points.lost):
        heard.clear()
        async with writing() as tx:
            await change(tx, factories.key(member))
            recorded = list(tx.changes)
        is_told = MemberChanged(factories.key(member)) in heard
        id_ = factories.key(member)
        told_of = [
            Changed("access", "member", id_),
            Changed(f"member:{id_}", "notice"),
            Changed(f"member:{id_}", "rights"),
        ]
        assert recorded == (told_of if is_told else [])
        assert any(isinstance(event, Rang) for event in heard) == is_told
        told.append((await _points(factories.key(member)), is_told))
    stop()
    assert told == [(4, False), (5, True), (6, False), (5, False), (4, True)]


async def test_points_that_went_wrong_are_counted_again(db: Database) -> None:
    async with writing() as tx:
        author, reader = await regular(tx), await regular(tx)
        for _ in range(6):
            await discussion.like(tx, reader, await _post(tx, author))
        others = [await factories.member(tx, points=7) for _ in range(BATCH + 1)]
        liked = await _post(tx, author)
        # As an import may leave it: a like of one's own that names its author.
        own = author.member_id
        tx.add(Like(post_id=liked, member_id=own, author_id=own))
    async with writing() as tx:
        await tx.execute(
            update(Member).where(col(Member.id) == author.member_id).values(points=100)
        )
    assert await recount_points() == len(others) + 1
    assert await _points(author.member_id) == 6
    assert await _points(factories.key(others[-1])) == 0
    assert await recount_points() == 0


async def test_what_was_liked_stays_liked_when_its_post_is_deleted(db: Database) -> None:
    async with writing() as tx:
        author, reader = await regular(tx), await regular(tx)
        post_id = await _post(tx, author)
        await discussion.like(tx, reader, post_id)
        await discussion.delete_post(tx, author, post_id)
    assert await recount_points() == 0
    assert await _points(author.member_id) == 1


@pytest.mark.parametrize("points_", [0, 4, 5, 64, 65, 8014, 33_014, 33_015, 10**6])
def test_levels_and_the_way_between_them(points_: int) -> None:
    level = level_of(points_)
    assert BEGIN_AT[level - 1] <= points_
    assert 0 <= progress(points_) <= 100
    assert (progress(points_) == 100) == (level == HIGHEST)
    if level < HIGHEST:
        assert points_ + missing(points_) == BEGIN_AT[level]
        assert missing_to(points_, level + 1) == missing(points_)
    assert missing_to(points_, level) == 0
