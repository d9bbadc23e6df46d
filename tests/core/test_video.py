"""Addresses of videos as people paste them, and look-alikes that mean harm."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy_app.core.errors import Invalid
from academy_app.core.video import AllowedVideo, VideoAddress, recognise, written

ALL = AllowedVideo(
    providers=("youtube", "vimeo", "file", "loom", "wistia"),
    hosts=("media.example.org", "localhost:8000"),
)
ID = "dQw4w9WgXcQ"
LOOM = "0123456789abcdef" * 2


@pytest.mark.parametrize(
    "address",
    [
        ID,
        f"  {ID} ",
        f"https://www.youtube.com/watch?v={ID}",
        f"http://youtube.com/watch?v={ID}",
        f"https://m.youtube.com/watch?v={ID}&feature=share",
        f"https://music.youtube.com/watch?v={ID}&si=x",
        f"https://www.youtube.com/watch?feature=youtu.be&list=PL1&index=2&v={ID}&pp=x",
        f"https://www.youtube.com/watch?list=PL1&amp;v={ID}",
        f"https://www.youtube.com/?v={ID}",
        f"https://www.youtube.com/watch#v={ID}",
        f"https://www.youtube.com/watch#!v={ID}",
        f"https://www.youtube.com/watch/{ID}",
        f"https://youtu.be/{ID}",
        f"https://youtu.be/{ID}?si=abc",
        f"https://youtu.be/{ID}&feature=x",
        f"youtu.be/{ID}",
        f"//www.youtube.com/embed/{ID}",
        f"www.youtube.com/watch?v={ID}",
        f"https://www.youtube.com/embed/{ID}?rel=0",
        f"https://www.youtube-nocookie.com/embed/{ID}",
        f"https://www.youtube.com/v/{ID}?version=3",
        f"https://www.youtube.com/e/{ID}",
        f"https://www.youtube.com/shorts/{ID}",
        f"https://www.youtube.com/live/{ID}?feature=share",
        f"https://www.youtubekids.com/watch?v={ID}",
        f"https://youtube.googleapis.com/v/{ID}",
        f"HTTPS://WWW.YOUTUBE.COM/watch?v={ID}",
        f"https://www.youtube.com./watch?v={ID}",
        f'<iframe width="560" src="https://www.youtube.com/embed/{ID}" allowfullscreen></iframe>',
    ],
)
def test_youtube_in_every_form(address: str) -> None:
    found = recognise(address, ALL)
    assert found == VideoAddress(
        "youtube",
        ID,
        canonical_url=f"https://www.youtube.com/watch?v={ID}",
        embed_url=f"https://www.youtube-nocookie.com/embed/{ID}",
        thumbnail_url=f"https://i.ytimg.com/vi/{ID}/hqdefault.jpg",
    )


def test_youtube_with_cookies_where_the_deployment_says_so() -> None:
    found = recognise(ID, AllowedVideo(nocookie=False))
    assert found.embed_url == f"https://www.youtube.com/embed/{ID}"


@pytest.mark.parametrize(
    ("tail", "start", "end"),
    [
        ("&t=90", 90, None),
        ("&t=45s", 45, None),
        ("&t=1h2m3s", 3723, None),
        ("&t=2m", 120, None),
        ("&t=1:02:03", 3723, None),
        ("#t=61", 61, None),
        ("&start=10&end=20", 10, 20),
        ("&time_continue=7", 7, None),
        ("&t=0", 0, None),
        ("&t=soon", None, None),
        ("&t=-5", None, None),
        ("&t=1e9", None, None),
    ],
)
def test_times_of_a_clip(tail: str, start: float | None, end: float | None) -> None:
    found = recognise(f"https://www.youtube.com/watch?v={ID}{tail}", ALL)
    assert (found.start_s, found.end_s) == (start, end)


@pytest.mark.parametrize(
    ("address", "key", "secret"),
    [
        ("https://vimeo.com/76979871", "76979871", None),
        ("https://www.vimeo.com/76979871?share=copy", "76979871", None),
        ("https://vimeo.com/76979871/abcdef1234", "76979871", "abcdef1234"),
        ("https://player.vimeo.com/video/76979871", "76979871", None),
        ("https://player.vimeo.com/video/76979871?h=abcdef1234", "76979871", "abcdef1234"),
        ("https://vimeo.com/channels/staffpicks/76979871", "76979871", None),
        ("https://vimeo.com/groups/motion/videos/76979871", "76979871", None),
        ("https://vimeo.com/album/12/video/76979871", "76979871", None),
        ("https://vimeo.com/showcase/12/video/76979871", "76979871", None),
        ("https://vimeo.com/ondemand/film/76979871", "76979871", None),
        ("https://vimeo.com/user1234/review/76979871/abcdef1234", "76979871", "abcdef1234"),
        ("https://vimeo.com/event/4154130", "event/4154130", None),
        ("https://vimeo.com/event/4154130/abcdef1234", "event/4154130", "abcdef1234"),
        ("https://vimeo.com/event/4154130/embed/abcdef1234", "event/4154130", "abcdef1234"),
    ],
)
def test_vimeo_in_every_form(address: str, key: str, secret: str | None) -> None:
    found = recognise(address, ALL)
    assert (found.provider, found.key, found.hash) == ("vimeo", key, secret)


@pytest.mark.parametrize("tail", ["#t=1m2s", "?t=62", "#at=62"])
def test_times_of_vimeo(tail: str) -> None:
    assert recognise(f"https://vimeo.com/76979871{tail}", ALL).start_s == 62


@pytest.mark.parametrize(
    ("address", "provider", "key"),
    [
        (f"https://www.loom.com/share/{LOOM}?sid=x", "loom", LOOM),
        (f"https://loom.com/embed/{LOOM}", "loom", LOOM),
        ("https://acme.wistia.com/medias/abcde12345", "wistia", "abcde12345"),
        ("https://fast.wistia.net/embed/iframe/abcde12345?x=1", "wistia", "abcde12345"),
        ("https://fast.wistia.com/embed/medias/abcde12345.jsonp", "wistia", "abcde12345"),
    ],
)
def test_other_providers(address: str, provider: str, key: str) -> None:
    found = recognise(address, ALL)
    assert (found.provider, found.key) == (provider, key)


@pytest.mark.parametrize(
    ("address", "key", "kind"),
    [
        ("https://media.example.org/a.mp4", "https://media.example.org/a.mp4", "mp4"),
        (
            "https://cdn.media.example.org/a/b.WEBM",
            "https://cdn.media.example.org/a/b.WEBM",
            "webm",
        ),
        ("https://media.example.org/a.m3u8?x=1", "https://media.example.org/a.m3u8?x=1", "hls"),
        ("https://media.example.org/a%20b.mp4", "https://media.example.org/a%20b.mp4", "mp4"),
        ("https://localhost:8000/a.mp4", "https://localhost:8000/a.mp4", "mp4"),
        ("/files/ab/cd.mp4", "/files/ab/cd.mp4", "mp4"),
    ],
)
def test_files(address: str, key: str, kind: str) -> None:
    found = recognise(address, ALL)
    assert (found.provider, found.key, found.kind) == ("file", key, kind)
    assert found.embed_url == key


@pytest.mark.parametrize("address", ["https://media.example.org/a.mp4", "/files/a.mp4"])
def test_a_clip_of_a_file(address: str) -> None:
    found = recognise(f"{address}#t=10,20", ALL)
    assert (found.key, found.start_s, found.end_s) == (address, 10, 20)


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("https://www.youtube.com/playlist?list=PL1", "video.playlist"),
        ("https://www.youtube.com/watch?list=PL1", "video.playlist"),
        ("https://www.youtube.com/embed/videoseries?list=PL1", "video.playlist"),
        ("https://www.youtube.com/embed/live_stream?channel=UC1", "video.channel"),
        ("https://www.youtube.com/channel/UC1", "video.channel"),
        ("https://www.youtube.com/c/name", "video.channel"),
        ("https://www.youtube.com/user/name", "video.channel"),
        ("https://www.youtube.com/@name", "video.channel"),
        ("https://www.youtube.com/@name/videos", "video.channel"),
        ("https://www.youtube.com/results?search_query=x", "video.search"),
        ("https://www.youtube.com/feed/history", "video.unknown"),
        ("https://www.youtube.com/watch?v=short", "video.bad_id"),
        (f"https://www.youtube.com/watch?v={ID}long", "video.bad_id"),
        ("https://www.youtube.com/", "video.bad_id"),
        ("https://youtu.be/", "video.bad_id"),
        (f"https://www.youtube.com:8443/watch?v={ID}", "video.unknown"),
        (f"https://www.youtube.com/watch?v={ID}&start=20&end=10", "video.ends_before_start"),
        (f"https://evilyoutube.com/watch?v={ID}", "video.unknown"),
        (f"https://youtube.com.evil.com/watch?v={ID}", "video.unknown"),
        ("https://youtube.com.evil.com/a.mp4", "video.host_not_allowed"),
        (f"https://user@youtube.com/watch?v={ID}", "video.name_in_address"),
        (f"https://youtube.com@evil.com/watch?v={ID}", "video.name_in_address"),
        (f"https://youtube.com:x@evil.com/watch?v={ID}", "video.name_in_address"),
        (f"https://yоutube.com/watch?v={ID}", "video.foreign_letters"),
        (f"https://youtube。com/watch?v={ID}", "video.foreign_letters"),
        (f"https://xn--yutube-w0a.com/watch?v={ID}", "video.unknown"),
        (f"https://youtube.com\\@evil.com/watch?v={ID}", "video.unknown"),
        (f"https://evil.com/https://youtube.com/watch?v={ID}", "video.unknown"),
        (f"javascript:alert(1)//youtube.com/watch?v={ID}", "video.unknown"),
        (f"javascript://youtube.com/watch?v={ID}", "video.unknown"),
        ("data:text/html,x", "video.unknown"),
        (f"ftp://youtube.com/watch?v={ID}", "video.unknown"),
        ("https://vimeo.com/album/12", "video.playlist"),
        ("https://vimeo.com/showcase/12", "video.playlist"),
        ("https://vimeo.com/channels/staffpicks", "video.channel"),
        ("https://vimeo.com/somebody", "video.channel"),
        ("https://vimeo.com/search/x", "video.search"),
        ("https://player.vimeo.com/video/x", "video.bad_id"),
        ("https://vimeo.com/76979871/not-a-hash", "video.bad_id"),
        ("https://www.loom.com/share/xyz", "video.bad_id"),
        ("https://www.loom.com/share/folder/x", "video.playlist"),
        ("https://acme.wistia.com/projects/x", "video.channel"),
        ("https://acme.wistia.com/medias/x", "video.bad_id"),
        ("https://elsewhere.example/a.mp4", "video.host_not_allowed"),
        ("https://notmedia.example.org.evil.com/a.mp4", "video.host_not_allowed"),
        ("https://evilmedia.example.org/a.mp4", "video.host_not_allowed"),
        ("https://media.example.org:444/a.mp4", "video.host_not_allowed"),
        ("https://localhost/a.mp4", "video.host_not_allowed"),
        ("http://media.example.org/a.mp4", "video.https_only"),
        ("https://media.example.org/a.exe", "video.unknown"),
        ("https://media.example.org/", "video.unknown"),
        ("https://[::1]/a.mp4", "video.unknown"),
        ("/files/../secret.mp4", "video.unknown"),
        ("/files//evil.com/a.mp4", "video.unknown"),
        ("/files/a.txt", "video.unknown"),
        ("/etc/a.mp4", "video.unknown"),
        ("", "video.unknown"),
        ("a talk about bees", "video.unknown"),
        ("https://", "video.unknown"),
        ("https://media.example.org:99999/a.mp4", "video.unknown"),
        ("https://youtube.com/" + "x" * 3000, "video.too_long"),
    ],
)
def test_what_is_refused_and_why(address: str, key: str) -> None:
    with pytest.raises(Invalid) as raised:
        recognise(address, ALL)
    assert raised.value.fields["video"].key == key


@pytest.mark.parametrize(
    "address",
    [ID, "https://vimeo.com/1", "/files/a.mp4", f"https://loom.com/share/{LOOM}"],
)
def test_a_deployment_may_refuse_a_provider(address: str) -> None:
    with pytest.raises(Invalid) as raised:
        recognise(address, AllowedVideo(providers=("wistia",)))
    assert raised.value.fields["video"].key == "video.provider_not_allowed"


@given(st.text(max_size=200))
def test_anything_is_recognised_or_refused(text: str) -> None:
    try:
        found = recognise(text, ALL)
    except Invalid:
        return
    assert recognise(found.canonical_url, ALL).key == found.key


HOSTS = st.sampled_from(
    ["youtube.com", "youtu.be", "vimeo.com", "player.vimeo.com", "loom.com", "media.example.org"]
)
PATHS = st.lists(
    st.sampled_from(
        [ID, "76979871", "abcdef1234", LOOM, "watch", "embed", "video", "share", "a.mp4"]
    ),
    max_size=4,
).map("/".join)


@given(HOSTS, PATHS, st.sampled_from(["", f"?v={ID}", "?h=abcdef1234", "#t=10", "?start=1&end=2"]))
def test_a_canonical_address_means_the_same_video(host: str, path: str, tail: str) -> None:
    try:
        found = recognise(f"https://{host}/{path}{tail}", ALL)
    except Invalid:
        return
    again = recognise(found.canonical_url, ALL)
    assert (again.provider, again.key, again.hash) == (found.provider, found.key, found.hash)
    assert recognise(found.embed_url, ALL).key == found.key


@given(st.from_regex(r"[a-z0-9.-]{0,20}", fullmatch=True), st.sampled_from(["", ".", "-", "x"]))
def test_no_other_host_passes_for_youtube(around: str, glue: str) -> None:
    for host in (f"{around}{glue}youtube.com", f"youtube.com{glue}{around}.org"):
        try:
            found = recognise(f"https://{host}/watch?v={ID}", ALL)
        except Invalid:
            continue
        bare = host.rstrip(".")
        assert found.provider == "youtube"
        assert bare == "youtube.com" or bare.endswith(".youtube.com")


@dataclass
class Kept:
    """A video as its row holds it."""

    provider: str
    key: str
    hash: str
    start: float
    end: float | None


@pytest.mark.parametrize(
    "address",
    [
        "https://youtu.be/dQw4w9WgXcQ",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=1m5s&end=90",
        "https://vimeo.com/12345/abcdef12?t=30",
        "https://vimeo.com/event/123/abcdef12",
        "https://www.loom.com/share/" + "a" * 32 + "?t=9",
        "https://fast.wistia.net/embed/iframe/abcdefghij?wtime=8",
        "https://media.example.org/a%20film.mp4?x=1#t=10,20.5",
        "/files/videos/film.mp4#t=4",
    ],
)
def test_what_is_kept_is_written_as_an_address_of_the_same_video(address: str) -> None:
    allowed = AllowedVideo(("youtube", "vimeo", "file", "loom", "wistia"), ("media.example.org",))
    found = recognise(address, allowed)
    kept = Kept(found.provider, found.key, found.hash or "", found.start_s or 0, found.end_s)
    again = recognise(written(kept), allowed)
    assert (again.provider, again.key, again.hash) == (found.provider, found.key, found.hash)
    assert (again.start_s or 0, again.end_s) == (found.start_s or 0, found.end_s)
