"""What each kind of resource becomes as a lesson."""

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from urllib.parse import unquote

from academy_app.core.hrefs import lesson_href
from academy_app.core.i18n import translate
from academy_app.importers.cartridge import quiz
from academy_app.importers.cartridge.manifest import NAME, Manifest, Resource
from academy_app.importers.courses import Content, Destination, Files, SourceLesson
from academy_app.importers.courses.files import IMAGES, VIDEOS
from academy_app.importers.courses.finding import Finder, decoded
from academy_app.importers.courses.html import Html
from academy_app.importers.courses.questions import question_html
from academy_app.importers.courses.xml import Element, Unreadable, parsed
from academy_app.importers.markdown.components import escaped
from academy_app.importers.report import Report

# What stands for the root of the cartridge in addresses.
_ROOTS = ("$IMS-CC-FILEBASE$", "$IMS_CC_FILEBASE$")
_PAGE = "$WIKI_REFERENCE$/pages/"
_OBJECT = "$CANVAS_OBJECT_REFERENCE$/"


@dataclass
class Lessons:
    manifest: Manifest
    there: Destination
    files: Files
    language: str
    by_file: dict[str, str] = field(default_factory=dict)
    by_resource: dict[str, str] = field(default_factory=dict)
    report: Report = field(default_factory=Report)

    def convert(self, source: SourceLesson, report: Report) -> Content:
        self.report = report
        content = Content(is_draft=bool(source.matter["draft"]))
        resource = self.manifest.resources[source.matter["resource"]]
        if resource.is_for_teachers:
            report.changed("import.for_teachers", source.file, name=source.title)
        finder = Finder(self.files, content, self._candidates, self._lesson)
        place = finder.place(self.language)
        html = Html(source.file, place, content, report, title=source.title)
        content.body = _KINDS[resource.kind or "unknown"](self, resource, source, finder, html)
        return content

    def name_what_is_left(self) -> None:
        """Files that no lesson shows or offers."""
        mains = {
            each.main
            for each in self.manifest.resources.values()
            if each.kind != "file" or each.is_page
        }
        found = {self.files.name(path) for path in self.files.found.values()}
        for path in sorted(self.files.root.rglob("*")):
            if path.is_file():
                name = self.files.name(path)
                if name not in mains | found | {NAME}:
                    self.files.report.lost("import.file_unused", name)

    def _file(self, resource: Resource, source: SourceLesson, finder: Finder, html: Html) -> str:
        path = self.files.inside(resource.main) if resource.main else None
        if path is None:
            self.report.lost("import.file_missing", NAME, resource.line, name=resource.main)
            return ""
        for name in resource.files[1:]:
            # Those of a page are in its text; where there is no text, they are all there is.
            beside = self.files.inside(name)
            if beside is not None and not resource.is_page:
                finder.take_along(beside)
        if resource.is_page:
            return html.markdown(decoded(path.read_bytes()))
        ending = path.suffix.lower()
        if ending in VIDEOS:
            return html.watch(resource.main, source.title) or ""
        if ending in IMAGES:
            holder = self.files.holder(path)
            return f"![{escaped(source.title)}]({holder})" if holder else ""
        holder = finder.take_along(path)
        return f"[{escaped(path.name)}]({holder})" if holder else ""

    def _link(self, resource: Resource, source: SourceLesson, finder: Finder, html: Html) -> str:
        tree = self._tree(resource)
        if tree is None:
            return ""
        url = tree.first("url")
        address, title = (url.get("href").strip() if url else ""), tree.words("title")
        said = "" if title == source.title else f"{escaped(title)}\n\n"
        return said + (
            html.watch(address, source.title) or f"[{escaped(title or address)}]({address})"
        )

    def _topic(self, resource: Resource, source: SourceLesson, finder: Finder, html: Html) -> str:
        """Its text. Who wants to answer finds the lesson's own talk beneath it."""
        tree = self._tree(resource)
        if tree is None:
            return ""
        self.report.changed("import.topic_kept", source.file, name=source.title)
        note = translate(self.language, "import.topic_note")
        return f"{self._written(tree, source, finder, html)}\n\n> [!NOTE]\n> {note}"

    def _assignment(
        self, resource: Resource, source: SourceLesson, finder: Finder, html: Html
    ) -> str:
        tree = self._tree(resource)
        if tree is None:
            return ""
        for_teachers = tree.words("instructor_text")
        gradable = tree.first("gradable")
        points = gradable.get("points_possible") if gradable else ""
        self.report.lost(
            "import.assignment_kept",
            source.file,
            tree.line,
            points=points,
            text=for_teachers[:2000],
        )
        return self._written(tree, source, finder, html)

    def _tool(self, resource: Resource, source: SourceLesson, finder: Finder, html: Html) -> str:
        tree = self._tree(resource)
        if tree is None:
            return ""
        address = tree.words("secure_launch_url") or tree.words("launch_url")
        rest = [
            f"{child.name}: {child.words()}"
            for child in tree.children
            if child.name not in {"title", "description"} and child.words()
        ]
        said = "; ".join([tree.words("title"), *rest])[:2000]
        self.report.lost("import.tool_left", source.file, tree.line, address=address, text=said)
        description = tree.first("description")
        text = html.markdown(description.text, description.line - 1) if description else ""
        link = f"[{escaped(tree.words('title') or source.title)}]({address})" if address else ""
        return "\n\n".join(filter(None, (text, link)))

    def _quiz(self, resource: Resource, source: SourceLesson, finder: Finder, html: Html) -> str:
        tree = self._tree(resource)
        if tree is None:
            return ""
        questions = list(quiz.questions_of(tree))
        self.report.changed(
            "import.quiz_kept",
            source.file,
            count=len(questions),
            settings=quiz.settings_of(tree)[:2000],
        )
        title = quiz.title_of(tree)
        parts = [f"<p>{escape(title)}</p>" if title and title != source.title else ""]
        parts.append(quiz.preamble_of(tree))
        parts += [question_html(each, self.language) for each in questions]
        return html.markdown("\n".join(filter(None, parts)))

    def _unknown(self, resource: Resource, source: SourceLesson, finder: Finder, html: Html) -> str:
        self.report.lost(
            "import.kind_unknown", NAME, resource.line, kind=resource.type, name=source.title
        )
        for name in resource.files:
            path = self.files.inside(name)
            if path is not None:
                finder.take_along(path)
        return ""

    def _written(self, tree: Element, source: SourceLesson, finder: Finder, html: Html) -> str:
        """Title, text and files of a topic or an assignment."""
        title, text = tree.words("title"), tree.first("text")
        parts = [escaped(title) if title != source.title else ""]
        if text is not None:
            is_html = text.get("texttype", "text/html") == "text/html"
            words = text.text if is_html else escape(text.text, quote=False)
            parts.append(html.markdown(text.inner() if text.children else words, text.line - 1))
        attachments = tree.first("attachments")
        for attachment in attachments.all("attachment") if attachments else []:
            path = finder.file(attachment.get("href"), source.file)
            if path is None:
                name = attachment.get("href")
                self.report.lost(
                    "import.attachment_missing", source.file, attachment.line, name=name
                )
            else:
                finder.take_along(path)
        return "\n\n".join(filter(None, parts))

    def _tree(self, resource: Resource) -> Element | None:
        """Its XML; what cannot be read is named."""
        path = self.files.inside(resource.main) if resource.main else None
        if path is None:
            self.report.lost("import.file_missing", NAME, resource.line, name=resource.main)
            return None
        try:
            return parsed(path.read_bytes())
        except Unreadable as error:
            self.report.lost("import.xml_unreadable", resource.main, error.line, reason=error.key)
            return None

    def _candidates(self, address: str, file: str) -> Iterator[str]:
        plain = unquote(address)
        for root in _ROOTS:
            if plain.startswith(root):
                path = posixpath.normpath(plain.removeprefix(root).lstrip("/")).removeprefix("../")
                yield path
                yield f"web_resources/{path}"
                return
        yield posixpath.normpath(posixpath.join(posixpath.dirname(file), plain))
        yield plain.lstrip("/")

    def _lesson(self, address: str, file: str) -> str | None:
        """Where in Academy an address leads that means another lesson."""
        plain = unquote(address).partition("#")[0].partition("?")[0]
        if not self.by_file:
            self._index()
        if plain.startswith(_PAGE):
            return self._href(self.by_file.get(f"wiki_content/{plain.removeprefix(_PAGE)}.html"))
        if plain.startswith(_OBJECT):
            return self._href(self.by_resource.get(plain.rpartition("/")[2]))
        found = (self.by_file.get(path) for path in self._candidates(plain, file))
        return self._href(next(filter(None, found), None)) if plain else None

    def _index(self) -> None:
        for key, resource in self._lessons():
            self.by_resource[resource.identifier] = key
            self.by_file[resource.main] = key

    def _lessons(self) -> Iterator[tuple[str, Resource]]:
        for key in self.there.lesson_slugs:
            identifier = self.manifest.by_key.get(key)
            if identifier is not None:
                yield key, self.manifest.resources[identifier]

    def _href(self, key: str | None) -> str | None:
        return lesson_href(self.there.course_slug, self.there.lesson_slugs[key]) if key else None


_Kind = Callable[[Lessons, Resource, SourceLesson, Finder, Html], str]

_KINDS: dict[str, _Kind] = {
    "file": Lessons._file,
    "link": Lessons._link,
    "topic": Lessons._topic,
    "assignment": Lessons._assignment,
    "tool": Lessons._tool,
    "quiz": Lessons._quiz,
    "unknown": Lessons._unknown,
}
