"""HTML of other systems turned into Academy's Markdown; no run of text is dropped in silence."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Any, Final

from bs4 import BeautifulSoup
from bs4.element import (
    CData,
    Comment,
    Declaration,
    Doctype,
    NavigableString,
    ProcessingInstruction,
    Tag,
)
from markdownify import MarkdownConverter, abstract_inline_conversion

from academy_app.core.errors import Invalid
from academy_app.core.i18n import translate
from academy_app.core.markdown.sanitise import TAGS
from academy_app.core.video import AllowedVideo, recognise
from academy_app.importers.courses.source import Content, FoundVideo
from academy_app.importers.markdown.components import escaped, missing_image
from academy_app.importers.report import Report

_XML = re.compile(r"^\s*<\?xml[^>]*\?>")
_MATH = re.compile(
    r"\\\((?P<inline>.+?)\\\)|\\\[(?P<display>.+?)\\\]|\$\$(?P<dollars>.+?)\$\$"
    r"|\[mathjaxinline\](?P<tag>.+?)\[/mathjaxinline\]|\[mathjax\](?P<block>.+?)\[/mathjax\]",
    re.DOTALL,
)
_TOKEN = re.compile("\ue000(\\d+)\ue001")
_BLOCKS: Final = ["p", "div", "ul", "ol", "dl", "pre", "blockquote", "table", "h1", "h2", "h3"]
_CODE: Final = frozenset({"pre", "code", "kbd", "samp", "script", "style", "textarea"})
_HIDDEN: Final = (Comment, Declaration, Doctype, ProcessingInstruction)
_KEPT_ATTRIBUTES: Final = frozenset({"href", "src", "alt", "colspan", "rowspan", "scope", "start"})
_MEDIA: Final = ["iframe", "embed", "object", "video", "audio"]
_FIELDS: Final = ["input", "select", "textarea", "button"]


@dataclass(frozen=True)
class Place:
    """Where the addresses of a text lead; each function takes the address and the file that it
    stands in, and returns None for what leads nowhere. `words` is the language of our own."""

    link: Callable[[str, str], str | None]
    image: Callable[[str, str], str | None]
    video: Callable[[str, str], str | None]
    allowed: AllowedVideo
    words: str


@dataclass
class Html:
    """Texts of one lesson, called `title`; the videos in them go to `content`."""

    file: str
    place: Place
    content: Content
    report: Report
    title: str = ""
    source: str = ""
    lines_before: int = 0
    kept: list[str] = field(default_factory=list)

    def markdown(self, source: str, lines_before: int = 0) -> str:
        """The Markdown of `source`, which begins behind so many lines of the file."""
        self.source, self.lines_before, self.kept = source, lines_before, []
        soup = _parsed(source)
        try:
            self._prepare(soup)
            text: str = _Converter(self).convert_soup(soup)
        except RecursionError:
            self.report.changed("import.html_too_deep", self.file, self.lines_before + 1)
            text = "\n\n".join(escaped(each) for each in soup.stripped_strings)
        while _TOKEN.search(text):
            text = _TOKEN.sub(lambda found: self.kept[int(found[1])], text)
        return re.sub(r"\n{3,}", "\n\n", text).strip()

    def keep(self, text: str) -> str:
        """What stands for `text` while the rest is converted, which leaves it as it is."""
        self.kept.append(text)
        return f"\ue000{len(self.kept) - 1}\ue001"

    def watch(self, address: str, title: str) -> str | None:
        """A link that plays the video, in Markdown; None where it cannot be played here."""
        leads_to = self.place.video(address, self.file) or address
        try:
            key = recognise(leads_to, self.place.allowed).key
        except Invalid:
            return None
        known = [video.key for video in self.content.videos]
        if key not in known:
            self.content.videos.append(FoundVideo(leads_to, key, title[:200]))
            known.append(key)
        number = known.index(key) + 1
        label = translate(self.place.words, "import.video_label", title=title or number)
        return f"[{escaped(label)}](video:{number})"

    def _prepare(self, soup: BeautifulSoup) -> None:
        for hidden in soup.find_all(string=lambda text: isinstance(text, _HIDDEN)):
            hidden.extract()
        self._drop_programs(soup)
        for image in soup.find_all("img"):
            self._image(image)
        for medium in soup.find_all(_MEDIA):
            # One may stand within another, as a fallback.
            if medium.parent is not None and not medium.decomposed:
                self._medium(medium)
        for anchor in soup.find_all("a", href=True):
            anchor["href"] = self._link(_text(anchor, "href"))
        self._flatten_forms(soup)
        for text in soup.find_all(string=True):
            if _CODE.isdisjoint(parent.name for parent in text.parents):
                self._mathematics(text)

    def _flatten_forms(self, soup: BeautifulSoup) -> None:
        if fields := soup.find_all(_FIELDS):
            line = self.lines_before + 1
            self.report.changed("import.form_flattened", self.file, line, count=len(fields))
        for entry in soup.find_all("input", value=True):
            if entry.get("type", "text") in ("text", "submit", "button"):
                entry.replace_with(NavigableString(f" {_text(entry, 'value')} "))

    def _drop_programs(self, soup: BeautifulSoup) -> None:
        for tag in soup.find_all(["script", "style", "title", "template"]):
            words = tag.get_text().strip()
            if tag.name == "script" and str(tag.get("type", "")).startswith("math/tex"):
                is_display = "display" in _text(tag, "type")
                tag.replace_with(NavigableString(self._tex(words, is_display)))
                continue
            is_told = tag.name == "style" or (tag.name == "title" and words == self.title)
            if words and not is_told:
                key = "import.page_title" if tag.name == "title" else "import.script_dropped"
                self.report.lost(key, self.file, self._line(words), text=words[:1000])
            tag.decompose()

    def _image(self, image: Tag) -> None:
        formula = _text(image, "data-equation-content")
        if formula:
            image.replace_with(NavigableString(self._tex(formula, is_display=False)))
            return
        address, alt = _text(image, "src"), " ".join(_text(image, "alt").split())
        line = self._line(address)
        stored = self.place.image(address, self.file)
        if stored is None:
            shown = address if len(address) < 200 else f"{address[:60]}…"
            self.report.lost("import.image_missing", self.file, line, address=shown)
            instead = self.keep(missing_image(escaped(alt), shown))
            image.replace_with(NavigableString(instead))
            return
        if stored != address:
            self.report.came("import.image_stored", self.file, line, address=address)
        image["src"], image["alt"] = stored, alt

    def _medium(self, medium: Tag) -> None:
        sources = [medium, *medium.find_all("source")]
        addresses = [_text(each, "src") or _text(each, "data") for each in sources]
        title = _text(medium, "title") or _text(medium, "aria-label")
        inner = medium.get_text(" ", strip=True)
        instead = None
        for address in filter(None, addresses):
            instead = instead or self.watch(address, title)
        if instead is None:
            shown = next(filter(None, addresses), "")
            leads_to = self._link(shown) if shown else ""
            self.report.changed("import.frame_linked", self.file, self._line(shown), address=shown)
            instead = f"[{escaped(title or shown)}]({leads_to})" if leads_to else escaped(title)
        medium.replace_with(
            NavigableString(self.keep(f"\n\n{instead}\n\n")), NavigableString(f" {inner} ")
        )

    def _link(self, address: str) -> str:
        leads_to = self.place.link(address, self.file)
        line = self._line(address)
        if leads_to is None:
            self.report.lost("import.link_unresolved", self.file, line, address=address)
            return address
        if leads_to != address:
            to = "" if leads_to.startswith("/files/import/") else leads_to
            self.report.changed(
                "import.link_rewritten", self.file, line, address=address, to=to or "+"
            )
        return leads_to

    def _mathematics(self, text: NavigableString) -> None:
        if not isinstance(text, CData) and ("\\" in text or "$$" in text or "[mathjax" in text):
            text.replace_with(NavigableString(_MATH.sub(self._formula, text)))

    def _formula(self, found: re.Match[str]) -> str:
        is_display = bool(found["display"] or found["dollars"] or found["block"])
        return self._tex(next(filter(None, found.groups())), is_display)

    def _tex(self, tex: str, is_display: bool) -> str:
        inner = " ".join(tex.split())
        return self.keep(f"$${inner}$$" if is_display else f"\\({inner}\\)")

    def _line(self, words: str) -> int:
        """Where in the file `words` stand; the first line of the text where that is not plain."""
        at = max(self.source.find(words), self.source.find(escape(words)), 0) if words else 0
        return self.lines_before + 1 + self.source.count("\n", 0, at)


class _Converter(MarkdownConverter):  # type: ignore[misc]  # it comes without types
    """markdownify, with what it has no Markdown for left as HTML."""

    def __init__(self, html: Html) -> None:
        super().__init__(
            heading_style="atx",
            newline_style="backslash",
            bullets="-",
            escape_misc=True,
            autolinks=False,
            sub_symbol="<sub>",
            sup_symbol="<sup>",
            keep_inline_images_in=["td", "th", "h1", "h2", "h3", "h4", "h5", "h6"],
            table_infer_header=True,
        )
        self.html = html

    convert_u = abstract_inline_conversion(lambda _: "<u>")
    convert_mark = abstract_inline_conversion(lambda _: "<mark>")
    convert_ins = abstract_inline_conversion(lambda _: "<ins>")

    def escape(self, text: str, parent_tags: set[str]) -> str:
        escaped_text: str = super().escape(text, parent_tags)
        return escaped_text.replace("$", "\\$")

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        href = _text(el, "href").strip()
        if not text.strip() or not href:
            return text
        lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        address = f"<{href}>" if re.search(r"[\s()<>]", href) and "<" not in href else href
        return f"{lead}[{' '.join(text.split())}]({address}){tail}"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        address = _text(el, "src")
        address = f"<{address}>" if re.search(r"[\s()]", address) else address
        return f"![{escaped(_text(el, 'alt'))}]({address})"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        code = el.get_text().strip("\n")
        if not code.strip():
            return ""
        longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
        fence = "`" * max(3, longest + 1)
        return f"\n\n{fence}{_language(el)}\n{code}\n{fence}\n\n"

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """`data-task` makes it a box to tick: `x` for a ticked one."""
        task = _text(el, "data-task")
        if task:
            text = self.html.keep(f"[{'x' if task == 'x' else ' '}] ") + text.strip()
        item: str = super().convert_li(el, text, parent_tags)
        return item

    def convert_details(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        opening, closing = self.html.keep("<details>"), self.html.keep("</details>")
        return f"\n\n{opening}\n{text.strip()}\n\n{closing}\n\n"

    def convert_summary(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        words = escape(" ".join(el.get_text(" ").split()), quote=False)
        return f"{self.html.keep(f'<summary>{words}</summary>')}\n\n"

    def convert_dt(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n**{' '.join(text.split())}**\n\n" if text.strip() else ""

    def convert_dd(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip()}\n\n"

    def convert_q(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"“{text}”"

    def convert_legend(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip()}\n\n"

    convert_address = convert_legend
    convert_aside = convert_legend
    convert_center = convert_legend
    convert_fieldset = convert_legend
    convert_figure = convert_legend
    convert_footer = convert_legend
    convert_form = convert_legend
    convert_header = convert_legend
    convert_main = convert_legend
    convert_nav = convert_legend
    convert_option = convert_legend

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if not _is_plain_table(el):
            return f"\n\n{self.html.keep(_raw(el))}\n\n"
        table: str = super().convert_table(el, text, parent_tags)
        return table


def _parsed(source: str) -> BeautifulSoup:
    source = _XML.sub("", source.replace("\0", "").replace("\ue000", "").replace("\ue001", ""))
    # Without a tag it would be taken for the name of a file.
    return BeautifulSoup(source if "<" in source else f"<p>{source}</p>", "lxml")


def _text(tag: Tag, name: str) -> str:
    value: Any = tag.get(name)
    return " ".join(value) if isinstance(value, list) else str(value or "")


def _language(pre: Tag) -> str:
    """`language-python` of the class, of itself or of the code in it."""
    code = pre.find("code")
    classes = f"{_text(pre, 'class')} {_text(code, 'class') if isinstance(code, Tag) else ''}"
    found = re.search(r"\blang(?:uage)?-([\w+#-]{1,20})", classes)
    return found[1] if found else ""


def _is_plain_table(table: Tag) -> bool:
    """Whether Markdown has a table of the kind: single lines in a plain grid."""
    if table.find_parent("table") or table.find("table") or table.find("caption"):
        return False
    for cell in table.find_all(["td", "th"]):
        if cell.get("colspan", "1") != "1" or cell.get("rowspan", "1") != "1" or cell.find("br"):
            return False
        if len(cell.find_all(_BLOCKS)) > 1 or cell.find([*_BLOCKS[2:], "details", "li"]):
            return False
    return len({len(row.find_all(["td", "th"])) for row in table.find_all("tr")}) == 1


def _raw(table: Tag) -> str:
    """The table as HTML on one line, so that it stays one block wherever it stands."""
    for tag in [table, *table.find_all(True)]:
        if tag.name not in TAGS:
            tag.insert_before(" ")
            tag.insert_after(" ")
            tag.unwrap()
            continue
        for name in set(tag.attrs) - _KEPT_ATTRIBUTES:
            del tag[name]
    for pre in table.find_all("pre"):
        for text in list(pre.find_all(string=True)):
            text.replace_with(NavigableString(text.replace("\n", "\ue002")))
    return " ".join(str(table).split()).replace("\ue002", "&#10;")
