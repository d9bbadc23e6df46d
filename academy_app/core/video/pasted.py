"""The way back: an address that means a video as it is stored."""

from urllib.parse import urlencode


def pasted(provider: str, key: str, secret: str, start: float, end: float | None) -> str:
    """What `recognise` reads as this provider, key, hash and clip (seconds)."""
    begins, ends = int(start), int(end) if end is not None else None
    if provider == "youtube":
        clip = {"start": begins or None, "end": ends}
        return f"https://www.youtube.com/watch?{urlencode(_given(v=key, **clip))}"
    if provider == "vimeo":
        address = f"https://vimeo.com/{key}" + (f"/{secret}" if secret else "")
        return address + (f"#t={begins}" if begins else "")
    if provider == "loom":
        return f"https://www.loom.com/share/{key}" + (f"?t={begins}" if begins else "")
    if provider == "wistia":
        address = f"https://fast.wistia.net/embed/iframe/{key}"
        return address + (f"?wtime={begins}" if begins else "")
    if not begins and ends is None:
        return key
    return f"{key}#t={begins}" + (f",{ends}" if ends is not None else "")


def _given(**parameters: str | int | None) -> dict[str, str | int]:
    return {name: value for name, value in parameters.items() if value is not None}
