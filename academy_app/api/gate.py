"""Where requests part: the API and files to one side, pages and their sockets to the other."""

import hmac
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from academy_app.api.guard import is_ours
from academy_app.core.cookies import session_cookie
from academy_app.core.settings import settings

API = ("/api/", "/files/")
SOCKET = "/_event"


class Gate:
    """ASGI. Looks at sockets before Reflex does.

    One that another site's page opens is turned away: it would carry the member's cookies, and
    sockets know no same-origin rule of their own. And a tab's token, which names its state on
    the server, is bound to the session's cookie: whoever signs out, or signs in as another,
    finds nothing of what the tab held before, and a token that leaks opens nothing.
    """

    def __init__(self, api: ASGIApp, pages: ASGIApp) -> None:
        self.api = api
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _is_socket(scope):
            connection = HTTPConnection(scope)
            if not is_ours(connection):
                await _turned_away(scope)(scope, receive, send)
                return
            scope = {**scope, "query_string": _bound(connection)}
        is_api = scope["type"] == "http" and scope["path"].startswith(API)
        await (self.api if is_api else self.pages)(scope, receive, send)


def _is_socket(scope: Scope) -> bool:
    is_polled = scope["type"] == "http" and str(scope["path"]).startswith(SOCKET)
    return is_polled or scope["type"] == "websocket"


def _turned_away(scope: Scope) -> ASGIApp:
    if scope["type"] == "websocket":
        return WebSocketClose(code=1008)
    return PlainTextResponse("", 403)


def _bound(connection: HTTPConnection) -> bytes:
    """The query with `token` as only this session can have it."""
    session = connection.cookies.get(session_cookie(), "")
    query = parse_qsl(connection.url.query, keep_blank_values=True)
    return urlencode(
        [(name, _mine(value, session) if name == "token" else value) for name, value in query]
    ).encode()


def _mine(token: str, session: str) -> str:
    key = settings().secret_key.encode()
    return hmac.new(key, f"{session} {token}".encode(), sha256).hexdigest()
