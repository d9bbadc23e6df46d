"""No request may fill the memory: bodies have an end, told in advance or not."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from academy_app.core.settings import settings

JSON = 1_000_000


class BodyLimit:
    """Lets 1 MB of JSON through, and of other types what an upload may have."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most, seen = _most(dict(scope["headers"])), 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise HTTPException(413)
            return message

        await self.app(scope, counted, send)


def _most(headers: dict[bytes, bytes]) -> int:
    if headers.get(b"content-type", b"").lower().startswith(b"application/json"):
        return JSON
    return settings().max_upload_mb * 1_000_000
