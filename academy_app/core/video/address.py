"""A pasted address, taken apart without trusting it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from academy_app.core.errors import Invalid, Problem

MAX_LENGTH: Final = 2000

_UNSAFE = re.compile(r"[\x00-\x20\x7f\\<>\"]")
_FRAME = re.compile(
    r"""<iframe\b[^<>]{0,1000}?\bsrc\s*=\s*["']([^"'<>]{1,2000})["']""", re.IGNORECASE
)
_BARE_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[/?#]|$)", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*")
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:\.\d+)?")
_UNITS = re.compile(r"(?:(\d{1,3})h)?(?:(\d{1,5})m)?(?:(\d{1,7})(?:\.\d+)?s?)?")


@dataclass(frozen=True, slots=True)
class Address:
    """An http or https address in parts. `host` is lower case; `port` is 0 for the usual one."""

    is_https: bool
    host: str
    port: int
    path: str
    query: Mapping[str, str]
    fragment: Mapping[str, str]
    raw_query: str = ""

    @property
    def segments(self) -> list[str]:
        return [part for part in self.path.split("/") if part]

    def value(self, *names: str) -> str:
        """The first of `names` that is given, in the query or behind the hash."""
        return next(
            (
                found
                for name in names
                for part in (self.query, self.fragment)
                if (found := part.get(name))
            ),
            "",
        )

    def seconds(self, *names: str) -> float | None:
        """A time such as 90, 90s, 1h2m3s or 1:02:03, as seconds."""
        return seconds(self.value(*names))

    def is_on(self, *hosts: str) -> bool:
        """Whether the host is one of `hosts` or below one of them."""
        return any(self.host == host or self.host.endswith(f".{host}") for host in hosts)


def refused(key: str, **params: str | float) -> Invalid:
    """Why an address is no video."""
    return Invalid({"video": Problem(key, params)})


def take_apart(text: str) -> Address:
    """The parts of an address; raises Invalid for what is none, or hides where it leads."""
    address = _with_scheme(_cleaned(text))
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise refused("video.unknown") from None
    if parts.scheme not in ("http", "https"):
        raise refused("video.unknown")
    if "@" in parts.netloc:
        raise refused("video.name_in_address")
    host = (parts.hostname or "").rstrip(".")
    if not _HOST.fullmatch(host):
        raise refused("video.unknown")
    return Address(
        is_https=parts.scheme == "https",
        host=host,
        port=0 if port in (None, 80, 443) else port or 0,
        path=unquote(parts.path),
        query=_pairs(parts.query),
        fragment=_pairs(parts.fragment.lstrip("!?")),
        raw_query=parts.query,
    )


def seconds(text: str) -> float | None:
    """A time as people and players write it; None for anything else."""
    clock = _CLOCK.fullmatch(text)
    found = clock or _UNITS.fullmatch(text)
    if not text or not found:
        return None
    hours, minutes, rest = (int(part or 0) for part in found.groups())
    return float(hours * 3600 + minutes * 60 + rest)


def _cleaned(text: str) -> str:
    text = text[: MAX_LENGTH * 2].strip()
    frame = _FRAME.search(text)
    address = (frame[1] if frame else text).replace("&amp;", "&").strip()
    if len(address) > MAX_LENGTH:
        raise refused("video.too_long", limit=MAX_LENGTH)
    if not address or _UNSAFE.search(address):
        raise refused("video.unknown")
    if not address.isascii():
        # A host that only looks like a known one is told by its letters.
        raise refused("video.foreign_letters")
    return address


def _with_scheme(address: str) -> str:
    if address.startswith("//"):
        return f"https:{address}"
    if "://" not in address and _BARE_HOST.match(address):
        return f"https://{address}"
    return address


def _pairs(text: str) -> dict[str, str]:
    """Names and values; of a repeated name the first counts."""
    pairs: dict[str, str] = {}
    for name, value in parse_qsl(text, max_num_fields=None)[:50]:
        pairs.setdefault(name.removeprefix("amp;"), value)
    return pairs
