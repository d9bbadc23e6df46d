"""What routes ask for: who acts, who knocks, which language."""

from ipaddress import IPv6Address, ip_address
from typing import Annotated

from fastapi import Depends, Request, Response

from academy_app.core.actor import Actor
from academy_app.core.cookies import LANGUAGE, MAX_AGE, device_cookie, session_cookie
from academy_app.core.errors import Unauthenticated
from academy_app.core.i18n import language_of
from academy_app.core.settings import settings
from academy_app.services import sessions, tokens
from academy_app.services.membership import SignedIn, Visitor


async def current_actor(request: Request) -> Actor:
    """Who acts, by Authorization header or session cookie. Raises Unauthenticated.

    A header that does not hold is refused even beside a good cookie: what the client meant
    counts.
    """
    header = request.headers.get("authorization")
    if header is not None:
        scheme, _, token = header.partition(" ")
        actor = await tokens.actor_of(token.strip()) if scheme.lower() == "bearer" else None
    else:
        cookie = request.cookies.get(session_cookie())
        actor = await sessions.actor_of(cookie) if cookie else None
    if actor is None:
        raise Unauthenticated
    return actor


def language_of_request(request: Request) -> str:
    return language_of(request.cookies.get(LANGUAGE), request.headers.get("accept-language"))


def visitor_of(request: Request) -> Visitor:
    """The browser or script behind a request, signed in or not."""
    return Visitor(
        address=network(client_address(request)),
        user_agent=request.headers.get("user-agent", ""),
        session=request.cookies.get(session_cookie(), ""),
        device=request.cookies.get(device_cookie(), ""),
        language=language_of_request(request),
    )


CurrentActor = Annotated[Actor, Depends(current_actor)]
Language = Annotated[str, Depends(language_of_request)]
Knocking = Annotated[Visitor, Depends(visitor_of)]


def client_address(request: Request) -> str:
    """The network address of the client; behind our own proxy, the one that it saw."""
    if settings().trust_proxy:
        # The last entry of the last line is our proxy's; what stands before was the client's to
        # write.
        lines = request.headers.getlist("x-forwarded-for") or [""]
        seen = lines[-1].rpartition(",")[2].strip()
        if seen:
            return seen
    return request.client.host if request.client else ""


def network(address: str) -> str:
    """What is counted as one visitor: an IPv4 address, or the /64 that an IPv6 customer gets."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(IPv6Address(int(found) >> 64 << 64))


def set_cookies(response: Response, signed_in: SignedIn) -> None:
    """Leave the session and the mark of a known device in the browser."""
    for name, value in (
        (session_cookie(), signed_in.session),
        (device_cookie(), signed_in.device),
    ):
        response.set_cookie(
            name,
            value,
            max_age=MAX_AGE,
            path="/",
            httponly=True,
            secure=settings().is_https,
            samesite="lax",
        )


def clear_session(response: Response) -> None:
    response.delete_cookie(
        session_cookie(), path="/", httponly=True, secure=settings().is_https, samesite="lax"
    )
