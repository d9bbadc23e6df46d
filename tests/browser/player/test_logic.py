"""Small decisions: where to begin, which cue is being said, what a search finds."""

from typing import Any

import pytest
from playwright.async_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def call(page: Page, module: str, name: str, *arguments: Any) -> Any:
    return await page.evaluate(
        "async ([module, name, given]) => (await import(`/player/${module}`))[name](...given)",
        [module, name, list(arguments)],
    )


@pytest.mark.parametrize(
    ("video", "seconds"),
    [
        ({"position": 100, "duration": 600}, 97),
        ({"position": 4, "duration": 600}, 0),
        ({"position": 0}, 0),
        ({}, 0),
        ({"position": 599, "duration": 600, "completed": True}, 0),
        ({"position": 300, "duration": 600, "completed": True}, 297),
        ({"position": 599, "duration": 600}, 596),
        ({"position": 9000, "duration": 600}, 597),
        ({"position": 0, "start": 30, "end": 90}, 30),
        ({"position": 32, "start": 30, "end": 90}, 30),
        ({"position": 60, "start": 30, "end": 90}, 57),
        ({"position": 88, "start": 30, "end": 90, "completed": True}, 30),
        ({"position": 300, "start": 30, "end": 90}, 87),
        ({"position": 600, "duration": 600, "firstGap": 240}, 240),
        ({"position": 596, "duration": 600, "firstGap": 240}, 240),
        ({"position": 594, "duration": 600, "firstGap": 240}, 591),
        ({"position": 600, "duration": 600, "firstGap": 4}, 0),
        ({"position": 600, "duration": 600, "firstGap": None}, 597),
        ({"position": 600, "duration": 600, "firstGap": 240, "completed": True}, 0),
        ({"position": 90, "start": 30, "end": 90, "duration": 600, "firstGap": 50}, 50),
        ({"position": 300, "firstGap": 50}, 297),
        # Nine of twelve seconds is not the end of a short clip.
        ({"position": 9, "duration": 12, "firstGap": 8}, 6),
    ],
)
async def test_where_a_video_begins(page: Page, video: dict[str, Any], seconds: float) -> None:
    assert await call(page, "resume.js", "resumeAt", video) == seconds


@pytest.mark.parametrize(
    ("video", "is_near"),
    [
        ({"position": 596, "duration": 600}, True),
        ({"position": 594, "duration": 600}, False),
        ({"position": 11, "duration": 12}, True),
        ({"position": 10, "duration": 12}, False),
        ({"position": 10}, False),
    ],
)
async def test_what_is_near_the_end(page: Page, video: dict[str, Any], is_near: bool) -> None:
    assert await call(page, "resume.js", "isNearEnd", video) == is_near


async def test_reports_that_wait_are_found_for_their_member_only(page: Page) -> None:
    assert not await call(page, "leftovers.js", "hasLeftovers", 7)
    await page.evaluate("localStorage.setItem('academy:outbox:7:s:0', '{}')")
    assert await call(page, "leftovers.js", "hasLeftovers", 7)
    assert not await call(page, "leftovers.js", "hasLeftovers", 70)


CUES = [
    [0, 2000, "Ein schöner Tag"],
    [2500, 4000, "Der STRASSE entlang"],
    [4000, 6000, "İstanbul ﬁne"],
]


@pytest.mark.parametrize(
    ("seconds", "index"), [(-1, -1), (0, 0), (1.9, 0), (2.2, 0), (2.5, 1), (4, 2), (99, 2)]
)
async def test_the_cue_being_said(page: Page, seconds: float, index: int) -> None:
    assert await call(page, "transcript.js", "cueAt", CUES, seconds) == index


async def test_no_cues_no_cue(page: Page) -> None:
    assert await call(page, "transcript.js", "cueAt", [], 5) == -1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("schoner", [0]),
        ("TAG", [0]),
        ("strasse", [1]),
        ("istanbul", [2]),
        ("  ", []),
        ("xyz", []),
        ("n", [0, 1, 2]),
    ],
)
async def test_search_minds_neither_accents_nor_capitals(
    page: Page, query: str, found: list[int]
) -> None:
    assert await call(page, "transcript.js", "search", CUES, query) == found


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("Ein schöner Tag", "schon", ["schön"]),
        ("aaaa", "aa", ["aa", "aa"]),
        ("İstanbul", "stan", ["stan"]),
        ("Zoe\u0308 lacht", "zoe", ["Zoe\u0308"]),
        ("nothing", "xyz", []),
    ],
)
async def test_highlighting_keeps_the_text_whole(
    page: Page, text: str, query: str, marked: list[str]
) -> None:
    pieces = await call(page, "transcript.js", "highlight", text, query)
    assert "".join(piece["text"] for piece in pieces) == text
    assert [piece["text"] for piece in pieces if piece["isMatch"]] == marked


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (65.9, "1:05"), (3725, "1:02:05"), (-3, "0:00")]
)
async def test_times_are_written_as_clocks_show_them(page: Page, seconds: float, text: str) -> None:
    assert await call(page, "time.js", "clockText", seconds) == text


async def test_a_gap_without_a_value_stays(page: Page) -> None:
    assert await call(page, "time.js", "fill", "{{a}} of {{b}}", {"a": 1}) == "1 of {{b}}"


async def test_what_is_played_twice_stays_two_spans_and_the_union_is_one(page: Page) -> None:
    once = await call(page, "spans.js", "append", [[0, 5]], [5.01, 8])
    again = await call(page, "spans.js", "append", once, [2, 4])
    assert again == [[0, 8], [2, 4]]
    assert await call(page, "spans.js", "union", [[2, 4], [0, 8], [9, 9], [10, 11.00049]]) == [
        [0, 8],
        [10, 11],
    ]
