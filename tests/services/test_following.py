"""Following, muting, bookmarks: only what one may see, and only for oneself."""

import pytest
from sqlalchemy import select

from academy_app.core.actor import Actor
from academy_app.core.clock import now
from academy_app.core.db import reading, writing
from academy_app.core.errors import Conflict, Invalid, NotFound
from academy_app.core.views.notices import Bookmarks
from academy_app.models.discussion import Bookmark, Follow
from academy_app.queries import bookmarks as kept
from academy_app.queries import following as listed
from academy_app.services import bookmarks, following
from tests import factories
from tests.conftest import Statements
from tests.factories import key
from tests.services.notices.scene import Scene, changes, make_scene, rows_of


@pytest.fixture
async def scene(db: object) -> Scene:
    return await make_scene()


def _target(scene: Scene, kind: str) -> int:
    return {
        "thread": key(scene.thread),
        "category": key(scene.category),
        "member": key(scene.asker),
    }[kind]


@pytest.mark.parametrize("kind", following.KINDS)
async def test_follow_mute_and_let_go(scene: Scene, kind: str) -> None:
    for state, muted in (("follow", [False]), ("follow", [False]), ("mute", [True]), ("none", [])):
        await _set(scene.acting, kind, _target(scene, kind), state)
        async with reading() as rx:
            assert list(await rx.scalars(select(Follow.is_muted))) == muted  # type: ignore[call-overload]
    assert await changes(scene.writer) == [f"follow_{kind}"] * 3


async def test_whom_one_follows_is_told_once(scene: Scene) -> None:
    for state in ("mute", "follow", "none", "follow"):
        await _set(scene.acting, "member", key(scene.asker), state)
    assert [row.kind for row in await rows_of()] == ["follow"]


@pytest.mark.parametrize("state", ["follow", "mute"])
@pytest.mark.parametrize("kind", following.KINDS)
async def test_what_cannot_be_seen_cannot_be_followed(scene: Scene, kind: str, state: str) -> None:
    await _hide(scene)
    for target in (_target(scene, kind), 0, 2**63):
        with pytest.raises(NotFound):
            await _set(scene.acting, kind, target, state)


async def test_what_can_be_seen_no_longer_can_be_let_go(scene: Scene) -> None:
    await _set(scene.acting, "thread", key(scene.thread), "follow")
    await _hide(scene)
    assert await _follows(scene) == []
    await _set(scene.acting, "thread", key(scene.thread), "none")
    async with reading() as rx:
        assert list(await rx.scalars(select(Follow))) == []


async def test_nobody_follows_themself_or_anything_else(scene: Scene) -> None:
    with pytest.raises(Conflict):
        await _set(scene.acting, "member", key(scene.writer), "follow")
    with pytest.raises(NotFound):
        await _set(scene.acting, "course", 1, "follow")
    with pytest.raises(Invalid):
        await _set(scene.acting, "thread", key(scene.thread), "adore")


async def test_there_is_an_end_to_what_one_follows(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert following.MOST == listed.MOST
    monkeypatch.setattr(following, "MOST", 2)
    async with writing() as tx:
        threads = [key(await factories.thread(tx, scene.asker)) for _ in range(3)]
    for thread, state in zip(threads, ("follow", "mute"), strict=False):
        await _set(scene.acting, "thread", thread, state)
    with pytest.raises(Conflict) as refused:
        await _set(scene.acting, "thread", threads[2], "mute")
    assert (refused.value.key, refused.value.params) == ("follow.too_many", {"max": 2})
    # What is there changes, and of others there is room.
    await _set(scene.acting, "thread", threads[0], "mute")
    await _set(scene.acting, "member", key(scene.asker), "follow")
    await _set(scene.acting, "thread", threads[0], "none")
    await _set(scene.acting, "thread", threads[2], "follow")


async def test_the_list_names_what_is_followed(scene: Scene) -> None:
    for kind in following.KINDS:
        await _set(scene.acting, kind, _target(scene, kind), "follow")
    await _set(scene.acting, "category", key(scene.category), "mute")
    assert await _follows(scene) == [
        ("thread", "follow", "How?"),
        ("category", "mute", scene.category.name),
        ("member", "follow", "asker"),
    ]


async def test_a_bookmark_keeps_its_note(scene: Scene) -> None:
    post = key(scene.opening)
    await _keep(scene.acting, post)
    await _keep(scene.acting, post, " Later ")
    await _keep(scene.acting, post)
    [row] = (await _kept(scene)).rows
    assert (row.note, row.title, row.excerpt, row.name) == ("Later", "How?", "Words.", "asker")
    async with writing() as tx:
        await bookmarks.let_go(tx, scene.acting, post)
        await bookmarks.let_go(tx, scene.acting, post)
    assert (await _kept(scene)).rows == []
    assert await changes(scene.writer) == ["bookmark"] * 4


async def test_what_cannot_be_seen_cannot_be_kept(scene: Scene) -> None:
    await _keep(scene.acting, key(scene.opening))
    await _hide(scene)
    assert (await _kept(scene)).rows == []
    for post in (key(scene.opening), 0, 2**63):
        with pytest.raises(NotFound):
            await _keep(scene.acting, post)
    async with writing() as tx:
        await bookmarks.let_go(tx, scene.acting, key(scene.opening))
    async with reading() as rx:
        assert list(await rx.scalars(select(Bookmark))) == []


async def test_a_deleted_post_cannot_be_kept(scene: Scene) -> None:
    post = await scene.reply()
    await _keep(scene.acting, key(post))
    async with writing() as tx:
        post.deleted_at = now()
        tx.add(post)
    assert (await _kept(scene)).rows == []
    with pytest.raises(NotFound):
        await _keep(scene.acting, key(post))


async def test_too_long_a_note_and_too_many_bookmarks(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Invalid):
        await _keep(scene.acting, key(scene.opening), "x" * 501)
    monkeypatch.setattr(bookmarks, "MOST", 1)
    await _keep(scene.acting, key(scene.opening))
    await _keep(scene.acting, key(scene.opening), "still the same one")
    with pytest.raises(Conflict):
        await _keep(scene.acting, key(await scene.reply()))


async def test_bookmarks_come_in_pages_of_one_statement(
    scene: Scene, statements: Statements
) -> None:
    posts = [await scene.reply() for _ in range(35)]
    async with writing() as tx:
        tx.add_all(Bookmark(member_id=key(scene.writer), post_id=key(post)) for post in posts)
    with statements() as seen:
        first = await _kept(scene)
    rest = await _kept(scene, first.next)
    assert len(seen) == 1
    ids = [row.post_id for row in (*first.rows, *rest.rows)]
    assert (len(first.rows), len(set(ids)), rest.next) == (30, 35, "")


async def _set(actor: Actor, kind: str, target: int, state: str) -> None:
    async with writing() as tx:
        await following.set_follow(tx, actor, kind, target, state)


async def _follows(scene: Scene) -> list[tuple[str, str, str]]:
    async with reading() as rx:
        return [(row.kind, row.state, row.name) for row in await listed.follows(rx, scene.acting)]


async def _keep(actor: Actor, post_id: int, note: str | None = None) -> None:
    async with writing() as tx:
        await bookmarks.keep(tx, actor, post_id, note)


async def _kept(scene: Scene, cursor: str = "") -> Bookmarks:
    async with reading() as rx:
        return await kept.bookmarks(rx, scene.acting, cursor)


async def _hide(scene: Scene) -> None:
    """Let the writer see neither the category nor the asker."""
    async with writing() as tx:
        scene.category.read_by = "staff"
        scene.asker.is_active = False
        tx.add_all([scene.category, scene.asker])
