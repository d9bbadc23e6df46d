"""A way past the framework for the one address that is asked hundreds of times a second."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from academy_app.api import problems, progress
from academy_app.api.deps import current_actor
from academy_app.api.guard import is_ours
from academy_app.core.errors import Forbidden


class Shortcut:
    """ASGI: answers players' reports by the route's own function, hands all else on to `app`.

    The route stays where it is: it describes the address, and takes what is not plain here,
    such as a body of unknown length.
    """

    def __init__(self, app: ASGIApp, path: str) -> None:
        self.app = app
        self.path = path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive) if scope["type"] == "http" else None
        if request is None or not self._is_plain(request):
            await self.app(scope, receive, send)
            return
        try:
            if "authorization" not in request.headers and not is_ours(request):
                raise Forbidden("error.foreign_origin")
            response = await progress.report_video(request, await current_actor(request))
        except Exception as error:  # noqa: BLE001  answered and logged as everywhere
            response = await problems.answer(request, error)
        await response(scope, receive, send)

    def _is_plain(self, request: Request) -> bool:
        if request.scope["path"] != self.path or request.method not in ("PUT", "POST"):
            return False
        length = request.headers.get("content-length", "")
        return length.isascii() and length.isdigit() and int(length[:9]) <= progress.MOST
