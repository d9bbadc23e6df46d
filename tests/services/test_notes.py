"""A member's own notes."""

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import func, select

from academy_app.core.actor import Actor
from academy_app.core.clock import Travel, now
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import Conflict, Invalid, NotFound, RateLimited
from academy_app.models.watching import Note
from academy_app.services import notes
from tests import factories
from tests.factories import CourseTree, key


@dataclass
class Desk:
    actor: Actor
    other: Actor
    tree: CourseTree
    video_id: int

    async def add(self, actor: Actor | None = None, **values: Any) -> Note:
        given = {"body": "A thought", "client_id": "c1", **values}
        lesson_id = given.pop("lesson_id", key(self.tree.lessons[0]))
        async with writing() as tx:
            return await notes.add(tx, actor or self.actor, lesson_id, **given)


@pytest.fixture
async def desk(db: Database) -> Desk:
    async with writing() as tx:
        tree = await factories.course(tx)
        video = await factories.video(tx, tree.lessons[0])
        return Desk(await factories.actor(tx), await factories.actor(tx), tree, key(video))


async def how_many() -> int:
    async with reading() as rx:
        return await rx.scalar(select(func.count()).select_from(Note)) or 0


async def test_sent_twice_it_is_written_once(desk: Desk) -> None:
    first = await desk.add(video_id=desk.video_id, seconds=12.5)
    again = await desk.add(body="Something else")
    assert (again.id, again.body, again.seconds) == (first.id, "A thought", 12.5)
    theirs = await desk.add(desk.other)
    assert theirs.id != first.id
    assert await how_many() == 2


async def test_a_lesson_holds_so_many_and_no_more(desk: Desk) -> None:
    async with writing() as tx:
        lesson_id, at = key(desk.tree.lessons[0]), now()
        tx.add_all(
            Note(
                member_id=desk.actor.member_id,
                lesson_id=lesson_id,
                client_id=f"n{number}",
                body="A thought",
                created_at=at,
                updated_at=at,
            )
            for number in range(499)
        )
    await desk.add(client_id="last")
    with pytest.raises(Conflict) as refused:
        await desk.add(client_id="one-more")
    assert (refused.value.key, refused.value.params) == ("note.too_many", {"max": 500})
    assert (await desk.add(client_id="last")).body == "A thought"
    await desk.add(lesson_id=key(desk.tree.lessons[1]), client_id="elsewhere")
    await desk.add(desk.other)
    assert await how_many() == 502


async def test_notes_cannot_be_written_without_end(desk: Desk, clock: Travel) -> None:
    for number in range(30):
        await desk.add(client_id=f"n{number}")
    with pytest.raises(RateLimited):
        await desk.add(client_id="one-more")
    assert (await desk.add(client_id="n0")).client_id == "n0"
    clock.forward(61)
    await desk.add(client_id="one-more")
    assert await how_many() == 31


async def test_change_and_throw_away(desk: Desk) -> None:
    note_id = (await desk.add()).id
    assert note_id is not None
    async with writing() as tx:
        changed = await notes.change(tx, desk.actor, note_id, "  Better\r\nso  ")
    assert changed.body == "Better\nso"
    async with writing() as tx:
        await notes.throw_away(tx, desk.actor, note_id)
    assert await how_many() == 0


async def test_anothers_note_does_not_exist(desk: Desk) -> None:
    note_id = (await desk.add()).id
    assert note_id is not None
    for actor, wanted in ((desk.other, note_id), (desk.actor, 2**63), (desk.actor, 0)):
        with pytest.raises(NotFound):
            async with writing() as tx:
                await notes.change(tx, actor, wanted, "Mine now")
        with pytest.raises(NotFound):
            async with writing() as tx:
                await notes.throw_away(tx, actor, wanted)
    assert await how_many() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"body": ""}, "body"),
        ({"body": " \n\t"}, "body"),
        ({"body": "\x00"}, "body"),
        ({"body": "x" * 5001}, "body"),
        ({"seconds": -0.1}, "seconds"),
        ({"seconds": float("nan")}, "seconds"),
        ({"seconds": float("inf")}, "seconds"),
        ({"seconds": 43_201}, "seconds"),
        ({"client_id": ""}, "clientId"),
        ({"client_id": "x" * 37}, "clientId"),
        ({"client_id": "a b"}, "clientId"),
        ({"video_id": 2**63}, "videoId"),
        ({"video_id": 999_999}, "videoId"),
    ],
)
async def test_what_is_wrong_is_named(desk: Desk, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        await desk.add(**values)
    assert list(refused.value.fields) == [field]
    assert await how_many() == 0


async def test_a_video_of_another_lesson(desk: Desk) -> None:
    with pytest.raises(Invalid):
        await desk.add(lesson_id=key(desk.tree.lessons[1]), video_id=desk.video_id)


async def test_no_note_on_what_one_may_not_see(desk: Desk) -> None:
    async with writing() as tx:
        draft = await factories.course(tx, is_published=False)
    for lesson_id in (key(draft.lessons[0]), 0, 2**63):
        with pytest.raises(NotFound):
            await desk.add(lesson_id=lesson_id)
