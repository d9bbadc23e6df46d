"""What holds for every answer, whoever gives it: routes, or the framework before them."""

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from academy_app.api.problems import MEDIA_TYPE, problem


class Head:
    """ASGI. HEAD answers as GET does, without the body. Routes know only GET."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                await send({"type": "http.response.body", "body": b""})

        # A file is then named instead of read.
        extensions = {**(scope.get("extensions") or {}), "http.response.pathsend": {}}
        await self.app({**scope, "method": "GET", "extensions": extensions}, receive, send_head)


class Private:
    """ASGI. An answer that does not say who may keep it is one member's own and kept nowhere."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_private(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).setdefault("Cache-Control", "private, no-store")
            await send(message)

        await self.app(scope, receive, send_private)


class TooLarge:
    """ASGI. The framework refuses a body by its announced size in words of its own; here they
    become a problem."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_replaced = False

        async def send_problem(message: Message) -> None:
            nonlocal is_replaced
            if is_replaced:
                return
            is_replaced = _is_plain_refusal(message)
            if not is_replaced:
                await send(message)
                return
            answer = problem(Request(scope), 413, "error.too_large")
            await answer(scope, receive, send)

        await self.app(scope, receive, send_problem)


def _is_plain_refusal(message: Message) -> bool:
    if message["type"] != "http.response.start" or message["status"] != 413:
        return False
    return Headers(raw=message["headers"]).get("content-type") != MEDIA_TYPE
