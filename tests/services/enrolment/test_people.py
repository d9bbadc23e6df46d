"""Put in, removed and back; what a course asks of who wants in."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.db import Tx, reading, writing
from academy_app.core.errors import AcademyError, Forbidden, Invalid, NotFound
from academy_app.models.channels import Change
from academy_app.models.learning import CourseGrant, CoursePrerequisite
from academy_app.models.watching import Completion, Enrolment
from academy_app.queries import learning as courses
from academy_app.services import enrolment, learning
from tests import factories
from tests.factories import key
from tests.services.enrolment.scene import Scene, lock, row, set_, told


class TestPeople:
    async def test_removed_and_back_with_all_they_did(self, scene: Scene) -> None:
        lesson = key(scene.tree.lessons[0])
        who = scene.member.member_id
        async with writing() as tx:
            await learning.open_lesson(tx, scene.member, lesson)
            await learning.mark(tx, scene.member, lesson, True)
        async with writing() as tx:
            await enrolment.remove(tx, scene.author, scene.id, who)
        assert await lock(scene, scene.member) == "course.removed"
        with pytest.raises(AcademyError):
            async with writing() as tx:
                await learning.open_lesson(tx, scene.member, lesson)
        async with writing() as tx:
            await enrolment.restore(tx, scene.author, scene.id, who)
        async with reading() as rx:
            outline = await courses.outline(rx, scene.member, "c")
            assert await rx.get(Completion, (who, lesson)) is not None
        assert (outline.is_started, outline.done) == (True, 1)
        found = await row(scene, scene.member)
        assert found is not None
        assert found.how == "self"

    async def test_open_pages_learn_of_a_removal(self, scene: Scene) -> None:
        who = scene.member.member_id
        async with writing() as tx:
            await enrolment.join(tx, scene.member, scene.id)
            await enrolment.remove(tx, scene.author, scene.id, who)
        async with reading() as rx:
            rows = await rx.execute(
                select(col(Change.kind), col(Change.subject_id)).where(
                    col(Change.channel) == "access"
                )
            )
        assert ("member", who) in [tuple(change) for change in rows]

    async def test_nobody_is_removed_or_put_back_who_was_not(self, scene: Scene) -> None:
        for act in (enrolment.remove, enrolment.restore):
            for who in (scene.member.member_id, 999_999, 0):
                with pytest.raises(NotFound):
                    async with writing() as tx:
                        await act(tx, scene.author, scene.id, who)

    async def test_who_is_put_in_needs_nothing_and_is_told_once(self, scene: Scene) -> None:
        async with writing() as tx:
            other = await factories.course(tx, scene.author)
        await set_(scene, enrol_by="invitation", level=9, needed_ids=(other.id,))
        for _ in range(2):
            async with writing() as tx:
                await enrolment.enrol(tx, scene.author, scene.id, scene.member.member_id)
        assert await lock(scene, scene.member) == ""
        assert await told(scene.member) == [("notices.enrolled", "Bread", "/courses/c")]

    async def test_a_whole_group_comes_in(self, scene: Scene) -> None:
        async with writing() as tx:
            members = [await factories.member(tx) for _ in range(3)]
            members.append(await factories.member(tx, is_active=False))
            group = await factories.group(tx, *members)
            await enrolment.enrol(tx, scene.author, scene.id, key(members[0]))
        async with writing() as tx:
            assert await enrolment.enrol_group(tx, scene.author, scene.id, key(group)) == 2
        async with writing() as tx:
            assert await enrolment.enrol_group(tx, scene.author, scene.id, key(group)) == 0
        async with reading() as rx:
            assert len((await rx.scalars(select(Enrolment))).all()) == 3


class TestAccess:
    async def test_it_keeps_and_shows_all_of_it(self, scene: Scene) -> None:
        async with writing() as tx:
            group, other = await factories.group(tx), await factories.course(tx, scene.author)
        await set_(
            scene,
            enrol_by="listed",
            level=3,
            group_ids=(key(group),),
            needed_ids=(other.id,),
            is_sequential=True,
            is_hidden=True,
        )
        async with reading() as rx:
            grants = (await rx.scalars(select(col(CourseGrant.group_id)))).all()
            needs = (await rx.scalars(select(col(CoursePrerequisite.needed_id)))).all()
        assert (grants, needs) == ([key(group)], [other.id])
        await set_(scene)
        async with reading() as rx:
            assert (await rx.scalars(select(CourseGrant))).all() == []
            assert (await rx.scalars(select(CoursePrerequisite))).all() == []

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"enrol_by": "nobody"}, "enrol_by"),
            ({"level": 0}, "level"),
            ({"level": 10}, "level"),
            ({"enrol_by": "listed"}, "groups"),
            ({"group_ids": (999,)}, "groups"),
            ({"needed_ids": (999,)}, "needed"),
            ({"needed_ids": (2**70,)}, "needed"),
        ],
    )
    async def test_what_does_not_fit_is_named(
        self, scene: Scene, wrong: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(Invalid) as refused:
            await set_(scene, **wrong)
        assert list(refused.value.fields) == [field]

    async def test_a_stranger_s_draft_cannot_be_asked_for(self, scene: Scene) -> None:
        """It would be named to learners."""
        async with writing() as tx:
            rival = await factories.actor(tx, Role.CONTENT_CREATOR)
            draft = await factories.course(tx, rival, is_published=False)
        with pytest.raises(Invalid):
            await set_(scene, needed_ids=(draft.id,))

    async def test_an_opening_is_of_the_course_that_is_named(self, scene: Scene) -> None:
        async with writing() as tx:
            rival = await factories.actor(tx, Role.CONTENT_CREATOR)
            own = await factories.course(tx, rival)
        for part, part_id in (
            ("lesson", key(scene.tree.lessons[0])),
            ("module", key(scene.tree.modules[0])),
            ("lesson", 999_999),
        ):
            with pytest.raises(NotFound):
                async with writing() as tx:
                    await _open(tx, rival, own.id, part, part_id)
            with pytest.raises(Forbidden):
                async with writing() as tx:
                    await _open(tx, rival, scene.id, part, part_id)

    async def test_days_have_a_bound(self, scene: Scene) -> None:
        for days in (-1, 99_999):
            with pytest.raises(Invalid):
                async with writing() as tx:
                    await enrolment.set_opening(
                        tx,
                        scene.author,
                        scene.id,
                        "lesson",
                        key(scene.tree.lessons[0]),
                        opens_at=None,
                        opens_after=days,
                    )


async def _open(tx: Tx, actor: Actor, course_id: int, part: Any, part_id: int) -> None:
    await enrolment.set_opening(tx, actor, course_id, part, part_id, opens_at=None, opens_after=1)
