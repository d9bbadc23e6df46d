"""Requests to addresses that somebody else wrote, such as the links of a lesson.

Whoever writes a link must not reach, through us, what stands beside us: every hop's host is
resolved once, each of its addresses has to be a public one, and the connection goes to the address
that was looked at. A name that changes its mind between the look and the connection gains nothing.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final, TypeAlias
from urllib.parse import urljoin

import httpx

IP: TypeAlias = IPv4Address | IPv6Address

# In seconds: one answer, and all hops of an address together.
TIMEOUT: Final = 10.0
ALTOGETHER: Final = 20.0
REDIRECTS: Final = 5
PORTS: Final = (80, 443)
# Of an answer's body, in bytes; then the connection is closed.
MOST: Final = 4096

_MOVED: Final = (301, 302, 303, 307, 308)
# IPv4 addresses behind an IPv6 network's translator.
_TRANSLATED: Final = IPv6Network("64:ff9b::/96")


class Unreached(Exception):
    """No answer: `reason` is one of `address`, `private`, `port`, `host`, `connection`,
    `certificate`, `timeout` and `redirects`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Answer:
    """The last of the hops; `kind` is its media type without parameters."""

    status: int
    kind: str = ""


async def _resolved(host: str, port: int) -> list[str]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


def is_public(address: IP, port: int) -> bool:
    """Whether it is a public address on a port of the web."""
    return port in PORTS and _is_public(address)


@dataclass(frozen=True, slots=True)
class Net:
    """How names become addresses, and which of these may be reached. Only tests make one of their
    own, by argument: no setting leads there."""

    resolve: Callable[[str, int], Awaitable[list[str]]] = _resolved
    is_open: Callable[[IP, int], bool] = is_public


PUBLIC: Final = Net()


async def knock(url: str, agent: str, net: Net = PUBLIC) -> Answer:
    """Whether something is at `url`: HEAD, and where that fails the beginning of a GET.

    Raises Unreached.
    """
    try:
        async with asyncio.timeout(ALTOGETHER):
            try:
                answer = await _followed("HEAD", url, agent, net)
            except Unreached as error:
                # Some hang up on what they do not know.
                if error.reason not in ("connection", "redirects"):
                    raise
            else:
                if answer.status < httpx.codes.BAD_REQUEST:
                    return answer
            return await _followed("GET", url, agent, net)
    except TimeoutError as error:
        raise Unreached("timeout") from error


async def _followed(method: str, url: str, agent: str, net: Net) -> Answer:
    for _ in range(REDIRECTS + 1):
        response = await _asked(method, url, agent, net)
        target = response.headers.get("location", "")
        if response.status_code not in _MOVED or not target:
            kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
            return Answer(response.status_code, kind)
        try:
            url = urljoin(url, target)
        except ValueError as error:
            raise Unreached("address") from error
    raise Unreached("redirects")


async def _asked(method: str, url: str, agent: str, net: Net) -> httpx.Response:
    """One hop, its body read no further than needed."""
    try:
        address = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise Unreached("address") from error
    if address.scheme not in ("http", "https") or not address.host or address.userinfo:
        raise Unreached("address")
    try:
        async with asyncio.timeout(TIMEOUT):
            target = await _checked(address, net)
            # The certificate is held against the name, not against the number we connect to.
            request = httpx.Request(
                method,
                address.copy_with(host=target, fragment=None),
                headers={
                    "Host": address.netloc.decode("ascii"),
                    "User-Agent": agent,
                    "Accept": "*/*",
                    "Connection": "close",
                },
                extensions={
                    "sni_hostname": address.raw_host.decode("ascii"),
                    "timeout": httpx.Timeout(TIMEOUT).as_dict(),
                },
            )
            async with httpx.AsyncHTTPTransport(verify=_tls(), trust_env=False) as transport:
                response = await transport.handle_async_request(request)
                try:
                    await _begun(response)
                finally:
                    await response.aclose()
                return response
    except TimeoutError as error:
        raise Unreached("timeout") from error
    except httpx.TimeoutException as error:
        raise Unreached("timeout") from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as error:
        raise Unreached("address") from error
    except httpx.HTTPError as error:
        raise Unreached("certificate" if _is_of_tls(error) else "connection") from error


async def _checked(address: httpx.URL, net: Net) -> str:
    """The first of the host's addresses, all of which may be reached."""
    port = address.port or (443 if address.scheme == "https" else 80)
    try:
        found = await net.resolve(address.raw_host.decode("ascii"), port)
    except (OSError, UnicodeError) as error:
        raise Unreached("host") from error
    numbers = [ip_address(each.partition("%")[0]) for each in found]
    if not numbers:
        raise Unreached("host")
    for each in numbers:
        if not net.is_open(each, port):
            raise Unreached("private" if not _is_public(each) else "port")
    return str(numbers[0])


async def _begun(response: httpx.Response) -> None:
    size = 0
    assert isinstance(response.stream, httpx.AsyncByteStream), "of an async transport"
    async for part in response.stream:
        size += len(part)
        if size >= MOST:
            return


@lru_cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


def _is_of_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _is_public(address: IP) -> bool:
    inner = _inner(address) if isinstance(address, IPv6Address) else None
    if inner is not None:
        return _is_public(inner)
    is_odd = address.is_multicast or address.is_reserved or address.is_unspecified
    is_local = address.is_private or address.is_loopback or address.is_link_local
    is_site = isinstance(address, IPv6Address) and address.is_site_local
    return address.is_global and not (is_odd or is_local or is_site)


def _inner(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that this one leads to."""
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)
