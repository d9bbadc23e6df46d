"""Times within a video, as a player shows them."""


def clock_text(seconds: float) -> str:
    """65 is "1:05", 3725 is "1:02:05"."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
