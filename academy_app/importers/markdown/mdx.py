r"""A lesson of Markdown or MDX, turned into Academy's Markdown.

One walk over the source: code and mathematics pass untouched, components are rewritten, links
lead to Academy's lessons. Nothing is dropped in silence: what does not stay is in the report.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from academy_app.core.errors import Invalid
from academy_app.core.i18n import translate
from academy_app.core.video import AllowedVideo, recognise
from academy_app.importers.courses.source import Content, FoundVideo
from academy_app.importers.markdown import components
from academy_app.importers.markdown.javascript import Tag, Unreadable, read_tag
from academy_app.importers.report import Report

_TOKEN = re.compile(
    r"""
    (?P<fence>
        ^[ \t>]*(?P<mark>`{3,}|~{3,})[^\n]*\n(?:(?:[^\n]*\n)*?[ \t>]*(?P=mark)[`~]*[ \t]*$|[\s\S]*)
    )
    | (?P<code>(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t>]*\n)[\s\S])+?(?<!`)(?P=ticks)(?!`))
    | (?P<comment><!--[\s\S]*?-->)
    | (?P<math>\$\$[\s\S]{1,4000}?\$\$)
    | (?P<inline_math>\\\\\((?P<tex>[\s\S]{1,4000}?)\\\\\))
    | (?P<heading>^[ \t>]*\#{1,6}[ \t]+(?=(?P<title>[^\n]*)))
    | (?P<condition>\{\#if\s+(?P<test>[^{}\n]*)\}|\{:else(?:\s+if\s+(?P<other>[^{}\n]*))?\}|\{/if\})
    | (?P<image>!\[(?P<alt>[^\]\n]*)\]\((?P<src>[^()\s]+))
    | (?P<link>\]\((?P<href>[^()\s<>]+))
    | (?P<definition>^[ ]{0,3}\[(?!\^)[^\]\n]+\]:[ \t]+(?P<target>\S+))
    | (?P<tag></?(?:[A-Z][\w.]*|iframe|img|div|hfoptions?|audio|video|gradio-app|a)(?=[\s/>]))
    """,
    re.VERBOSE | re.MULTILINE,
)
_END_OF_IMAGE = re.compile(r"""\s*(?:"[^"\n]*"|'[^'\n]*')?\s*\)""")
_PREFIX = re.compile(r"[ \t>]*")
_INDENTED = re.compile(r"^[ \t]{4,}(?![-*+\d\s])", re.MULTILINE)
_EMPTY_LINES = re.compile(r"\n{4,}")
_ANCHOR = re.compile(r"\[\[[^\]]*\]\]\s*$")


@dataclass(frozen=True)
class Context:
    """What a lesson needs to know of the rest of the course."""

    language: str
    allowed: AllowedVideo
    video_titles: Mapping[str, str]
    link: Callable[[str, str], str | None]
    """Of an address in a file: where it leads in Academy, or None when nowhere."""
    image: Callable[[str, str], str | None]
    """Of a relative image in a file: its address once stored, or None when there is no file."""


@dataclass
class _Frame:
    """An open component whose content is being gathered."""

    tag: Tag
    line: int
    prefix: str
    parts: list[str] = field(default_factory=list)


def convert(source: str, file: str, context: Context, report: Report) -> Content:
    """Rewrite one file; `report` learns what became of each component."""
    return _Walk(source, file, context, report).run()


class _Walk:
    def __init__(self, source: str, file: str, context: Context, report: Report) -> None:
        self.source, self.file, self.context, self.report = source, file, context, report
        self.result = Content()
        self.frames = [_Frame(Tag("", False, False, 0), 0, "")]
        self.heading = ""
        self.variants: list[str] = []
        self.layout: list[int] = []
        self.styled: list[int] = []
        self.depth = 0
        self.position = self.end = 0
        self.line = 1

    def run(self) -> Content:
        while found := _TOKEN.search(self.source, self.position):
            self._emit(self._outdented(self._up_to(found.start())))
            self.end = found.end()
            # Groups close from the inside out: the last one is the alternative that matched.
            text = _REWRITERS[str(found.lastgroup)](self, found)
            self._up_to(self.end)
            self._emit(text)
        self._emit(self._up_to(len(self.source)))
        self._close_frames()
        self._name_layout()
        body = "".join(self.frames[0].parts)
        self.result.body = _EMPTY_LINES.sub("\n\n\n", body).strip() + "\n"
        return self.result

    def _name_layout(self) -> None:
        if self.layout:
            self.report.changed(
                "import.layout_dropped", self.file, self.layout[0], count=len(self.layout)
            )
        if self.styled:
            self.report.lost(
                "import.style_dropped", self.file, self.styled[0], count=len(self.styled)
            )

    def _close_frames(self) -> None:
        while len(self.frames) > 1:
            frame = self.frames.pop()
            self.report.lost("import.unclosed", self.file, frame.line, name=frame.tag.name)
            self._emit("".join(frame.parts))

    def _up_to(self, end: int) -> str:
        """The source from here to `end`, which becomes here."""
        text = self.source[self.position : end]
        self.line += text.count("\n")
        self.position = end
        return text

    def _outdented(self, text: str) -> str:
        """Within layout, indentation shows the nesting of tags; in Markdown it would make code."""
        return _INDENTED.sub("", text) if self.depth else text

    def _emit(self, text: str) -> None:
        self.frames[-1].parts.append(text)

    def _prefix(self, start: int) -> str | None:
        """What stands before `start` on its line, if it is only marks of quotes and lists."""
        line = self.source[self.source.rfind("\n", 0, start) + 1 : start]
        return line if _PREFIX.fullmatch(line) else None

    def _block(self, start: int, text: str) -> str:
        """`text` with an empty line before and behind it, within the quote or list it is in."""
        prefix = self._prefix(start) or ""
        if self.depth and ">" not in prefix:
            prefix = ""
        return "\n" + "\n".join((prefix + line).rstrip() for line in [*text.split("\n"), ""])

    def _same(self, found: re.Match[str]) -> str:
        return found[0]

    def _inline_math(self, found: re.Match[str]) -> str:
        return f"\\({found['tex'].strip()}\\)" if self.file.endswith(".mdx") else found[0]

    def _heading(self, found: re.Match[str]) -> str:
        self.heading = _ANCHOR.sub("", found["title"]).strip(" #`*_")
        return found[0]

    def _link(self, found: re.Match[str]) -> str:
        return f"]({self._address(found['href'])}"

    def _definition(self, found: re.Match[str]) -> str:
        return found[0][: -len(found["target"])] + self._address(found["target"])

    def _image(self, found: re.Match[str]) -> str:
        stored = self._picture(found["src"])
        rest = _END_OF_IMAGE.match(self.source, found.end())
        if stored is None and rest:
            self.end = rest.end()
            return components.missing_image(found["alt"], found["src"])
        return f"![{found['alt']}]({stored or found['src']}"

    def _address(self, address: str) -> str:
        leads_to = self.context.link(address, self.file)
        if leads_to is None:
            self.report.lost("import.link_unresolved", self.file, self.line, address=address)
            return address
        if leads_to != address:
            self.report.changed(
                "import.link_rewritten", self.file, self.line, address=address, to=leads_to
            )
        return leads_to

    def _picture(self, address: str) -> str | None:
        """Where the image is, or None when nowhere."""
        stored = self.context.image(address, self.file)
        if stored is None:
            self.report.lost("import.image_missing", self.file, self.line, address=address)
        elif stored != address:
            self.report.came("import.image_stored", self.file, self.line, address=address)
        return stored

    def _condition(self, found: re.Match[str]) -> str:
        text = found[0]
        if text.startswith("{#if"):
            self.variants.append(found["test"])
            self.report.changed("import.variants_kept", self.file, self.line, test=found["test"])
            name = components.variant_name(found["test"])
            return self._block(
                found.start(), f'<details class="variant" open>\n<summary>{name}</summary>\n'
            )
        if not self.variants:
            self.report.lost("import.stray_condition", self.file, self.line, text=text)
            return text
        if text == "{/if}":
            self.variants.pop()
            return self._block(found.start(), "</details>")
        test, other = self.variants[-1], found["other"]
        name = components.variant_name(other) if other else components.other_variant_name(test)
        return self._block(
            found.start(), f'</details>\n\n<details class="variant">\n<summary>{name}</summary>\n'
        )

    def _tag(self, found: re.Match[str]) -> str:
        try:
            tag = read_tag(self.source, found.start())
        except Unreadable:
            return found[0]
        raw = self.source[found.start() : tag.end]
        self.end = tag.end
        return self._component(tag, raw, found.start())

    def _component(self, tag: Tag, raw: str, start: int) -> str:
        rewriter = _COMPONENTS.get(tag.name)
        if rewriter:
            return rewriter(self, tag, raw, start)
        return self._unknown(tag, raw)

    def _unknown(self, tag: Tag, raw: str) -> str:
        """Left as it stands, and named."""
        if not tag.is_closing:
            self.report.lost(
                "import.component_unknown", self.file, self.line, name=tag.name, text=raw[:500]
            )
        return raw

    def _youtube(self, tag: Tag, raw: str, start: int) -> str:
        return self._video(tag.text("id"), raw, start)

    def _video(self, address: str, raw: str, start: int) -> str:
        try:
            found = recognise(address, self.context.allowed)
        except Invalid as refusal:
            why = refusal.fields["video"]
            self.report.lost(
                "import.video_refused",
                self.file,
                self.line,
                **{**why.params, "address": address or raw, "reason": why.key},
            )
            return self._block(start, components.link(address, address))
        number = len(self.result.videos) + 1
        title = self.context.video_titles.get(found.key) or self.heading
        self.result.videos.append(FoundVideo(address, found.key, title, self.heading))
        label = translate(self.context.language, "import.video_label", title=title or number)
        return self._block(start, f"[{components.escaped(label)}](video:{number})")

    def _question(self, tag: Tag, raw: str, start: int) -> str:
        question = components.question(tag)
        if question is None:
            self.report.lost("import.question_unreadable", self.file, self.line, text=raw[:500])
            return raw
        self.result.questions.append(
            {"heading": self.heading, "line": self.line, "choices": question}
        )
        self.report.changed("import.question_kept", self.file, self.line, count=len(question))
        answers = translate(self.context.language, "import.answers")
        return self._block(start, components.question_markdown(question, answers))

    def _banner(self, tag: Tag, raw: str, start: int) -> str:
        links = components.labelled_links(tag)
        key = "import.banner_linked" if links else "import.banner_dropped"
        self.report.changed(key, self.file, self.line, count=len(links), text=raw[:1000])
        return self._block(start, "\n".join(f"- {components.link(*pair)}" for pair in links))

    def _switch(self, tag: Tag, raw: str, start: int) -> str:
        self.report.changed("import.switch_dropped", self.file, self.line, text=raw[:500])
        return ""

    def _tip(self, tag: Tag, raw: str, start: int) -> str:
        if not tag.is_closing:
            self.frames.append(_Frame(tag, self.line, self._prefix(start) or ""))
            return ""
        if len(self.frames) < 2:
            return raw
        frame = self.frames.pop()
        content = components.without_prefix("".join(frame.parts), frame.prefix)
        kind = components.callout_kind(frame.tag)
        self.report.came("import.callout", self.file, frame.line)
        return self._block(start, components.callout(kind, frame.tag.text("title"), content))

    def _options(self, tag: Tag, raw: str, start: int) -> str:
        if not tag.is_closing:
            self.report.changed("import.options_kept", self.file, self.line)
        return ""

    def _option(self, tag: Tag, raw: str, start: int) -> str:
        if tag.is_closing:
            return self._block(start, "</details>")
        label = components.escaped_html(tag.text("label") or tag.text("value") or tag.text("id"))
        return self._block(start, f'<details class="variant" open>\n<summary>{label}</summary>\n')

    def _layout(self, tag: Tag, raw: str, start: int) -> str:
        if tag.is_closing:
            self.depth = max(self.depth - 1, 0)
        else:
            self.depth += 1
            (self.styled if tag.text("style") else self.layout).append(self.line)
        return self._block(start, "")

    def _html_image(self, tag: Tag, raw: str, start: int) -> str:
        if not tag.text("src"):
            return self._unknown(tag, raw)
        stored = self._picture(tag.text("src"))
        if stored is None:
            alt = components.escaped(tag.text("alt"))
            return components.missing_image(alt, tag.text("src"))
        return components.image(tag, stored)

    def _anchor(self, tag: Tag, raw: str, start: int) -> str:
        address = tag.text("href")
        if tag.is_closing or not address:
            return raw
        return raw.replace(address, self._address(address))

    def _frame_tag(self, tag: Tag, raw: str, start: int) -> str:
        if tag.is_closing:
            return ""
        address = tag.text("src")
        if components.is_video(address, self.context.allowed):
            return self._video(address, raw, start)
        self.report.changed(
            "import.frame_linked", self.file, self.line, address=address, text=raw[:500]
        )
        return self._block(start, components.link(tag.text("title") or address, address))


_Rewriter = Callable[[_Walk, re.Match[str]], str]
_ComponentRewriter = Callable[[_Walk, Tag, str, int], str]

_REWRITERS: Final[dict[str, _Rewriter]] = {
    "fence": _Walk._same,
    "code": _Walk._same,
    "comment": _Walk._same,
    "math": _Walk._same,
    "inline_math": _Walk._inline_math,
    "heading": _Walk._heading,
    "condition": _Walk._condition,
    "image": _Walk._image,
    "link": _Walk._link,
    "definition": _Walk._definition,
    "tag": _Walk._tag,
}
_COMPONENTS: Final[dict[str, _ComponentRewriter]] = {
    "Youtube": _Walk._youtube,
    "YouTube": _Walk._youtube,
    "Question": _Walk._question,
    "CourseFloatingBanner": _Walk._banner,
    "DocNotebookDropdown": _Walk._banner,
    "FrameworkSwitchCourse": _Walk._switch,
    "Tip": _Walk._tip,
    "hfoptions": _Walk._options,
    "hfoption": _Walk._option,
    "div": _Walk._layout,
    "img": _Walk._html_image,
    "a": _Walk._anchor,
    "iframe": _Walk._frame_tag,
    "video": _Walk._frame_tag,
    "audio": _Walk._frame_tag,
    "gradio-app": _Walk._frame_tag,
}
