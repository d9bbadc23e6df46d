"""A course that asks for a level: what is told of it, and every way into it that stays shut."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import pytest

from academy_app.core.actor import Actor, Role
from academy_app.core.db import Database, Reading, Tx, reading, writing
from academy_app.core.errors import AcademyError, Forbidden, NotFound
from academy_app.core.levels import BEGIN_AT
from academy_app.models.learning import Subtitle
from academy_app.models.watching import Completion, Enrolment, Note
from academy_app.policy.decisions import NOWHERE, can_enter_course
from academy_app.queries import learning, notes
from academy_app.services import learning as acts
from academy_app.services import notes as note_acts
from academy_app.services.watching import Ask, Report, record_group
from tests import factories
from tests.factories import CourseTree, key

LEVEL = 3


async def _course(tx: Tx, **values: Any) -> tuple[CourseTree, int]:
    """Two lessons, the first with a video that has words; and the video's id."""
    author = await factories.actor(tx, Role.CONTENT_CREATOR)
    tree = await factories.course(
        tx, author, slug="high", title="High", **{"level": LEVEL, **values}
    )
    video = await factories.video(tx, tree.lessons[0])
    tx.add(Subtitle(video_id=key(video), language="en", cues=[(0, 1, "Secret.")]))
    return tree, key(video)


async def test_its_card_says_what_opens_it(db: Database) -> None:
    async with writing() as tx:
        low = await factories.actor(tx, points=BEGIN_AT[LEVEL - 1] - 1)
        high = await factories.actor(tx, points=BEGIN_AT[LEVEL - 1])
        staff = await factories.actor(tx, Role.MODERATOR)
        tree, _ = await _course(tx)
        # Begun before the author asked for a level.
        tx.add(Enrolment(member_id=low.member_id, course_id=tree.id))
    for actor, is_locked in ((low, True), (high, False), (staff, False)):
        async with reading() as rx:
            (card,) = (await learning.catalog(rx, actor, "high")).courses
            home = await learning.home(rx, actor)
        assert (card.is_locked, card.level) == (is_locked, LEVEL)
        assert card.lessons == (0 if is_locked else 2)
        assert card.continue_href == ""
        assert home.current == []
        assert [each.id for each in home.others] == [tree.id]


async def test_its_page_says_how_far_it_is_and_names_no_lesson(db: Database) -> None:
    async with writing() as tx:
        low = await factories.actor(tx, points=15)
        tree, _ = await _course(tx)
    async with reading() as rx:
        outline = await learning.outline(rx, low, "high")
        opened = await learning.outline(rx, Actor(low.member_id, Role.USER, level=LEVEL), "high")
    assert (outline.is_locked, outline.level) == (True, LEVEL)
    assert (outline.points_missing, outline.points_percent) == (5, 75)
    assert (outline.modules, outline.total, outline.next_href) == ([], 0, "")
    assert not any(lesson.title in str(outline) for lesson in tree.lessons)
    assert (opened.is_locked, opened.points_missing, opened.total) == (False, 0, 2)


async def test_its_editors_and_staff_need_no_level(db: Database) -> None:
    async with writing() as tx:
        tree, _ = await _course(tx, is_published=False)
        author = Actor(tree.course.author_id or 0, Role.CONTENT_CREATOR)
        admin = await factories.actor(tx, Role.ADMIN)
        member = await factories.actor(tx, points=BEGIN_AT[-1])
    assert can_enter_course(author, tree.course, NOWHERE)
    assert can_enter_course(admin, tree.course, NOWHERE)
    assert not can_enter_course(member, tree.course, NOWHERE)


Way: TypeAlias = Callable[[Reading, Actor, CourseTree, int], Awaitable[object]]

LOOKING: dict[str, Way] = {
    "lesson": lambda rx, actor, tree, _: learning.lesson_page(
        rx, actor, "high", tree.lessons[0].slug
    ),
    "transcript": lambda rx, actor, _, video: learning.transcript(rx, actor, video),
}
ACTING: dict[str, Callable[[Tx, Actor, int], Awaitable[object]]] = {
    "open": acts.open_lesson,
    "mark": lambda tx, actor, lesson: acts.mark(tx, actor, lesson, True),
    "read": acts.complete_by_reading,
    "note": lambda tx, actor, lesson: note_acts.add(
        tx, actor, lesson, body="Mine", client_id="one"
    ),
}


@pytest.mark.parametrize("way", LOOKING)
async def test_no_lesson_is_shown(db: Database, way: str) -> None:
    async with writing() as tx:
        low, high = await factories.actor(tx), await factories.actor(tx, points=BEGIN_AT[-1])
        tree, video = await _course(tx)
    async with reading() as rx:
        with pytest.raises(AcademyError) as refused:
            await LOOKING[way](rx, low, tree, video)
        assert isinstance(refused.value, (NotFound, Forbidden))
        await LOOKING[way](rx, high, tree, video)


async def test_the_address_of_a_lesson_says_why_not(db: Database) -> None:
    async with writing() as tx:
        low = await factories.actor(tx)
        tree, _ = await _course(tx)
        await factories.course(tx, slug="draft", level=LEVEL, is_published=False)
    async with reading() as rx:
        for slug in (tree.lessons[0].slug, "no-such"):
            with pytest.raises(Forbidden, match=r"course\.locked") as refused:
                await learning.lesson_page(rx, low, "high", slug)
        assert refused.value.params == {"level": LEVEL}
        with pytest.raises(NotFound):
            await learning.lesson_page(rx, low, "draft", "lesson")


@pytest.mark.parametrize("way", ACTING)
async def test_nothing_is_done_in_a_lesson(db: Database, way: str) -> None:
    async with writing() as tx:
        low = await factories.actor(tx)
        tree, _ = await _course(tx)
    with pytest.raises(NotFound):
        async with writing() as tx:
            await ACTING[way](tx, low, key(tree.lessons[1]))


async def test_nothing_watched_is_taken(db: Database) -> None:
    async with writing() as tx:
        low, staff = await factories.actor(tx), await factories.actor(tx, Role.MODERATOR)
        _, video = await _course(tx)
        report = Report(video_id=video, lesson_id=None, position=1.0, spans=[0, 1000])
        answers = await record_group(tx, [Ask(low, report), Ask(staff, report)])
    assert isinstance(answers[0], Forbidden)
    assert not isinstance(answers[1], AcademyError)


async def test_what_was_left_there_is_out_of_sight_too(db: Database) -> None:
    async with writing() as tx:
        low = await factories.actor(tx)
        tree, _ = await _course(tx)
        lesson = tree.lessons[0]
        tx.add(
            Note(
                member_id=low.member_id,
                lesson_id=key(lesson),
                client_id="one",
                body="Mine",
            )
        )
        tx.add(
            Completion(
                member_id=low.member_id, lesson_id=key(lesson), course_id=tree.id, how="read"
            )
        )
    async with reading() as rx:
        assert await notes.lesson_notes(rx, low, key(lesson)) == []
        assert lesson.title not in await notes.course_notes_markdown(rx, low, "high")
        assert (await learning.outline(rx, low, "high")).done == 0
