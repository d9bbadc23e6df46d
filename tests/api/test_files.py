"""Stored files: for members, and those of lessons for who may see one of these."""

import httpx

from academy_app.core import storage
from academy_app.core.actor import Role
from academy_app.core.db import reading, writing
from academy_app.core.settings import settings
from academy_app.models.learning import Attachment, Lesson
from academy_app.queries.learning import is_file_open
from academy_app.services import authoring
from academy_app.services.authoring import VideoDraft
from tests import factories
from tests.accounts import account, signed_in
from tests.conftest import Statements


def _attached(path: str, lesson: Lesson) -> Attachment:
    return Attachment(lesson_id=factories.key(lesson), name="Leaflet.txt", path=path)


async def _status(client: httpx.AsyncClient, path: str) -> int:
    return (await client.get(f"/files/{path}")).status_code


async def test_a_lesson_s_files_are_for_who_may_see_it(client: httpx.AsyncClient) -> None:
    leaflet = await storage.save(b"Bake.", "leaflet.txt", "lessons")
    film = await storage.save(b"Film.", "film.mp4", "lessons")
    drawing = await storage.save(b"Drawing.", "drawing.png", "lessons")
    async with writing() as tx:
        member = await account(tx)
        author = await account(tx, Role.CONTENT_CREATOR)
        draft = await factories.course(tx, author, is_published=False)
        high = await factories.course(tx, author, level=3)
        tx.add(_attached(leaflet.path, draft.lessons[0]))
        await factories.video(tx, high.lessons[0], key=film.path)
    await signed_in(client, member)
    assert [await _status(client, each.path) for each in (leaflet, film)] == [404, 404]
    # What no lesson names is for every member, such as pictures in a text.
    assert await _status(client, drawing.path) == 200
    async with writing() as tx:
        both = await factories.course(tx)
        tx.add(_attached(leaflet.path, both.lessons[0]))
        (await tx.get_one(Lesson, both.lessons[1].id)).is_published = False
        tx.add(_attached(film.path, both.lessons[1]))
    # The same file is kept once; one lesson that may be seen is enough.
    assert [await _status(client, each.path) for each in (leaflet, film)] == [200, 404]
    await signed_in(client, author)
    assert [await _status(client, each.path) for each in (leaflet, film)] == [200, 200]


async def test_a_film_that_was_pasted_by_its_address_is_the_lesson_s_too(
    client: httpx.AsyncClient,
) -> None:
    film = await storage.save(b"Film.", "film.mp4", "lessons")
    async with writing() as tx:
        member = await account(tx)
        author = await account(tx, Role.CONTENT_CREATOR)
        draft = await factories.course(tx, author, is_published=False)
        lesson = factories.key(draft.lessons[0])
        pasted = [VideoDraft(f"/files/{film.path}")]
        await authoring.set_videos(tx, factories.as_actor(author), lesson, pasted)
    await signed_in(client, member)
    assert await _status(client, film.path) == 404
    await signed_in(client, author)
    assert await _status(client, film.path) == 200


async def test_a_file_has_one_spelling(client: httpx.AsyncClient) -> None:
    """Another one would be a file that no lesson names."""
    film = await storage.save(b"Film.", "film.mp4", "lessons")
    async with writing() as tx:
        member = await account(tx)
        draft = await factories.course(tx, is_published=False)
        tx.add(_attached(film.path, draft.lessons[0]))
    await signed_in(client, member)
    name = film.path.removeprefix("lessons/")
    here = settings().files_dir.resolve()
    for other in (
        f"lessons//{name}",
        f"lessons/%2e/{name}",
        f"%2e/lessons/{name}",
        f"lessons/%2e%2e/lessons/{name}",
        f"/{film.path}",
        f"{here}/{film.path}",
        f"{film.path}/%2e",
        f"{film.path}/",
    ):
        assert await _status(client, other) == 404, other


async def test_it_costs_one_statement(client: httpx.AsyncClient, statements: Statements) -> None:
    async with writing() as tx:
        actor = await factories.actor(tx)
        lesson = (await factories.course(tx)).lessons[0]
        tx.add(_attached("lessons/a.txt", lesson))
    async with reading() as rx:
        for path in ("lessons/a.txt", "lessons/b.txt", "../x", ""):
            with statements() as seen:
                assert await is_file_open(rx, actor, path)
            assert len(seen) == 1
