"""How long a browser may keep what the bundler built."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ASSETS = "/assets/"
FOR_GOOD = "public, max-age=31536000, immutable"


class LastingAssets:
    """ASGI: the bundler names a file after its content, so it is asked for once and kept."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 400:
                MutableHeaders(scope=message)["Cache-Control"] = FOR_GOOD
            await send(message)

        is_asset = scope["type"] == "http" and scope["path"].startswith(ASSETS)
        await self.app(scope, receive, marked if is_asset else send)
