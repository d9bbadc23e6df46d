"""Which requests reach what."""

from collections.abc import MutableMapping
from typing import Any
from urllib.parse import parse_qs

import pytest

from academy_app.api.gate import Gate


def _named(name: str) -> Any:
    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": name})

    return app


async def _reached(scope: dict[str, Any]) -> str:
    """The type of the first message that comes back."""
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await Gate(_named("api"), _named("pages"))({"headers": [], **scope}, receive, send)
    return str(sent[0]["type"])


@pytest.mark.parametrize(
    ("path", "reached"),
    [("/api/lms/me", "api"), ("/files/a.png", "api"), ("/", "pages"), ("/apiary", "pages")],
)
async def test_addresses_part_at_the_first_word(path: str, reached: str) -> None:
    assert await _reached({"type": "http", "path": path}) == reached


@pytest.mark.parametrize(
    ("origin", "reached"),
    [
        (b"https://evil.example", "websocket.close"),
        (b"https://academy.test.evil.example", "websocket.close"),
        (b"null", "websocket.close"),
        (b"http://academy.test", "pages"),
    ],
)
async def test_only_our_own_pages_open_sockets(origin: bytes, reached: str) -> None:
    headers = [(b"host", b"academy.test"), (b"origin", origin)]
    assert await _reached({"type": "websocket", "path": "/_event", "headers": headers}) == reached


async def test_a_script_without_a_page_may_open_a_socket() -> None:
    assert await _reached({"type": "websocket", "path": "/_event"}) == "pages"


async def test_a_tab_s_token_is_bound_to_the_session() -> None:
    async def token(cookie: bytes) -> str:
        seen: list[bytes] = []

        async def pages(scope: Any, _receive: Any, _send: Any) -> None:
            seen.append(scope["query_string"])

        scope = {
            "type": "websocket",
            "path": "/_event",
            "query_string": b"token=abc&EIO=4",
            "headers": [(b"host", b"academy.test"), (b"cookie", cookie)],
        }
        await Gate(_named("api"), pages)(scope, _named("none"), _named("none"))
        query = parse_qs(seen[0].decode())
        assert query["EIO"] == ["4"]
        return query["token"][0]

    one = await token(b"academy_session=one")
    assert one == await token(b"theme=x; academy_session=one")
    assert len({"abc", one, await token(b"academy_session=two"), await token(b"")}) == 4


async def test_the_socket_s_other_door_is_guarded_too() -> None:
    headers = [(b"host", b"academy.test"), (b"origin", b"https://evil.example")]
    scope = {"type": "http", "method": "POST", "path": "/_event/", "headers": headers}
    assert await _reached(scope) == "http.response.start"
