"""A lesson that is not open yet: listed with why and when, and every way into it shut."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeAlias

import pytest

from academy_app.core.actor import Actor, Role
from academy_app.core.clock import Travel, now
from academy_app.core.db import Database, Reading, Tx, reading, writing
from academy_app.core.errors import AcademyError, Forbidden
from academy_app.models.learning import Attachment, Subtitle
from academy_app.models.watching import Enrolment
from academy_app.queries import discussion, learning, live, notes, search
from academy_app.queries.search import Filters
from academy_app.services import discussion as talk
from academy_app.services import learning as acts
from academy_app.services import notes as note_acts
from academy_app.services import search as index
from academy_app.services.watching import Ask, Report, record_group
from tests import factories
from tests.factories import CourseTree, key

WORD = "sourdough"


class Scene:
    """Three lessons; the middle one has a video with words, a file and a question under it."""

    author: Actor
    member: Actor
    tree: CourseTree
    video: int
    thread: int

    @property
    def lesson(self) -> int:
        return key(self.tree.lessons[1])


@pytest.fixture
async def scene(db: Database) -> Scene:
    made = Scene()
    async with writing() as tx:
        made.author = await factories.actor(tx, Role.CONTENT_CREATOR)
        made.member = await factories.actor(tx)
        made.tree = await factories.course(tx, made.author, lessons=3, slug="c")
        lesson = made.tree.lessons[1]
        video = await factories.video(tx, lesson, key="videos/film.mp4")
        made.video = key(video)
        subtitle = Subtitle(video_id=made.video, language="en", cues=[(0, 1, f"A {WORD}.")])
        tx.add(subtitle)
        tx.add(Attachment(lesson_id=made.lesson, name="Sheet", path="files/sheet.pdf"))
        await tx.flush()
        await index.index_lesson(tx, lesson, f"All of {WORD}.")
        await index.index_subtitle(tx, subtitle, lesson, is_new=True)
        made.thread = key(await factories.thread(tx, made.author, lesson))
    return made


async def shut(scene: Scene, how: str) -> None:
    async with writing() as tx:
        lesson, module = scene.tree.lessons[1], scene.tree.modules[0]
        later = now() + timedelta(days=3)
        match how:
            case "lesson date":
                lesson.opens_at = later
            case "module date":
                module.opens_at = later
            case "lesson days":
                lesson.opens_after = 3
            case "module days":
                module.opens_after = 3
            case "sequence":
                scene.tree.course.is_sequential = True
        for row in (lesson, module, scene.tree.course):
            await tx.merge(row)


HOWS = {
    "lesson date": "lesson.opens_on",
    "module date": "lesson.opens_on",
    "lesson days": "lesson.opens_after",
    "module days": "lesson.opens_after",
    "sequence": "lesson.opens_in_order",
}

Way: TypeAlias = Callable[[Reading, Scene, Actor], Awaitable[object]]


async def _found(rx: Reading, _scene: Scene, actor: Actor) -> None:
    if not (await search.search(rx, actor, WORD, Filters())).hits:
        raise Forbidden


async def _file(rx: Reading, actor: Actor, path: str) -> None:
    if not await learning.is_file_open(rx, actor, path):
        raise Forbidden


async def _follows(rx: Reading, scene: Scene, actor: Actor) -> None:
    for channel in (f"lesson:{scene.lesson}", f"thread:{scene.thread}"):
        if not await live.may_follow(rx, actor, channel):
            raise Forbidden


async def _listed(rx: Reading, scene: Scene, actor: Actor) -> None:
    if not (await discussion.lesson_talk(rx, actor, scene.lesson)).threads:
        raise Forbidden


LOOKING: dict[str, Way] = {
    "lesson": lambda rx, scene, actor: learning.lesson_page(
        rx, actor, "c", scene.tree.lessons[1].slug
    ),
    "transcript": lambda rx, scene, actor: learning.transcript(rx, actor, scene.video),
    "attachment": lambda rx, _, actor: _file(rx, actor, "files/sheet.pdf"),
    "film": lambda rx, _, actor: _file(rx, actor, "videos/film.mp4"),
    "thread": lambda rx, scene, actor: discussion.thread_page(rx, actor, scene.thread),
    "search": _found,
    "channels": _follows,
    "talk": _listed,
}
ACTING: dict[str, Callable[[Tx, Scene, Actor], Awaitable[object]]] = {
    "open": lambda tx, scene, actor: acts.open_lesson(tx, actor, scene.lesson),
    "mark": lambda tx, scene, actor: acts.mark(tx, actor, scene.lesson, True),
    "note": lambda tx, scene, actor: note_acts.add(
        tx, actor, scene.lesson, body="Mine", client_id="one"
    ),
    "reply": lambda tx, scene, actor: talk.like(tx, actor, scene.thread),
}


@pytest.mark.parametrize("how", HOWS)
async def test_the_outline_says_why_and_when(scene: Scene, clock: Travel, how: str) -> None:
    await shut(scene, how)
    async with reading() as rx:
        outline = await learning.outline(rx, scene.member, "c")
        own = await learning.outline(rx, scene.author, "c")
        (card,) = (await learning.catalog(rx, scene.member)).courses
    row = outline.modules[0].lessons[1]
    assert (row.title, row.lock) == (scene.tree.lessons[1].title, HOWS[how])
    if how.endswith("date"):
        assert row.lock_params == {"day": (now() + timedelta(days=3)).isoformat()}
    assert (outline.total, card.lessons) == (3, 3)
    assert [lesson.lock for lesson in own.modules[0].lessons] == ["", "", ""]


@pytest.mark.parametrize("how", HOWS)
async def test_every_way_in_is_shut_and_opens_in_time(
    scene: Scene, clock: Travel, how: str
) -> None:
    async with writing() as tx:
        tx.add(Enrolment(member_id=scene.member.member_id, course_id=scene.tree.id))
    await shut(scene, how)
    report = Report(video_id=scene.video, lesson_id=None, position=1.0, spans=[0, 1000])
    for way in LOOKING.values():
        async with reading() as rx:
            with pytest.raises(AcademyError):
                await way(rx, scene, scene.member)
            await way(rx, scene, scene.author)
    for act in ACTING.values():
        with pytest.raises(AcademyError):
            async with writing() as tx:
                await act(tx, scene, scene.member)
    async with writing() as tx:
        [refused] = await record_group(tx, [Ask(scene.member, report)])
    assert isinstance(refused, Forbidden)
    async with writing() as tx:
        if how == "sequence":
            await acts.mark(tx, scene.member, key(scene.tree.lessons[0]), True)
        else:
            clock.forward(3 * 86_400 + 1)
    for way in LOOKING.values():
        async with reading() as rx:
            await way(rx, scene, scene.member)
    async with writing() as tx:
        [taken] = await record_group(tx, [Ask(scene.member, report)])
    assert not isinstance(taken, AcademyError)


async def test_the_address_says_why_not(scene: Scene) -> None:
    await shut(scene, "lesson date")
    async with reading() as rx:
        with pytest.raises(Forbidden, match=r"lesson\.opens_on"):
            await learning.lesson_page(rx, scene.member, "c", scene.tree.lessons[1].slug)


async def test_what_is_done_stays_open_in_a_sequence(scene: Scene) -> None:
    async with writing() as tx:
        await acts.mark(tx, scene.member, key(scene.tree.lessons[2]), True)
    await shut(scene, "sequence")
    async with reading() as rx:
        outline = await learning.outline(rx, scene.member, "c")
        rows = outline.modules[0].lessons
        assert [row.lock for row in rows] == ["", "lesson.opens_in_order", ""]
        await learning.lesson_page(rx, scene.member, "c", rows[2].slug)
    assert outline.next_href == rows[0].href


async def test_where_nothing_is_open_one_joins_and_waits(scene: Scene, clock: Travel) -> None:
    await shut(scene, "module days")
    async with reading() as rx:
        outline = await learning.outline(rx, scene.member, "c")
    assert (outline.next_href, outline.can_join) == ("", True)
    assert (outline.next_lock, outline.next_lock_params) == ("lesson.opens_after", {"count": 3})
    async with writing() as tx:
        tx.add(Enrolment(member_id=scene.member.member_id, course_id=scene.tree.id))
    async with reading() as rx:
        outline = await learning.outline(rx, scene.member, "c")
    assert (outline.next_lock, outline.can_join) == ("lesson.opens_on", False)


async def test_notes_wait_with_their_lesson(scene: Scene) -> None:
    async with writing() as tx:
        await note_acts.add(tx, scene.member, scene.lesson, body="Mine", client_id="one")
    await shut(scene, "lesson date")
    async with reading() as rx:
        assert await notes.lesson_notes(rx, scene.member, scene.lesson) == []


async def test_a_removed_member_s_tab_loses_the_talk(scene: Scene) -> None:
    async with writing() as tx:
        gone: Any = now()
        tx.add(
            Enrolment(member_id=scene.member.member_id, course_id=scene.tree.id, removed_at=gone)
        )
    async with reading() as rx:
        assert not await live.may_follow(rx, scene.member, f"lesson:{scene.lesson}")
        assert await live.may_follow(rx, scene.author, f"lesson:{scene.lesson}")
