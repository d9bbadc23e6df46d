"""The media library and the health of links over HTTP."""

from pathlib import Path

import httpx
import pytest

from academy_app.core.actor import Role
from academy_app.core.db import Database, writing
from academy_app.core.storage import located, save
from academy_app.models.discussion import Upload
from academy_app.services import links
from tests import factories
from tests.accounts import account, signed_in
from tests.factories import key

TEACH = "/api/lms/teach"


async def test_an_unused_image_is_deleted_with_its_file(
    db: Database, client: httpx.AsyncClient
) -> None:
    async with writing() as tx:
        author = await account(tx, Role.CONTENT_CREATOR)
        stored = await save(b"pixels", "a.webp", f"images/{author.id}")
        upload = Upload(member_id=author.id, path=stored.path, name="Sunset", size=6)
        tx.add(upload)
    await signed_in(client, author)
    assert isinstance(located(stored.path), Path)
    page = (await client.get(f"{TEACH}/media", params={"q": "sun"})).json()
    [row] = page["rows"]
    assert (row["name"], row["uses"], page["next"]) == ("Sunset", 0, "")
    assert (await client.get(f"{TEACH}/media/{row['key']}/uses")).json()["rows"] == []
    address = f"{TEACH}/media/images/{row['id']}"
    assert (await client.delete(address)).status_code == 204
    with pytest.raises(Exception, match=r"error\.not_found"):
        located(stored.path)
    assert (await client.delete(address)).status_code == 404


async def test_an_image_in_use_stays(db: Database, client: httpx.AsyncClient) -> None:
    async with writing() as tx:
        author = await account(tx, Role.CONTENT_CREATOR)
        path = f"images/{author.id}/{'a' * 64}.webp"
        tree = await factories.course(tx, author)
        tree.lessons[0].body = f"![a](/files/{path})"
        upload = Upload(member_id=author.id, path=path)
        tx.add(upload)
    await signed_in(client, author)
    answer = await client.delete(f"{TEACH}/media/images/{upload.id}")
    assert (answer.status_code, answer.json()["key"]) == (409, "media.in_use")


async def test_broken_links_are_listed_and_checked_again(
    db: Database, client: httpx.AsyncClient
) -> None:
    async with writing() as tx:
        author = await account(tx, Role.CONTENT_CREATOR)
        tree = await factories.course(tx, author, lessons=1, title="Bread")
        tree.lessons[0].body_html = '<a href="/courses/later">later</a>'
    async with writing() as tx:
        await links.gather(tx)
    await links.check_due()
    await signed_in(client, author)
    [course] = (await client.get(f"{TEACH}/health")).json()["broken"]
    [row] = course["rows"]
    assert (course["title"], row["problem"]) == ("Bread", "health.gone_here")
    assert row["href"] == f"/teach/{tree.course.slug}?lesson={key(tree.lessons[0])}"
    async with writing() as tx:
        await factories.course(tx, author, slug="later")
    answer = await client.post(f"{TEACH}/health/{row['id']}/check")
    assert (answer.status_code, answer.json()["problem"]) == (200, "")
    assert (await client.get(f"{TEACH}/health")).json()["broken"] == []


@pytest.mark.parametrize("role", [Role.USER, Role.MODERATOR])
async def test_who_writes_no_courses_is_refused(
    db: Database, client: httpx.AsyncClient, role: Role
) -> None:
    async with writing() as tx:
        member = await account(tx, role)
    for path in ("media", "health", "media/image-1/uses"):
        assert (await client.get(f"{TEACH}/{path}")).status_code == 401
    await signed_in(client, member)
    for path in ("media", "health", "media/image-1/uses"):
        assert (await client.get(f"{TEACH}/{path}")).status_code == 403
    assert (await client.post(f"{TEACH}/health/1/check")).status_code == 403
    assert (await client.delete(f"{TEACH}/media/images/1")).status_code == 404


async def test_a_course_never_takes_the_address_of_these_pages(
    db: Database, client: httpx.AsyncClient
) -> None:
    async with writing() as tx:
        author = await account(tx, Role.CONTENT_CREATOR)
    await signed_in(client, author)
    made = [
        (await client.post(f"{TEACH}/courses", json={"title": "Health"})).json()["href"]
        for _ in range(2)
    ]
    assert made == ["/teach/health-2", "/teach/health-3"]
