"""Outlines as people paste them."""

from academy_app.core.outlines import listed, outlined

SHAPE = list[tuple[str, list[str]]]


def shape(text: str) -> SHAPE:
    return [(module.title, [each.title for each in module.lessons]) for module in outlined(text)]


def test_headings_and_lists() -> None:
    assert shape("# Start\n- One\n- [ ] Two\n\n## Deeper\n1. Three\n# End\n* Four") == [
        ("Start", ["One", "Two", "Deeper", "Three"]),
        ("End", ["Four"]),
    ]


def test_a_single_title_above_all_is_no_module() -> None:
    assert shape("# My course\n## Start\n- One\n## End\n- Two") == [
        ("Start", ["One"]),
        ("End", ["Two"]),
    ]


def test_indented_lines() -> None:
    assert shape("Start\n\tOne\n\t\tDeeper\n    Two\nEnd\n  Three") == [
        ("Start", ["One", "Deeper", "Two"]),
        ("End", ["Three"]),
    ]
    assert shape("1. Start\n   a) One\n   b) Two\n2. End") == [
        ("Start", ["One", "Two"]),
        ("End", []),
    ]


def test_flat_lines_are_lessons_of_no_module() -> None:
    assert shape("One\nTwo\n\n---\n• Three") == [("", ["One", "Two", "Three"])]
    assert outlined(" \n\n") == []


def test_addresses_are_taken_from_their_lines() -> None:
    [module] = outlined("Start\n  - One: https://youtu.be/abc\n  - [Two](https://vimeo.com/1)")
    assert [(each.title, each.address) for each in module.lessons] == [
        ("One", "https://youtu.be/abc"),
        ("Two", "https://vimeo.com/1"),
    ]


def test_addresses_alone_or_with_titles() -> None:
    text = (
        "https://vimeo.com/1\nIntro – https://vimeo.com/2\nBy hand\nhttps://vimeo.com/3\n**Last**"
    )
    assert [(each.title, each.address) for each in listed(text)] == [
        ("", "https://vimeo.com/1"),
        ("Intro", "https://vimeo.com/2"),
        ("By hand", "https://vimeo.com/3"),
        ("Last", ""),
    ]
