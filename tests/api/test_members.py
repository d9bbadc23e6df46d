"""The member's account and the admins' list, over HTTP."""

import logging
from io import BytesIO

import httpx
import pytest
from PIL import Image

from academy_app.core.actor import Role
from academy_app.core.db import Database, writing
from academy_app.models.membership import Member
from tests import factories
from tests.accounts import account, letters, signed_in, token_in

API = "/api/lms"


@pytest.fixture
async def anna(db: Database, client: httpx.AsyncClient) -> Member:
    """A member, signed in by cookie."""
    async with writing() as tx:
        member = await account(tx, name="Anna", email="anna@example.org")
    await signed_in(client, member)
    return member


@pytest.fixture
async def admin(db: Database, client: httpx.AsyncClient) -> Member:
    """An admin, signed in by cookie."""
    async with writing() as tx:
        member = await account(tx, Role.ADMIN)
    await signed_in(client, member)
    return member


def a_picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (300, 300), "red").save(out, "PNG")
    return out.getvalue()


async def test_a_profile(client: httpx.AsyncClient, anna: Member) -> None:
    answer = await client.patch(f"{API}/me", json={"bio": "I learn."})
    assert answer.json()["bio"] == "I learn."
    assert answer.json()["name"] == "Anna"


@pytest.mark.parametrize(
    "body",
    [{"role": "ADMIN"}, {"email": "x@example.org"}, {"is_active": False}, {"password_hash": "x"}],
)
async def test_a_profile_holds_nothing_else(
    client: httpx.AsyncClient, anna: Member, body: dict[str, object]
) -> None:
    answer = await client.patch(f"{API}/me", json={"name": "Eve", **body})
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == list(body)
    me = (await client.get(f"{API}/me")).json()
    assert (me["name"], me["role"]) == ("Anna", "USER")


async def test_a_picture_is_sent_as_it_is(client: httpx.AsyncClient, anna: Member) -> None:
    sent = await client.post(
        f"{API}/me/picture", content=a_picture(), headers={"Content-Type": "image/png"}
    )
    assert sent.status_code == 200
    assert (await client.get(f"{API}/me")).json()["picture"] == sent.json()["picture"]
    assert (await client.delete(f"{API}/me/picture")).status_code == 204
    assert (await client.get(f"{API}/me")).json()["picture"] == ""


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data", "image/svg+xml"])
async def test_what_a_form_of_another_site_could_send_is_no_picture(
    client: httpx.AsyncClient, anna: Member, kind: str
) -> None:
    content = b"<svg/>" if "svg" in kind else a_picture()
    answer = await client.post(f"{API}/me/picture", content=content, headers={"Content-Type": kind})
    assert list(answer.json()["errors"]) == ["picture"]


@pytest.mark.parametrize(
    ("size", "status"), [(5_000_000, 422), (5_000_001, 422), (10_000_001, 413)]
)
async def test_a_picture_has_its_own_bound(
    client: httpx.AsyncClient, anna: Member, size: int, status: int
) -> None:
    answer = await client.post(
        f"{API}/me/picture", content=b"x" * size, headers={"Content-Type": "image/png"}
    )
    assert answer.status_code == status
    if status == 422:
        reason = "picture.too_large" if size > 5_000_000 else "picture.unreadable"
        assert answer.json()["errors"]["picture"]["key"] == reason


async def test_sessions_are_listed_and_ended(client: httpx.AsyncClient, anna: Member) -> None:
    first = client.cookies["academy_session"]
    client.cookies.delete("academy_session")
    await signed_in(client, anna)
    rows = (await client.get(f"{API}/me/sessions")).json()
    assert [row["is_current"] for row in rows] == [True, False]
    assert first not in str(rows)
    assert (await client.delete(f"{API}/me/sessions/{rows[1]['id']}")).status_code == 204
    assert len((await client.get(f"{API}/me/sessions")).json()) == 1
    async with writing() as tx:
        other = await account(tx)
    await signed_in(client, other)
    theirs = await client.delete(f"{API}/me/sessions/{rows[0]['id']}")
    assert theirs.status_code == 404


@pytest.mark.parametrize("number", ["0", "-1", "x", "1e3", str(2**70)])
async def test_odd_numbers_are_no_sessions(
    client: httpx.AsyncClient, anna: Member, number: str
) -> None:
    answer = await client.delete(f"{API}/me/sessions/{number}")
    assert answer.status_code in {404, 422}
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_personal_token_and_what_it_may_not(
    client: httpx.AsyncClient, anna: Member
) -> None:
    made = (await client.post(f"{API}/me/tokens", json={"name": "backup"})).json()
    assert made["token"] not in (await client.get(f"{API}/me/tokens")).text
    client.cookies.clear()
    by_token = {"Authorization": f"Bearer {made['token']}"}
    assert (await client.get(f"{API}/me", headers=by_token)).json()["name"] == "Anna"
    refused = [
        await client.request(method, f"{API}{path}", json=body, headers=by_token)
        for method, path, body in (
            ("POST", "/me/tokens", {"name": "another"}),
            ("DELETE", f"/me/tokens/{made['id']}", None),
            ("DELETE", "/me/sessions/1", None),
            ("POST", "/auth/refresh", None),
            ("POST", "/auth/logout", None),
            ("POST", "/auth/logout-everywhere", None),
            ("POST", "/auth/password", {"current": "x", "password": "black tea at eight"}),
        )
    ]
    assert {(answer.status_code, answer.json()["key"]) for answer in refused} == {
        (403, "account.needs_session")
    }
    await signed_in(client, anna)
    assert (await client.delete(f"{API}/me/tokens/{made['id']}")).status_code == 204
    client.cookies.clear()
    assert (await client.get(f"{API}/me", headers=by_token)).status_code == 401


async def test_an_invitation(
    client: httpx.AsyncClient, admin: Member, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    answer = await client.post(
        f"{API}/members/invitations", json={"email": "b@example.org", "role": "MODERATOR"}
    )
    assert answer.status_code == 201
    token = answer.json()["link"].partition("#")[2]
    assert token_in((await letters(caplog))[-1]) == token
    listed = (await client.get(f"{API}/members")).json()["invitations"]
    assert [row["email"] for row in listed] == ["b@example.org"]
    assert token not in str(listed)
    gone = await client.delete(f"{API}/members/invitations/{listed[0]['id']}")
    assert gone.status_code == 204


async def test_a_role_and_a_standing(client: httpx.AsyncClient, admin: Member) -> None:
    async with writing() as tx:
        member = await factories.member(tx, name="Berta")
    path = f"{API}/members/{member.id}"
    assert (await client.patch(path, json={"role": "MODERATOR"})).status_code == 204
    assert (await client.patch(path, json={"is_active": False})).status_code == 204
    [row] = (await client.get(f"{API}/members", params={"query": "berta"})).json()["rows"]
    assert (row["role"], row["is_active"]) == ("MODERATOR", False)
    last = await client.patch(f"{API}/members/{admin.id}", json={"role": "USER"})
    assert (last.status_code, last.json()["key"]) == (409, "member.last_admin")


async def test_an_admins_token_makes_nobody_an_admin(
    client: httpx.AsyncClient, admin: Member
) -> None:
    made = (await client.post(f"{API}/me/tokens", json={"name": "backup"})).json()
    client.cookies.clear()
    by_token = {"Authorization": f"Bearer {made['token']}"}
    refused = [
        await client.request(method, f"{API}{path}", json=body, headers=by_token)
        for method, path, body in (
            ("PATCH", f"/members/{admin.id}", {"role": "ADMIN"}),
            ("PATCH", f"/members/{admin.id}", {"is_active": True}),
            ("POST", "/members/invitations", {"email": "eve@example.org", "role": "ADMIN"}),
            ("DELETE", "/members/invitations/1", None),
        )
    ]
    assert {(answer.status_code, answer.json()["key"]) for answer in refused} == {
        (403, "account.needs_session")
    }
    assert (await client.get(f"{API}/members", headers=by_token)).status_code == 200


async def test_members_are_not_for_members(client: httpx.AsyncClient, anna: Member) -> None:
    for answer in (
        await client.get(f"{API}/members"),
        await client.patch(f"{API}/members/{anna.id}", json={"role": "ADMIN"}),
        await client.post(f"{API}/members/invitations", json={"email": "b@example.org"}),
    ):
        assert (answer.status_code, answer.json()["key"]) == (403, "error.admins_only")
