"""What providers say of videos, asked of a provider of our own."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from academy_app.core.actor import Actor, Role
from academy_app.core.errors import Forbidden, Invalid, RateLimited
from academy_app.services import pace
from academy_app.services.authoring import look_up, lookup

AUTHOR = Actor(1, Role.CONTENT_CREATOR)
FILM = {"title": "A film", "duration": 62, "thumbnail_url": "https://i.example/1.jpg"}


@pytest.fixture(autouse=True)
def _nobody_has_asked() -> Iterator[None]:
    pace.forget()
    yield
    pace.forget()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The addresses of videos that the provider was asked about."""
    seen: list[str] = []

    class Provider(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            [address] = parse_qs(urlsplit(self.path).query)["url"]
            seen.append(address)
            status, body = _answer(address)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setitem(lookup.ENDPOINTS, "vimeo", f"http://127.0.0.1:{server.server_port}/o")
    monkeypatch.setitem(lookup.ENDPOINTS, "youtube", "http://127.0.0.1:9/o")
    yield seen
    server.shutdown()
    server.server_close()


def _answer(address: str) -> tuple[int, bytes]:
    number = address.rpartition("/")[2]
    return {
        "1": (200, json.dumps(FILM).encode()),
        "2": (404, b""),
        "3": (200, b"<html>"),
        "4": (302, b""),
        "5": (200, b'{"title": "' + b"x" * 300_000 + b'"}'),
        "6": (200, json.dumps({"title": 5, "duration": -1, "thumbnail_url": "http://x"}).encode()),
    }[number]


async def test_title_length_and_picture_are_taken_over(asked: list[str]) -> None:
    [found] = await look_up(AUTHOR, ["https://player.vimeo.com/video/1?autoplay=1"])
    assert (found.title, found.length, found.thumbnail) == ("A film", 62.0, FILM["thumbnail_url"])
    assert found.is_known
    assert asked == ["https://vimeo.com/1"]


async def test_whatever_else_comes_is_no_reason_to_refuse(asked: list[str]) -> None:
    found = await look_up(AUTHOR, [f"https://vimeo.com/{number}" for number in range(2, 7)])
    assert [each.warning for each in found] == [
        "video.not_shown",
        "video.not_reached",
        "video.not_reached",
        "video.not_reached",
        "",
    ]
    assert all(each.problem is None and each.title == "" for each in found)
    [silent] = await look_up(AUTHOR, ["https://youtu.be/dQw4w9WgXcQ"])
    assert silent.warning == "video.not_reached"
    assert silent.thumbnail.startswith("https://i.ytimg.com/")


async def test_no_other_host_is_asked(asked: list[str]) -> None:
    found = await look_up(
        AUTHOR,
        ["http://127.0.0.1:1/x", "https://evil.example/a.mp4", "/files/videos/my_first-film.mp4"],
    )
    assert [bool(each.problem) for each in found] == [True, True, False]
    assert found[2].title == "my first film"
    assert asked == []


async def test_only_authors_ask_and_not_for_too_many() -> None:
    with pytest.raises(Forbidden):
        await look_up(Actor(1, Role.USER), ["https://vimeo.com/1"])
    with pytest.raises(Invalid):
        await look_up(AUTHOR, ["x"] * 101)


async def test_nobody_lets_the_server_ask_without_end(asked: list[str]) -> None:
    pasted = ["https://vimeo.com/1"]
    for _ in range(40):
        await look_up(AUTHOR, pasted)
    with pytest.raises(RateLimited):
        await look_up(AUTHOR, pasted)
    assert len(asked) == 40
    assert await look_up(AUTHOR, []) == []
