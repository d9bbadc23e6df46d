"""Notifications are read, turned off, and no longer grow."""

from datetime import timedelta

import pytest

from academy_app.core.clock import Travel
from academy_app.core.db import writing
from academy_app.core.errors import Invalid
from academy_app.services import notices
from tests import factories
from tests.factories import key
from tests.services.notices.scene import Scene, changes, rows_of


async def test_after_reading_a_new_row_begins(scene: Scene, clock: Travel) -> None:
    first, second = await scene.someone("first"), await scene.someone("second")
    await scene.like(scene.opening, first)
    await scene.reply(by=first)
    clock.forward(60)
    await _read_all(scene)
    clock.forward(60)
    await scene.like(scene.opening, second)
    await scene.reply(by=second)
    rows = await rows_of(scene.asker)
    assert [(row.kind, row.count, row.read_at is None) for row in rows] == [
        ("like", 1, False),
        ("reply", 1, False),
        ("like", 1, True),
        ("reply", 1, True),
    ]


async def test_what_was_told_once_stays_told_when_it_was_read(scene: Scene) -> None:
    async with writing() as tx:
        await notices.followed(tx, scene.acting, key(scene.asker))
    await _read_all(scene)
    async with writing() as tx:
        await notices.followed(tx, scene.acting, key(scene.asker))
    assert len(await rows_of(scene.asker)) == 1


async def test_only_one_s_own_are_read(scene: Scene) -> None:
    other = await scene.someone("other")
    await scene.reply(mentions=[other])
    ids = [row.id or 0 for row in await rows_of()]
    async with writing() as tx:
        await notices.mark_read(tx, factories.as_actor(other), [*ids, 0, -1, 2**70])
    assert [row.member_id for row in await rows_of() if row.read_at] == [key(other)]
    assert await changes(other) == ["notice", "notice"]


async def test_reading_a_thread_reads_what_tells_of_it(scene: Scene) -> None:
    first = await scene.reply()
    await scene.like(scene.opening, scene.writer)
    await scene.reply(mentions=[scene.asker])
    await scene.start(scene.writer, mentions=[scene.asker])
    async with writing() as tx:
        await notices.read_thread(
            tx, factories.as_actor(scene.asker), key(scene.thread), first.number
        )
    read = {row.key.partition(":")[0] for row in await rows_of(scene.asker) if row.read_at}
    assert read == {"thread", "like"}
    assert len(await rows_of(scene.asker)) == 4


async def test_nothing_new_to_read_is_no_change(scene: Scene) -> None:
    await scene.reply()
    for _ in range(2):
        await _read_all(scene)
        async with writing() as tx:
            await notices.read_thread(tx, factories.as_actor(scene.asker), key(scene.thread), 99)
    assert await changes(scene.asker) == ["notice", "notice"]


async def test_an_unknown_kind_cannot_be_turned_off(scene: Scene) -> None:
    with pytest.raises(Invalid) as refused:
        async with writing() as tx:
            await notices.wish(tx, scene.acting, {"like": False, "letter": False})
    assert list(refused.value.fields) == ["letter"]


async def _read_all(scene: Scene) -> None:
    async with writing() as tx:
        await notices.mark_all_read(tx, factories.as_actor(scene.asker))


async def test_what_was_read_long_ago_is_dropped_and_old_likes_stay_read(
    scene: Scene, clock: Travel
) -> None:
    first, second = await scene.someone("first"), await scene.someone("second")
    await scene.like(scene.opening, first)
    await scene.reply()
    clock.forward(60)
    await _read_all(scene)
    clock.forward(60)
    await scene.reply()
    clock.forward(timedelta(days=91).total_seconds())
    async with writing() as tx:
        await notices.forget_old(tx)
    rows = await rows_of(scene.asker)
    assert [(row.kind, row.read_at is None) for row in rows] == [("like", False), ("reply", True)]
    await scene.like(scene.opening, second)
    assert [row.count for row in await rows_of(scene.asker) if row.kind == "like"] == [1, 1]
    await _read_all(scene)
    clock.forward(timedelta(days=91).total_seconds())
    async with writing() as tx:
        await notices.forget_old(tx)
    assert [row.kind for row in await rows_of(scene.asker)] == ["like"]
