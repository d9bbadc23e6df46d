"""Which video an address means. Hosts match exactly or at a dot, never by their ending."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import quote

from academy_app.core.video.address import Address, refused, seconds, take_apart

Provider = Literal["youtube", "vimeo", "file", "loom", "wistia"]
Kind = Literal["", "mp4", "webm", "hls"]

YOUTUBE_HOSTS: Final = (
    "youtube.com",
    "youtube-nocookie.com",
    "youtubekids.com",
    "youtube.googleapis.com",
)
UPLOADS: Final = "/files/"

_YOUTUBE_ID = re.compile(r"([A-Za-z0-9_-]{11})(?![A-Za-z0-9_-])")
_VIMEO_ID = re.compile(r"\d{1,12}")
_VIMEO_VIDEO = re.compile(
    r"/(?:(?:(?:album|showcase)/[^/]+/video|groups/[^/]+/videos|manage/videos"
    r"|(?:channels|ondemand)/[^/]+|[^/]+/review|video)/|(?=\d+(?:/|$)))"
    r"([^/]+)(?:/([^/]+))?"
)
_VIMEO_EVENT = re.compile(r"/event/([^/]+)(?:/embed)?(?:/([^/]+))?")
_VIMEO_PAGES: Final = {
    "": "video.unknown",
    "video": "video.unknown",
    "event": "video.unknown",
    "album": "video.playlist",
    "showcase": "video.playlist",
    "search": "video.search",
}
_VIMEO_HASH = re.compile(r"[0-9a-f]{6,40}")
_LOOM_ID = re.compile(r"[0-9a-f]{32}")
_WISTIA_ID = re.compile(r"([a-z0-9]{10})(?:\.(?:jsonp|js|html))?")
_UPLOAD = re.compile(r"/files/[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
_KINDS: Final[dict[str, Kind]] = {".mp4": "mp4", ".m4v": "mp4", ".webm": "webm", ".m3u8": "hls"}


@dataclass(frozen=True, slots=True)
class AllowedVideo:
    """What a deployment plays: providers by name, hosts of files, YouTube without cookies."""

    providers: tuple[str, ...] = ("youtube", "vimeo", "file")
    hosts: tuple[str, ...] = ()
    nocookie: bool = True


@dataclass(frozen=True, slots=True)
class VideoAddress:
    """A recognised video. `key` is the provider's id, or a file's address; times are seconds."""

    provider: Provider
    key: str
    hash: str | None = None
    start_s: float | None = None
    end_s: float | None = None
    canonical_url: str = ""
    embed_url: str = ""
    thumbnail_url: str | None = None
    kind: Kind = ""


def recognise(address: str, allowed: AllowedVideo) -> VideoAddress:
    """The video that `address` means. Raises Invalid with the field `video` and the reason."""
    text = address.strip()
    if _YOUTUBE_ID.fullmatch(text):
        found = _youtube_video(text, None, None, allowed.nocookie)
    elif text.startswith(UPLOADS):
        found = _upload(text)
    else:
        found = _elsewhere(take_apart(text), allowed)
    if found.provider not in allowed.providers:
        raise refused("video.provider_not_allowed", provider=found.provider)
    if found.end_s is not None and found.end_s <= (found.start_s or 0):
        raise refused("video.ends_before_start")
    return found


def _elsewhere(address: Address, allowed: AllowedVideo) -> VideoAddress:
    readers: tuple[tuple[tuple[str, ...], Callable[[Address], VideoAddress]], ...] = (
        ((*YOUTUBE_HOSTS, "youtu.be"), lambda found: _youtube(found, allowed.nocookie)),
        (("vimeo.com",), _vimeo),
        (("loom.com",), _loom),
        (("wistia.com", "wistia.net"), _wistia),
    )
    for hosts, read in readers:
        if address.is_on(*hosts):
            if address.port:
                raise refused("video.unknown")
            return read(address)
    return _file(address, allowed)


def _youtube(address: Address, nocookie: bool) -> VideoAddress:
    found = _YOUTUBE_ID.match(_youtube_id(address))
    if not found:
        raise refused("video.bad_id")
    start = address.seconds("start", "t", "time_continue")
    return _youtube_video(found[1], start, address.seconds("end"), nocookie)


def _youtube_id(address: Address) -> str:
    """What should be the id; raises Invalid where the address means something else."""
    segments = address.segments
    first, second = [*segments, "", ""][:2]
    if address.is_on("youtu.be"):
        return first
    if first in ("embed", "v", "e", "shorts", "live", "watch") and second:
        _refuse_youtube_list(second)
        return second
    if first in ("", "watch", "watch_popup"):
        video = address.value("v")
        if not video and address.value("list"):
            raise refused("video.playlist")
        return video
    if first == "playlist":
        raise refused("video.playlist")
    if first == "results":
        raise refused("video.search")
    if first in ("channel", "c", "user") or first.startswith("@"):
        raise refused("video.channel")
    raise refused("video.unknown")


def _refuse_youtube_list(name: str) -> None:
    if name == "videoseries":
        raise refused("video.playlist")
    if name == "live_stream":
        raise refused("video.channel")


def _youtube_video(
    key: str, start: float | None, end: float | None, nocookie: bool
) -> VideoAddress:
    host = "www.youtube-nocookie.com" if nocookie else "www.youtube.com"
    return VideoAddress(
        "youtube",
        key,
        start_s=start,
        end_s=end,
        canonical_url=f"https://www.youtube.com/watch?v={key}",
        embed_url=f"https://{host}/embed/{key}",
        thumbnail_url=f"https://i.ytimg.com/vi/{key}/hqdefault.jpg",
    )


def _vimeo(address: Address) -> VideoAddress:
    path = "/" + "/".join(address.segments)
    start = address.seconds("t", "at")
    event = _VIMEO_EVENT.fullmatch(path)
    if event:
        return _vimeo_event(event[1], _vimeo_hash(event[2]), start)
    video = _VIMEO_VIDEO.fullmatch(path)
    if video:
        secret = video[2] or address.value("h")
        return _vimeo_video(video[1], _vimeo_hash(secret), start)
    raise refused(
        _VIMEO_PAGES.get(address.segments[0] if address.segments else "", "video.channel")
    )


def _vimeo_hash(given: str | None) -> str | None:
    if given and not _VIMEO_HASH.fullmatch(given):
        raise refused("video.bad_id")
    return given or None


def _vimeo_video(key: str, secret: str | None, start: float | None) -> VideoAddress:
    if not _VIMEO_ID.fullmatch(key):
        raise refused("video.bad_id")
    return VideoAddress(
        "vimeo",
        key,
        hash=secret,
        start_s=start,
        canonical_url=f"https://vimeo.com/{key}" + (f"/{secret}" if secret else ""),
        embed_url=f"https://player.vimeo.com/video/{key}" + (f"?h={secret}" if secret else ""),
    )


def _vimeo_event(key: str, secret: str | None, start: float | None) -> VideoAddress:
    if not _VIMEO_ID.fullmatch(key):
        raise refused("video.bad_id")
    page, tail = f"https://vimeo.com/event/{key}", f"/{secret}" if secret else ""
    return VideoAddress(
        "vimeo",
        f"event/{key}",
        hash=secret,
        start_s=start,
        canonical_url=page + tail,
        embed_url=f"{page}/embed{tail}",
    )


def _loom(address: Address) -> VideoAddress:
    match address.segments:
        case ["share" | "embed", key, *_] if _LOOM_ID.fullmatch(key):
            return VideoAddress(
                "loom",
                key,
                start_s=address.seconds("t"),
                canonical_url=f"https://www.loom.com/share/{key}",
                embed_url=f"https://www.loom.com/embed/{key}",
            )
        case ["share" | "embed", "folder", *_]:
            raise refused("video.playlist")
        case ["share" | "embed", _, *_]:
            raise refused("video.bad_id")
    raise refused("video.unknown")


def _wistia(address: Address) -> VideoAddress:
    match address.segments:
        case ["medias", key, *_] | ["embed", "iframe" | "medias", key, *_]:
            found = _WISTIA_ID.fullmatch(key)
            if not found:
                raise refused("video.bad_id")
            return VideoAddress(
                "wistia",
                found[1],
                start_s=address.seconds("wtime", "t"),
                canonical_url=f"https://fast.wistia.net/embed/iframe/{found[1]}",
                embed_url=f"https://fast.wistia.net/embed/iframe/{found[1]}",
                thumbnail_url=f"https://fast.wistia.com/embed/medias/{found[1]}/swatch",
            )
        case ["projects" | "folders" | "channel" | "embed", *_]:
            raise refused("video.channel")
    raise refused("video.unknown")


def _file(address: Address, allowed: AllowedVideo) -> VideoAddress:
    kind = _kind(address.path)
    if not kind:
        raise refused("video.unknown")
    place = f"{address.host}:{address.port}" if address.port else address.host
    if not _is_allowed(address, place, allowed.hosts):
        raise refused("video.host_not_allowed", host=place)
    if not address.is_https:
        raise refused("video.https_only")
    path = quote(address.path, safe="/-._~!$&'()*+,;=:@")
    url = f"https://{place}{path}" + (f"?{address.raw_query}" if address.raw_query else "")
    start, end = _clip(address.fragment.get("t", ""))
    return VideoAddress(
        "file", url, start_s=start, end_s=end, canonical_url=url, embed_url=url, kind=kind
    )


def _is_allowed(address: Address, place: str, hosts: tuple[str, ...]) -> bool:
    """A host that is listed with its port is that one alone."""
    return place in hosts if address.port else address.is_on(*hosts)


def _upload(text: str) -> VideoAddress:
    path, _, fragment = text.partition("#")
    kind = _kind(path)
    if not kind or not _UPLOAD.fullmatch(path):
        raise refused("video.unknown")
    start, end = _clip(fragment.removeprefix("t="))
    return VideoAddress(
        "file", path, start_s=start, end_s=end, canonical_url=path, embed_url=path, kind=kind
    )


def _kind(path: str) -> Kind:
    lower = path.lower()
    return next((kind for ending, kind in _KINDS.items() if lower.endswith(ending)), "")


def _clip(text: str) -> tuple[float | None, float | None]:
    """`10,20` of a media fragment."""
    start, _, end = text.removeprefix("npt:").partition(",")
    return seconds(start), seconds(end)
