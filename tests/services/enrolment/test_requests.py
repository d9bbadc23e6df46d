"""Asking to be let in, and the answer."""

import pytest
from sqlalchemy import select, update

from academy_app.core.actor import Actor, Role
from academy_app.core.db import reading, writing
from academy_app.core.errors import Conflict, Invalid, NotFound
from academy_app.models.learning import Course
from academy_app.models.notices import Notification
from academy_app.queries import learning as courses
from academy_app.queries import notices as bells
from academy_app.services import enrolment
from tests import factories
from tests.services.enrolment.scene import Scene, lock, row, set_, told


class TestRequests:
    async def test_from_asking_to_being_let_in(self, scene: Scene) -> None:
        await set_(scene, enrol_by="request")
        async with writing() as tx:
            await enrolment.ask(tx, scene.member, scene.id, " Please! ")
        async with reading() as rx:
            assert (await courses.outline(rx, scene.member, "c")).request == "open"
        assert await told(scene.author) == [("notices.request", "Bread", "/teach/c/people")]
        async with writing() as tx:
            await enrolment.decide(
                tx, scene.author, scene.id, scene.member.member_id, is_accepted=True
            )
        assert await lock(scene, scene.member) == ""
        found = await row(scene, scene.member)
        assert found is not None
        assert found.how == "request"
        assert await told(scene.member) == [("notices.enrolled", "Bread", "/courses/c")]

    async def test_a_refusal_is_told_and_not_the_end(self, scene: Scene) -> None:
        await set_(scene, enrol_by="request")
        for _ in range(2):
            async with writing() as tx:
                await enrolment.ask(tx, scene.member, scene.id, "")
            async with writing() as tx:
                await enrolment.decide(
                    tx, scene.author, scene.id, scene.member.member_id, is_accepted=False
                )
            async with reading() as rx:
                outline = await courses.outline(rx, scene.member, "c")
            assert (outline.request, outline.can_ask) == ("refused", True)
        assert [text for text, *_ in await told(scene.member)] == ["notices.refused"]

    async def test_requests_of_several_are_one_row(self, scene: Scene) -> None:
        await set_(scene, enrol_by="request")
        async with writing() as tx:
            for _ in range(3):
                await enrolment.ask(tx, await factories.actor(tx), scene.id, "")
        [(text, *_)] = await told(scene.author)
        assert text == "notices.requests"

    async def test_without_an_author_admins_are_told(self, scene: Scene) -> None:
        await set_(scene, enrol_by="request")
        async with writing() as tx:
            admin = await factories.actor(tx, Role.ADMIN)
            await tx.execute(update(Course).values(author_id=None))
        async with writing() as tx:
            await enrolment.ask(tx, scene.member, scene.id, "")
        assert [text for text, *_ in await told(admin)] == ["notices.request"]

    async def test_who_teaches_no_more_is_not_told_any_longer(self, scene: Scene) -> None:
        await set_(scene, enrol_by="request")
        async with writing() as tx:
            await enrolment.ask(tx, scene.member, scene.id, "")
        demoted = Actor(scene.author.member_id, Role.USER)
        assert await told(demoted) == []
        async with reading() as rx:
            assert (await bells.unread(rx, demoted)).unread == 0

    async def test_other_words_take_the_place_of_the_first(self, scene: Scene) -> None:
        await set_(scene, enrol_by="request")
        async with writing() as tx:
            await enrolment.ask(tx, scene.member, scene.id, "One")
            await enrolment.ask(tx, scene.member, scene.id, "Two")
            await enrolment.withdraw(tx, scene.member, scene.id)
        async with reading() as rx:
            outline = await courses.outline(rx, scene.member, "c")
            count = len((await rx.scalars(select(Notification))).all())
        assert (outline.request, count) == ("", 1)

    async def test_asking_is_refused_where_it_is_of_no_use(self, scene: Scene) -> None:
        with pytest.raises(Conflict, match="not_needed"):
            async with writing() as tx:
                await enrolment.ask(tx, scene.member, scene.id, "")
        await set_(scene, enrol_by="invitation")
        with pytest.raises(Conflict, match="not_taken"):
            async with writing() as tx:
                await enrolment.ask(tx, scene.member, scene.id, "")
        await set_(scene, enrol_by="request")
        with pytest.raises(Invalid) as refused:
            async with writing() as tx:
                await enrolment.ask(tx, scene.member, scene.id, "x" * 1001)
        assert list(refused.value.fields) == ["words"]

    async def test_a_second_answer_comes_too_late(self, scene: Scene) -> None:
        await set_(scene, enrol_by="request")
        who = scene.member.member_id
        async with writing() as tx:
            await enrolment.ask(tx, scene.member, scene.id, "")
            await enrolment.decide(tx, scene.author, scene.id, who, is_accepted=False)
        with pytest.raises(Conflict, match="decided"):
            async with writing() as tx:
                await enrolment.decide(tx, scene.author, scene.id, who, is_accepted=True)
        with pytest.raises(NotFound):
            async with writing() as tx:
                await enrolment.decide(tx, scene.author, scene.id, 999, is_accepted=True)
        assert await row(scene, scene.member) is None

    async def test_who_was_accepted_needs_no_level(self, scene: Scene) -> None:
        await set_(scene, enrol_by="request", level=5)
        async with writing() as tx:
            await enrolment.ask(tx, scene.member, scene.id, "")
            await enrolment.decide(
                tx, scene.author, scene.id, scene.member.member_id, is_accepted=True
            )
        assert await lock(scene, scene.member) == ""
