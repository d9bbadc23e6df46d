"""Chapters as modules, units as lessons."""

from collections.abc import Iterator

from academy_app.core.errors import Invalid
from academy_app.importers.courses.source import (
    Settings,
    SourceCourse,
    SourceLesson,
    SourceModule,
)
from academy_app.importers.olx.tree import Block, Tree, words_of
from academy_app.importers.report import Report


def course_of(tree: Tree, course: Block) -> SourceCourse:
    """Raises Invalid where there is no lesson. A lesson's block is its `matter["block"]`."""
    modules = tuple(
        SourceModule(f"chapter/{chapter.name}", chapter.title or chapter.name, lessons)
        for chapter in _chapters(course, tree.report)
        if (lessons := tuple(_lessons(chapter, tree.report)))
    )
    if not modules:
        raise Invalid({"file": "olx.nothing_in_it"})
    return SourceCourse(tree.root, course.title or course.name, modules, Settings())


def pages_of(tree: Tree, title: str) -> Iterator[SourceModule]:
    """What stands beside the units: about the course, news, pages of its own; as drafts."""
    lessons = []
    for folder in ("about", "info", "tabs", "drafts/tabs"):
        for path in sorted((tree.root / folder).glob("*.html")):
            name = path.relative_to(tree.root).as_posix()
            if not path.read_bytes().strip() or tree.inside(name) is None:
                continue
            tree.report.changed("import.beyond_contents", name, name=name)
            words = path.stem.replace("_", " ").replace("-", " ")
            matter = {"page": name, "draft": True}
            lessons.append(SourceLesson(name, name, words[:1].upper() + words[1:], matter=matter))
    if lessons:
        yield SourceModule("beyond-the-contents", title, tuple(lessons))


def _chapters(course: Block, report: Report) -> Iterator[Block]:
    """What stands beside the chapters makes one of its own."""
    loose = Block(course.element, course.file, f"{course.name}#", course.title)
    for child in course.children:
        if child.kind == "chapter":
            yield child
        elif child.kind in {"sequential", "vertical", "videosequence"}:
            loose.children.append(child)
        elif said := words_of(child):
            report.lost(
                "import.component_left", child.file, child.line, kind=child.kind, text=said[:5000]
            )
    if loose.children:
        yield loose


def _lessons(chapter: Block, report: Report) -> Iterator[SourceLesson]:
    for section in chapter.children:
        units = [each for each in section.children if each.kind == "vertical"]
        if section.kind == "vertical" or not units:
            yield _lesson(section, section.title or chapter.title, section.is_draft)
            continue
        rest = [each for each in section.children if each.kind != "vertical"]
        if rest:
            own = Block(section.element, section.file, section.name, section.title, rest)
            yield _lesson(own, section.title, section.is_draft)
        if len(units) > 1 or (units[0].title and units[0].title != section.title):
            report.changed("import.level_flattened", section.file, section.line, name=section.title)
        for unit in units:
            is_draft = section.is_draft or unit.is_draft or chapter.is_draft
            yield _lesson(unit, unit.title or section.title or unit.name, is_draft)


def _lesson(block: Block, title: str, is_draft: bool) -> SourceLesson:
    key = f"{block.kind}/{block.name}" if block.name else f"{block.file}:{block.line}"
    matter = {"block": block, "draft": is_draft}
    return SourceLesson(key, block.file, title or block.name or block.file, matter=matter)
