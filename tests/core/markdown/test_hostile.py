"""Content that means harm: nothing of it runs, nothing of the page is taken over, and no input
takes long."""

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from academy_app.core.markdown import plain_text, render, render_inline
from academy_app.core.markdown.code import LANGUAGES, MAX_BLOCK, MAX_SLOW_BLOCK
from academy_app.core.markdown.sanitise import TAGS

# Two cores that others use too: a hundred times what it takes, a hundredth of quadratic time.
SECONDS = 5.0

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><a xlink:href=javascript:alert(1)>x</a></svg>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](vbscript:x) [y](data:text/html,<script>alert(1)</script>)",
    "![x](javascript:alert(1))",
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href=" &#1; javascript:alert(1)">x</a>',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<p style="position:fixed;inset:0" class="fixed inset-0 z-50">x</p>',
    "<form action=//evil><input name=password><button>go</button></form>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<base href=//evil><meta http-equiv=refresh content=0;url=//evil><link rel=import href=x>",
    '`"><img src=x onerror=alert(1)>`',
    '```python"><img src=x onerror=alert(1)>\nx\n```',
    '```py title="\\"><script>x</script>"\nx\n```',
    '$"><img src=x onerror=alert(1)>$',
    "> [!TIP] <img src=x onerror=alert(1)>\n> x",
    '# x[["onclick=alert(1)]]',
    '[^"><script>]\n\n[^"><script>]: x',
    "|<script>|\n|--|\n|<img src=x onerror=alert(1)>|",
    '<div data-tex="x" data-label="content.evil" onclick=x tabindex="5" role="dialog">x</div>',
    "<video src=x onerror=alert(1)> <object data=x> <embed src=x>",
]

FRAGMENTS = [
    "[", "![[", "<a ", "[a](b ", "> ", "- ", "*", "**a ", "`", "``a`", "$", "$a ", "$$", "\\(",
    "[^a]", "[^", "^[", "|", "|a|\n|-|\n", "<div>", "</div>", "<b><p>", "<details>", "<table>",
    "&", "<!--", "<?", "<![CDATA[", "~~", "# a[[x]]\n", "a\n===\n", "> [!TIP]\n\n", "- [x] a\n",
    "[a]: b\n", "[^1]: a\n\n", "\\", "<a href=//x>", "<img ", "```\n", "$$\na\n", "\x00", "\u202e",
    "**_", '<a title="', "![](",
]  # fmt: skip


class Page(HTMLParser):
    """Collects what a browser would see in the HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def assert_safe(html: str) -> None:
    page = Page(html)
    assert page.tags <= TAGS
    for name, value in page.attributes:
        assert not name.startswith("on")
        assert name not in ("style", "name", "srcdoc", "action")
        if name == "id":
            assert value.startswith("content-")
        if name in ("href", "src"):
            scheme, colon, _ = value.strip().lower().partition(":")
            is_relative = not colon or any(mark in scheme for mark in "/?#")
            assert is_relative or scheme in ("http", "https", "mailto")
        if name == "class":
            assert "fixed" not in value.split()


@pytest.mark.parametrize("source", ATTACKS)
def test_an_attack_stays_harmless(source: str) -> None:
    assert_safe(render(source).html)
    assert_safe(render_inline(source))
    assert_safe(render(f"- > {source}\n\n| a |\n|---|\n| {source} |").html)


@pytest.mark.parametrize("name", ["body", "cookie", "getElementById", "__next", "root", "content"])
def test_content_cannot_take_an_id_of_the_page(name: str) -> None:
    html = render(f'<a id="{name}"></a><img name="{name}">\n\n# {name}[[{name}]]').html
    ids = [value for key, value in Page(html).attributes if key in ("id", "name")]
    assert ids
    assert all(value == f"content-{name}" or value.startswith("content-") for value in ids)
    assert name not in ids


@given(st.text(alphabet=st.characters(codec=None), max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_renders_safely(source: str) -> None:
    assert_safe(render(source).html)
    plain_text(source).encode()


@given(st.lists(st.sampled_from([*FRAGMENTS, *ATTACKS, "\n", "\n\n", "a", " "]), max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_mixture_of_marks_renders_safely(parts: list[str]) -> None:
    assert_safe(render("".join(parts)).html)


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_repeating_a_mark_takes_no_long_time(fragment: str) -> None:
    source = fragment * (32_000 // len(fragment))
    started = time.perf_counter()
    html = render(source).html
    plain_text(source)
    assert time.perf_counter() - started < SECONDS
    assert_safe(html)


@pytest.mark.parametrize(
    "source",
    [
        ">" * 32_000,
        "".join("  " * depth + "- a\n" for depth in range(240)),
        "\n".join("> " * depth + "a" for depth in range(1, 250)),
        "|" + "a|" * 8000 + "\n|" + "-|" * 8000 + "\n" + "|a|\n" * 2000,
        "".join(f"[^{n}]\n\n[^{n}]: x [^{n + 1}]\n\n" for n in range(900)),
        "[^1] " * 6000 + "\n\n[^1]: x",
        "# same\n\n" * 4000,
    ],
    ids=["quotes", "lists", "quoted lines", "columns", "footnotes", "references", "headings"],
)
def test_depth_and_breadth_take_no_long_time(source: str) -> None:
    started = time.perf_counter()
    assert_safe(render(source).html)
    assert time.perf_counter() - started < SECONDS


def test_a_lesson_of_a_megabyte_renders() -> None:
    page = "# A\n\nSome *text* and `code` with a [link](/x).\n\n- a\n- b\n\n```py\nx = 1\n```\n\n"
    source = page * (1_000_000 // len(page))
    started = time.perf_counter()
    result = render(source)
    assert time.perf_counter() - started < 4 * SECONDS
    assert len(result.headings) == 1_000_000 // len(page)


def test_a_megabyte_of_brackets_renders() -> None:
    started = time.perf_counter()
    render("<!--" * 250_000)
    assert time.perf_counter() - started < SECONDS


@pytest.mark.parametrize("language", sorted(set(LANGUAGES.values())))
def test_colouring_hostile_code_takes_no_long_time(language: str) -> None:
    length = MAX_SLOW_BLOCK.get(language, MAX_BLOCK) - 10
    for fragment in ("a ", "a.", "a\n", " \n", "(", '"', "//", "<a ", "_", "!!"):
        code = (fragment * length)[:length]
        started = time.perf_counter()
        render(f"~~~{language}\n{code}\n~~~")
        assert time.perf_counter() - started < SECONDS, fragment
