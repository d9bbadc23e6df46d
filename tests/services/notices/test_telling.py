"""Who is told of what, and who never is."""

import pytest

from academy_app.core.actor import Role
from academy_app.core.clock import Travel
from academy_app.core.db import Database, writing
from academy_app.models.discussion import CategoryGrant
from academy_app.services import notices
from tests import factories
from tests.conftest import Statements
from tests.factories import key
from tests.services.notices.scene import Scene, changes, make_scene, rows_of


async def test_a_reply_is_told_to_who_asked_and_who_follows(scene: Scene) -> None:
    reader = await scene.someone("reader")
    await scene.follow(reader, "thread", key(scene.thread))
    post = await scene.reply()
    assert await scene.told() == {"asker": "reply", "reader": "reply"}
    [row] = await rows_of(scene.asker)
    assert (row.actor_id, row.thread_id, row.post_id) == (
        key(scene.writer),
        key(scene.thread),
        key(post),
    )
    assert await changes(scene.asker) == ["notice"]


async def test_whose_reply_is_answered_is_told(scene: Scene) -> None:
    helper = await scene.someone("helper")
    first = await scene.reply(by=helper)
    await scene.reply(parent=first)
    assert [row.key for row in await rows_of(helper)] == [f"post:{first.number + 2}"]


async def test_a_new_thread_is_told_to_followers_of_category_and_author(scene: Scene) -> None:
    near, fan = await scene.someone("near"), await scene.someone("fan")
    await scene.follow(near, "category", key(scene.category))
    await scene.follow(fan, "member", key(scene.writer))
    await scene.start(scene.writer)
    assert await scene.told() == {"near": "post", "fan": "post"}


async def test_a_reply_is_told_to_followers_of_its_author_not_of_the_category(
    scene: Scene,
) -> None:
    near, fan = await scene.someone("near"), await scene.someone("fan")
    await scene.follow(near, "category", key(scene.category))
    await scene.follow(fan, "member", key(scene.writer))
    await scene.reply()
    assert await scene.told() == {"asker": "reply", "fan": "post"}


async def test_several_reasons_make_one_notification(scene: Scene) -> None:
    """Mentioned beats answered beats following."""
    helper = await scene.someone("helper")
    for kind, target in (("thread", key(scene.thread)), ("member", key(scene.writer))):
        await scene.follow(scene.asker, kind, target)
        await scene.follow(helper, kind, target)
    first = await scene.reply(by=helper)
    before = len(await rows_of())
    await scene.reply(parent=first, mentions=[scene.asker, helper])
    assert [row.kind for row in (await rows_of())[before:]] == ["mention", "mention"]


async def test_a_kind_turned_off_lets_the_next_reason_speak(scene: Scene) -> None:
    await scene.turn_off(scene.asker, "mention")
    await scene.reply(mentions=[scene.asker])
    assert await scene.told() == {"asker": "reply"}
    await scene.turn_off(scene.asker, "reply")
    await scene.reply(mentions=[scene.asker])
    assert len(await rows_of()) == 1


@pytest.mark.parametrize("muted", ["thread", "category", "member"])
async def test_who_has_muted_is_not_told(scene: Scene, muted: str) -> None:
    targets = {
        "thread": key(scene.thread),
        "category": key(scene.category),
        "member": key(scene.writer),
    }
    reader = await scene.someone("reader")
    for who in (scene.asker, reader):
        await scene.follow(who, muted, targets[muted], is_muted=True)
    others = {kind: target for kind, target in targets.items() if kind != muted}
    for kind, target in others.items():
        await scene.follow(reader, kind, target)
    await scene.reply(mentions=[scene.asker, reader])
    await scene.like(scene.opening, scene.writer)
    await _answer_and_endorse(scene, scene.opening)
    assert await scene.told() == {}


async def test_nobody_is_told_of_what_they_did_themselves(scene: Scene) -> None:
    for kind, target in (("thread", key(scene.thread)), ("member", key(scene.asker))):
        await scene.follow(scene.asker, kind, target)
    mine = await scene.reply(by=scene.asker, mentions=[scene.asker])
    await scene.reply(parent=mine, by=scene.asker)
    await scene.like(mine, scene.asker)
    async with writing() as tx:
        actor = factories.as_actor(scene.asker)
        await notices.answered(tx, actor, scene.thread, mine)
        await notices.endorsed(tx, actor, mine)
        await notices.followed(tx, actor, key(scene.asker))
    assert await scene.told() == {}


async def test_who_was_shut_out_is_not_told(scene: Scene) -> None:
    gone = await scene.someone("gone", is_active=False)
    await scene.follow(gone, "thread", key(scene.thread))
    await scene.reply(mentions=[gone])
    assert await scene.told() == {"asker": "reply"}


@pytest.mark.parametrize("kind", ["like", "answer", "endorsement", "follow"])
async def test_a_kind_that_was_turned_off_is_not_told(scene: Scene, kind: str) -> None:
    helper = await scene.someone("helper")
    post = await scene.reply(by=helper)
    await scene.turn_off(helper, kind)
    await scene.like(post, scene.writer)
    await _answer_and_endorse(scene, post)
    async with writing() as tx:
        await notices.followed(tx, scene.acting, key(helper))
    kinds = {row.kind for row in await rows_of(helper)}
    assert kinds == {"like", "answer", "endorsement", "follow"} - {kind}


async def test_who_may_not_read_the_place_is_not_told(db: Database) -> None:
    """Each by their own role, groups and level; in the same number of statements."""
    scene = await make_scene(read_by="listed", level=3)
    async with writing() as tx:
        inside = await factories.member(tx, name="inside", points=20)
        outside = await factories.member(tx, name="outside", points=20)
        beginner = await factories.member(tx, name="beginner", points=19)
        moderator = await factories.member(tx, Role.MODERATOR, name="moderator")
        creator = await factories.member(tx, Role.CONTENT_CREATOR, name="creator")
        admin = await factories.member(tx, Role.ADMIN, name="admin")
        group = await factories.group(tx, inside, beginner)
        grants = ({"group_id": group.id}, {"role": "MODERATOR"})
        tx.add_all(
            CategoryGrant(category_id=key(scene.category), action="read", **grant)
            for grant in grants
        )
    everybody = (inside, outside, beginner, moderator, creator, admin)
    for each in everybody:
        scene.names[key(each)] = each.name
        await scene.follow(each, "thread", key(scene.thread))
    await scene.reply(mentions=everybody)
    assert set(await scene.told()) == {"inside", "moderator", "admin"}


async def test_a_lesson_s_thread_is_told_to_who_sees_the_lesson(db: Database) -> None:
    async with writing() as tx:
        author = await factories.member(tx, Role.CONTENT_CREATOR, name="author")
        tree = await factories.course(tx, author, is_published=False)
        learner = await factories.member(tx, name="learner")
        admin = await factories.member(tx, Role.ADMIN, name="admin")
        thread = await factories.thread(tx, lesson_id=key(tree.lessons[0]), author_id=admin.id)
        opening = await factories.post(tx, thread, admin, number=0)
        mentioned = [key(author), key(learner)]
        await notices.thread_started(tx, thread, opening, mentioned)
    assert [row.member_id for row in await rows_of()] == [key(author)]


async def test_told_twice_is_told_once(scene: Scene) -> None:
    reader, helper = await scene.someone("reader"), await scene.someone("helper")
    await scene.follow(reader, "thread", key(scene.thread))
    post = await scene.reply(mentions=[helper])
    await scene.like(scene.opening, scene.writer)
    for _ in range(2):
        async with writing() as tx:
            await scene.tell(tx, post, mentions=[helper])
            await notices.mentioned(tx, scene.thread, post, [key(helper), key(reader)])
            await notices.liked(tx, scene.acting, scene.opening)
            await notices.followed(tx, scene.acting, key(helper))
            await notices.answered(tx, scene.acting, scene.thread, post)
            await notices.endorsed(tx, scene.acting, post)
    assert sorted((row.kind, row.count) for row in await rows_of()) == [
        ("answer", 1),
        ("follow", 1),
        ("like", 1),
        ("mention", 1),
        ("reply", 1),
        ("reply", 1),
    ]


async def test_an_edit_tells_whom_it_mentions(scene: Scene) -> None:
    late = await scene.someone("late")
    post = await scene.reply()
    async with writing() as tx:
        await notices.mentioned(tx, scene.thread, post, [key(late), key(scene.asker)])
    assert await scene.told() == {"asker": "reply", "late": "mention"}


async def test_an_answer_is_told_to_who_wrote_it_and_who_asked(scene: Scene) -> None:
    helper = await scene.someone("helper")
    post = await scene.reply(by=helper)
    async with writing() as tx:
        await notices.answered(tx, scene.acting, scene.thread, post)
    assert await scene.told() == {"asker": "answer", "helper": "answer"}


async def test_replies_in_a_thread_are_one_row_while_unread(scene: Scene) -> None:
    other = await scene.someone("other")
    await scene.reply()
    last = await scene.reply(by=other)
    [row] = await rows_of(scene.asker)
    assert (row.count, row.actor_id, row.post_id) == (2, key(other), key(last))


async def test_likes_of_a_post_are_one_row_while_unread(scene: Scene, clock: Travel) -> None:
    others = [await scene.someone(name) for name in ("a", "b", "c")]
    for each in others:
        clock.forward(60)
        await scene.like(scene.opening, each)
    [row] = await rows_of(scene.asker)
    assert (row.count, row.actor_id) == (3, key(others[2]))
    await scene.unlike(scene.opening, others[2])
    [row] = await rows_of(scene.asker)
    assert (row.count, row.actor_id) == (2, key(others[1]))
    for each in others[:2]:
        await scene.unlike(scene.opening, each)
    assert await rows_of(scene.asker) == []
    assert await changes(scene.asker) == ["notice"] * 6


async def test_a_muted_member_s_like_is_not_counted(scene: Scene) -> None:
    muted, friend = await scene.someone("muted"), await scene.someone("friend")
    await scene.follow(scene.asker, "member", key(muted), is_muted=True)
    await scene.like(scene.opening, muted)
    await scene.like(scene.opening, friend)
    [row] = await rows_of(scene.asker)
    assert (row.count, row.actor_id) == (1, key(friend))


async def test_two_hundred_followers_cost_what_two_do(scene: Scene, statements: Statements) -> None:
    counts = []
    for more in (2, 198):
        async with writing() as tx:
            people = [await factories.member(tx, name="reader") for _ in range(more)]
        for each in people:
            scene.names[key(each)] = f"reader {each.id}"
            await scene.follow(each, "thread", key(scene.thread))
        async with writing() as tx:
            post = await factories.post(tx, scene.thread, scene.writer)
            with statements() as seen:
                await scene.tell(tx, post, mentions=[scene.asker])
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 8
    assert len(await scene.told()) == 201


async def _answer_and_endorse(scene: Scene, post: object) -> None:
    async with writing() as tx:
        await notices.answered(tx, scene.acting, scene.thread, post)  # type: ignore[arg-type]
        await notices.endorsed(tx, scene.acting, post)  # type: ignore[arg-type]


async def test_an_edit_tells_only_whom_the_post_names_anew(scene: Scene) -> None:
    known, new = await scene.someone("known"), await scene.someone("new")
    ids = [key(known), key(new)]
    async with writing() as tx:
        post = await factories.post(tx, scene.thread, scene.writer)
        await notices.mentioned(tx, scene.thread, post, ids, before_ids=[key(known)])
    assert await scene.told() == {"new": "mention"}
