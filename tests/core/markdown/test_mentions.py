"""Whom a text names."""

import time

import pytest

from academy_app.core.markdown import render


@pytest.mark.parametrize(
    ("source", "ids"),
    [
        ("[@Anna Admin](/people/12) and [@Ben](/people/3), [@Anna](/people/12)", (12, 3)),
        ("> - **[@Anna](/people/12)**", (12,)),
        (r"[@A\[n\] \*na](/people/12)", (12,)),
        ("[**@Anna**](/people/12)", (12,)),
        ("| a |\n|---|\n| [@Anna](/people/12) |", (12,)),
        ("`[@Anna](/people/12)`", ()),
        ("```\n[@Anna](/people/12)\n```", ()),
        ("    [@Anna](/people/12)", ()),
        ("$[@Anna](/people/12)$", ()),
        ("<!-- [@Anna](/people/12) -->", ()),
        (r"\[@Anna](/people/12)", ()),
        ("![[@Anna](/people/12)](/files/a.webp)", ()),
        ("[Anna](/people/12)", ()),
        ("[](/people/12)", ()),
        ("[@Anna](/people/12/posts) [@Anna](/people/x) [@Anna](https://example.org/people/12)", ()),
        ("[@Anna](/people/1234567890123456789)", ()),
        ("", ()),
    ],
)
def test_members_are_named_by_links_that_are_no_code(source: str, ids: tuple[int, ...]) -> None:
    assert render(source).mentioned == ids


def test_many_links_take_no_longer_than_they_must() -> None:
    began = time.perf_counter()
    assert len(render("[@A](/people/1)" * 2_000 + "[@B](/people/2)").mentioned) == 2
    assert time.perf_counter() - began < 2
