"""Categories and groups over HTTP."""

import httpx
import pytest

from academy_app.core.actor import Role
from academy_app.core.db import Database, writing
from academy_app.models.membership import Member
from tests import factories
from tests.accounts import account, signed_in
from tests.factories import key

CATEGORIES, GROUPS = "/api/lms/community/categories", "/api/lms/community/groups"


@pytest.fixture
async def admin(db: Database, client: httpx.AsyncClient) -> Member:
    async with writing() as tx:
        member = await account(tx, Role.ADMIN)
    await signed_in(client, member)
    return member


async def test_a_category_from_its_making_to_its_end(
    client: httpx.AsyncClient, admin: Member
) -> None:
    group = (await client.post(GROUPS, json={"name": "Bakers"})).json()["group"]["id"]
    body = {"name": "Ovens", "colour": 4, "read_by": "listed", "read_groups": [group]}
    made = await client.post(CATEGORIES, json=body)
    assert made.status_code == 201
    number = made.json()["row"]["id"]
    changed = await client.patch(f"{CATEGORIES}/{number}", json={"level": 2})
    assert (changed.json()["row"]["name"], changed.json()["row"]["level"]) == ("Ovens", 2)
    assert changed.json()["groups"] == [
        {"id": group, "name": "Bakers", "may_read": True, "may_post": False}
    ]
    other = (await client.post(CATEGORIES, json={"name": "Other"})).json()["row"]["id"]
    assert (
        await client.put(f"{CATEGORIES}/order", json={"ids": [other, number]})
    ).status_code == 204
    rows = (await client.get(f"{CATEGORIES}/all")).json()["rows"]
    assert [row["id"] for row in rows] == [other, number]
    assert (await client.put(f"{CATEGORIES}/{number}/archive")).status_code == 204
    [_, card] = (await client.get(CATEGORIES)).json()
    assert (card["is_archived"], card["post_reason"]) == (True, "category.archived")
    assert (await client.delete(f"{CATEGORIES}/{number}/archive")).status_code == 204
    assert (await client.delete(f"{CATEGORIES}/{number}")).status_code == 204
    assert (await client.get(f"{CATEGORIES}/{number}")).status_code == 404


async def test_one_with_posts_is_not_deleted(client: httpx.AsyncClient, admin: Member) -> None:
    async with writing() as tx:
        category = key(await factories.category(tx))
        await factories.thread(tx, category_id=category)
    answer = await client.delete(f"{CATEGORIES}/{category}")
    assert (answer.status_code, answer.json()["key"]) == (409, "category.not_empty")


async def test_who_comes_into_a_group_sees_its_category(
    client: httpx.AsyncClient, admin: Member
) -> None:
    async with writing() as tx:
        learner = await account(tx)
    group = (await client.post(GROUPS, json={"name": "Bakers"})).json()["group"]["id"]
    body = {"name": "Ovens", "read_by": "listed", "read_groups": [group]}
    await client.post(CATEGORIES, json=body)
    transport = client._transport
    async with httpx.AsyncClient(transport=transport, base_url=client.base_url) as theirs:
        await signed_in(theirs, learner)
        assert (await theirs.get(CATEGORIES)).json() == []
        place = f"{GROUPS}/{group}/members/{key(learner)}"
        assert (await theirs.put(place)).status_code == 403
        assert (await client.put(place)).status_code == 204
        assert [card["name"] for card in (await theirs.get(CATEGORIES)).json()] == ["Ovens"]
        found = (await client.get(f"{GROUPS}/{group}")).json()
        assert [row["person"]["id"] for row in found["rows"]] == [key(learner)]
        assert (await client.delete(place)).status_code == 204
        assert (await theirs.get(CATEGORIES)).json() == []


async def test_groups_are_named_and_deleted(client: httpx.AsyncClient, admin: Member) -> None:
    group = (await client.post(GROUPS, json={"name": "Bakers"})).json()["group"]["id"]
    twice = await client.post(GROUPS, json={"name": "bakers"})
    assert (twice.status_code, list(twice.json()["errors"])) == (422, ["name"])
    assert (await client.patch(f"{GROUPS}/{group}", json={"name": "Cooks"})).status_code == 204
    assert [row["name"] for row in (await client.get(GROUPS)).json()] == ["Cooks"]
    assert (await client.delete(f"{GROUPS}/{group}")).status_code == 204
    assert (await client.get(GROUPS)).json() == []


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x", "position": 0},
        {"name": "x", "is_archived": True},
        {"name": "x", "colour": "4"},
        {"name": "x", "read_groups": ["1"]},
        {},
    ],
)
async def test_nothing_else_is_taken(
    client: httpx.AsyncClient, admin: Member, body: dict[str, object]
) -> None:
    assert (await client.post(CATEGORIES, json=body)).status_code == 422
    assert (await client.get(f"{CATEGORIES}/all")).json()["rows"] == []


@pytest.mark.parametrize("role", [Role.USER, Role.MODERATOR, Role.CONTENT_CREATOR])
async def test_what_is_for_admins(db: Database, client: httpx.AsyncClient, role: Role) -> None:
    async with writing() as tx:
        member = await account(tx, role)
        category, group = key(await factories.category(tx)), key(await factories.group(tx))
    await signed_in(client, member)
    for method, path, body in (
        ("GET", f"{CATEGORIES}/all", None),
        ("GET", f"{CATEGORIES}/{category}", None),
        ("POST", CATEGORIES, {"name": "x"}),
        ("PATCH", f"{CATEGORIES}/{category}", {"name": "x"}),
        ("PUT", f"{CATEGORIES}/order", {"ids": [category]}),
        ("PUT", f"{CATEGORIES}/{category}/archive", None),
        ("DELETE", f"{CATEGORIES}/{category}/archive", None),
        ("DELETE", f"{CATEGORIES}/{category}", None),
        ("GET", GROUPS, None),
        ("GET", f"{GROUPS}/{group}", None),
        ("POST", GROUPS, {"name": "x"}),
        ("PATCH", f"{GROUPS}/{group}", {"name": "x"}),
        ("DELETE", f"{GROUPS}/{group}", None),
        ("PUT", f"{GROUPS}/{group}/members/1", None),
        ("DELETE", f"{GROUPS}/{group}/members/1", None),
    ):
        answer = await client.request(method, path, json=body)
        assert answer.status_code == 403, (method, path)
