"""From a video as it is kept back to an address that means it."""

from typing import Protocol

from academy_app.core.video.recognise import Provider


class VideoLike(Protocol):
    """`start` and `end` are seconds."""

    provider: Provider | str
    key: str
    hash: str
    start: float
    end: float | None


def written(video: VideoLike) -> str:
    """An address that `recognise` takes for the same video."""
    start, end = _seconds(video.start), _seconds(video.end)
    match video.provider:
        case "youtube":
            times = (f"&start={start}" if start else "") + (f"&end={end}" if end else "")
            return f"https://www.youtube.com/watch?v={video.key}{times}"
        case "vimeo":
            secret = f"/{video.hash}" if video.hash else ""
            return f"https://vimeo.com/{video.key}{secret}" + (f"#t={start}" if start else "")
        case "loom":
            return f"https://www.loom.com/share/{video.key}" + (f"?t={start}" if start else "")
        case "wistia":
            address = f"https://fast.wistia.net/embed/iframe/{video.key}"
            return address + (f"?wtime={start}" if start else "")
    clip = f"#t={start}" + (f",{end}" if end else "") if start or end else ""
    path = video.key if "://" in video.key or video.key.startswith("/") else f"/files/{video.key}"
    return path + clip


def _seconds(value: float | None) -> str:
    return f"{value:g}" if value else ""
