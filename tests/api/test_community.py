"""Threads and posts over REST: what is sent once counts once, what is wrong is named."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from academy_app.api import application
from academy_app.core.actor import Role
from academy_app.core.clock import now
from academy_app.core.db import Database, writing
from tests import factories
from tests.accounts import account, signed_in

API = "/api/lms/community"


@pytest.fixture
async def member(db: Database, client: httpx.AsyncClient) -> httpx.AsyncClient:
    async with writing() as tx:
        row = await account(tx, created_at=now() - timedelta(days=9))
    await signed_in(client, row)
    return client


async def _category(**values: Any) -> int:
    async with writing() as tx:
        return factories.key(await factories.category(tx, **values))


async def _thread(client: httpx.AsyncClient, category_id: int, **values: Any) -> httpx.Response:
    body = {
        "title": "How do I knead?",
        "body": "With **both** hands?",
        "clientId": "client-id-1",
        "categoryId": category_id,
        **values,
    }
    return await client.post(f"{API}/threads", json=body)


async def test_from_a_question_to_an_answer(member: httpx.AsyncClient) -> None:
    category = await _category(slug="general", name="General")
    made = await _thread(member, category, tags=["dough"], poll={"options": ["yes", "no"]})
    assert made.status_code == 201, made.text
    thread = f"{API}/threads/{made.json()['id']}"
    assert (await _thread(member, category)).json() == made.json()
    answered = await member.post(
        f"{thread}/posts", json={"body": "Slowly.", "clientId": "client-id-2"}
    )
    post = answered.json()
    assert (post["number"], post["html"], post["author"]["level"]) == (1, "<p>Slowly.</p>\n", 1)
    for method, path, body in (
        ("PUT", f"{thread}/answer", {"postId": post["id"]}),
        ("PUT", f"{thread}/read", {"number": 1}),
        ("PUT", f"{API}/posts/{post['id']}/like", None),
    ):
        done = await member.request(method, path, json=body)
        assert done.is_success, done.text
    page = (await member.get(thread)).json()
    assert page["head"]["tags"] == ["dough"]
    assert [reply["isAnswer"] for reply in page["replies"]] == [True]
    assert (page["mine"]["likes"], page["mine"]["read"]) == ([post["id"]], 1)
    options = [option["id"] for option in page["head"]["poll"]["options"]]
    assert (await member.put(f"{thread}/vote", json={"optionIds": options[:1]})).status_code == 204
    feed = (await member.get(f"{API}/threads?category=general")).json()
    assert [(card["hasAnswer"], card["replies"]) for card in feed["threads"]] == [(True, 1)]


async def test_what_is_wrong_is_named(member: httpx.AsyncClient) -> None:
    category = await _category()
    for values, field in (
        ({"title": ""}, "title"),
        ({"body": " "}, "body"),
        ({"clientId": "x"}, "clientId"),
        ({"categoryId": None}, "categoryId"),
        ({"isPinned": True}, "isPinned"),
        ({"authorId": 1}, "authorId"),
        ({"poll": {"options": ["one"]}}, "poll"),
        ({"poll": {"options": ["a", "b"], "closesAt": "yesterday"}}, "poll.closesAt"),
        (
            {"poll": {"options": ["a", "b"], "closesAt": "9999-12-31T23:59:59-23:00"}},
            "poll.closesAt",
        ),
        ({"body": "x" * 100_001}, "body"),
    ):
        refused = await _thread(member, category, **values)
        assert refused.status_code == 422, values
        assert field in refused.json()["errors"], refused.text


async def test_a_post_is_changed_taken_away_and_brought_back(member: httpx.AsyncClient) -> None:
    made = (await _thread(member, await _category())).json()
    page = (await member.get(f"{API}/threads/{made['id']}")).json()
    post = f"{API}/posts/{page['opening'][0]['id']}"
    assert (await member.get(f"{post}/source")).json()["body"] == "With **both** hands?"
    changed = await member.patch(post, json={"body": "With one?", "editedAt": ""})
    assert changed.json()["html"] == "<p>With one?</p>\n"
    again = await member.patch(post, json={"body": "With none?", "editedAt": ""})
    assert (again.status_code, again.json()["key"]) == (409, "post.edited_meanwhile")
    assert (await member.delete(post)).status_code == 204
    assert (await member.get(f"{post}/source")).status_code == 404
    assert (await member.post(f"{post}/restore")).json()["isDeleted"] is False


async def test_nobody_reaches_what_is_not_for_them(member: httpx.AsyncClient) -> None:
    async with writing() as tx:
        staff = await factories.actor(tx, Role.MODERATOR)
        closed = await factories.category(tx, slug="closed", read_by="staff")
        thread = await factories.thread(tx, staff, closed, title="Secret")
        post = await factories.post(tx, thread, staff)
    for method, path, body in (
        ("GET", f"threads/{thread.id}", None),
        ("GET", f"threads/{thread.id}/posts", None),
        ("POST", f"threads/{thread.id}/posts", {"body": "Hi", "clientId": "client-id-3"}),
        ("PUT", f"threads/{thread.id}/wonder", None),
        ("PUT", f"threads/{thread.id}/pin", None),
        ("GET", f"posts/{post.id}", None),
        ("GET", f"posts/{post.id}/source", None),
        ("PATCH", f"posts/{post.id}", {"body": "Mine"}),
        ("DELETE", f"posts/{post.id}", None),
        ("POST", f"posts/{post.id}/restore", None),
        ("PUT", f"posts/{post.id}/like", None),
        ("GET", "threads?category=closed", None),
    ):
        refused = await member.request(method, f"{API}/{path}", json=body)
        assert refused.status_code == 404, path
        assert "Secret" not in refused.text


async def test_visitors_are_asked_to_sign_in(client: httpx.AsyncClient) -> None:
    for path in application().openapi()["paths"]:
        if path.startswith(API):
            address = path.replace("{thread_id}", "1").replace("{post_id}", "1")
            for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
                assert (await client.request(method, address)).status_code in {401, 404}, path
