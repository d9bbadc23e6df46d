"""Where requests part: the API and files to one side, pages and their sockets to the other."""

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from academy_app.api.guard import is_ours

API = ("/api/", "/files/")


class Gate:
    """ASGI. A socket that another site's page opens is turned away: it would carry the
    member's cookies, and sockets know no same-origin rule of their own."""

    def __init__(self, api: ASGIApp, pages: ASGIApp) -> None:
        self.api = api
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and not is_ours(HTTPConnection(scope)):
            await WebSocketClose(code=1008)(scope, receive, send)
            return
        is_api = scope["type"] == "http" and scope["path"].startswith(API)
        await (self.api if is_api else self.pages)(scope, receive, send)
