"""MDX becomes Academy's Markdown, and nothing goes missing in silence."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from academy_app.core.markdown import plain_text, render
from academy_app.core.video import AllowedVideo
from academy_app.importers.courses.files import Files
from academy_app.importers.courses.source import Content
from academy_app.importers.markdown.addresses import Addresses
from academy_app.importers.markdown.folder import read_folder
from academy_app.importers.markdown.javascript import Unreadable, read_literal
from academy_app.importers.markdown.mdx import Context, convert
from academy_app.importers.report import Report

COURSE = Path(
    os.environ.get("ACADEMY_HF_COURSE", Path(__file__).parents[3] / "shared" / "data" / "hf-course")
)
needs_course = pytest.mark.skipif(not COURSE.exists(), reason="the course's files are not here")


def converted(source: str, file: str = "a/1.mdx") -> tuple[Content, Report]:
    report = Report()
    files = Files(Path("/nowhere"), report)
    addresses = Addresses("course", {"a/1": "one", "a/2": "two", "b/1": "three"}, files)
    context = Context("en", AllowedVideo(), {}, addresses.link, addresses.image)
    return convert(source, file, context, report), report


def missing(words: str) -> str:
    return f'<em role="note" data-label="content.image_missing">{words}</em>'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("A ![b *c*](none/a_b.png 'A title') d", f"A {missing('b *c*')} d\n"),
        ("![](none/a_b.png)", missing(r"a\_b.png") + "\n"),
        ("[![x](no.png)](https://x.y)", f"[{missing('x')}](https://x.y)\n"),
        ('<img src="no.png" alt="One < two"/>', missing(r"One \< two") + "\n"),
        ('<img src="a/no.png"/>', missing("no.png") + "\n"),
        ("![x](no.png and more", "![x](no.png and more\n"),
    ],
)
def test_a_missing_image_stays_visible(source: str, expected: str) -> None:
    result, report = converted(source)
    assert result.body == expected
    assert report.count("import.image_missing") == 1


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('## Intro\n\n<Youtube id="dQw4w9WgXcQ"/>\n\nText', "[Video: Intro](video:1)\n"),
        ("<Tip>\n\nDrink *water*.\n\n</Tip>", "> [!TIP]\n> Drink *water*."),
        ("<Tip warning={true}>\n\nHot\n\n</Tip>", "> [!WARNING]\n> Hot"),
        ("<Tip warning={false}>\n\nCold\n\n</Tip>", "> [!TIP]\n> Cold"),
        (
            '<Tip title="Why">\n\n```py\nx = 1\n```\n\n</Tip>',
            "> [!TIP] Why\n> ```py\n> x = 1\n> ```",
        ),
        ("<FrameworkSwitchCourse {fw} />\n\nText", "Text"),
        (
            (
                "<CourseFloatingBanner chapter={2}\n  notebooks={[\n"
                '  {label: "Colab", value: "https://c.x/a_b"},\n]} />'
            ),
            "- [Colab](https://c.x/a_b)",
        ),
        ('<div class="flex">\nText\n</div>', "Text"),
        ("<div>\n    <div>\n        Text\n    </div>\n</div>", "Text"),
        (
            '<img class="hidden dark:block" src="https://x.y/a.png" alt="A &quot;b&quot;"/>',
            '<img class="only-dark" src="https://x.y/a.png" alt="A',
        ),
        (
            '<iframe\n src="https://x.hf.space" width="1"></iframe>',
            "[https://x.hf.space](https://x.hf.space)",
        ),
        ('<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>', "](video:1)"),
        (r"size \\(n_1\\) of", r"size \(n_1\) of"),
        ("[two](2.mdx)", "[two](/courses/course/two)"),
        ("[two](./2#part-1)", "[two](/courses/course/two#content-part-1)"),
        ("[three](../b/1.md)", "[three](/courses/course/three)"),
        ("[three](/course/b/1)", "[three](/courses/course/three)"),
        ("[folder](/course/b)", "[folder](/courses/course/three)"),
        ('<a href="/course/b">x</a>', '<a href="/courses/course/three">x</a>'),
        ("[x]: ./2.mdx", "[x]: /courses/course/two"),
        ("[site](www.example.org/x)", "[site](https://www.example.org/x)"),
        ("[up](#Part-1)", "[up](#part-1)"),
        ("[out](https://a.b/c)", "[out](https://a.b/c)"),
        ("`<Youtube id=x/>` [`x`](2.mdx)", "`<Youtube id=x/>` [`x`](/courses/course/two)"),
        (
            "```py\n<Tip>\n{#if fw === 'pt'}\n[x](2.mdx)\n```",
            "```py\n<Tip>\n{#if fw === 'pt'}\n[x](2.mdx)\n```",
        ),
        ("~~~\n<Tip>\nnever closed", "~~~\n<Tip>\nnever closed"),
        ("$$[a](2.mdx)$$", "$$[a](2.mdx)$$"),
        ("a < B and c > d", "a < B and c > d"),
    ],
)
def test_a_component_becomes_markdown(source: str, expected: str) -> None:
    result, report = converted(source)
    assert expected in result.body
    assert f"    {expected}" not in result.body
    assert report.of("lost") == []


def test_both_variants_stay_to_open() -> None:
    source = "{#if fw === 'pt'}\n\n*Torch*\n\n{:else}\n\n*Flow*\n\n{/if}\n\nBoth"
    result, report = converted(source)
    html = render(result.body).html
    assert html.count("<details") == 2
    assert "<summary>PyTorch</summary>\n<p><em>Torch</em></p>" in re.sub(r"\n+", "\n", html)
    assert "<summary>TensorFlow</summary>\n<p><em>Flow</em></p>" in re.sub(r"\n+", "\n", html)
    assert html.index("</details>\n<p>Both</p>") > 0
    assert report.count("import.variants_kept") == 1


def test_variants_within_a_callout_stay_within_it() -> None:
    source = "> [!TIP]\n> {#if fw === 'pt'}\n> Torch\n> {:else}\n> Flow\n> {/if}\n\nAfter"
    html = render(converted(source)[0].body).html
    assert html.index("Flow") < html.index("</aside>") < html.index("After")
    assert "callout-tip" in html


def test_a_question_stays_readable_and_as_data() -> None:
    source = """### Which?

<Question
  choices={[
    {text: "It's \\"one\\"", explain: 'No, <code>a</code>', },
    {text: `two`, correct : true},
  ]}
/>"""
    result, report = converted(source)
    assert result.questions == [
        {
            "heading": "Which?",
            "line": 3,
            "choices": [
                {"text": 'It\'s "one"', "explain": "No, <code>a</code>", "correct": False},
                {"text": "two", "explain": "", "correct": True},
            ],
        }
    ]
    html = render(result.body).html
    assert "☑ two" in html
    assert "<code>a</code>" in html
    assert html.index("☐ It's") < html.index("<details>")
    assert report.count("import.question_kept") == 1


@pytest.mark.parametrize(
    ("source", "key", "line"),
    [
        ("a\n\n<Widget id='1'>text</Widget>", "import.component_unknown", 3),
        ("a\n\n<Tip>\n\ntext", "import.unclosed", 3),
        ("{/if} text", "import.stray_condition", 1),
        ("a\n[text](nowhere.md)", "import.link_unresolved", 2),
        ("![text](img/none.png)", "import.image_missing", 1),
        ('text\n\n<Youtube id="x"/>', "import.video_refused", 3),
        ('<div style="float:left">\n        text\n</div>', "import.style_dropped", 1),
        ("text <Question choices={wrong} />", "import.question_unreadable", 1),
    ],
)
def test_what_cannot_be_carried_over_is_named_and_its_text_stays(
    source: str, key: str, line: int
) -> None:
    result, report = converted(source)
    assert [(entry.key, entry.file, entry.line) for entry in report.of("lost")] == [
        (key, "a/1.mdx", line)
    ]
    assert "text" in plain_text(result.body)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[]", []),
        ("{a: 1, 'b-c': [true, false, null,], }", {"a": 1, "b-c": [True, False, None]}),
        (r'["a\"b", ' + r"'\n', `x`, -2.5]", ['a"b', "\n", "x", -2.5]),
        ("/* x */ { // y\n a: {b: {c: ''}} }", {"a": {"b": {"c": ""}}}),
    ],
)
def test_literals_are_read(source: str, expected: Any) -> None:
    assert read_literal(source) == expected


@pytest.mark.parametrize("source", ["", "{", "[1", "f()", "{a}", "[1 2]", '"x', "[" * 100, "1 2"])
def test_what_is_no_literal_is_refused(source: str) -> None:
    with pytest.raises(Unreadable):
        read_literal(source)


PIECES = [
    "<Tip>", "</Tip>", "{#if fw === 'pt'}", "{:else}", "{/if}", "<Youtube id='x'/>", "<Question ",
    "choices={[", "]}/>", "<div>", "</div>", "```", "\n", "\n\n", "> ", "`", "$$", "[a](", "b.md)",
    "<img src=", "<!--", "-->", "word", "\\\\(", "<iframe src='", "<hfoption>", "</hfoptions>",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30))
@settings(max_examples=200, deadline=None)
def test_any_source_converts_and_keeps_its_words(pieces: list[str]) -> None:
    result, report = converted("".join(pieces))
    told = "".join(str(value) for entry in report.entries for value in entry.params.values())
    assert f"{result.body}{told}".count("word") >= "".join(pieces).count("word")


@needs_course
def test_a_real_course_keeps_every_word() -> None:
    """Every run of words of every file is in the result or in the report."""
    report = Report()
    course = read_folder(COURSE / "chapters" / "en", report)
    lessons = list(course.lessons)
    slugs = {lesson.key: lesson.key for lesson in lessons}
    addresses = Addresses("course", slugs, Files(course.root, report))
    context = Context("en", AllowedVideo(), {}, addresses.link, addresses.image)
    assert len(lessons) == 104
    videos = questions = 0
    for lesson in lessons:
        own = Report()
        result = convert(lesson.body, lesson.file, context, own)
        videos += len(result.videos)
        questions += len(result.questions)
        said = " ".join(str(value) for entry in own.entries for value in entry.params.values())
        asked = " ".join(
            f"{choice['text']} {choice['explain']}"
            for question in result.questions
            for choice in question["choices"]
        )
        kept = f" {words(result.body)} {words(asked)} {words(said)} {words(video_ids(result))} "
        missing = [run for run in runs(lesson.body) if f" {run} " not in kept]
        assert missing == [], lesson.file
    assert (videos, questions) == (100, 133)


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", re.sub(r"\\[nrt]", " ", text)))


def video_ids(result: Content) -> str:
    return " ".join(video.address for video in result.videos)


def runs(source: str) -> Iterator[str]:
    """What a reader of the source sees of each line. How things are arranged is not text."""
    for whole in _LAYOUT.sub("", source).split("\n"):
        line = re.sub(r"^\s*(?:text|explain|correct|label|choices|notebooks)\s*:", "", whole)
        for part in _MARKUP.split(line):
            run = words(part)
            if run and run not in {"true", "false", "correct true", "choices", "notebooks"}:
                yield run


_LAYOUT = re.compile(r"</?(?:div|img|iframe)\b[^<>]*>")
_MARKUP = re.compile(r"\]\([^)]*\)|</?[A-Za-z][^<>]*/?>?|\{[^{}]*\}|\{label: |, value: ")
