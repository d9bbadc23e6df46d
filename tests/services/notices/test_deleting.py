"""Posts go and come back: who was told of them sees what there still is."""

from academy_app.core.clock import now
from academy_app.core.db import reading, writing
from academy_app.models.discussion import Post
from academy_app.queries.notices import bell
from academy_app.services import notices
from tests import factories
from tests.conftest import Statements
from tests.factories import key
from tests.services.notices.scene import Scene, changes, rows_of


async def test_a_joined_row_tells_of_the_replies_that_stand(scene: Scene) -> None:
    first, second, third = [await scene.reply() for _ in range(3)]
    await _delete(third)
    assert await _joined(scene) == (2, second.id)
    await _delete(first)
    assert await _joined(scene) == (1, second.id)
    assert await _unread(scene) == 1
    assert await changes(scene.asker) == ["notice"] * 5
    await _delete(second)
    assert (await _joined(scene))[0] == await _unread(scene) == 0
    await _restore(first)
    assert await _joined(scene) == (1, first.id)
    await _restore(third)
    await _restore(second)
    assert await _joined(scene) == (3, third.id)
    assert await _unread(scene) == 1


async def test_a_row_with_nothing_left_begins_anew(scene: Scene) -> None:
    await _delete(await scene.reply())
    later = await scene.reply()
    assert await _joined(scene) == (1, later.id)


async def test_only_what_the_row_counts_is_taken_out_of_it(scene: Scene) -> None:
    read = await scene.reply()
    async with writing() as tx:
        await notices.mark_all_read(tx, factories.as_actor(scene.asker))
    unread = await scene.reply()
    own = await scene.reply(by=scene.asker)
    alone = await scene.reply(mentions=[scene.asker])
    for post in (read, own, alone):
        await _delete(post)
        assert await _joined(scene) == (1, unread.id)
        await _restore(post)
        assert await _joined(scene) == (1, unread.id)
    assert await changes(scene.asker) == ["notice"] * 6


async def test_with_its_opening_all_that_tells_of_a_thread_goes(scene: Scene) -> None:
    await scene.reply()
    await _delete(scene.opening)
    assert await changes(scene.asker) == ["notice", "notice"]


async def test_a_thousand_are_told_in_as_few_statements(
    scene: Scene, statements: Statements
) -> None:
    async def told() -> int:
        await scene.reply()
        post = await scene.reply()
        with statements() as seen:
            await _delete(post)
        return len(seen)

    few = await told()
    for number in range(20):
        follower = await scene.someone(f"follower {number}")
        await scene.follow(follower, "thread", key(scene.thread))
    assert await told() == few


async def _delete(post: Post) -> None:
    async with writing() as tx:
        row = await tx.get_one(Post, key(post))
        row.deleted_at = now()
        await notices.post_deleted(tx, row)


async def _restore(post: Post) -> None:
    async with writing() as tx:
        row = await tx.get_one(Post, key(post))
        row.deleted_at = None
        await notices.post_restored(tx, row)


async def _joined(scene: Scene) -> tuple[int, int | None]:
    [row] = [row for row in await rows_of(scene.asker) if row.key.endswith("+")]
    return row.count, row.post_id


async def _unread(scene: Scene) -> int:
    async with reading() as rx:
        return (await bell(rx, factories.as_actor(scene.asker))).unread
