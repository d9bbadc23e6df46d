"""No other site may act in a member's name.

Browsers send our cookies along with forms and scripts of other sites on the same domain, and
signing a visitor in to somebody else's account needs no cookie at all. So whatever changes
something must come from our own pages, except where an Authorization header alone says who acts.
Browsers say where from, and pages cannot forge it; a script outside a browser says nothing and is
let through, as it holds no one's cookies but its own.
"""

from urllib.parse import urlsplit

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.requests import HTTPConnection

from academy_app.api.deps import current_actor
from academy_app.core.errors import Forbidden
from academy_app.core.settings import settings

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


async def same_origin(request: Request) -> None:
    """Raises Forbidden for what another site sends. For every route."""
    if request.method in SAFE or _acts_by_header(request):
        return
    if not is_ours(request):
        raise Forbidden("error.foreign_origin")


def _acts_by_header(request: Request) -> bool:
    """Whether the route asks who acts and is told so by a header: it heeds no cookie then.

    A route that nobody need be known to, such as signing in, believes no header.
    """
    if "authorization" not in request.headers:
        return False
    route = request.scope.get("route")
    return isinstance(route, APIRoute) and any(
        needed.call is current_actor for needed in route.dependant.dependencies
    )


def is_ours(request: HTTPConnection) -> bool:
    """Whether our own page sent this, or no page at all."""
    origin = request.headers.get("origin")
    if origin is not None:
        return origin in (_origin_of(settings().base_url), _own_origin(request, origin))
    return request.headers.get("sec-fetch-site", "none") in {"same-origin", "none"}


def _own_origin(request: HTTPConnection, origin: str) -> str:
    """Where this request was sent to; the scheme is only known to the proxy in front."""
    scheme = (
        urlsplit(settings().base_url).scheme if settings().is_https else urlsplit(origin).scheme
    )
    return f"{scheme}://{request.headers.get('host', '')}"


def _origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
