"""The API as a whole: its description, and errors that all look alike."""

import httpx
import pytest

from academy_app.api import application
from academy_app.core.db import Database


async def test_it_describes_itself(client: httpx.AsyncClient) -> None:
    described = (await client.get("/api/lms/openapi.json")).json()
    assert "/api/lms/auth/login" in described["paths"]
    assert not any("rest" in path for path in described["paths"])


@pytest.mark.parametrize(
    ("method", "path", "key"),
    [
        ("GET", "/api/lms/nowhere", "error.not_found"),
        ("POST", "/api/lms/nowhere", "error.not_found"),
        ("GET", "/api/lms/auth/login", "error.not_found"),
    ],
)
async def test_what_is_not_there(
    client: httpx.AsyncClient, method: str, path: str, key: str
) -> None:
    answer = await client.request(method, path)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["key"] == key


async def test_the_unexpected_tells_nothing(db: Database, caplog: pytest.LogCaptureFixture) -> None:
    app = application()

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("a secret of the inside")

    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://academy.test") as client:
        answer = await client.get("/broken")
    assert (answer.status_code, answer.json()["key"]) == (500, "error.unknown")
    assert "secret" not in answer.text
    assert "a secret of the inside" in caplog.text
