"""Reports as they come from outside: two forms, and everything that is neither."""

import json
from typing import Any

import pytest

from academy_app.core.errors import Invalid
from academy_app.services.watching import report

FULL: dict[str, Any] = {
    "session": "0b6c9a1e-0000-4000-8000-000000000000",
    "seq": 3,
    "lessonId": 1,
    "videoId": 2,
    "spans": [[0, 5.5], [5.5, 10]],
    "position": 10.0,
    "duration": 60.5,
    "rate": 1.5,
}


def test_the_full_form() -> None:
    read = report(FULL)
    assert (read.lesson_id, read.video_id, read.seq) == (1, 2, 3)
    assert read.spans == [0, 10_000]
    assert (read.position, read.duration) == (10.0, 60.5)


def test_the_form_of_a_simple_client() -> None:
    read = report({"lessonId": 1, "watchTime": 15, "position": 40})
    assert (read.video_id, read.session) == (None, "")
    assert read.spans == [25_000, 40_000]


@pytest.mark.parametrize("time", [50, 1e11])
def test_a_simple_clients_span_begins_at_the_earliest_at_zero(time: float) -> None:
    assert report({"lessonId": 1, "watchTime": time, "position": 40}).spans == [0, 40_000]


def test_a_negative_time_was_not_watched() -> None:
    assert report({"lessonId": 1, "watchTime": -5, "position": 40}).spans == []


@pytest.mark.parametrize("duration", ["null", "0", "-1", "NaN", "Infinity", "-Infinity"])
def test_players_that_do_not_know_the_length_yet(duration: str) -> None:
    body = json.loads(json.dumps(FULL).replace("60.5", duration))
    assert report(body).duration is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"lessonId": None, "videoId": None}, "lessonId"),
        ({"lessonId": "1"}, "lessonId"),
        ({"lessonId": True}, "lessonId"),
        ({"videoId": 0}, "videoId"),
        ({"videoId": 2**63}, "videoId"),
        ({"videoId": 1.5}, "videoId"),
        ({"position": None}, "position"),
        ({"position": "10"}, "position"),
        ({"position": float("nan")}, "position"),
        ({"position": float("inf")}, "position"),
        ({"position": 10**400}, "position"),
        ({"duration": "60"}, "duration"),
        ({"duration": 12 * 3600 + 1}, "duration"),
        ({"duration": 10**400}, "duration"),
        ({"spans": None}, "spans"),
        ({"spans": [[0, "1"]]}, "spans"),
        ({"spans": [[0, 1]] * 1001}, "spans"),
        ({"session": "a" * 37}, "session"),
        ({"session": "a\x00"}, "session"),
        ({"session": ""}, "session"),
        ({"session": 5}, "session"),
        ({"session": None}, "session"),
        ({"seq": None}, "seq"),
        ({"seq": -1}, "seq"),
        ({"seq": 2**53}, "seq"),
        ({"seq": True}, "seq"),
    ],
    ids=lambda value: f"{value!r:.30}",
)
def test_what_is_wrong_is_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        report({**FULL, **change})
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize("change", [{"watchTime": "5"}, {"watchTime": None}, {}])
def test_a_simple_client_says_how_long(change: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        report({"lessonId": 1, "position": 40, **change})
    assert list(refused.value.fields) == ["watchTime"]


@pytest.mark.parametrize("body", [None, [], "x", 5, [FULL]])
def test_only_an_object_is_a_report(body: object) -> None:
    with pytest.raises(Invalid):
        report(body)
