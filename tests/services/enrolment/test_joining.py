"""Coming into a course by oneself, by group, and after other courses."""

from datetime import timedelta

import pytest

from academy_app.core.actor import Actor, Role
from academy_app.core.clock import Travel, now
from academy_app.core.db import reading, writing
from academy_app.core.errors import Forbidden, Invalid, NotFound
from academy_app.queries import learning as courses
from academy_app.services import enrolment, learning
from academy_app.services.acting import acting
from academy_app.services.enrolment import AccessDraft
from tests import factories
from tests.factories import key
from tests.services.enrolment.scene import Scene, lock, row, set_


class TestJoining:
    async def test_opening_a_lesson_enrols_as_ever(self, scene: Scene) -> None:
        async with writing() as tx:
            await learning.open_lesson(tx, scene.member, key(scene.tree.lessons[0]))
        found = await row(scene, scene.member)
        assert found is not None
        assert (found.how, found.removed_at) == ("self", None)

    async def test_one_may_begin_without_a_lesson(self, scene: Scene, clock: Travel) -> None:
        for _ in range(2):
            async with writing() as tx:
                await enrolment.join(tx, scene.member, scene.id)
            clock.forward(60)
        found = await row(scene, scene.member)
        assert found is not None
        assert (found.how, found.last_lesson_id) == ("self", None)
        assert found.started_at == now() - timedelta(seconds=120)

    @pytest.mark.parametrize(
        ("enrol_by", "reason"),
        [("invitation", "course.by_invitation"), ("request", "course.by_request")],
    )
    async def test_a_shut_course_is_not_joined(
        self, scene: Scene, enrol_by: str, reason: str
    ) -> None:
        await set_(scene, enrol_by=enrol_by)
        assert await lock(scene, scene.member) == reason
        with pytest.raises(Forbidden, match=reason):
            async with writing() as tx:
                await enrolment.join(tx, scene.member, scene.id)
        with pytest.raises(NotFound):
            async with writing() as tx:
                await learning.open_lesson(tx, scene.member, key(scene.tree.lessons[0]))
        assert await row(scene, scene.member) is None

    async def test_a_hidden_or_unknown_one_does_not_exist(self, scene: Scene) -> None:
        await set_(scene, enrol_by="invitation", is_hidden=True)
        for course_id in (scene.id, 999_999, -1):
            with pytest.raises(NotFound):
                async with writing() as tx:
                    await enrolment.join(tx, scene.member, course_id)

    async def test_who_is_in_stays_in_when_the_door_is_shut(self, scene: Scene) -> None:
        async with writing() as tx:
            await enrolment.join(tx, scene.member, scene.id)
        for enrol_by in ("invitation", "request"):
            await set_(scene, enrol_by=enrol_by)
            assert await lock(scene, scene.member) == ""


class TestGroups:
    async def test_a_tier_opens_to_itself_and_higher_ones(self, scene: Scene) -> None:
        ranks = {"low": 1, "middle": 2, "high": 3, "plain": None}
        async with writing() as tx:
            groups = {
                name: await factories.group(tx, name=name, rank=rank)
                for name, rank in ranks.items()
            }
            members = {}
            for name, group in groups.items():
                member = await factories.member(tx)
                await factories.join_group(tx, group, member)
                members[name] = await acting(tx, member)
        await set_(scene, enrol_by="listed", group_ids=(key(groups["middle"]),))
        locks = {name: await lock(scene, member) for name, member in members.items()}
        shut = "course.for_listed"
        assert locks == {"low": shut, "middle": "", "high": "", "plain": shut}
        await set_(scene, enrol_by="listed", group_ids=(key(groups["plain"]),))
        locks = {name: await lock(scene, member) for name, member in members.items()}
        assert locks == {"low": shut, "middle": shut, "high": shut, "plain": ""}

    async def test_who_leaves_the_group_leaves_unless_let_in(self, scene: Scene) -> None:
        async with writing() as tx:
            group = await factories.group(tx, name="Gold")
            member = await factories.member(tx)
            await factories.join_group(tx, group, member)
            inside = await acting(tx, member)
        await set_(scene, enrol_by="listed", group_ids=(key(group),))
        async with writing() as tx:
            await enrolment.join(tx, inside, scene.id)
        found = await row(scene, inside)
        assert found is not None
        assert found.how == "listed"
        outside = Actor(inside.member_id, Role.USER)
        assert await lock(scene, outside) == "course.for_listed"
        async with writing() as tx:
            await enrolment.enrol(tx, scene.author, scene.id, outside.member_id)
        assert await lock(scene, outside) == ""

    async def test_the_catalog_names_them(self, scene: Scene) -> None:
        async with writing() as tx:
            group = await factories.group(tx, name="Gold")
        await set_(scene, enrol_by="listed", group_ids=(key(group),))
        async with reading() as rx:
            (card,) = (await courses.catalog(rx, scene.member)).courses
        assert (card.lock, card.lock_params) == ("course.for_listed_named", {"names": "Gold"})


class TestPrerequisites:
    async def test_the_other_course_is_finished_first(self, scene: Scene) -> None:
        async with writing() as tx:
            other = await factories.course(tx, scene.author, lessons=2, title="Flour", slug="f")
            # Nobody sees this one: it is not asked for.
            await factories.lesson(tx, other.modules[0], is_published=False)
        await set_(scene, needed_ids=(other.id,))
        for lesson in other.lessons:
            assert await lock(scene, scene.member) == "course.needs_others"
            async with reading() as rx:
                outline = await courses.outline(rx, scene.member, "c")
                cards = (await courses.catalog(rx, scene.member, "Bread")).courses
            assert [(row.title, row.is_done) for row in outline.needed] == [("Flour", False)]
            assert (cards[0].lock, cards[0].lock_params) == (
                "course.needs_others_named",
                {"names": "Flour"},
            )
            async with writing() as tx:
                await learning.mark(tx, scene.member, key(lesson), True)
        assert await lock(scene, scene.member) == ""

    async def test_once_in_nothing_is_asked_again(self, scene: Scene) -> None:
        async with writing() as tx:
            other = await factories.course(tx, scene.author)
            await enrolment.join(tx, scene.member, scene.id)
        await set_(scene, needed_ids=(other.id,))
        assert await lock(scene, scene.member) == ""

    async def test_no_circle(self, scene: Scene) -> None:
        async with writing() as tx:
            a = await factories.course(tx, scene.author)
            b = await factories.course(tx, scene.author)
            await enrolment.set_access(tx, scene.author, a.id, AccessDraft(needed_ids=(scene.id,)))
            await enrolment.set_access(tx, scene.author, b.id, AccessDraft(needed_ids=(a.id,)))
        for needed in (a.id, b.id, scene.id):
            with pytest.raises(Invalid) as refused:
                await set_(scene, needed_ids=(needed,))
            assert refused.value.fields["needed"].key == "access.circle"
