"""Coming into a course, asking to, being let in and removed; what it asks of who wants in."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.clock import Travel, now
from academy_app.core.db import Database, Tx, reading, writing
from academy_app.core.errors import AcademyError, Conflict, Forbidden, Invalid, NotFound
from academy_app.core.levels import BEGIN_AT
from academy_app.models.channels import Change
from academy_app.models.learning import Course, CourseGrant, CoursePrerequisite
from academy_app.models.notices import Notification
from academy_app.models.watching import Completion, CourseInvitation, Enrolment
from academy_app.queries import learning as courses
from academy_app.queries import notices as bells
from academy_app.services import enrolment, learning
from academy_app.services.acting import acting
from academy_app.services.enrolment import AccessDraft
from tests import factories
from tests.factories import CourseTree, key


class Scene:
    """A course with its author, and somebody who wants in."""

    author: Actor
    member: Actor
    tree: CourseTree

    @property
    def id(self) -> int:
        return self.tree.id


@pytest.fixture
async def scene(db: Database) -> Scene:
    made = Scene()
    async with writing() as tx:
        made.author = await factories.actor(tx, Role.CONTENT_CREATOR, name="Ada")
        made.member = await factories.actor(tx, name="Uli")
        made.tree = await factories.course(tx, made.author, lessons=3, slug="c", title="Bread")
    return made


async def set_(scene: Scene, **values: Any) -> None:
    async with writing() as tx:
        await enrolment.set_access(tx, scene.author, scene.id, AccessDraft(**values))


async def row(scene: Scene, actor: Actor) -> Enrolment | None:
    async with reading() as rx:
        return await rx.get(Enrolment, (actor.member_id, scene.id))


async def lock(scene: Scene, actor: Actor) -> str:
    """Why the course is shut to the actor; "" when it is open."""
    async with reading() as rx:
        outline = await courses.outline(rx, actor, "c")
    assert outline.is_locked == (outline.lock != "")
    return outline.lock


async def told(actor: Actor) -> list[tuple[str, str, str]]:
    """What stands in the member's bell, newest first."""
    async with reading() as rx:
        page = await bells.notices(rx, actor)
    return [(notice.text, notice.title, notice.href) for notice in page.rows]


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
