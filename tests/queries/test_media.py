"""The library of images and files: whose they are, where they stand."""

from datetime import timedelta

import pytest

from academy_app.core.actor import Actor, Role
from academy_app.core.clock import now
from academy_app.core.db import Database, Tx, reading, writing
from academy_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from academy_app.core.views.media import Media
from academy_app.models.discussion import Draft, Upload
from academy_app.models.learning import Attachment
from academy_app.queries.media import PAGE, media, uses
from academy_app.services import uploads
from tests import factories
from tests.conftest import Statements
from tests.factories import key


def path(number: int) -> str:
    return f"images/1/{number:064x}.webp"


def shown(number: int) -> str:
    return f"![words](/files/{path(number)})"


async def upload(tx: Tx, owner: Actor, number: int, name: str = "") -> int:
    row = Upload(
        member_id=owner.member_id,
        path=path(number),
        name=name,
        size=2000,
        width=40,
        height=30,
        at=now() - timedelta(minutes=number),
    )
    tx.add(row)
    await tx.flush()
    return row.id or 0


async def library(actor: Actor, kind: str = "images", query: str = "", after: str = "") -> Media:
    async with reading() as rx:
        return await media(rx, actor, kind, query, after)


async def test_images_come_with_how_often_they_are_used(db: Database) -> None:
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
        tree = await factories.course(tx, author, thumbnail=path(1))
        tree.lessons[0].body = f"{shown(1)} and again {shown(1)}"
        tree.lessons[1].body = shown(2)
        thread = await factories.thread(tx, author)
        await factories.post(tx, thread, author, body=shown(1))
        tx.add(Draft(member_id=author.member_id, key="new", fields=f'{{"body": "{shown(3)}"}}'))
        for number in range(1, 5):
            await upload(tx, author, number, f"Picture {number}")
    rows = (await library(author)).rows
    assert [(row.name, row.uses) for row in rows] == [
        ("Picture 1", 3),
        ("Picture 2", 1),
        ("Picture 3", 1),
        ("Picture 4", 0),
    ]
    assert (rows[0].kilobytes, rows[0].width, rows[0].height) == (2, 40, 30)
    assert rows[0].href == rows[0].thumbnail == f"/files/{path(1)}"


async def test_names_are_told_of_what_the_reader_may_see(db: Database) -> None:
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
        other = await factories.actor(tx, Role.CONTENT_CREATOR)
        own = await factories.course(tx, author, title="Own", lessons=1, thumbnail=path(1))
        own.lessons[0].title, own.lessons[0].body = "First", shown(1)
        hidden = await factories.course(tx, other, title="Hidden", lessons=1, is_published=False)
        hidden.lessons[0].body = shown(1)
        staff = await factories.category(tx, read_by="listed")
        secret = await factories.thread(tx, other, staff, title="Secret")
        await factories.post(tx, secret, other, body=shown(1))
        number = await upload(tx, author, 1)
    async with reading() as rx:
        found = await uses(rx, author, f"image-{number}")
    assert [(use.kind, use.title) for use in found.rows] == [
        ("lesson", "Own: First"),
        ("course", "Own"),
    ]
    assert found.rows[0].href == f"/teach/{own.course.slug}?lesson={own.lessons[0].id}"
    assert found.hidden == 2


@pytest.mark.parametrize("role", list(Role))
async def test_only_authors_have_a_library_and_only_admins_that_of_others(
    db: Database, role: Role
) -> None:
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
        reader = await factories.actor(tx, role)
        tree = await factories.course(tx, author, lessons=1)
        tx.add(Attachment(lesson_id=key(tree.lessons[0]), name="a.pdf", path="attachments/a.pdf"))
        number = await upload(tx, author, 1)
    if role not in (Role.ADMIN, Role.CONTENT_CREATOR):
        with pytest.raises(Forbidden):
            await library(reader)
        async with reading() as rx:
            with pytest.raises(Forbidden):
                await uses(rx, reader, f"image-{number}")
    else:
        count = int(role is Role.ADMIN)
        assert len((await library(reader)).rows) == count
        assert len((await library(reader, "files")).rows) == count
    if role is not Role.ADMIN:
        async with writing() as tx:
            with pytest.raises(NotFound):
                await uploads.delete_image(tx, reader, number)
        return
    async with reading() as rx:
        assert (await uses(rx, reader, f"image-{number}")).rows == []
    async with writing() as tx:
        assert await uploads.delete_image(tx, reader, number) == path(1)


async def test_what_something_shows_is_not_deleted(db: Database) -> None:
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
        tx.add(Draft(member_id=author.member_id, key="new", fields=shown(1)))
        tree = await factories.course(tx, author, lessons=1)
        await factories.video(tx, tree.lessons[0], poster=f"/files/{path(2)}")
        numbers = [await upload(tx, author, number) for number in (1, 2, 3)]
    for number in numbers[:2]:
        with pytest.raises(Conflict):
            async with writing() as tx:
                await uploads.delete_image(tx, author, number)
    async with writing() as tx:
        await uploads.delete_image(tx, author, numbers[2])
    assert [row.id for row in (await library(author)).rows] == numbers[:2]


async def test_images_come_in_pages_at_the_same_cost(db: Database, statements: Statements) -> None:
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
        for number in range(PAGE + 3):
            await upload(tx, author, number, f"Über {number}")
    with statements() as seen:
        first = await library(author)
    assert (len(first.rows), len(seen)) == (PAGE, 9)
    with statements() as seen:
        rest = await library(author, after=first.next)
    assert (len(rest.rows), len(seen), rest.next_href) == (3, 9, "")
    assert not {row.id for row in first.rows} & {row.id for row in rest.rows}
    assert [row.name for row in (await library(author, query="über 12")).rows] == ["Über 12"]
    assert (await library(author, query="100%")).rows == []
    with pytest.raises(Invalid):
        await library(author, after="x")


async def test_a_file_is_listed_once_with_its_lessons(db: Database) -> None:
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
        tree = await factories.course(tx, author, lessons=2)
        other = await factories.course(tx, await factories.actor(tx, Role.CONTENT_CREATOR))
        for lesson in (*tree.lessons, other.lessons[0]):
            tx.add(Attachment(lesson_id=key(lesson), name="a.pdf", path="attachments/a.pdf"))
        for number in range(PAGE):
            tx.add(
                Attachment(
                    lesson_id=key(tree.lessons[0]),
                    name=f"{number}.txt",
                    path=f"attachments/{number}",
                )
            )
    first = await library(author, "files")
    rest = await library(author, "files", after=first.next)
    assert (len(first.rows), [row.name for row in rest.rows]) == (PAGE, ["a.pdf"])
    assert rest.rows[0].uses == 2
    async with reading() as rx:
        found = await uses(rx, author, rest.rows[0].key)
        for wrong in ("file-0", "file-x", "image-999", "nothing", ""):
            with pytest.raises(NotFound):
                await uses(rx, author, wrong)
    assert len(found.rows) == 3
    assert found.hidden == 0
    assert {use.kind for use in found.rows} == {"lesson"}
