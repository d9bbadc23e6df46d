"""What is stored of a video becomes an address that means the same video."""

import pytest

from academy_app.core.video import AllowedVideo, pasted, recognise

ALLOWED = AllowedVideo(("youtube", "vimeo", "file", "loom", "wistia"), ("media.example.org",))


@pytest.mark.parametrize(
    "address",
    [
        "https://youtu.be/dQw4w9WgXcQ",
        "https://youtu.be/dQw4w9WgXcQ?start=5&end=65",
        "https://youtu.be/dQw4w9WgXcQ?end=65",
        "https://vimeo.com/76979871",
        "https://vimeo.com/76979871/abcdef0123#t=1m9s",
        "https://vimeo.com/event/12345/abcdef",
        "https://www.loom.com/share/0123456789abcdef0123456789abcdef?t=8",
        "https://fast.wistia.net/embed/iframe/abcde12345?wtime=3",
        "https://media.example.org/a%20film.mp4?x=1#t=2,8",
        "https://media.example.org/list.m3u8",
        "/files/videos/abc.mp4#t=0,8",
        "/files/videos/abc.webm#t=4",
    ],
)
def test_there_and_back(address: str) -> None:
    found = recognise(address, ALLOWED)
    again = pasted(found.provider, found.key, found.hash or "", found.start_s or 0.0, found.end_s)
    back = recognise(again, ALLOWED)
    assert (back.provider, back.key, back.hash) == (found.provider, found.key, found.hash)
    assert (back.start_s or 0, back.end_s) == (found.start_s or 0, found.end_s)
