"""Who may read what changes: open pages' bells are told anew."""

from academy_app.core.db import reading, writing
from academy_app.models.discussion import Follow
from academy_app.queries.notices import bell
from academy_app.services import authoring, enrolment, groups
from academy_app.services.categories import CategoryDraft, update_category
from academy_app.services.membership import set_role
from tests import factories
from tests.factories import key
from tests.services.notices.scene import Scene, changes


async def test_a_category_is_closed(scene: Scene) -> None:
    await scene.reply()
    async with writing() as tx:
        admin = await factories.admin(tx)
        await update_category(tx, admin, key(scene.category), CategoryDraft(name="Other"))
    assert await changes(scene.asker) == ["notice"]
    async with writing() as tx:
        await update_category(tx, admin, key(scene.category), CategoryDraft(read_by="staff"))
    assert await changes(scene.asker) == ["notice", "notice"]
    assert await changes(scene.writer) == []
    async with reading() as rx:
        assert (await bell(rx, factories.as_actor(scene.asker))).newest == []


async def test_a_role_and_a_group(scene: Scene) -> None:
    async with writing() as tx:
        admin = await factories.admin(tx)
        await set_role(tx, admin, key(scene.asker), "MODERATOR")
        group = await factories.group(tx, scene.writer)
    assert await changes(scene.asker) == ["notice", "rights"]
    async with writing() as tx:
        await groups.remove_from_group(tx, admin, key(group), key(scene.writer))
        await groups.add_to_group(tx, admin, key(group), key(scene.asker))
    assert await changes(scene.writer) == ["notice", "rights"]
    async with writing() as tx:
        await groups.delete_group(tx, admin, key(group))
    assert await changes(scene.asker) == ["notice", "rights"] * 3


async def test_a_lesson_and_its_course(scene: Scene) -> None:
    async with writing() as tx:
        admin = await factories.admin(tx)
        tree = await factories.course(tx)
        scene.thread = await factories.thread(tx, scene.asker, tree.lessons[0])
        tx.add(Follow(member_id=key(scene.asker), kind="thread", target_id=key(scene.thread)))
    await scene.reply()
    async with writing() as tx:
        await authoring.unpublish_lesson(tx, admin, key(tree.lessons[0]))
    async with writing() as tx:
        await authoring.unpublish_course(tx, admin, tree.id)
    assert await changes(scene.asker) == ["notice"] * 3


async def test_an_answer_names_no_course_that_is_withdrawn(scene: Scene) -> None:
    """Whoever was let in or refused does not follow what it is called from then on."""
    member = factories.as_actor(scene.asker)
    async with writing() as tx:
        admin = await factories.admin(tx)
        tree = await factories.course(tx, title="Secret plans")
        await enrolment.enrol(tx, admin, tree.id, member.member_id)

    async def titles() -> list[str]:
        async with reading() as rx:
            return [row.title for row in (await bell(rx, member)).newest]

    assert await titles() == ["Secret plans"]
    async with writing() as tx:
        await authoring.unpublish_course(tx, admin, tree.id)
    assert await titles() == []
    async with writing() as tx:
        await authoring.publish_course(tx, admin, tree.id)
        await authoring.delete_course(tx, admin, tree.id)
    assert await titles() == []
    async with writing() as tx:
        await authoring.restore_course(tx, admin, tree.id)
    assert await titles() == ["Secret plans"]
