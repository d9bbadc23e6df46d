"""A member's notes, listed and exported; nobody else's."""

import pytest

from academy_app.core.actor import Actor
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import NotFound
from academy_app.models.learning import Lesson
from academy_app.models.watching import Note
from academy_app.queries import notes
from tests import factories
from tests.factories import key


def note(actor: Actor, lesson: Lesson, body: str, seconds: float | None = None) -> Note:
    return Note(
        member_id=actor.member_id,
        lesson_id=key(lesson),
        client_id=f"{body[:20]}-{actor.member_id}",
        seconds=seconds,
        body=body,
    )


async def test_a_lessons_notes_in_the_order_of_the_video(db: Database) -> None:
    async with writing() as tx:
        actor, other = await factories.actor(tx), await factories.actor(tx)
        tree = await factories.course(tx)
        tx.add_all(
            [
                note(actor, tree.lessons[0], "late", 90.5),
                note(actor, tree.lessons[0], "early", 3.0),
                note(actor, tree.lessons[0], "whole"),
                note(actor, tree.lessons[1], "elsewhere"),
                note(other, tree.lessons[0], "theirs"),
            ]
        )
    async with reading() as rx:
        shown = await notes.lesson_notes(rx, actor, key(tree.lessons[0]))
    assert [view.body for view in shown] == ["whole", "early", "late"]
    assert shown[2].seconds == 90.5
    assert shown[0].created_at.endswith("+00:00")


async def test_the_export_is_markdown_by_module_and_lesson(db: Database) -> None:
    async with writing() as tx:
        actor, other = await factories.actor(tx), await factories.actor(tx)
        tree = await factories.course(tx, modules=2, lessons=1, slug="c", title="Sails\nand wind")
        tree.modules[0].title, tree.modules[1].title = "One", "Two"
        tree.lessons[0].title, tree.lessons[1].title = "Knots", "Wind"
        tx.add_all(
            [
                note(actor, tree.lessons[0], "Bowline\n\n- not slipping", 3725.9),
                note(actor, tree.lessons[0], "Hitch", 65.0),
                note(actor, tree.lessons[1], "Luff"),
                note(other, tree.lessons[1], "theirs"),
            ]
        )
    async with reading() as rx:
        text = await notes.course_notes_markdown(rx, actor, "c")
    assert text == (
        "# Sails and wind\n\n"
        "## One\n\n### Knots\n\n- **1:05** Hitch\n\n"
        "- **1:02:05** Bowline\n\n  - not slipping\n\n"
        "## Two\n\n### Wind\n\n- Luff\n"
    )


async def test_no_export_of_a_course_one_may_not_see(db: Database) -> None:
    async with writing() as tx:
        actor = await factories.actor(tx)
        await factories.course(tx, slug="draft", is_published=False)
    async with reading() as rx:
        with pytest.raises(NotFound):
            await notes.course_notes_markdown(rx, actor, "draft")
