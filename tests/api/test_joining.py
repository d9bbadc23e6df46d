"""Joining, and lost passwords, over HTTP: the same answer for everybody who asks."""

import logging

import httpx
import pytest
from sqlalchemy import func, select

from academy_app.core.actor import Role
from academy_app.core.clock import Travel
from academy_app.core.db import Database, reading, writing
from academy_app.core.settings import settings
from academy_app.models.membership import Member
from academy_app.services import membership
from tests.accounts import PASSWORD, account, letters, signed_in, token_in
from tests.conftest import Statements

AUTH = "/api/lms/auth"
ME = "/api/lms/me"
ANNA = "anna@example.org"
NEW = "black tea at eight"


@pytest.fixture
async def anna(db: Database) -> Member:
    async with writing() as tx:
        return await account(tx, email=ANNA)


async def test_signing_up_answers_the_same_whoever_asks(
    client: httpx.AsyncClient,
    anna: Member,
    statements: Statements,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The answer leaves before anything is looked up: only the limits were asked."""
    caplog.set_level(logging.WARNING)
    for path in ("/sign-up", "/reset-request"):
        told = []
        for email in (ANNA, "berta@example.org"):
            with statements() as seen:
                answer = await client.post(f"{AUTH}{path}", json={"email": email})
                assert not any("FROM member" in statement for statement in seen)
            told.append((answer.status_code, answer.text, dict(answer.headers)))
            await letters(caplog)
        assert told[0] == told[1]
        assert told[0][0] == 202
    assert len(await letters(caplog)) == 3


async def test_letters_are_limited(client: httpx.AsyncClient, anna: Member) -> None:
    codes = [
        (await client.post(f"{AUTH}/reset-request", json={"email": ANNA})).status_code
        for _ in range(4)
    ]
    assert codes == [202, 202, 202, 429]


async def test_from_the_form_to_a_member_signed_in(
    client: httpx.AsyncClient, db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    await client.post(f"{AUTH}/sign-up", json={"email": ANNA})
    token = token_in((await letters(caplog))[-1])
    body = {"token": token, "name": "Anna", "password": PASSWORD}
    promoted = await client.post(f"{AUTH}/join", json={**body, "role": "ADMIN"})
    assert promoted.status_code == 422
    joined = await client.post(f"{AUTH}/join", json=body)
    assert joined.status_code == 201
    assert (await client.get(ME)).json()["role"] == "USER"
    again = await client.post(f"{AUTH}/join", json=body)
    assert (again.status_code, again.json()["key"]) == (404, "link.invalid")
    async with reading() as rx:
        assert await rx.scalar(select(func.count()).select_from(Member)) == 1


async def test_a_page_learns_whether_its_link_still_works_and_nothing_else(
    client: httpx.AsyncClient, db: Database, clock: Travel
) -> None:
    link = await membership.first_admin_link()
    assert link is not None
    body = {"token": link.partition("#")[2]}
    answer = await client.post(f"{AUTH}/link-check", json=body)
    assert (answer.status_code, answer.json()) == (200, {"is_usable": True})
    unknown = {"token": "x" * 43}
    answers = [await client.post(f"{AUTH}/link-check", json=unknown) for _ in range(60)]
    assert answers[0].json() == {"is_usable": False}
    assert [answer.status_code for answer in answers] == [200] * 59 + [429]


@pytest.mark.parametrize("mode", ["closed", "invitation"])
async def test_sign_up_shut(
    client: httpx.AsyncClient, db: Database, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setenv("ACADEMY_SIGN_UP", mode)
    settings.cache_clear()
    answer = await client.post(f"{AUTH}/sign-up", json={"email": ANNA})
    assert (answer.status_code, answer.json()["key"]) == (403, f"sign_up.{mode}")


async def test_a_lost_password(
    client: httpx.AsyncClient, anna: Member, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    stolen = await signed_in(client, anna)
    client.cookies.clear()
    await client.post(f"{AUTH}/reset-request", json={"email": ANNA})
    token = token_in((await letters(caplog))[-1])
    short = await client.post(f"{AUTH}/reset", json={"token": token, "password": "short"})
    assert short.json()["errors"]["password"]["params"] == {"min": 10}
    answer = await client.post(f"{AUTH}/reset", json={"token": token, "password": NEW})
    assert answer.status_code == 200
    assert (await client.get(ME)).status_code == 200
    assert (await client.get(ME, headers={"Authorization": f"Bearer {stolen}"})).status_code == 401
    assert "password was just changed" in (await letters(caplog))[-1]


async def test_the_first_admin(client: httpx.AsyncClient, db: Database) -> None:
    link = await membership.first_admin_link()
    assert link is not None
    body = {"token": link.partition("#")[2], "name": "Root", "password": PASSWORD}
    missing = await client.post(f"{AUTH}/join", json=body)
    assert list(missing.json()["errors"]) == ["email"]
    assert (await client.post(f"{AUTH}/join", json={**body, "email": ANNA})).status_code == 201
    assert (await client.get(ME)).json()["role"] == Role.ADMIN
