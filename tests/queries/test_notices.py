"""What a member was told, as it is shown; nothing that they may read no longer."""

from datetime import timedelta

import pytest

from academy_app.core.actor import Actor
from academy_app.core.clock import Travel, now
from academy_app.core.db import reading, writing
from academy_app.core.errors import Invalid
from academy_app.core.views.notices import Bell, Notices
from academy_app.models.notices import Notification
from academy_app.queries import notices
from academy_app.services import notices as services
from tests import factories
from tests.conftest import Statements
from tests.factories import key
from tests.services.notices.scene import Scene, make_scene


@pytest.fixture
async def scene(db: object) -> Scene:
    return await make_scene()


async def test_each_kind_says_what_happened_and_where(scene: Scene, clock: Travel) -> None:
    fan = await scene.someone("fan")
    mine = await scene.reply(by=scene.asker)
    reply = await scene.reply()
    answer = await scene.reply(parent=mine)
    mention = await scene.reply(mentions=[scene.asker])
    await scene.like(scene.opening, scene.writer)
    clock.forward(1)
    await scene.like(mine, scene.writer)
    clock.forward(1)
    await scene.like(mine, fan)
    async with writing() as tx:
        await services.answered(tx, scene.acting, scene.thread, reply)
        await services.endorsed(tx, scene.acting, mine)
        await services.followed(tx, scene.acting, key(scene.asker))
    shown = {row.text: row for row in (await _page(scene)).rows}
    thread = f"/community/{key(scene.thread)}"
    assert {text: row.href for text, row in shown.items()} == {
        "notices.reply_to_post": f"{thread}?post={reply.id}#post-{reply.id}",
        "notices.reply_to_you": f"{thread}?post={answer.id}#post-{answer.id}",
        "notices.mention": f"{thread}?post={mention.id}#post-{mention.id}",
        "notices.like_post": thread,
        "notices.likes_reply": f"{thread}?post={mine.id}#post-{mine.id}",
        "notices.answer_found": f"{thread}?post={reply.id}#post-{reply.id}",
        "notices.endorsement": f"{thread}?post={mine.id}#post-{mine.id}",
        "notices.follow": f"/people/{key(scene.writer)}",
    }
    likes = shown["notices.likes_reply"]
    assert (likes.name, likes.count, likes.title) == ("fan", 1, "How?")


async def test_what_may_be_read_no_longer_is_left_out(scene: Scene) -> None:
    await scene.reply()
    deleted = await scene.reply(mentions=[scene.asker])
    async with writing() as tx:
        deleted.deleted_at = now()
        tx.add(deleted)
        await services.followed(tx, scene.acting, key(scene.asker))
    assert [row.kind for row in (await _page(scene)).rows] == ["follow", "reply"]
    async with writing() as tx:
        scene.category.read_by = "staff"
        tx.add(scene.category)
    assert [row.kind for row in (await _page(scene)).rows] == ["follow"]
    bell = await _bell(scene)
    assert (bell.unread, len(bell.unread_ids), len(bell.newest)) == (1, 1, 1)
    assert (await _unread(scene)).unread == 1


async def test_nothing_of_others_is_shown(scene: Scene) -> None:
    other = await scene.someone("other")
    await scene.reply(mentions=[other])
    async with reading() as rx:
        theirs = await notices.notices(rx, factories.as_actor(other))
        mine = await notices.notices(rx, factories.as_actor(scene.asker))
    assert [row.kind for row in theirs.rows] == ["mention"]
    assert [row.kind for row in mine.rows] == ["reply"]


async def test_pages_follow_each_other_without_gap_or_repeat(
    scene: Scene, statements: Statements
) -> None:
    await _fill(scene, 70, unread=65)
    cursor, ids, sizes = "", [], []
    while True:
        with statements() as seen:
            page = await _page(scene, cursor)
        assert len(seen) == 1
        ids += [row.id for row in page.rows]
        sizes.append(len(page.rows))
        assert page.is_first == (cursor == "")
        cursor = page.next
        if not cursor:
            break
    assert sizes == [30, 30, 10]
    assert len(set(ids)) == 70
    only = await _page(scene, is_unread_only=True)
    assert only.next_href.startswith("/notifications?unread=1&after=")
    assert all(row.is_unread for row in only.rows)


@pytest.mark.parametrize("cursor", ["x", "1-0", "1-", f"1-{2**63}", "9" * 17 + "-1", "1-1; DROP"])
async def test_a_cursor_that_is_none_is_refused(scene: Scene, cursor: str) -> None:
    with pytest.raises(Invalid):
        await _page(scene, cursor)


async def test_the_first_of_each_day_opens_it(scene: Scene) -> None:
    await _fill(scene, 6, hours=12)
    opens = [bool(row.opens) for row in (await _page(scene)).rows]
    assert opens[0]
    assert 3 <= sum(opens) <= 4


async def test_the_bell_counts_to_99(scene: Scene, statements: Statements) -> None:
    assert (await _unread(scene)) == Bell()
    await _fill(scene, 99, unread=99)
    with statements() as seen:
        bell = await _unread(scene)
    assert len(seen) == 1
    assert (bell.unread, bell.shown) == (99, "99")
    await _fill(scene, 1, unread=1)
    with statements() as seen:
        bell = await _bell(scene)
    assert len(seen) == 2
    assert (bell.unread, bell.shown, bell.is_complete) == (99, "99+", False)
    assert (len(bell.unread_ids), len(bell.newest)) == (100, 10)


async def test_wishes_are_on_unless_turned_off(scene: Scene) -> None:
    await scene.turn_off(scene.asker, "like")
    async with reading() as rx:
        wishes = await notices.wishes(rx, _actor(scene), services.KINDS)
    assert [wish.kind for wish in wishes if not wish.is_on] == ["like"]
    assert [wish.kind for wish in wishes] == list(services.KINDS)


async def _page(scene: Scene, cursor: str = "", *, is_unread_only: bool = False) -> Notices:
    async with reading() as rx:
        return await notices.notices(rx, _actor(scene), cursor, is_unread_only=is_unread_only)


async def _bell(scene: Scene) -> Bell:
    async with reading() as rx:
        return await notices.bell(rx, _actor(scene))


async def _unread(scene: Scene) -> Bell:
    async with reading() as rx:
        return await notices.unread(rx, _actor(scene))


def _actor(scene: Scene) -> Actor:
    return factories.as_actor(scene.asker)


async def _fill(scene: Scene, count: int, *, unread: int = 0, hours: int = 1) -> None:
    """Rows of the past, the newest first; of some the moment is the same."""
    async with writing() as tx:
        for number in range(count):
            tx.add(
                Notification(
                    member_id=key(scene.asker),
                    kind="mention",
                    key=f"{count}:{number}",
                    actor_id=key(scene.writer),
                    thread_id=key(scene.thread),
                    post_id=key(scene.opening),
                    at=now()
                    - timedelta(hours=hours * (number - number % 2 if hours == 1 else number)),
                    read_at=None if number < unread else now(),
                )
            )
