"""What Markdown becomes."""

import re
from html import unescape
from pathlib import Path

import pytest

from academy_app.core.markdown import (
    Heading,
    Remark,
    localise,
    plain_text,
    render,
    render_async,
    render_inline,
)
from academy_app.core.markdown.code import MAX_PAGE

CODE_CSS = Path(__file__).parents[3] / "assets" / "code.css"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>"),
        ("~~gone~~", "<s>gone</s>"),
        ("- [x] done\n- [ ] open", '<li class="task">☑ done</li>\n<li class="task">☐ open</li>'),
        ("# One", '<h2 id="content-one">One</h2>'),
        ("###### Six", '<h6 id="content-six">Six</h6>'),
        ("# Titre[[ancre]]", '<h2 id="content-ancre">Titre</h2>'),
        ("[up](#one)", '<a href="#content-one">up</a>'),
        ("[clip](video:3)", '<a href="?video=3" class="video-link" data-video="3">clip</a>'),
        ("[in](/courses/a)", '<a href="/courses/a">in</a>'),
        (
            "[out](https://a.example)",
            '<a href="https://a.example" rel="noopener nofollow" target="_blank">out</a>',
        ),
        (
            "![a cat](cat.png)",
            '<img src="cat.png" alt="a cat" ',
        ),
        ("Costs $5 and $10.", "<p>Costs $5 and $10.</p>"),
        ("$a<b$", '<span class="math" data-tex="a&lt;b">a&lt;b</span>'),
        (r"\(x_1\)", '<span class="math" data-tex="x_1">x_1</span>'),
        ("$$\nx\n$$", '<div class="math math-display" data-tex="x">x</div>'),
        ("a $$x$$ b", '<span class="math math-display" data-tex="x">x</span>'),
        ("`$a$`", "<code>$a$</code>"),
        (r"\$a\$", "<p>$a$</p>"),
        ("fill <mask> in", "<p>fill &lt;mask&gt; in</p>"),
        ("<kbd>Esc</kbd>", "<kbd>Esc</kbd>"),
        ("<h1>Big</h1>", "<h2>Big</h2>"),
    ],
)
def test_writing_becomes_html(source: str, expected: str) -> None:
    assert expected in render(source).html


def test_images_come_late_and_tell_nobody_who_looks() -> None:
    html = render("![a cat](https://cats.example/cat.png)").html
    assert 'loading="lazy"' in html
    assert 'referrerpolicy="no-referrer"' in html


def test_a_callout_keeps_its_blocks_and_its_title() -> None:
    html = render("> [!WARNING] Mind the gap\n> - one\n>\n> two").html
    assert (
        '<aside class="callout callout-warning" role="note" data-label="content.warning">' in html
    )
    assert '<p class="callout-title">Mind the gap</p>' in html
    assert "<li>one</li>" in html
    assert html.rstrip().endswith("</aside>")


def test_a_quote_that_only_looks_like_a_callout_stays_a_quote() -> None:
    assert "<blockquote>" in render("> text\n>\n> [!TIP]").html
    assert "<blockquote>" in render("> [!UNKNOWN]").html


def test_labels_are_filled_in_for_the_reader() -> None:
    source = "> [!TIP]\n> Drink\n\n| a |\n|---|\n| b |\n\nx[^1]\n\n[^1]: y"
    html = localise(
        render(source).html,
        {
            "content.tip": 'T"p',
            "content.table": "Tabelle",
            "content.footnote_back": "Zurück",
        }.__getitem__,
    )
    assert 'aria-label="T&quot;p"' in html
    assert '<p class="callout-title">T&quot;p</p>' in html
    assert 'aria-label="Tabelle"' in html
    assert 'aria-label="Zurück"' in html
    assert "data-label" not in html


def test_filling_in_labels_leaves_text_alone() -> None:
    html = render('`<p data-label="content.tip">`').html
    assert localise(html, str.upper) == html


def test_a_table_scrolls_by_keyboard_and_is_named_by_its_heading() -> None:
    html = render("# Prices\n\n| a | b |\n|--:|:-:|\n| 1 | 2 |").html
    assert 'role="region" tabindex="0" aria-labelledby="content-prices"' in html
    assert '<td class="align-right">1</td>' in html
    assert "style" not in html


def test_a_table_in_html_scrolls_too() -> None:
    html = render("<table>\n<tr><td>1</td></tr>\n</table>\n\nafter").html
    assert html.startswith('<div class="table-scroll" role="region" tabindex="0" data-label=')
    assert html.index("</div>") < html.index("after")


def test_headings_are_listed_with_unique_ids() -> None:
    found = render("# Same\n\n## Same\n\n## Same-1\n\n# `code` & *more*").headings
    assert found == (
        Heading(2, "content-same", "Same"),
        Heading(3, "content-same-1", "Same"),
        Heading(3, "content-same-1-1", "Same-1"),
        Heading(2, "content-code-more", "code & more"),
    )


def test_code_is_coloured_and_named() -> None:
    result = render('```python title="a.py"\ndef f():\n    return "x" # why\n```')
    assert result.has_code
    assert '<div class="code-title">a.py</div>' in result.html
    assert '<code class="language-python">' in result.html
    assert '<span class="tok-s">"x" </span><span class="tok-c"># why' in result.html
    assert plain_text('```python\ndef f():\n    return "x" # why\n```') == (
        'def f():\n    return "x" # why'
    )


@pytest.mark.parametrize("language", ["", "nonsense", "python out"])
def test_code_keeps_every_character(language: str) -> None:
    source = 'a <b> & "c"\n\n\tindented  \n'
    html = render(f"```{language}\n{source}```").html
    inside = re.sub(r"<[^>]*>", "", html[html.index("<code") :])
    assert unescape(inside).rstrip("\n") == source.rstrip("\n")


def test_long_code_is_shown_plain() -> None:
    html = render("```python\n" + "x = 1\n" * 5000 + "```").html
    assert "tok-" not in html
    assert html.count("x = 1") == 5000


def test_a_page_full_of_code_is_coloured_up_to_its_budget() -> None:
    block = "```python\n" + "x = 1\n" * 500 + "```\n\n"
    html = render(block * 50).html
    coloured = [part for part in html.split("<pre")[1:] if "tok-" in part]
    assert len(coloured) == MAX_PAGE // 3000


def test_every_colour_of_code_can_be_read() -> None:
    css = CODE_CSS.read_text()
    assert len(css) < 3000
    light, dark = css.split(".dark .code pre")
    for block, ground in ((light.split(".code pre", 1)[1], "f7f7f8"), (dark, "171717")):
        colours = re.findall(r"--\w: #([0-9a-f]{6})", block)
        assert len(colours) == 10
        for colour in colours:
            assert _contrast(colour, ground) >= 4.5, colour


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_what_a_page_needs_to_know() -> None:
    plain = render("word " * 401)
    assert (plain.words, plain.minutes) == (401, 3)
    assert not plain.has_math
    assert not plain.has_code
    assert render("$x$").has_math
    assert render("").minutes == 0


def test_an_author_learns_what_was_left_out() -> None:
    result = render("<iframe src=x></iframe>\n\n![](a.png)\n\n" + "> " * 40 + "deep")
    assert Remark("content.tag_removed", "iframe") in result.warnings
    assert Remark("content.image_without_text", "a.png") in result.warnings
    assert Remark("content.nested_too_deep") in result.warnings


def test_plain_text_holds_words_code_and_mathematics_alone() -> None:
    source = (
        "# A[[x]]\n\n> [!TIP] B\n> *c* [d](e)\n\n`f` $g$ <b>h</b> &amp; <mask> <!-- no -->\n\n    i"
    )
    assert plain_text(source) == "A\nB\nc d\nf g h & <mask>\ni"


def test_inline_has_no_paragraph() -> None:
    assert render_inline("*a* <script>b</script>") == "<em>a</em> "


async def test_rendering_in_a_thread_gives_the_same() -> None:
    assert await render_async("# A") == render("# A")
