"""Whatever stands in a post or a lesson of Skool: its words are here, or in the report."""

import json
import re
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from academy_app.core.markdown import render, text_of
from academy_app.importers.community.people import People
from academy_app.importers.prose import to_markdown
from academy_app.importers.reading import Staged, staging
from academy_app.importers.report import Report
from academy_app.importers.skool.posts import scribe
from academy_app.importers.skool.tiptap import nodes_of
from tests.importers.world import squeezed

_WORD = st.text(st.sampled_from("abc *_`~#>-+1.!\\&;:|$^=\"'<>()"), min_size=1, max_size=10)
_MARK = st.sampled_from(["bold", "italic", "strike", "code", "underline", "sparkle", "link"])
_TEXT = st.builds(
    lambda text, marks: {
        "type": "text",
        "text": f"x{text}x",
        "marks": [{"type": mark, "attrs": {"href": "https://example.org/y"}} for mark in marks],
    },
    _WORD,
    st.lists(_MARK, max_size=3),
)
_INLINE = st.one_of(_TEXT, st.just({"type": "hardBreak"}), st.just({"type": "mystery"}))
_BLOCK = st.recursive(
    st.builds(
        lambda kind, inner, field: {"type": kind, field: inner, "attrs": {"level": 3}},
        st.sampled_from(["paragraph", "heading", "codeBlock", "widget"]),
        st.lists(_INLINE, max_size=4),
        st.sampled_from(["content", "children"]),
    ),
    lambda inner: st.builds(
        lambda kind, items: {
            "type": kind,
            "content": [{"type": "listItem", "content": item} for item in items],
        },
        st.sampled_from(["bulletList", "bullet_list", "unorderedList", "orderedList", "tabs"]),
        st.lists(st.lists(inner, min_size=1, max_size=2), max_size=3),
    ),
    max_leaves=6,
)


def texts(content: Any) -> list[str]:
    if isinstance(content, list):
        return [text for each in content for text in texts(each)]
    if content.get("type") == "text":
        return [content["text"]]
    return texts([*content.get("content", []), *content.get("children", [])])


@settings(max_examples=150, deadline=None)
@given(st.lists(_BLOCK, max_size=4))
def test_a_lesson_shows_every_run_of_its_text(blocks: list[Any]) -> None:
    unknown: list[str] = []
    nodes = nodes_of("[v2]" + json.dumps(blocks), unknown.append)
    assert nodes is not None
    shown = squeezed(text_of(render(to_markdown(nodes)).html))
    assert shown == squeezed("".join(texts(blocks)))
    kinds = set(re.findall(r'"(mystery|widget|tabs|sparkle)"', json.dumps(blocks)))
    assert kinds == set(unknown)


def test_what_is_no_json_stays_as_words() -> None:
    unknown: list[str] = []
    nodes = nodes_of("[v2][{broken", unknown.append)
    assert nodes is not None
    assert "\\[{broken" in to_markdown(nodes)
    assert unknown == ["[v2]"]
    assert nodes_of("Plain words", unknown.append) is None


_PIECE = st.one_of(
    st.text(st.sampled_from("ab *_`~#>-+1.!\\&;:|$^=\n\"'<"), min_size=1, max_size=12),
    st.sampled_from(
        ["[ul]", "[/ul]", "[ol:3]", "[/ol]", "[li]", "[/li]", "[odd]", "[a b](https://e.org/x)",
         "[w](javascript:x)", "[@Ann](obj://user/u1)", "https://e.org/a_(b)_c", "\n\n", "](", "[["]
    ),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(_PIECE, max_size=10))
def test_a_post_shows_every_word(pieces: list[str]) -> None:
    text = "".join(pieces)
    shown = squeezed(text_of(render(written(text)).html))
    # What members never saw as words: marks of lists, and where links lead.
    plain = re.sub(r"\[/?(?:ol|ul|li)(?::\d+)?\]", " ", text)
    words = re.findall(r"[ab@]\w*", re.sub(r"\]\([^()\s]+(?:\([^()\s]*\)[^()\s]*)?\)", " ", plain))
    position = 0
    for word in words:
        position = shown.index(word, position) + len(word)


def test_words_of_a_list_before_its_items_stay_where_they_are() -> None:
    shown = text_of(render(written("[ul]First[li]Second[/ul]")).html)
    assert shown.split() == ["First", "Second"]


def test_code_beside_code_stays_code() -> None:
    line = [{"type": "text", "text": part, "marks": [{"type": "code"}]} for part in ("a*b", "<c>")]
    nodes = nodes_of(
        "[v2]" + json.dumps([{"type": "paragraph", "content": line}]), list[str]().append
    )
    assert nodes is not None
    assert (
        render(to_markdown(nodes)).html.strip() == "<p><code>a*b</code><code>&lt;c&gt;</code></p>"
    )


def written(text: str) -> str:
    class Nobody(People):
        def mention(self, key: str, shown: str) -> Any:
            from academy_app.importers.prose import Node

            return Node("text", text=shown)

    staged = Staged("p", {"text": text}, "a.json")
    return scribe(staged, Nobody(None), Report())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["[li]" * 20_000, "[ul]" * 5_000, "[a](" * 30_000, "https://" * 20_000, "[" * 60_000,
     "[v2]" + "[" * 50_000, "\n \n" * 30_000],
)  # fmt: skip
async def test_hostile_text_takes_no_long_time(text: str) -> None:
    begun = time.process_time()
    async with staging() as stage:
        scribe(Staged("p", {"text": text}, "a.json"), People(stage), Report())
    assert time.process_time() - begun < 20
