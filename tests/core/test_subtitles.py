"""Reading subtitles as they are found in the wild."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy_app.core.errors import Invalid
from academy_app.core.subtitles import MAX_BYTES, Cue, Warned, parse, to_vtt

SRT = "1\n00:00:01,000 --> 00:00:02,500\nHello\nyou\n\n2\n00:00:03,000 --> 00:00:04,000\nBye\n"
CUES = (Cue(1000, 2500, "Hello\nyou"), Cue(3000, 4000, "Bye"))
COURSE = Path(
    os.environ.get("ACADEMY_HF_COURSE", Path(__file__).parents[3] / "shared" / "data" / "hf-course")
)


@pytest.mark.parametrize(
    "content",
    [
        SRT,
        SRT.replace("\n", "\r\n"),
        SRT.replace("\n", "\r"),
        SRT.encode("utf-8-sig"),
        SRT.encode("utf-16"),
        SRT.encode("utf-16-be").join([b"\xfe\xff", b""]),
        "\n\n" + SRT + "\n\n\n",
        SRT.replace(",", "."),
        SRT.replace("1\n00", "00").replace("2\n00:00:03", "00:00:03"),
        SRT.replace("you\n\n2", "you\n2"),
        SRT.replace("you\n\n2\n", "you\n"),
        SRT.replace("00:00:0", "00:0"),
        SRT.replace("-->", "->"),
        SRT.replace("Hello", "<i><font color='red'>Hel</font>lo</i>{\\an8}"),
        (
            "WEBVTT - title\nKind: captions\n\nNOTE x\n00:01.000 --> 00:02.000\nno\n\n"
            "STYLE\n::cue { color: red }\n\nintro\n00:01.000 --> 00:02.500 align:start line:0%\n"
            "<v Ann>Hello</v>\n<00:00:02.000><c.loud>you</c>\n\n00:03.000 --> 00:04.000\nBye"
        ),
    ],
)
def test_the_same_cues_however_they_are_written(content: str | bytes) -> None:
    read = parse(content)
    assert read.cues == CUES
    assert read.warnings == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tom &amp; Ana &lt;3 &#39;x&#39;", "Tom & Ana <3 'x'"),
        ("if a < b > c", "if a < b > c"),
        ("Ça va ? \u201cOui\u201d", "Ça va ? \u201cOui\u201d"),
    ],
)
def test_text_is_plain(text: str, expected: str) -> None:
    assert parse(f"00:01,000 --> 00:02,000\n{text}").cues[0].text == expected


def test_old_encodings_are_read() -> None:
    content = "1\n00:00:01,000 --> 00:00:02,000\nÜber \u201eÄpfel\u201d".encode("cp1252")
    assert parse(content).cues[0].text == "Über \u201eÄpfel\u201d"


def test_what_is_wrong_is_named_with_its_line() -> None:
    content = (
        "1\n00:00:05,000 --> 00:00:06,000\nlater\n\n"
        "2\n00:00:01,000 --> 00:00:02,000\nearlier\n\n"
        "3\n00:00:09,000 --> 00:00:08,000\nbackwards\n\n"
        "4\n00:00:0x,000 --> 00:00:08,000\nbroken\n\n"
        "5\n00:00:10,000 --> 00:00:11,000\n\n"
        "6\n00:00:10,000 --> 00:00:12,000\noverlaps\n\n"
        "7\n00:00:11,000 --> 00:00:13,000\nlast"
    )
    read = parse(content)
    assert [cue.text for cue in read.cues] == ["earlier", "later", "overlaps", "last"]
    assert read.warnings == (
        Warned("subtitles.out_of_order", 6),
        Warned("subtitles.ends_before_start", 10),
        Warned("subtitles.bad_time", 14),
        Warned("subtitles.stray_text", 15),
        Warned("subtitles.empty_cue", 18),
    )


@pytest.mark.parametrize("content", ["", "WEBVTT", "hello", b"\xff\xfe", b"\x89PNG\r\n\x1a\n\x00"])
def test_a_file_without_a_cue_is_refused(content: str | bytes) -> None:
    with pytest.raises(Invalid) as refused:
        parse(content)
    assert refused.value.fields["file"].key == "subtitles.no_cue"


def test_a_huge_file_is_refused_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        parse(b"x" * (MAX_BYTES + 1))
    assert refused.value.fields["file"].key == "subtitles.too_large"


@pytest.mark.parametrize("piece", ["00:00:01,0", "-->", "<a", "1\n", " ", "&#", "<i>", "NOTE\n"])
def test_hostile_files_take_no_long_time(piece: str) -> None:
    started = time.perf_counter()
    with pytest.raises(Invalid):
        parse(piece * (1_000_000 // len(piece)))
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    ("name", "language"),
    [("talk.de.vtt", "de"), ("talk_pt-BR.srt", "pt-BR"), ("talk.srt", ""), ("01_a-talk.vtt", "")],
)
def test_the_name_may_tell_the_language(name: str, language: str) -> None:
    assert parse(SRT, name).language == language


LINES = st.text(
    st.characters(exclude_categories=["C", "Z"], exclude_characters="{}"), min_size=1
).filter(lambda line: not line.isdigit() and "-->" not in line and "->" not in line)


@given(st.lists(st.tuples(st.integers(0, 10**8), st.integers(1, 10**5), LINES), min_size=1))
def test_what_is_written_reads_the_same(given_cues: list[tuple[int, int, str]]) -> None:
    cues = sorted(
        (Cue(start, start + length, text) for start, length, text in given_cues),
        key=lambda cue: (cue.start_ms, cue.end_ms),
    )
    assert list(parse(to_vtt(cues)).cues) == cues


@given(st.text(max_size=300) | st.binary(max_size=300))
def test_anything_is_read_or_refused(content: str | bytes) -> None:
    try:
        read = parse(content)
    except Invalid:
        return
    assert all(cue.start_ms < cue.end_ms and cue.text for cue in read.cues)


@pytest.mark.skipif(not COURSE.exists(), reason="the course's files are not here")
def test_every_subtitle_of_a_real_course_is_read() -> None:
    files = sorted(COURSE.rglob("*.srt"))
    assert files
    for file in files:
        read = parse(file.read_bytes(), file.name)
        assert len(read.cues) > 5, file.name
