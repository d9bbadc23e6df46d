"""The API as a whole: its description, and errors that all look alike."""

from collections.abc import AsyncIterator

import httpx
import pytest

from academy_app.api import application
from academy_app.core import storage
from academy_app.core.db import Database, writing
from academy_app.core.errors import Unavailable
from tests.accounts import account, signed_in


async def test_it_describes_itself(client: httpx.AsyncClient) -> None:
    described = (await client.get("/api/lms/openapi.json")).json()
    assert "/api/lms/auth/login" in described["paths"]
    assert not any("_rest" in path for path in described["paths"])


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


@pytest.mark.parametrize("is_counted", [True, False])
@pytest.mark.parametrize("path", ["auth/login", "notes", "progress/video"])
async def test_too_much_is_refused_as_a_problem(
    client: httpx.AsyncClient, path: str, is_counted: bool
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(11):
            yield b" " * 100_000

    async with writing() as tx:
        member = await account(tx)
    await signed_in(client, member)
    content = b" " * 1_100_000 if is_counted else pieces()
    headers = {"Content-Type": "application/json"}
    answer = await client.post(f"/api/lms/{path}", content=content, headers=headers)
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["key"] == "error.too_large"


@pytest.mark.parametrize("path", ["/api/lms/openapi.json", "/api/lms/me", "/api/lms/nowhere"])
async def test_head_answers_as_get_without_a_body(client: httpx.AsyncClient, path: str) -> None:
    whole, head = await client.get(path), await client.head(path)
    assert head.status_code == whole.status_code
    assert head.headers == whole.headers
    assert whole.content
    assert head.content == b""


async def test_head_of_a_file(client: httpx.AsyncClient) -> None:
    async with writing() as tx:
        member = await account(tx)
    await signed_in(client, member)
    kept = await storage.save(b"x" * 500_000, "film.mp4")
    head = await client.head(f"/files/{kept.path}")
    assert (head.status_code, head.headers["content-length"]) == (200, "500000")
    assert head.content == b""


async def test_a_busy_database_says_when_to_come_back(client: httpx.AsyncClient) -> None:
    app = application()

    @app.get("/busy")
    async def busy() -> None:
        raise Unavailable(5)

    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://academy.test") as opened:
        answer = await opened.get("/busy")
    assert (answer.status_code, answer.json()["key"]) == (503, "error.busy")
    assert answer.headers["retry-after"] == "5"


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


@pytest.mark.parametrize(
    "path", ["me", "courses", "community/threads", "notifications", "openapi.json"]
)
async def test_no_answer_is_kept_by_whoever_stands_between(
    client: httpx.AsyncClient, path: str
) -> None:
    async with writing() as tx:
        member = await account(tx)
    await signed_in(client, member)
    answer = await client.get(f"/api/lms/{path}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    kept = await storage.save(b"x", "film.mp4")
    assert "immutable" in (await client.get(f"/files/{kept.path}")).headers["cache-control"]
