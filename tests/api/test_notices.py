"""Notifications, follows and bookmarks over REST."""

from datetime import timedelta

import httpx
import pytest

from academy_app.core.clock import now
from academy_app.core.db import Database, writing
from academy_app.models.membership import Member
from academy_app.services import notices
from tests import factories
from tests.accounts import account, signed_in
from tests.factories import key

API = "/api/lms"


@pytest.fixture
async def me(db: Database, client: httpx.AsyncClient) -> Member:
    async with writing() as tx:
        row = await account(tx, name="Me", created_at=now() - timedelta(days=9))
    await signed_in(client, row)
    return row


async def test_what_others_do_is_told_and_read(me: Member, client: httpx.AsyncClient) -> None:
    async with writing() as tx:
        category = await factories.category(tx)
        other = await factories.member(tx, name="Olga", created_at=now() - timedelta(days=9))
        thread = await factories.thread(tx, category_id=category.id, author_id=key(me), title="Why")
        await factories.post(tx, thread, me, number=0)
        post = await factories.post(tx, thread, other)
        await notices.post_written(tx, thread, post, None, [])
        await notices.followed(tx, factories.as_actor(other), key(me))
    page = (await client.get(f"{API}/notifications?unread=true")).json()
    assert [(row["text"], row["name"]) for row in page["rows"]] == [
        ("notices.follow", "Olga"),
        ("notices.reply_to_post", "Olga"),
    ]
    one = await client.put(f"{API}/notifications/read", json={"ids": [page["rows"][0]["id"]]})
    assert one.json()["unread"] == 1
    # Who reads the thread has read what tells of it.
    read = await client.put(f"{API}/community/threads/{thread.id}/read", json={"number": 1})
    assert read.status_code < 300
    left = await client.put(f"{API}/notifications/read", json={"all": True})
    assert (left.json()["unread"], left.json()["shown"]) == (0, "")
    for body in ({}, {"ids": [1], "all": True}):
        refused = await client.put(f"{API}/notifications/read", json=body)
        assert refused.status_code == 422


async def test_wishes(me: Member, client: httpx.AsyncClient) -> None:
    changed = await client.put(f"{API}/notifications/wishes", json={"like": False})
    assert [kind for kind, is_on in changed.json().items() if not is_on] == ["like"]
    for body in ({"letter": True}, {"like": "no"}):
        assert (await client.put(f"{API}/notifications/wishes", json=body)).status_code == 422
    assert (await client.get(f"{API}/notifications/wishes")).json() == changed.json()


async def test_follows_and_bookmarks(me: Member, client: httpx.AsyncClient) -> None:
    async with writing() as tx:
        category = await factories.category(tx)
        thread = await factories.thread(tx, category_id=category.id, author_id=key(me), title="Why")
        post = await factories.post(tx, thread, me, number=0)
    follows = f"{API}/community/follows"
    assert (await client.put(f"{follows}/thread/{thread.id}", json={"state": "mute"})).json() == {
        "state": "mute"
    }
    oneself = await client.put(f"{follows}/member/{me.id}", json={"state": "follow"})
    assert (oneself.status_code, oneself.json()["key"]) == (409, "follow.oneself")
    assert [row["name"] for row in (await client.get(follows)).json()] == ["Why"]
    bookmark = f"{API}/community/posts/{post.id}/bookmark"
    assert (await client.put(bookmark)).status_code == 204
    assert (await client.put(bookmark, json={"note": "Soon"})).status_code == 204
    kept = (await client.get(f"{API}/community/bookmarks")).json()
    assert [row["note"] for row in kept["rows"]] == ["Soon"]
    assert (await client.delete(bookmark)).status_code == 204
    assert (await client.get(f"{API}/community/bookmarks")).json()["rows"] == []


async def test_a_visitor_gets_nothing(db: Database, client: httpx.AsyncClient) -> None:
    for method, path in (
        ("GET", "/notifications"),
        ("PUT", "/notifications/read"),
        ("GET", "/notifications/wishes"),
        ("PUT", "/notifications/wishes"),
        ("GET", "/community/follows"),
        ("PUT", "/community/follows/thread/1"),
        ("GET", "/community/bookmarks"),
        ("PUT", "/community/posts/1/bookmark"),
        ("DELETE", "/community/posts/1/bookmark"),
    ):
        assert (await client.request(method, API + path, json={})).status_code in {401, 422}


async def test_a_field_of_half_a_character_is_named_as_far_as_it_can_be(
    client: httpx.AsyncClient, db: Database
) -> None:
    async with writing() as tx:
        member = await account(tx)
    await signed_in(client, member)
    answer = await client.put(
        "/api/lms/notifications/wishes",
        content=b'{"\\ud800x": true}',
        headers={"Content-Type": "application/json"},
    )
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["\ufffdx"])
