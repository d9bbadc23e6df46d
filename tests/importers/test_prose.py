"""Formatted text becomes Markdown that shows its words, and nothing but them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from academy_app.core.markdown import render, text_of
from academy_app.importers.prose import Node, from_html, to_markdown
from academy_app.importers.prose import text_of as words_of


def shown(nodes: list[Node]) -> str:
    return " ".join(text_of(render(to_markdown(nodes)).html).split())


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def text(words: str) -> Node:
    return Node("text", text=words)


def paragraph(*children: Node) -> Node:
    return Node("paragraph", list(children))


@pytest.mark.parametrize(
    "words",
    [
        "# no heading",
        "1. no list\n- none\n+ none\n> none\n=== none\n---",
        "*stars* _bars_ `ticks` ~~waves~~ $5 and $6 \\(x\\) $$y$$",
        "<script>alert(1)</script> <b>bold</b> &amp; &lt; & co",
        "[a](b) ![a](b) [^1] [x]: http://a.b",
        "| a | b |\n| - | - |",
        "a\\",
        "\\",
        "ends in a break\n",
        "    four spaces",
        "2024. was a year",
        ":: and :::",
        "!important",
    ],
)
def test_signs_are_words(words: str) -> None:
    found = shown([paragraph(text(words))])
    assert squeezed(found) == squeezed(words)
    html = render(to_markdown([paragraph(text(words))])).html
    assert set(re.findall(r"<(\w+)", html)) <= {"p", "br"}


_WORDS = st.text(st.sampled_from("ab *_`~[]()<>#-+.1!\\&;:|$^=\n\"'"), min_size=1, max_size=12)
_PIECES = st.recursive(
    st.builds(text, _WORDS),
    lambda inner: st.builds(
        Node,
        st.sampled_from(["strong", "em", "strike", "link"]),
        # A link without words shows its address.
        st.lists(inner, min_size=1, max_size=3).map(lambda found: [*found, text("k")]),
        address=st.just("https://example.org/a_(b)"),
    ),
    max_leaves=5,
)
_BLOCKS = st.recursive(
    st.builds(lambda pieces: paragraph(*pieces), st.lists(_PIECES, max_size=4)),
    lambda inner: st.builds(
        Node,
        st.sampled_from(["bullets", "numbers", "quote", "heading"]),
        st.lists(st.builds(lambda blocks: Node("item", blocks), st.lists(inner, max_size=2))),
        number=st.integers(1, 6),
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_BLOCKS, max_size=4))
def test_any_tree_shows_its_words(nodes: list[Node]) -> None:
    assert squeezed(shown(nodes)) == squeezed(words_of(nodes))


def test_lists_marks_and_code() -> None:
    nodes = [
        Node("heading", [text("Bread")], number=2),
        Node(
            "bullets",
            [
                Node("item", [paragraph(text("one "), Node("strong", [text("bold ")]), text("x"))]),
                Node(
                    "item",
                    [
                        paragraph(text("two")),
                        Node("numbers", [Node("item", [paragraph(text("deep"))])], number=3),
                    ],
                ),
            ],
        ),
        Node("code_block", text="a = `b`\n```\n", address="python"),
        Node("rule"),
        Node("quote", [paragraph(text("said")), paragraph(Node("code", [text("x`y")]))]),
        paragraph(Node("link", [text("here")], address="https://example.org/?a=1&b=<2>")),
        paragraph(Node("link", [text("bad")], address="javascript:alert(1)")),
    ]
    assert to_markdown(nodes) == (
        "## Bread\n\n"
        "- one **bold** x\n- two\n\n  3. deep\n\n"
        "````python\na = `b`\n```\n````\n\n"
        "***\n\n"
        "> said\n>\n> ``x`y``\n\n"
        "[here](<https://example.org/?a=1&b=%3C2%3E>)\n\n"
        "bad"
    )


def test_deep_nesting_keeps_the_words() -> None:
    node = paragraph(text("bottom"))
    for level in range(60):
        node = Node("bullets", [Node("item", [paragraph(text(f"l{level}")), node])])
    assert squeezed(shown([node])) == squeezed(words_of([node]))


def test_html_for_its_words() -> None:
    markup = (
        "<h2>Title</h2><p>One<br>two <a href='/x'>three</a> &amp; <b>four</b><script>no()</script>"
        "<ul><li>a<li>b<ol start=4><li>c</ol></ul><pre><code class='lang-py'>x &lt; y\n  z"
        "</code></pre><table><tr><th>h<th>i<tr><td>j|k<td>l</table>"
        "<img class='emoji' alt=':tada:' src='/e.png'><img alt='cat' src='https://e.org/c.png'>"
        "<iframe src='https://e.org/v'></iframe><blockquote><p>q</blockquote>unclosed <em>end"
    )
    assert to_markdown(from_html(markup)) == (
        "## Title\n\n"
        "One\\\ntwo [three](</x>) & **four**\n\n"
        "- a\n- b\n\n  4. c\n\n"
        "```py\nx < y\n  z\n```\n\n"
        "| h | i |\n| --- | --- |\n| j\\|k | l |\n\n"
        ":tada:![cat](<https://e.org/c.png>)[https://e.org/v](<https://e.org/v>)\n\n"
        "> q\n\n"
        "unclosed *end*"
    )


def test_broken_html_is_read_to_its_end() -> None:
    words = shown(from_html("<div>" * 3000 + "deep" + "<p><table><td>x</b></i></ul>" + "<a href="))
    assert "deep" in words
    assert "x" in words
