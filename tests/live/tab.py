"""An open tab without a browser: speaks Reflex's protocol and does with news what line.js does."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import uuid4

import aiohttp
import socketio
from reflex_base.constants import Reflex
from reflex_base.constants.state import FIELD_MARKER

from academy_app.core.cookies import session_cookie
from academy_app.state.live import LiveState
from tests.live.target import WatchState

HYDRATE = "reflex___state____state.hydrate_and_load"
NAMESPACE = "/_event"
LIVE, WATCH = LiveState.get_full_name(), WatchState.get_full_name()


@dataclass
class Tab:
    """`rows` are those of `channel` by kind and id, true at `head`."""

    address: str
    token: str
    channel: str
    rows: dict[str, Any] = field(default_factory=dict)
    head: int = -1
    problem: str = ""
    # How often each reply came that was not there before, and the numbers in the order they came.
    order: list[int] = field(default_factory=list)
    live: dict[str, Any] = field(default_factory=dict)
    told: int = 0
    waiting: list[dict[str, Any]] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    heard: list[dict[str, Any]] = field(default_factory=list)
    received_at: Callable[[dict[str, Any]], None] | None = None

    def __post_init__(self) -> None:
        self._token = str(uuid4())
        self._socket: socketio.AsyncClient | None = None
        self._changed = asyncio.Event()
        self._fetching: asyncio.Task[None] | None = None
        self._is_closed = False

    async def __aenter__(self) -> Self:
        await self.connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._is_closed = True
        await self.disconnect()

    async def connect(self) -> None:
        """Open the page, as a browser does each time its connection has come back."""
        socket = socketio.AsyncClient(reconnection=False)
        socket.on("event", self._hear, namespace=NAMESPACE)
        socket.on("new_token", self._renamed, namespace=NAMESPACE)
        path = f"/watch/{self.channel}"
        hydrate = {
            "name": HYDRATE,
            "payload": {"vars": {}},
            "router_data": {"pathname": path, "asPath": path, "query": {"channel": self.channel}},
        }
        try:
            await self._open(socket, hydrate)
        except BaseException:
            await _closed(socket)
            raise
        self._socket = socket

    async def _open(self, socket: socketio.AsyncClient, hydrate: dict[str, Any]) -> None:
        await socket.connect(
            f"{self.address}?token={self._token}",
            transports=["websocket"],
            socketio_path=NAMESPACE,
            namespaces=[NAMESPACE],
            headers={
                "Cookie": f"{session_cookie()}={self.token}",
                "Sec-WebSocket-Protocol": Reflex.VERSION,
            },
            auth={"event": hydrate},
            wait_timeout=10,
        )

    async def disconnect(self) -> None:
        if self._fetching is not None:
            self._fetching.cancel()
        if self._socket is not None:
            socket, self._socket = self._socket, None
            await socket.disconnect()
            await _closed(socket)

    async def reconnect(self) -> None:
        """As a browser: tries until the server is there."""
        await self.disconnect()
        while True:
            try:
                await self.connect()
            except (socketio.exceptions.ConnectionError, aiohttp.ClientError, OSError):
                await asyncio.sleep(0.1)
            else:
                return

    @property
    def is_connected(self) -> bool:
        return self._socket is not None and self._socket.connected

    async def send(self, handler: str, **payload: Any) -> None:
        """Call a handler of LiveState."""
        assert self._socket is not None
        event = {"name": f"{LIVE}.{handler}", "payload": payload, "router_data": {}}
        await self._socket.emit("event", event, namespace=NAMESPACE)

    async def load_anew(self) -> None:
        assert self._socket is not None
        path = f"/watch/{self.channel}"
        event = {
            "name": "reflex___state____on_load_internal_state.on_load_internal",
            "payload": {},
            "router_data": {"pathname": path, "asPath": path, "query": {"channel": self.channel}},
        }
        name = "reflex___state____state.reflex___state____on_load_internal_state.on_load_internal"
        await self._socket.emit("event", {**event, "name": name}, namespace=NAMESPACE)

    async def until(self, check: Callable[["Tab"], Any], seconds: float = 10) -> None:
        """Wait until `check` of this tab holds."""
        async with asyncio.timeout(seconds):
            while not check(self):
                self._changed.clear()
                await self._changed.wait()

    def posts(self) -> list[int]:
        """The numbers of the replies that are shown, in order."""
        shown = [row for key, row in self.rows.items() if key.startswith("post ")]
        return sorted(row["number"] for row in shown if row["number"])

    async def _renamed(self, token: str) -> None:
        self._token = token

    async def _hear(self, update: dict[str, Any]) -> None:
        delta = update.get("delta") or {}
        if WATCH in delta:
            self._take(_plain(delta[WATCH]))
        for state in delta.values():
            self.problem = state.get(f"problem{FIELD_MARKER}", self.problem)
        if LIVE in delta:
            await self._take_live(_plain(delta[LIVE]))
        for event in update.get("events") or []:
            self.scripts.append(json.dumps(event))
        self._changed.set()

    def _take(self, fresh: dict[str, Any]) -> None:
        if "rows" in fresh:
            self.rows = dict(fresh["rows"])
        if "heads" in fresh:
            # What the server holds of a tab that was away is not the page yet.
            self.head = fresh["heads"].get(self.channel, -1)
        self._catch_up()

    async def _take_live(self, values: dict[str, Any]) -> None:
        self.live.update(values)
        news = values.get("news")
        if news and news.get("channel") == self.channel:
            self.heard.append(news)
            self.told = max(self.told, news["last"])
            self.waiting.append(news)
            if self.received_at is not None:
                self.received_at(news)
        elif news:
            self.heard.append(news)
        self.told = max(self.told, values.get("present", {}).get(self.channel, 0))
        if values.get("stale"):
            await self.load_anew()
        self._catch_up()

    def _catch_up(self) -> None:
        """Take in what is next; fetch what is missing."""
        if self.head < 0:
            return
        self.waiting = sorted(
            (news for news in self.waiting if news["last"] > self.head),
            key=lambda news: news["first"],
        )
        while self.waiting and self.waiting[0]["first"] <= self.head + 1:
            self._apply(self.waiting.pop(0))
        if self.told > self.head and self._fetching is None:
            self._fetching = asyncio.create_task(self._fetch())

    def _apply(self, news: dict[str, Any]) -> None:
        for item in news["items"]:
            if item["number"] > self.head:
                self._apply_item(item)
        self.head = max(self.head, news["last"])

    def _apply_item(self, item: dict[str, Any]) -> None:
        key = f"{item['kind']} {item['id']}"
        if item["row"] is None:
            self.rows.pop(key, None)
            return
        if item["kind"] == "post" and key not in self.rows:
            self.order.append(item["row"]["number"])
        self.rows[key] = item["row"]

    async def _fetch(self) -> None:
        try:
            address = f"{self.address}/api/lms/live/{self.channel}?after={self.head}"
            headers = {"Cookie": f"{session_cookie()}={self.token}"}
            async with aiohttp.ClientSession(headers=headers) as http, http.get(address) as answer:
                body = await answer.json()
            if answer.status != 200 or body.get("reset"):
                await self.load_anew()
            else:
                self.waiting.append(body)
        except aiohttp.ClientError:
            await asyncio.sleep(0.2)
        finally:
            self._fetching = None
        if not self._is_closed:
            self._catch_up()
            self._changed.set()


async def _closed(socket: socketio.AsyncClient) -> None:
    """The client leaves its HTTP session open."""
    if socket.eio.http is not None and not socket.eio.http.closed:
        await socket.eio.http.close()


def _plain(delta: dict[str, Any]) -> dict[str, Any]:
    return {name.removesuffix(FIELD_MARKER): value for name, value in delta.items()}
