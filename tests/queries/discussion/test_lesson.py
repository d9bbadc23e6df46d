"""What is said under lessons: in order, with its moments, to whom, in how many statements."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from academy_app.core.actor import Actor, Role
from academy_app.core.channels import of_lesson
from academy_app.core.clock import now
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import Forbidden, NotFound
from academy_app.core.views.talk import Talk
from academy_app.models.discussion import Follow, ThreadTag, Wonderer
from academy_app.models.learning import Course, CourseTag, Lesson
from academy_app.queries import discussion, live
from academy_app.queries.discussion.feed import PAGE
from academy_app.services import discussion as talking
from academy_app.services.discussion import ThreadDraft
from academy_app.state.community import load_community
from academy_app.state.lesson import load_lesson
from academy_app.state.thread import load_thread
from tests import factories
from tests.conftest import Statements


@dataclass
class Taught:
    """A lesson of two videos, its teacher and a member."""

    course: Course
    lesson: Lesson
    teacher: Actor
    member: Actor
    videos: list[int]

    @property
    def id(self) -> int:
        return factories.key(self.lesson)

    @property
    def params(self) -> dict[str, str]:
        return {"course": self.course.slug, "lesson": self.lesson.slug}


@pytest.fixture
async def taught(db: Database) -> Taught:
    async with writing() as tx:
        teacher = await factories.actor(tx, Role.CONTENT_CREATOR)
        tree = await factories.course(tx, teacher, lessons=3, title="Bread")
        lesson = tree.lessons[1]
        lesson.title = "Oven"
        videos = [await factories.video(tx, lesson, position=place) for place in (1, 0)]
        member = await factories.actor(tx, created_at=now() - timedelta(days=1))
    return Taught(
        tree.course, lesson, teacher, member, [factories.key(video) for video in reversed(videos)]
    )


async def _talk(taught: Taught, actor: Actor | None = None) -> Talk:
    async with reading() as rx:
        return await discussion.lesson_talk(rx, actor or taught.member, taught.id)


async def _asked(taught: Taught, title: str = "How hot?", **more: object) -> int:
    draft = ThreadDraft(
        title=title,
        words=await talking.words(f"{title} Tell me."),
        client_id=str(uuid4()),
        lesson_id=taught.id,
        **more,  # type: ignore[arg-type]
    )
    async with writing() as tx:
        return factories.key(await talking.start_thread(tx, taught.member, draft))


async def test_threads_with_what_their_reader_did(taught: Taught) -> None:
    second = taught.videos[1]
    async with writing() as tx:
        old, new, pinned, muted = [
            await factories.thread(
                tx,
                taught.teacher,
                taught.lesson,
                activity_at=now() - timedelta(hours=hours),
                is_pinned=hours == 3,
                video_id=second if hours == 2 else None,
                seconds=83.7 if hours == 2 else None,
            )
            for hours in (2, 1, 3, 0)
        ]
        keys = [factories.key(each) for each in (old, new, pinned)]
        tx.add_all(ThreadTag(thread_id=keys[0], tag=tag) for tag in ("heat", "dough"))
        tx.add(Wonderer(thread_id=keys[1], member_id=taught.member.member_id))
        tx.add(
            Follow(
                member_id=taught.member.member_id,
                kind="thread",
                target_id=factories.key(muted),
                is_muted=True,
            )
        )
    talk = await _talk(taught)
    assert [card.id for card in talk.threads] == [keys[2], keys[1], keys[0]]
    assert (talk.wondering, set(talk.unread), talk.has_more) == ([keys[1]], set(keys), False)
    [moment] = talk.moments
    assert (moment.id, moment.video_id, moment.time) == (keys[0], second, "1:23")
    card = talk.threads[-1]
    assert (card.tags, card.place, card.time) == (["dough", "heat"], "Bread › Oven", "1:23")
    path = f"/courses/{taught.course.slug}/{taught.lesson.slug}"
    assert card.moment_href == f"{path}?video=2&t=83"
    loaded = await load_lesson(taught.member, {**taught.params, "video": "2", "t": "83"})
    assert (loaded["chosen"], loaded["begin"]) == (1, 83.0)
    head = (await load_thread(taught.member, {"thread": str(card.id)}))["head"]
    assert (head.time, head.moment_href) == ("1:23", card.moment_href)  # type: ignore[attr-defined]


async def test_the_moments_are_those_of_more_than_are_listed(taught: Taught) -> None:
    async with writing() as tx:
        for number in range(30):
            await factories.thread(
                tx,
                taught.member,
                taught.lesson,
                activity_at=now() - timedelta(minutes=number),
                video_id=taught.videos[0],
                seconds=float(number),
            )
    talk = await _talk(taught)
    assert (len(talk.threads), len(talk.moments), talk.has_more) == (PAGE, 30, True)
    loaded = await load_community(taught.member, {"category": f"@lesson-{taught.id}"})
    assert loaded["threads"] == talk.threads
    assert (loaded["chosen"].name, bool(loaded["next"])) == ("Bread › Oven", True)  # type: ignore[attr-defined]


async def test_news_are_what_a_fresh_load_has(taught: Taught) -> None:
    """For all that happens to a question: asked, answered, wondered at, deleted."""
    channel = of_lesson(taught.id)
    thread_id = await _asked(taught, seconds=5.0, video_id=taught.videos[0], tags=["heat"])

    async def is_as_loaded(after: int) -> int:
        async with reading() as rx:
            found = await live.news(rx, channel, after)
            assert found is not None
            [item] = found.items
        shown = {card.id: card for card in (await _talk(taught)).threads}
        assert (item.id, item.row) == (thread_id, shown.get(thread_id))
        return found.last

    head = await is_as_loaded(0)
    words = await talking.words("At 230 degrees.")
    async with writing() as tx:
        post = await talking.reply(tx, taught.teacher, thread_id, words, client_id=str(uuid4()))
        post_id = factories.key(post)
    head = await is_as_loaded(head)
    async with writing() as tx:
        await talking.mark_answer(tx, taught.teacher, thread_id, post_id)
        await talking.wonder(tx, taught.teacher, thread_id, True)
    head = await is_as_loaded(head)
    async with writing() as tx:
        await talking.delete_post(tx, taught.teacher, (await _opening(thread_id)))
    await is_as_loaded(head)
    assert await _talk(taught) == Talk()


async def _opening(thread_id: int) -> int:
    async with reading() as rx:
        row = await discussion.thread_page(rx, Actor(0, Role.ADMIN), thread_id)
        return row[0].opening[0].id


async def test_a_lesson_page_takes_eight_statements(taught: Taught, statements: Statements) -> None:
    async with writing() as tx:
        tx.add_all(CourseTag(course_id=taught.lesson.course_id, tag=tag) for tag in "ab")
        for _ in range(3):
            thread = await factories.thread(tx, taught.member, taught.lesson)
            tx.add(ThreadTag(thread_id=factories.key(thread), tag="dough"))
    with statements() as seen:
        loaded = await load_lesson(taught.member, taught.params)
    assert len(seen) == 8, seen
    assert len(loaded["threads"]) == 3  # type: ignore[arg-type]
    assert loaded["heads"] == {of_lesson(taught.id): 0}
    assert loaded["outline"].tags == ["a", "b"]  # type: ignore[attr-defined]
    with statements() as seen:
        await load_community(taught.member, {"category": "@lessons"})
    assert len(seen) <= 6, seen


async def test_under_lessons_page_follows_page(taught: Taught) -> None:
    async with writing() as tx:
        await factories.thread(tx, taught.member)
        made = [
            factories.key(
                await factories.thread(
                    tx,
                    taught.member,
                    taught.lesson,
                    is_pinned=number == 5,
                    activity_at=now() - timedelta(minutes=number // 2),
                )
            )
            for number in range(40)
        ]
    found: list[int] = []
    cursor = ""
    while cursor or not found:
        loaded = await load_community(taught.member, {"category": "@lessons", "cursor": cursor})
        found += [card.id for card in loaded["threads"]]  # type: ignore[attr-defined]
        cursor = str(loaded["next"])
    assert sorted(found) == made
    # By activity alone; of two at one moment the later comes first.
    assert found == [made[number ^ 1] for number in range(40)]
    # Beside them stand the categories.
    heads: Any = loaded["heads"]
    assert list(heads) == ["community:1", *_channels(loaded["categories"])]
    assert loaded["is_under_lessons"] is True


def _channels(cards: Any) -> list[str]:
    return [f"category:{card.id}" for card in cards]


@pytest.mark.parametrize("hidden", ["draft", "course", "level"])
async def test_what_is_under_a_hidden_lesson_is_reached_in_no_way(
    taught: Taught, hidden: str
) -> None:
    thread_id = await _asked(taught)
    everywhere: tuple[dict[str, str], ...] = (
        {"category": "@lessons"},
        {"category": f"@lesson-{taught.id}"},
        {},
    )
    shown = [await load_community(taught.member, params) for params in everywhere]
    assert [len(each["threads"]) for each in shown] == [1, 1, 0]  # type: ignore[arg-type]
    async with writing() as tx:
        course = await tx.get_one(Course, taught.course.id)
        lesson = await tx.get_one(Lesson, taught.id)
        lesson.is_published = hidden != "draft"
        course.is_published = hidden != "course"
        course.level = 9 if hidden == "level" else 1
    rival = Actor(taught.member.member_id, Role.USER)
    with pytest.raises(Forbidden if hidden == "level" else NotFound):
        await load_lesson(rival, taught.params)
    with pytest.raises(NotFound):
        await load_thread(rival, {"thread": str(thread_id)})
    for params in everywhere:
        assert (await load_community(rival, params))["threads"] == []
    assert await _talk(taught) == Talk()
    async with reading() as rx:
        assert not await live.may_follow(rx, rival, of_lesson(taught.id))
    assert len((await _talk(taught, taught.teacher)).threads) == 1


async def test_teachers_keep_order_and_endorse_under_their_lessons(taught: Taught) -> None:
    thread_id = await _asked(taught)
    async with writing() as tx:
        other = await factories.actor(tx, Role.CONTENT_CREATOR)
    for actor, may in ((taught.teacher, True), (other, False), (taught.member, False)):
        loaded = await load_thread(actor, {"thread": str(thread_id)})
        rights = loaded["rights"]
        assert (rights.keep_order, rights.endorse) == (may, may)  # type: ignore[attr-defined]


@pytest.mark.parametrize("asked", ["@lesson-", "@lesson-x", "@lesson-0", "@lesson-" + "9" * 40])
async def test_a_lesson_that_cannot_be_has_no_threads(taught: Taught, asked: str) -> None:
    await _asked(taught)
    assert (await load_community(taught.member, {"category": asked}))["threads"] == []
