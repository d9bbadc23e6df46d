"""Links into a course."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.clock import Travel
from academy_app.core.db import reading, writing
from academy_app.core.errors import Forbidden, Invalid, NotFound
from academy_app.core.levels import BEGIN_AT
from academy_app.models.learning import Course
from academy_app.models.watching import CourseInvitation
from academy_app.services import enrolment
from tests import factories
from tests.services.enrolment.scene import Scene, lock, set_


class TestInvitations:
    async def _link(self, scene: Scene, **values: Any) -> tuple[int, str]:
        given: dict[str, Any] = {"label": "", "most_uses": None, "days": None, **values}
        async with writing() as tx:
            made = await enrolment.invite(tx, scene.author, scene.id, **given)
        return made.id, made.link.rsplit("/", 1)[1]

    async def test_it_lets_in_once_for_each(self, scene: Scene) -> None:
        await set_(scene, enrol_by="invitation")
        _, token = await self._link(scene, most_uses=2)
        async with writing() as tx:
            others = [await factories.actor(tx) for _ in range(2)]
        for actor in (scene.member, scene.member, others[0]):
            async with writing() as tx:
                await enrolment.take_invitation(tx, actor, token)
            assert await lock(scene, actor) == ""
        async with reading() as rx:
            assert await rx.scalar(select(col(CourseInvitation.uses))) == 2
        with pytest.raises(NotFound, match=r"link\.invalid"):
            async with writing() as tx:
                await enrolment.take_invitation(tx, others[1], token)

    async def test_all_at_once_it_lets_in_no_more_than_it_says(self, scene: Scene) -> None:
        await set_(scene, enrol_by="invitation")
        _, token = await self._link(scene, most_uses=2)
        async with writing() as tx:
            others = [await factories.actor(tx) for _ in range(3)]

        async def take(actor: Actor) -> bool:
            try:
                async with writing() as tx:
                    await enrolment.take_invitation(tx, actor, token)
            except NotFound:
                return False
            return True

        # One who sends it again and again takes one place.
        assert all(await asyncio.gather(*(take(scene.member) for _ in range(4))))
        assert sum(await asyncio.gather(*map(take, others))) == 1
        async with reading() as rx:
            assert await rx.scalar(select(col(CourseInvitation.uses))) == 2

    async def test_it_ends(self, scene: Scene, clock: Travel) -> None:
        _, short = await self._link(scene, days=1)
        number, revoked = await self._link(scene)
        async with writing() as tx:
            await enrolment.revoke_invitation(tx, scene.author, scene.id, number)
        clock.forward(86_401)
        for token in (short, revoked, "nonsense", "\x00" * 50):
            with pytest.raises(NotFound):
                async with writing() as tx:
                    await enrolment.take_invitation(tx, scene.member, token)

    async def test_it_asks_no_less_than_the_course(self, scene: Scene) -> None:
        async with writing() as tx:
            other = await factories.course(tx, scene.author)
            high = await factories.actor(tx, points=BEGIN_AT[-1])
        await set_(scene, enrol_by="invitation", level=4, needed_ids=(other.id,))
        _, token = await self._link(scene)
        for actor, reason in ((scene.member, r"course\.locked"), (high, r"course\.needs_others")):
            with pytest.raises(Forbidden, match=reason):
                async with writing() as tx:
                    await enrolment.take_invitation(tx, actor, token)
        async with reading() as rx:
            assert await rx.scalar(select(col(CourseInvitation.uses))) == 0

    async def test_who_was_removed_stays_out(self, scene: Scene) -> None:
        await set_(scene, enrol_by="invitation")
        _, token = await self._link(scene)
        async with writing() as tx:
            await enrolment.take_invitation(tx, scene.member, token)
            await enrolment.remove(tx, scene.author, scene.id, scene.member.member_id)
        with pytest.raises(Forbidden, match=r"course\.removed"):
            async with writing() as tx:
                await enrolment.take_invitation(tx, scene.member, token)

    async def test_a_draft_s_link_leads_nowhere(self, scene: Scene) -> None:
        _, token = await self._link(scene)
        async with writing() as tx:
            await tx.execute(update(Course).values(is_published=False))
        with pytest.raises(NotFound):
            async with writing() as tx:
                await enrolment.take_invitation(tx, scene.member, token)

    @pytest.mark.parametrize(
        "wrong", [{"most_uses": 0}, {"days": 0}, {"days": 9999}, {"label": "x" * 81}]
    )
    async def test_what_does_not_fit_is_named(self, scene: Scene, wrong: dict[str, Any]) -> None:
        with pytest.raises(Invalid) as refused:
            await self._link(scene, **wrong)
        assert list(refused.value.fields) == list(wrong)

    async def test_another_course_s_link_is_not_revoked(self, scene: Scene) -> None:
        number, token = await self._link(scene)
        async with writing() as tx:
            rival = await factories.actor(tx, Role.CONTENT_CREATOR)
            own = await factories.course(tx, rival)
        with pytest.raises(NotFound):
            async with writing() as tx:
                await enrolment.revoke_invitation(tx, rival, own.id, number)
        async with writing() as tx:
            await enrolment.take_invitation(tx, scene.member, token)
