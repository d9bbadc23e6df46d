"""Signing in over HTTP: cookies, tokens, and doors that stay shut."""

import logging
from http.cookies import SimpleCookie

import httpx
import pytest

from academy_app.core.db import Database, writing
from academy_app.core.settings import settings
from academy_app.models.membership import Member
from tests.accounts import LOGIN, PASSWORD, account, letters, signed_in

AUTH = "/api/lms/auth"
ME = "/api/lms/me"
ANNA = "anna@example.org"
NEW = "black tea at eight"


@pytest.fixture
async def anna(db: Database) -> Member:
    async with writing() as tx:
        return await account(tx, email=ANNA)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def cookies_set(answer: httpx.Response) -> SimpleCookie:
    found = SimpleCookie()
    for header in answer.headers.get_list("set-cookie"):
        found.load(header)
    return found


async def test_scripts_sign_in_with_one_request(client: httpx.AsyncClient, anna: Member) -> None:
    answer = await client.post(LOGIN, json={"email": ANNA, "password": PASSWORD})
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"access_token", "token_type", "expires_in"}
    assert (body["token_type"], body["expires_in"]) == ("bearer", 900)
    by_cookie = await client.get(ME)
    client.cookies.clear()
    by_token = await client.get(ME, headers=bearer(body["access_token"]))
    assert by_cookie.json() == by_token.json()
    assert by_token.json()["email"] == ANNA
    assert "password" not in by_token.text


@pytest.mark.parametrize(
    ("base_url", "name", "secure"),
    [
        ("http://academy.test", "academy_session", False),
        ("https://academy.test", "__Host-academy_session", True),
    ],
)
async def test_the_cookie_is_out_of_reach(
    client: httpx.AsyncClient,
    anna: Member,
    monkeypatch: pytest.MonkeyPatch,
    base_url: str,
    name: str,
    secure: bool,
) -> None:
    monkeypatch.setenv("ACADEMY_BASE_URL", base_url)
    settings.cache_clear()
    answer = await client.post(LOGIN, json={"email": ANNA, "password": PASSWORD})
    cookie = cookies_set(answer)[name]
    assert cookie["httponly"]
    assert cookie["samesite"] == "lax"
    assert cookie["path"] == "/"
    assert cookie["domain"] == ""
    assert bool(cookie["secure"]) is secure


async def test_a_cookie_from_before_is_not_taken_over(
    client: httpx.AsyncClient, anna: Member
) -> None:
    planted = "x" * 43
    client.cookies.set("academy_session", planted, domain="academy.test")
    answer = await client.post(LOGIN, json={"email": ANNA, "password": PASSWORD})
    assert cookies_set(answer)["academy_session"].value != planted


async def test_a_wrong_password_is_told_in_the_readers_language(
    client: httpx.AsyncClient, anna: Member
) -> None:
    asked = {"email": ANNA, "password": "wrong password"}
    answer = await client.post(LOGIN, json=asked, headers={"Accept-Language": "de-AT,en;q=0.5"})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Unauthorized",
        "status": 401,
        "key": "sign_in.wrong",
        "params": {},
        "message": "E-Mail-Adresse und Passwort passen nicht zusammen.",
        "errors": {},
    }
    client.cookies.set("lang", "en")
    answer = await client.post(LOGIN, json=asked, headers={"Accept-Language": "de"})
    assert answer.json()["message"] == "E-mail and password do not match."


async def test_too_many_tries_tell_when_to_come_back(
    client: httpx.AsyncClient, anna: Member
) -> None:
    for _ in range(6):
        await client.post(LOGIN, json={"email": ANNA, "password": "wrong password"})
    answer = await client.post(LOGIN, json={"email": ANNA, "password": PASSWORD})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 60
    assert answer.headers["retry-after"] in answer.json()["message"]


@pytest.mark.parametrize(
    ("trusts", "expected"), [("false", 429), ("true", 200)], ids=["no proxy", "own proxy"]
)
async def test_a_forwarded_address_counts_only_from_our_proxy(
    client: httpx.AsyncClient,
    anna: Member,
    monkeypatch: pytest.MonkeyPatch,
    trusts: str,
    expected: int,
) -> None:
    monkeypatch.setenv("ACADEMY_TRUST_PROXY", trusts)
    settings.cache_clear()
    for number in range(6):
        await client.post(
            LOGIN,
            json={"email": ANNA, "password": "wrong password"},
            headers={"X-Forwarded-For": f"203.0.113.9, 198.51.100.{number}"},
        )
    answer = await client.post(
        LOGIN,
        json={"email": ANNA, "password": PASSWORD},
        headers={"X-Forwarded-For": "198.51.100.77"},
    )
    assert answer.status_code == expected


async def test_a_forged_first_entry_is_no_way_around(
    client: httpx.AsyncClient, anna: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACADEMY_TRUST_PROXY", "true")
    settings.cache_clear()
    answers = [
        await client.post(
            LOGIN,
            json={"email": ANNA, "password": "wrong password"},
            headers={"X-Forwarded-For": f"203.0.113.{number}, 2001:db8:0:1::{number}"},
        )
        for number in range(7)
    ]
    assert [answer.status_code for answer in answers] == [401] * 6 + [429]


async def test_a_line_of_the_clients_own_is_no_way_around(
    client: httpx.AsyncClient, anna: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACADEMY_TRUST_PROXY", "true")
    settings.cache_clear()
    answers = [
        await client.post(
            LOGIN,
            json={"email": ANNA, "password": "wrong password"},
            headers=[
                ("X-Forwarded-For", f"203.0.113.{number}"),
                ("X-Forwarded-For", "198.51.100.77"),
            ],
        )
        for number in range(7)
    ]
    assert [answer.status_code for answer in answers] == [401] * 6 + [429]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://sub.academy.test"},
        {"Origin": "http://academy.test.evil.example"},
        {"Origin": "http://academy.test:8080"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    ],
)
async def test_no_other_site_signs_anybody_in_or_out(
    client: httpx.AsyncClient, anna: Member, headers: dict[str, str]
) -> None:
    body = {"email": ANNA, "password": PASSWORD}
    answer = await client.post(LOGIN, json=body, headers=headers)
    assert (answer.status_code, answer.json()["key"]) == (403, "error.foreign_origin")
    assert "set-cookie" not in answer.headers
    await signed_in(client, anna)
    for path in ("/logout", "/logout-everywhere", "/refresh"):
        assert (await client.post(f"{AUTH}{path}", headers=headers)).status_code == 403
    assert (await client.patch(ME, json={"name": "Eve"}, headers=headers)).status_code == 403
    assert (await client.get(ME, headers=headers)).json()["name"] == anna.name


@pytest.mark.parametrize("is_genuine", [False, True])
@pytest.mark.parametrize(
    "path", ["/login", "/logout", "/sign-up", "/join", "/reset-request", "/reset"]
)
async def test_a_header_opens_no_route_that_asks_for_nobody(
    client: httpx.AsyncClient, anna: Member, path: str, is_genuine: bool
) -> None:
    token = await signed_in(client, anna) if is_genuine else "x"
    answer = await client.post(
        f"{AUTH}{path}",
        json={"email": ANNA, "password": PASSWORD},
        headers={"Origin": "https://evil.example", **bearer(token)},
    )
    assert (answer.status_code, answer.json()["key"]) == (403, "error.foreign_origin")
    assert "set-cookie" not in answer.headers


async def test_a_token_acts_from_wherever_it_is_sent(
    client: httpx.AsyncClient, anna: Member
) -> None:
    token = await signed_in(client, anna)
    headers = {"Origin": "https://elsewhere.example"}
    by_cookie = await client.patch(ME, json={"name": "Eve"}, headers=headers)
    by_token = await client.patch(ME, json={"name": "Anne"}, headers={**headers, **bearer(token)})
    neither = await client.patch(ME, json={"name": "Eve"}, headers={**headers, **bearer("x")})
    assert [each.status_code for each in (by_cookie, by_token, neither)] == [403, 200, 401]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://academy.test", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://localhost:3000"},
        {"Sec-Fetch-Site": "same-origin"},
        {},
    ],
)
async def test_our_own_pages_do(
    client: httpx.AsyncClient, anna: Member, headers: dict[str, str]
) -> None:
    body = {"email": ANNA, "password": PASSWORD}
    assert (await client.post(LOGIN, json=body, headers=headers)).status_code == 200


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ('{"email":"anna@example.org","password":"x"}', "text/plain"),
        ("email=anna%40example.org&password=x", "application/x-www-form-urlencoded"),
        ("{", "application/json"),
        ("[]", "application/json"),
        ('{"email": 1, "password": ["x"]}', "application/json"),
        ('{"email":"anna@example.org"}', "application/json"),
        ('{"email":"anna@example.org","password":"x","role":"ADMIN"}', "application/json"),
    ],
)
async def test_what_is_no_sign_in(
    client: httpx.AsyncClient, anna: Member, content: str, kind: str
) -> None:
    answer = await client.post(LOGIN, content=content, headers={"Content-Type": kind})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_huge_body_is_refused(client: httpx.AsyncClient, anna: Member) -> None:
    answer = await client.post(LOGIN, json={"email": "x" * 1_000_000, "password": "x"})
    assert answer.status_code == 413


async def test_wrong_fields_are_named(client: httpx.AsyncClient, db: Database) -> None:
    answer = await client.post(
        f"{AUTH}/join",
        json={"token": "x", "name": "n" * 400, "role": "ADMIN"},
        headers={"Accept-Language": "en"},
    )
    assert answer.status_code == 422
    assert answer.json()["errors"] == {
        "name": {
            "key": "error.too_long",
            "params": {"max": 320},
            "message": "At most 320 characters.",
        },
        "password": {"key": "error.required", "params": {}, "message": "Please fill this in."},
        "role": {
            "key": "error.unknown_field",
            "params": {},
            "message": "There is no such field.",
        },
    }


async def test_changing_the_password(
    client: httpx.AsyncClient, anna: Member, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    elsewhere = await signed_in(client, anna)
    client.cookies.delete("academy_session")
    await signed_in(client, anna)
    wrong = await client.post(f"{AUTH}/password", json={"current": "x", "password": NEW})
    assert list(wrong.json()["errors"]) == ["current"]
    done = await client.post(f"{AUTH}/password", json={"current": PASSWORD, "password": NEW})
    assert done.status_code == 204
    assert (await client.get(ME)).status_code == 200
    assert (await client.get(ME, headers=bearer(elsewhere))).status_code == 401
    assert len(await letters(caplog)) == 1


async def test_signing_out_here(client: httpx.AsyncClient, anna: Member) -> None:
    token = await signed_in(client, anna)
    session = client.cookies["academy_session"]
    answer = await client.post(f"{AUTH}/logout")
    assert answer.status_code == 204
    assert "academy_session" not in client.cookies
    client.cookies.set("academy_session", session, domain="academy.test")
    assert (await client.get(ME)).status_code == 401
    assert (await client.get(ME, headers=bearer(token))).status_code == 401
    assert (await client.post(f"{AUTH}/logout")).status_code == 204


async def test_a_script_signs_out_by_its_token(client: httpx.AsyncClient, anna: Member) -> None:
    token = await signed_in(client, anna)
    client.cookies.clear()
    assert (await client.post(f"{AUTH}/logout", headers=bearer(token))).status_code == 204
    assert (await client.post(f"{AUTH}/logout", headers=bearer(token))).status_code == 401


async def test_signing_out_everywhere(client: httpx.AsyncClient, anna: Member) -> None:
    elsewhere = await signed_in(client, anna)
    client.cookies.delete("academy_session")
    await signed_in(client, anna)
    assert (await client.post(f"{AUTH}/logout-everywhere")).status_code == 204
    assert (await client.get(ME, headers=bearer(elsewhere))).status_code == 401


async def test_a_fresh_access_token_for_the_session(
    client: httpx.AsyncClient, anna: Member
) -> None:
    await signed_in(client, anna)
    fresh = (await client.post(f"{AUTH}/refresh")).json()["access_token"]
    client.cookies.clear()
    assert (await client.get(ME, headers=bearer(fresh))).status_code == 200
    assert (await client.post(f"{AUTH}/refresh")).status_code == 401


@pytest.mark.parametrize(
    "value", ["", "Bearer", "Bearer ", "Bearer x", "Basic YTpi", "Bearer acp_x", "Bearer a.b.c"]
)
async def test_a_bad_header_is_refused_even_beside_a_good_cookie(
    client: httpx.AsyncClient, anna: Member, value: str
) -> None:
    await signed_in(client, anna)
    answer = await client.get(ME, headers={"Authorization": value})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_nobody_signed_in_is_nobody(client: httpx.AsyncClient, db: Database) -> None:
    for method, path in (
        ("GET", "/me"),
        ("PATCH", "/me"),
        ("GET", "/me/sessions"),
        ("GET", "/me/tokens"),
        ("POST", "/me/tokens"),
        ("DELETE", "/me/tokens/1"),
        ("DELETE", "/me/sessions/1"),
        ("POST", "/me/picture"),
        ("DELETE", "/me/picture"),
        ("GET", "/members"),
        ("PATCH", "/members/1"),
        ("POST", "/members/invitations"),
        ("DELETE", "/members/invitations/1"),
        ("POST", "/auth/password"),
        ("POST", "/auth/logout-everywhere"),
        ("POST", "/auth/refresh"),
    ):
        answer = await client.request(method, f"/api/lms{path}", json={})
        assert answer.status_code == 401, (method, path, answer.text)
