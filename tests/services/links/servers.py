"""A site that links lead to, on this machine, and a net in which names mean it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from threading import Event, Thread
from typing import Any

from academy_app.core.outward import IP, Net

HOME = "127.0.0.1"
MORE = b"x" * 1_000_000


class Elsewhere:
    """`seen` are the requests so far, as "HEAD /path host"; `slow` answers wait for `done`."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.seen: list[str] = []
        self.done = Event()
        # What the names mean, one answer after the other; the last one stays.
        self.names: dict[str, list[list[str]]] = {}

    def url(self, path: str, host: str = "site.test") -> str:
        return f"http://{host}:{self.port}{path}"

    @property
    def net(self) -> Net:
        return Net(self._resolve, self._is_open)

    async def _resolve(self, host: str, _port: int) -> list[str]:
        answers = self.names.get(host)
        if answers is None:
            if host == "site.test":
                return [HOME]
            if host == "nowhere.test":
                raise OSError("no such name")
            return [host]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def _is_open(self, address: IP, port: int) -> bool:
        return (address, port) == (ip_address(HOME), self.port)


@contextmanager
def elsewhere() -> Iterator[Elsewhere]:
    server = ThreadingHTTPServer((HOME, 0), _Answering)
    site = Elsewhere(server.server_port)
    _SITES[site.port] = site
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        site.done.set()
        server.shutdown()
        server.server_close()
        del _SITES[site.port]


# By port: a handler knows its server and nothing else.
_SITES: dict[int, Elsewhere] = {}


class _Answering(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        assert isinstance(self.server, ThreadingHTTPServer)
        site = _SITES[self.server.server_port]
        site.seen.append(f"{self.command} {self.path} {self.headers['Host']}")
        if self.path.startswith("/slow"):
            site.done.wait(30)
        status, headers = _said(self.path, is_head=self.command == "HEAD")
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command == "GET" and status == 200:
            with suppress(OSError):  # of who has read enough
                self.wfile.write(MORE)

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


def _said(path: str, *, is_head: bool) -> tuple[int, dict[str, str]]:
    name, _, rest = path.strip("/").partition("/")
    match name:
        case "status":
            return int(rest.partition("?")[0]), {}
        case "no-head" if is_head:
            return 405, {}
        case "loop" | "to":
            return 302, {"Location": rest or "/loop"}
        case "hops" if rest != "0":
            return 301, {"Location": f"/hops/{int(rest) - 1}"}
        case "picture":
            return 200, {"Content-Type": "image/png"}
    return 200, {"Content-Type": "text/html; charset=utf-8"}
