"""Enrolment, a course's people and its figures over HTTP: as everybody, and for who may."""

import csv
import io
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from academy_app.core import storage
from academy_app.core.actor import Role
from academy_app.core.db import Database, writing
from academy_app.models.learning import Attachment
from academy_app.models.membership import Member
from academy_app.models.watching import EnrolmentRequest
from academy_app.services import enrolment
from tests import factories
from tests.accounts import account, signed_in
from tests.factories import CourseTree, key

COURSES = "/api/lms/courses"


@dataclass
class World:
    author: Member
    learner: Member
    tree: CourseTree
    draft: CourseTree
    group: int
    invitation: int
    asking: int


@pytest.fixture
async def world(db: Database) -> World:
    async with writing() as tx:
        author = await account(tx, Role.CONTENT_CREATOR)
        learner = await account(tx, name="Lena")
        tree = await factories.course(tx, author, slug="c", title="Bread")
        draft = await factories.course(tx, author, slug="draft", is_published=False)
        actor = factories.as_actor(author)
        asking = await factories.member(tx)
        for course in (tree, draft):
            await enrolment.enrol(tx, actor, course.id, key(learner))
            tx.add(EnrolmentRequest(course_id=course.id, member_id=key(asking)))
        made = await enrolment.invite(tx, actor, tree.id, label="x", most_uses=None, days=None)
        group = key(await factories.group(tx, learner))
    return World(author, learner, tree, draft, group, made.id, key(asking))


def calls(world: World, tree: CourseTree) -> list[tuple[str, str, dict[str, Any] | None]]:
    """Everything that only who teaches the course may do."""
    course = f"{COURSES}/{tree.course.slug}"
    people, who = f"{course}/people", key(world.learner)
    return [
        ("GET", people, None),
        ("GET", f"{people}.csv", None),
        ("PUT", f"{people}/{who}", None),
        ("PUT", f"{people}/groups/{world.group}", None),
        ("POST", f"{people}/{who}/restore", None),
        ("POST", f"{course}/requests/{world.asking}", {"is_accepted": True}),
        ("POST", f"{course}/invitations", {"label": "mine"}),
        ("DELETE", f"{course}/invitations/{world.invitation}", None),
        ("GET", f"{course}/access", None),
        ("PUT", f"{course}/access", {"is_hidden": True}),
        ("PUT", f"{course}/openings/lesson/{key(tree.lessons[0])}", {"opens_after": 9}),
        ("PUT", f"{course}/openings/module/{key(tree.modules[0])}", {"opens_after": 9}),
        ("GET", f"{course}/stats", None),
        ("GET", f"{course}/stats.csv", None),
        ("DELETE", f"{people}/{who}", None),
    ]


@pytest.mark.parametrize("role", [None, Role.USER, Role.MODERATOR, Role.CONTENT_CREATOR])
async def test_nobody_else_gets_in(
    client: httpx.AsyncClient, world: World, role: Role | None
) -> None:
    """A published course is known, so the answer is a refusal; a draft is not."""
    if role is not None:
        async with writing() as tx:
            stranger = await account(tx, role)
        await signed_in(client, stranger)
    for tree, status in ((world.tree, 403), (world.draft, 404)):
        for method, path, body in calls(world, tree):
            answer = await client.request(method, path, json=body)
            assert answer.status_code == (status if role else 401), (method, path)
            assert "Lena" not in answer.text


@pytest.mark.parametrize("is_admin", [False, True])
async def test_who_may_edit_may_all_of_it(
    client: httpx.AsyncClient, world: World, is_admin: bool
) -> None:
    async with writing() as tx:
        admin = await account(tx, Role.ADMIN)
    await signed_in(client, admin if is_admin else world.author)
    for method, path, body in calls(world, world.tree):
        answer = await client.request(method, path, json=body)
        # Nobody was removed who could be put back.
        expected = (404,) if path.endswith("restore") else (200, 201, 204)
        assert answer.status_code in expected, (method, path, answer.text)


async def test_what_is_of_another_course_is_out_of_reach(
    client: httpx.AsyncClient, world: World
) -> None:
    async with writing() as tx:
        rival = await account(tx, Role.CONTENT_CREATOR)
        await factories.course(tx, rival, slug="own")
    await signed_in(client, rival)
    for method, path, body in (
        ("DELETE", f"invitations/{world.invitation}", None),
        ("PUT", f"openings/lesson/{key(world.tree.lessons[0])}", {"opens_after": 1}),
        ("PUT", f"openings/module/{key(world.tree.modules[0])}", {"opens_after": 1}),
        ("POST", f"requests/{world.asking}", {"is_accepted": True}),
        ("DELETE", f"people/{key(world.learner)}", None),
        ("POST", f"people/{key(world.learner)}/restore", None),
    ):
        answer = await client.request(method, f"{COURSES}/own/{path}", json=body)
        assert answer.status_code == 404, path


async def test_a_link_from_making_to_coming_in(client: httpx.AsyncClient, world: World) -> None:
    await signed_in(client, world.author)
    await client.put(f"{COURSES}/c/access", json={"enrol_by": "invitation"})
    made = await client.post(f"{COURSES}/c/invitations", json={"most_uses": 1, "days": 2})
    link = made.json()["link"]
    token = link.rsplit("/", 1)[1]
    assert link.endswith(f"/join/{token}")
    async with writing() as tx:
        guest, late = await account(tx), await account(tx)
    await signed_in(client, guest)
    locked = (await client.get(f"{COURSES}/c")).json()
    assert (locked["lock"], locked["modules"]) == ("course.by_invitation", [])
    answer = await client.post(f"{COURSES}/join", json={"token": token})
    assert answer.json() == {"href": "/courses/c"}
    assert (await client.get(f"{COURSES}/c")).json()["total"] == 2
    await signed_in(client, late)
    refused = await client.post(f"{COURSES}/join", json={"token": token})
    assert (refused.status_code, refused.json()["key"]) == (404, "link.invalid")


async def test_asking_and_joining(client: httpx.AsyncClient, world: World) -> None:
    async with writing() as tx:
        guest = await account(tx)
    await signed_in(client, guest)
    refused = await client.put(f"{COURSES}/c/request", json={"words": "Please"})
    assert (refused.status_code, refused.json()["key"]) == (409, "request.not_needed")
    assert (await client.post(f"{COURSES}/c/join")).status_code == 204
    assert (await client.get(f"{COURSES}/c")).json()["is_started"]
    assert (await client.delete(f"{COURSES}/c/request")).status_code == 204
    for slug in ("draft", "none", "%00"):
        assert (await client.post(f"{COURSES}/{slug}/join")).status_code == 404


async def test_a_lesson_that_opens_later_says_the_day_in_words(
    client: httpx.AsyncClient, world: World
) -> None:
    await signed_in(client, world.author)
    path = f"{COURSES}/c/openings/lesson/{key(world.tree.lessons[0])}"
    body = {"opens_at": "2999-05-03T10:00:00+02:00"}
    assert (await client.put(path, json=body)).status_code == 204
    await signed_in(client, world.learner)
    lesson = f"{COURSES}/c/lessons/{world.tree.lessons[0].slug}"
    for language, words in (("en", "Opens on May 3, 2999"), ("de", "Öffnet sich am 03.05.2999")):
        answer = await client.get(lesson, headers={"Accept-Language": language})
        assert (answer.status_code, answer.json()["message"]) == (403, words)
    await signed_in(client, world.author)
    for wrong in ({"opens_at": "2999-05-03T10:00:00"}, {"opens_at": "soon"}, {"opens_after": "x"}):
        assert (await client.put(path, json=wrong)).status_code == 422


async def test_a_table_holds_everybody_and_no_formula(
    client: httpx.AsyncClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("academy_app.api.teaching.PIECE", 3)
    names = ["=1+1", "+A1", "-A1", "@SUM(A1)", " =cmd", "\uff1dA1", 'Quo"te, Komma', "Ärger"]
    async with writing() as tx:
        for name in names:
            member = await factories.member(tx, name=name)
            author = factories.as_actor(world.author)
            await enrolment.enrol(tx, author, world.tree.id, key(member))
    await signed_in(client, world.author)
    answer = await client.get(f"{COURSES}/c/people.csv", headers={"Accept-Language": "de"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="c-people.csv"'
    assert answer.content.startswith("\ufeff".encode())
    head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert head[:3] == ["Name", "Aufgenommen", "Begonnen"]
    assert len(rows) == len(names) + 1
    shown = {row[0] for row in rows}
    assert shown == {"Lena", 'Quo"te, Komma', "Ärger", *(f"'{name}" for name in names[:6])}


async def test_the_figures_as_a_table(client: httpx.AsyncClient, world: World) -> None:
    await signed_in(client, world.author)
    answer = await client.get(f"{COURSES}/c/stats.csv")
    head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert [row[1] for row in rows] == [lesson.title for lesson in world.tree.lessons]
    assert rows[0][2:] == ["1", "0", "0", "0", "0", "0"]
    assert len(head) == len(rows[0])


async def test_a_group_becomes_a_tier(client: httpx.AsyncClient, world: World) -> None:
    async with writing() as tx:
        admin = await account(tx, Role.ADMIN)
    await signed_in(client, admin)
    path = f"/api/lms/community/groups/{world.group}"
    assert (await client.patch(path, json={"rank": 2})).status_code == 204
    assert (await client.get(path)).json()["group"]["rank"] == "2"
    # A new name leaves the rank alone.
    assert (await client.patch(path, json={"name": "Gold"})).status_code == 204
    assert (await client.get(path)).json()["group"]["rank"] == "2"
    assert (await client.patch(path, json={"rank": 0})).status_code == 422
    assert (await client.patch(path, json={"rank": None})).status_code == 204
    assert (await client.get(path)).json()["group"]["rank"] == ""
    await signed_in(client, world.author)
    assert (await client.patch(path, json={"rank": 1})).status_code == 403


async def test_a_lesson_s_file_is_as_open_as_the_lesson(
    client: httpx.AsyncClient, world: World
) -> None:
    stored = await storage.save(b"secret", "sheet.txt")
    async with writing() as tx:
        tx.add(Attachment(lesson_id=key(world.draft.lessons[0]), name="Sheet", path=stored.path))
    for member, status in ((world.learner, 404), (world.author, 200)):
        await signed_in(client, member)
        assert (await client.get(f"/files/{stored.path}")).status_code == status
