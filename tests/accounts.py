"""Members who can sign in, and the letters they get."""

import re
from functools import lru_cache
from typing import Any

import httpx
import pytest
from passlib.hash import argon2

from academy_app.core import background
from academy_app.core.actor import Role
from academy_app.core.db import Tx
from academy_app.models.membership import Member
from tests import factories

PASSWORD = "green tea at seven"
LOGIN = "/api/lms/auth/login"

_LINK = re.compile(r"https?://\S+#(\S+)")


async def account(tx: Tx, role: Role | str = Role.USER, **values: Any) -> Member:
    """A member who signs in with PASSWORD."""
    return await factories.member(tx, role, **{"password_hash": _hash(), **values})


@lru_cache
def _hash() -> str:
    """Made once: it costs what a hash should."""
    return str(argon2.hash(PASSWORD))


async def signed_in(client: httpx.AsyncClient, member: Member) -> str:
    """Sign in with PASSWORD: the cookies are the client's now, the access token is returned."""
    answer = await client.post(LOGIN, json={"email": member.email, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


async def letters(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was mailed so far, whole; without a mail server it stands in the log."""
    await background.drain()
    return [
        record.getMessage() for record in caplog.records if record.name == "academy_app.core.mail"
    ]


def token_in(letter: str) -> str:
    """The secret behind the # of the link in a letter."""
    found = _LINK.search(letter)
    assert found, letter
    return found[1]
