"""What the components of a unit become."""

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from academy_app.core.hrefs import lesson_href
from academy_app.core.i18n import translate
from academy_app.importers.courses import Content, Destination, Files, SourceCourse, SourceLesson
from academy_app.importers.courses.finding import Finder, decoded
from academy_app.importers.courses.html import Html
from academy_app.importers.markdown.components import escaped
from academy_app.importers.olx.problem import Problem
from academy_app.importers.olx.tree import WRAPPERS, Block, Tree, words_of
from academy_app.importers.olx.video import Film
from academy_app.importers.report import Report

_ASSET = re.compile(r"/?(?:asset-v1:[^@]+@asset\+block@|c4x/[^/]+/[^/]+/asset/|static/)(.+)")
_JUMP = re.compile(r"/jump_to(?:_id)?/(?:.*[@/])?([\w.-]+)/?$")


@dataclass
class Lessons:
    tree: Tree
    course: SourceCourse
    there: Destination
    files: Files
    language: str
    by_name: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for lesson in self.course.lessons:
            block = lesson.matter.get("block")
            for inside in block.walk() if block else ():
                if inside.name:
                    self.by_name.setdefault(inside.name, lesson.key)

    def convert(self, source: SourceLesson, report: Report) -> Content:
        content = Content(is_draft=bool(source.matter["draft"]))
        finder = Finder(self.files, content, self._candidates, self._lesson)
        unit = _Unit(self, source, finder, content, report)
        page = source.matter.get("page")
        content.body = unit.page(page) if page else unit.blocks(source.matter["block"])
        return content

    def name_what_is_left(self) -> None:
        """Files that nothing led to."""
        found = {self.files.name(path) for path in self.files.found.values()}
        for path in sorted(self.files.root.rglob("*")):
            name = self.files.name(path)
            if path.is_file() and name not in found | self.tree.used:
                self.files.report.lost("import.file_unused", name)

    def _candidates(self, address: str, file: str) -> Iterator[str]:
        asset = _ASSET.fullmatch(address)
        if asset:
            yield f"static/{asset[1]}"
            yield f"static/{asset[1].replace('/', '_')}"
            yield f"drafts/static/{asset[1]}"
            return
        yield posixpath.normpath(posixpath.join(posixpath.dirname(file), address))

    def _lesson(self, address: str, file: str) -> str | None:
        """Where a link to another block leads."""
        jump = _JUMP.search(address.partition("#")[0].partition("?")[0])
        key = self.by_name.get(jump[1]) if jump else None
        return lesson_href(self.there.course_slug, self.there.lesson_slugs[key]) if key else None


@dataclass
class _Unit:
    """One lesson that is being put together."""

    of: Lessons
    source: SourceLesson
    finder: Finder
    content: Content
    report: Report

    def page(self, name: str) -> str:
        """A page outside of the units."""
        content = self.of.tree.read(name) or b""
        return self._html(name).markdown(decoded(content))

    def blocks(self, block: Block) -> str:
        return "\n\n".join(filter(None, map(str.strip, self._parts(block))))

    def _parts(self, block: Block) -> Iterator[str]:
        if block.kind in WRAPPERS:
            if block.kind not in {"vertical", "sequential"}:
                self._tell(self.report.changed, "import.wrapper_opened", block, kind=block.kind)
                yield self._heading(block)
            for child in block.children:
                yield from self._parts(child)
            return
        yield self._heading(block)
        yield _KINDS.get(block.kind, _Unit._unknown)(self, block)

    def _heading(self, block: Block) -> str:
        return f"## {escaped(block.title)}" if block.title not in {"", self.source.title} else ""

    def _text(self, block: Block) -> str:
        element = block.element
        name = element.get("filename") or block.name
        folders = ("drafts/html", "html") if block.file.startswith("drafts/") else ("html",)
        for path in (f"{folder}/{name.replace(':', '/')}.html" for folder in folders):
            content = self.of.tree.read(path) if name else None
            if content is not None:
                return self._html(path).markdown(decoded(content))
        if not element.children and not element.text.strip() and element.get("filename"):
            self._tell(self.report.lost, "import.file_missing", block, name=f"html/{name}.html")
        return self._html(block.file).markdown(element.inner(), block.line - 1)

    def _video(self, block: Block) -> str:
        film = Film(block, self.of.tree, self.finder, self.of.language, self.report)
        handout = block.element.get("handout")
        path = self.finder.file(handout, block.file) if handout else None
        if path is not None:
            self.finder.take_along(path)
        elif handout:
            self._tell(self.report.lost, "import.attachment_missing", block, name=handout)
        video = film.found()
        if video is None:
            return ""
        if video.key not in {each.key for each in self.content.videos}:
            self.content.videos.append(video)
        number = [each.key for each in self.content.videos].index(video.key) + 1
        label = translate(self.of.language, "import.video_label", title=video.title or number)
        return f"[{escaped(label)}](video:{number})"

    def _problem(self, block: Block) -> str:
        problem = Problem(self.of.language)
        html = problem.html(block.element)
        self._tell(
            self.report.changed,
            "import.problem_kept",
            block,
            name=block.title,
            text="; ".join(problem.attributes)[:2000],
        )
        for line, program in problem.programs:
            self.report.lost("import.script_dropped", block.file, line, text=program[:2000])
        return self._html(block.file).markdown(html, block.line - 1)

    def _discussion(self, block: Block) -> str:
        """A lesson here has its talk anyway."""
        self._tell(self.report.changed, "import.discussion_left", block, text=words_of(block))
        return ""

    def _tool(self, block: Block) -> str:
        address = block.element.get("launch_url")
        self._tell(
            self.report.lost, "import.tool_left", block, address=address, text=words_of(block)
        )
        return f"[{escaped(block.title or address)}]({address})" if address else ""

    def _unknown(self, block: Block) -> str:
        said = words_of(block)[:5000]
        self._tell(self.report.lost, "import.component_left", block, kind=block.kind, text=said)
        return ""

    def _html(self, file: str) -> Html:
        place = self.finder.place(self.of.language)
        return Html(file, place, self.content, self.report, title=self.source.title)

    @staticmethod
    def _tell(tell: Callable[..., None], key: str, block: Block, **params: str) -> None:
        tell(key, block.file, block.line, **params)


_KINDS: Final[dict[str, Callable[[_Unit, Block], str]]] = {
    "html": _Unit._text,
    "video": _Unit._video,
    "problem": _Unit._problem,
    "discussion": _Unit._discussion,
    "lti": _Unit._tool,
    "lti_consumer": _Unit._tool,
}
